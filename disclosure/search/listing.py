"""The page of results: everything the template prints, as plain strings and ready addresses."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from disclosure.catalogue.navigation import read_tree
from disclosure.items.offices import Office, read_offices
from disclosure.items.paging import count_words
from disclosure.items.statuses import Validity
from disclosure.search.asking import Answer
from disclosure.search.facets import Facets
from disclosure.search.filters import FILTERS, branch_path, is_root
from disclosure.search.folding import fold
from disclosure.search.kinds import EntryKind, Order

ADDRESS = "/search/"
"""The address of the page; a test holds it against the URLconf."""

SHOWN_VALUES = 8
SHOWN_OFFICES = 5


class Choice(NamedTuple):
    """A value of a facet and the address that narrows to it."""

    label: str
    number: str
    url: str


class Facet(NamedTuple):
    label: str
    choices: list[Choice]


class Chip(NamedTuple):
    """A filter in force and the address without it."""

    label: str
    url: str


def address_of(chosen: dict[str, Any], **changes: Any) -> str:
    """Return the address of a search with some choices changed; the place in the list is left out unless given."""
    values = {"q": chosen["q"], **{name: chosen[name] for name in FILTERS}}
    values["sort"] = Order.DATE if chosen["sort"] == Order.DATE else ""
    values |= changes
    query = urlencode({name: getattr(value, "code", value) for name, value in values.items() if value})
    return f"{ADDRESS}?{query}" if query else ADDRESS


def chips_of(chosen: dict[str, Any]) -> list[Chip]:
    """Return the filters in force."""
    labels = {
        "kind": lambda value: str(EntryKind(value).label),
        "branch": lambda value: value.name,
        "category": lambda value: value.name,
        "validity": lambda value: str(Validity(value).label),
    }
    return [
        Chip(labels.get(name, str)(value), address_of(chosen, **{name: ""}))
        for name in FILTERS
        if (value := chosen[name])
    ]


def facets_of(chosen: dict[str, Any], facets: Facets) -> list[Facet]:
    """Return the facets that still tell hits apart and are not chosen already."""
    if not facets.counts:
        return []
    more = "+" if facets.is_cut else ""
    columns = {branch.pk: branch for branch in read_tree()}
    tables: list[tuple[str, str, list[tuple[str, str, int]]]] = [
        ("kind", _("Kind"), [(_kind_label(value), str(value), n) for value, n in facets.counts["kind"]]),
        ("branch", _("Office"), _branches(facets.counts["department_id"])),
        (
            "category",
            _("Column"),
            [(columns[pk].name, columns[pk].code, n) for pk, n in facets.counts["category_id"] if pk in columns],
        ),
        ("theme", _("Theme"), _as_they_are(facets.counts["theme"])),
        ("genre", _("Genre"), _as_they_are(facets.counts["genre"])),
        ("year", _("Year"), sorted(_as_they_are(facets.counts["year"]), reverse=True)),
        (
            "validity",
            _("Validity"),
            [(str(Validity(str(value)).label), str(value), n) for value, n in facets.counts["validity"]],
        ),
    ]
    return [
        Facet(
            label,
            [
                Choice(text, f"{number:,}{more}", address_of(chosen, **{name: value}))
                for text, value, number in rows[:SHOWN_VALUES]
            ],
        )
        for name, label, rows in tables
        if not chosen[name] and len(rows) > 1
    ]


def count_of(answer: Answer) -> str:
    """Return the number of hits in words: exact, "10,000+", "about 8,000", or "" where nobody knows."""
    found = answer.found
    if found.total is None:
        return ""
    if found.is_counted or found.is_many:
        return count_words(found.total)
    digits = len(str(found.total)) - 2
    return _("about %(number)s") % {"number": f"{round(found.total, -digits if digits > 0 else 0):,}"}


def offices_named(words: str) -> Sequence[Office]:
    """Return the offices whose name holds what was typed."""
    wanted = fold(words).strip().strip('"')
    if len(wanted) < 2:
        return []
    return [office for office in read_offices() if wanted in fold(office.name)][:SHOWN_OFFICES]


def _kind_label(kind: object) -> str:
    return str(EntryKind(str(kind)).label) if kind in EntryKind else str(kind)


def _as_they_are(pairs: Iterable[tuple[object, int]]) -> list[tuple[str, str, int]]:
    return [(str(value), str(value), number) for value, number in pairs]


def _branches(pairs: Iterable[tuple[object, int]]) -> list[tuple[str, str, int]]:
    """Return the numbers of departments added up by branch, the largest first."""
    offices = {office.pk: office for office in read_offices()}
    by_path = {office.path: office for office in offices.values()}
    sums: dict[Office, int] = {}
    for pk, number in pairs:
        office = offices.get(int(str(pk)))
        if office is None:
            continue
        branch = office if is_root(office.path) else by_path.get(branch_path(office.path), office)
        sums[branch] = sums.get(branch, 0) + number
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0].name))
    return [(office.name, office.code, number) for office, number in ordered]
