"""Where in nested input an error lies: `items[1].name`. Pure."""

from collections.abc import Iterator
from typing import Any


def flatten(details: Any, place: str = "") -> Iterator[dict[str, str]]:
    """Yield {field, code, message} for every error, however deep it lies.

    `details` is what a serializer tells of its errors (`get_full_details()`): dictionaries by name, lists by number.
    """
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": place, "code": details["code"], "message": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from flatten(inner, _below(place, name))
    else:
        for number, inner in enumerate(details):
            nested = isinstance(inner, dict) and set(inner) != {"message", "code"}
            yield from flatten(inner, f"{place}[{number}]" if nested else place)


def _below(place: str, name: Any) -> str:
    if isinstance(name, int):
        return f"{place}[{name}]"
    return f"{place}.{name}" if place else str(name)
