"""Searching the statutory tables: which subjects, and one subject over offices and years."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from disclosure.money.models import PublicLine, Subject
from disclosure.money.statutory import TableCode

MOST_SUBJECTS = 50
UNITS_A_PAGE = 25
MOST_YEARS = 12
MOST_ROWS = 100_000
CHUNK = 2_000


class Found(NamedTuple):
    """Subjects that fit; `is_cut` where there are more than are shown."""

    subjects: Sequence[Subject]
    is_cut: bool


class Comparison(NamedTuple):
    """A page of units, what each published of a subject by year, and the place that follows; 0 at the end."""

    years: Sequence[int]
    rows: Sequence[tuple[Mapping[str, Any], Sequence[tuple[Decimal | None, str] | None]]]
    after: int


def find_subjects(words: str, fiscal_year: int | None) -> Found:
    """Return the subjects whose code begins with `words`, or whose name holds every one of them.

    With a year those alone that somebody published for it.
    """
    condition = Q()
    for word in words.split():
        condition &= Q(code__startswith=word) | Q(name__icontains=word)
    subjects = Subject.objects.filter(condition, _published(fiscal_year)).order_by("scheme", "code", "name")
    found = list(subjects[: MOST_SUBJECTS + 1])
    return Found(found[:MOST_SUBJECTS], len(found) > MOST_SUBJECTS)


def lines_of(subject: Subject) -> QuerySet[PublicLine]:
    """Return the published lines of a subject, under whatever name its code was printed; of no confidential unit."""
    same = Subject.objects.filter(scheme=subject.scheme)
    same = same.filter(code=subject.code) if subject.code else same.filter(name=subject.name)
    return PublicLine.objects.filter(subject__in=same.values("pk"), unit__is_confidential=False)


def compare(lines: QuerySet[PublicLine], column: str, after: int) -> Comparison:
    """Return a page of units by primary key, each with its amounts of `column` in the latest MOST_YEARS years.

    `lines` are of one table: the same code has one amount among the revenue and another in the general budget. Of a
    unit's two scopes the wider one is shown.
    """
    fitting = lines.filter(column=column)
    years = list(fitting.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()[:MOST_YEARS])[::-1]
    keys = fitting.filter(unit__gt=after).order_by("unit").values_list("unit", flat=True).distinct()
    units = list(keys[: UNITS_A_PAGE + 1])
    shown = units[:UNITS_A_PAGE]
    found: dict[int, dict[int, tuple[Decimal | None, str]]] = {pk: {} for pk in shown}
    names: dict[int, dict[str, Any]] = {}
    fields = ("unit_id", "unit__code", "unit__name", "fiscal_year", "scope", "amount", "absence")
    rows = fitting.filter(unit__in=shown, fiscal_year__in=years).order_by("unit", "fiscal_year", "scope", "position")
    for row in rows.values(*fields):
        names[row["unit_id"]] = row
        # "consolidated" comes before "own"
        found[row["unit_id"]].setdefault(row["fiscal_year"], (row["amount"], row["absence"]))
    return Comparison(
        years,
        [(names[pk], [found[pk].get(year) for year in years]) for pk in shown if pk in names],
        shown[-1] if len(units) > UNITS_A_PAGE else 0,
    )


def line_rows(lines: QuerySet[PublicLine]) -> Iterator[Mapping[str, Any]]:
    """Yield the lines for a download, in the order of years and rows."""
    names = ("fiscal_year", "kind", "scope", "table", "column", "amount", "absence", "statement_id")
    more = ("unit__code", "unit__name", "subject__code", "subject__name")
    yield from lines.order_by("fiscal_year", "pk").values(*names, *more)[:MOST_ROWS].iterator(chunk_size=CHUNK)


def tables_of(lines: QuerySet[PublicLine]) -> list[str]:
    """Return the tables in which a subject was published, in their order; revenue, seldom asked for, last."""
    found = set(lines.order_by().values_list("table", flat=True).distinct())
    return sorted(found, key=lambda code: (code == TableCode.REVENUE, TableCode.values.index(code)))


def columns_of(lines: QuerySet[PublicLine]) -> list[str]:
    """Return the names of the columns in which a subject was published, the sum first."""
    found = list(lines.order_by("column").values_list("column", flat=True).distinct()[:20])
    return sorted(found, key=lambda name: (name != "合计", name))


def _published(fiscal_year: int | None) -> Q:
    if fiscal_year is None:
        return Q()
    lines: QuerySet = PublicLine.objects.filter(fiscal_year=fiscal_year).values("subject")
    return Q(pk__in=lines)
