"""An error names its place in what was sent."""

from foundation.forms.places import flatten


def entry(message: str) -> dict[str, str]:
    return {"message": message, "code": "x"}


def test_places_are_named_by_member_and_number():
    details = {
        "title": [entry("a"), entry("b")],
        "attachments": {0: {"name": [entry("c")]}},
        "offices": {2: [entry("d")]},
        "files": [{}, {"name": [entry("e")]}],
    }
    found = [(one["field"], one["message"]) for one in flatten(details)]
    assert found == [
        ("title", "a"),
        ("title", "b"),
        ("attachments[0].name", "c"),
        ("offices[2]", "d"),
        ("files[1].name", "e"),
    ]
