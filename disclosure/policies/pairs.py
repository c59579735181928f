"""Pairs of a policy and an interpretation as JSON lines, read one by one with errors that say where and what. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosure.policies.wording import LONGEST_TEXT

LONGEST_LINE = 4 * 2 * LONGEST_TEXT
LONGEST_ID = 200
FIELDS = ("policy", "interpretation")


@dataclass(frozen=True, slots=True)
class Pair:
    """One line: the two texts, or what is wrong with it (`error`, empty if nothing) and in which field."""

    number: int
    id: str | int
    policy: str = ""
    interpretation: str = ""
    field: str = ""
    error: str = ""


def read_pairs(lines: Iterable[str]) -> Iterator[Pair]:
    """Yield the pairs of the lines, numbered from 1; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read(number, line)


def _read(number: int, line: str) -> Pair:
    if len(line) > LONGEST_LINE:
        return Pair(number, "", error=_("the line is longer than %(limit)s characters") % {"limit": LONGEST_LINE})
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Pair(number, "", error=_("not JSON: %(error)s") % {"error": error})
    if not isinstance(record, dict):
        return Pair(number, "", error=_("not an object; write {“id”: …, “policy”: …, “interpretation”: …}"))
    key = record.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int) or not str(key).strip() or len(str(key)) > LONGEST_ID:
        return Pair(number, "", field="id", error=_("give a text or a number that names the pair"))
    for name in FIELDS:
        if fault := _fault(record, name):
            return Pair(number, key, field=name, error=fault)
    return Pair(number, key, policy=record["policy"], interpretation=record["interpretation"])


def _fault(record: dict[str, Any], name: str) -> str:
    if name not in record:
        return _("the field is missing")
    text = record[name]
    if not isinstance(text, str):
        return _("the field must be a text")
    if not text.strip():
        return _("the text is empty; there is nothing to measure")
    if len(text) > LONGEST_TEXT:
        return _("the text is longer than %(limit)s characters") % {"limit": LONGEST_TEXT}
    return ""
