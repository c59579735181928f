"""What the public pages of a year read of all units, as plain rows: read in a few statements, and remembered.

A thousand units are some hundred kilobytes; sorting, filtering and comparing them in the process costs less than asking
the database each time. Days that pass change nothing here: how a unit stands is reckoned from the row when it is shown.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.fields.json import KeyTransform

from departments.duties.lateness import Dates
from disclosure.money.figures import LEAVES, Category
from disclosure.money.models import Approval, FinanceUnit, PublicFigures, StatementVersion
from disclosure.money.standing import Course
from disclosure.money.statuses import StatementScope, UnitGroup
from foundation.remembered import Remembered, RememberedByKey

MOST_YEARS_KEPT = 12
KEY = "money"
"""What is remembered of public money stands under one token, so that all of it is forgotten at once."""

SECONDS = 300
"""What no service announces (a renamed unit, a due date counted anew) is seen after this long."""

N_CHANGES = 8
AMOUNTS = tuple(category.value for category in Category)

YearKey = tuple[int, str]
"""Fiscal year and kind of statement."""


class UnitRow(NamedTuple):
    """One unit in one year and kind; amounts in yuan, None where nothing is published or no figure given.

    `parent` is the budget code of the unit above, empty for none.
    """

    code: str
    parent: str
    name: str
    group: str
    is_exempt: bool
    exemption_basis: str
    review_on: date | None
    course: Course
    approved_on: date | None
    rule: str
    is_provisional: bool
    statement: int | None
    counts_in_city: bool
    version: int
    staff: int | None
    amounts: Mapping[str, Decimal | None]
    previous: Decimal | None
    budget: Decimal | None

    @property
    def total(self) -> Decimal | None:
        return self.amounts.get(Category.TOTAL)

    @property
    def change(self) -> Decimal | None:
        """Return the difference from last year; None where either is not given."""
        return None if self.total is None or self.previous is None else self.total - self.previous


class Change(NamedTuple):
    """A unit whose total changed much, and what it published on it: the row's explanation, or that of the whole."""

    row: UnitRow
    reason: str


class YearPicture(NamedTuple):
    """All units in the treasury's order, and the largest changes among the city's offices."""

    rows: tuple[UnitRow, ...]
    changes: tuple[Change, ...]


class CitySum(NamedTuple):
    """What the city's offices published of one year and kind, added up; and what the city published as its own sum.

    `n_offices` published, `n_totals` of them with a total; `basis` differs when it is other offices that gave one. A
    category is None where no office gives it.
    """

    amounts: Mapping[str, Decimal | None]
    n_offices: int
    n_totals: int
    basis: int
    own: Decimal | None
    own_statement: int | None
    changed_on: date | None


def city_years() -> Mapping[YearKey, CitySum]:
    """Return the city's sums of all published years and kinds, the latest first."""
    return _years.get()


def year_picture(fiscal_year: int, kind: str) -> YearPicture:
    """Return all units as they stand with the statement of `kind` for `fiscal_year`."""
    return _pictures.get((fiscal_year, kind))


def forget_pictures() -> None:
    """Let every process read anew; call it after the commit of what changes published figures, approvals or units."""
    _pictures.forget()


def forget_pictures_on_commit() -> None:
    """Arrange for `forget_pictures` once the transaction under way is committed."""
    transaction.on_commit(forget_pictures)


def _read_years() -> Mapping[YearKey, CitySum]:
    public = PublicFigures.objects.in_city().filter(unit__is_confidential=False)
    sums = public.order_by().values("fiscal_year", "kind")
    totals = sums.annotate(
        offices=Count("pk"),
        units=ArrayAgg("unit", filter=Q(total__isnull=False), default=[]),
        changed=Max("changed_on"),
        **{f"sum_{n}": Sum(n) for n in AMOUNTS},
    ).order_by("-fiscal_year", "-kind")
    own = _own_sums()
    found: dict[YearKey, CitySum] = {}
    rows: Iterable[Mapping[str, Any]] = totals
    for row in rows:
        key = (row["fiscal_year"], row["kind"])
        total, statement = own.get(key, (None, None))
        amounts = {name: row[f"sum_{name}"] for name in AMOUNTS}
        units = frozenset(row["units"])
        found[key] = CitySum(amounts, row["offices"], len(units), hash(units), total, statement, row["changed"])
    return found


def _own_sums() -> Mapping[YearKey, tuple[Decimal | None, int]]:
    """Return total and statement of what the government at the top of the treasury's tree published itself."""
    published = PublicFigures.objects.filter(group=UnitGroup.GOVERNMENT, unit__parent=None)
    rows = published.order_by("-unit").values_list("fiscal_year", "kind", "total", "statement")
    return {(year, kind): (total, statement) for year, kind, total, statement in rows}


def _read_picture(key: YearKey) -> YearPicture:
    fiscal_year, kind = key
    figures = _figures(fiscal_year, kind)
    approvals = _approvals(fiscal_year, kind)
    units = FinanceUnit.objects.exclude(group=UnitGroup.GOVERNMENT).order_by("path")
    names = ("pk", "code", "parent__code", "name", "group", "is_confidential", "exemption_basis", "review_on")
    rows = tuple(
        _row(unit, figures.get(unit["pk"], {}), approvals.get(unit["pk"], {})) for unit in units.values(*names)
    )
    return YearPicture(rows, _changes(rows))


def _row(unit: Mapping[str, Any], figures: Mapping[str, Any], approval: Mapping[str, Any]) -> UnitRow:
    is_exempt = unit["is_confidential"]
    shown = {} if is_exempt else figures  # a unit that became confidential shows nothing here any more
    return UnitRow(
        code=unit["code"],
        parent=unit["parent__code"] or "",
        name=unit["name"],
        group=unit["group"],
        is_exempt=is_exempt,
        exemption_basis=unit["exemption_basis"],
        review_on=unit["review_on"],
        course=Course(is_exempt, shown.get("published_on"), _dates_of(approval)),
        approved_on=approval.get("approved_on"),
        rule=approval.get("rule", ""),
        is_provisional=approval.get("is_provisional", False),
        statement=shown.get("statement_id"),
        counts_in_city=shown.get("counts_in_city", False),
        version=shown.get("version_number", 0),
        staff=shown.get("staff"),
        amounts={name: shown.get(name) for name in AMOUNTS},
        previous=shown.get("previous_total"),
        budget=shown.get("budget_total"),
    )


def _dates_of(approval: Mapping[str, Any]) -> Dates | None:
    return Dates(*(approval[name] for name in Dates._fields)) if approval else None


def _figures(fiscal_year: int, kind: str) -> dict[int, dict[str, Any]]:
    """Return the figures of each unit: of its two scopes the wider one."""
    names = ("unit_id", "scope", "statement_id", "counts_in_city", "version_number", "published_on", "staff")
    rows = PublicFigures.objects.of_year(fiscal_year, kind).order_by()
    found: dict[int, dict[str, Any]] = {}
    for row in rows.values(*names, *AMOUNTS, "previous_total", "budget_total"):
        if row["unit_id"] not in found or row["scope"] == StatementScope.CONSOLIDATED:
            found[row["unit_id"]] = row
    return found


def _approvals(fiscal_year: int, kind: str) -> dict[int, Mapping[str, Any]]:
    standing = Approval.objects.standing().of_year(fiscal_year, kind).order_by()
    rows = standing.values(
        "unit_id",
        "approved_on",
        **{name: F(f"duty__{name}") for name in Dates._fields},
        rule=F("duty__rule__name"),
        is_provisional=F("duty__is_provisional"),
    )
    return {row["unit_id"]: row for row in rows}


def _changes(rows: Iterable[UnitRow]) -> tuple[Change, ...]:
    """Return the largest changes from the year before, up or down, with what the offices say of them."""
    changed = [row for row in rows if row.counts_in_city and row.change]
    largest = sorted(changed, key=lambda row: abs(row.change or Decimal(0)), reverse=True)[:N_CHANGES]
    said = read_notes([row.statement for row in largest if row.statement])
    return tuple(Change(row, _reason(row, *said.get(row.statement or 0, ({}, "")))) for row in largest)


def read_notes(statements: Iterable[int]) -> dict[int, tuple[dict[str, str], str]]:
    """Return by statement the published explanations: by row, and of the whole."""
    versions = StatementVersion.objects.filter(statement__current_version=F("pk"), statement__in=list(statements))
    rows = versions.order_by().values_list(
        "statement_id", KeyTransform("notes", "content"), KeyTransform("explanation", "content")
    )
    return {statement: (notes or {}, whole or "") for statement, notes, whole in rows}


def _reason(row: UnitRow, notes: Mapping[str, str], whole: str) -> str:
    """Return what is said of the total, else of the whole, else of the largest part that is explained.

    The words on one part stand beside the change of the total only where the office said nothing wider.
    """
    if said := notes.get(Category.TOTAL) or whole:
        return said
    explained = [leaf for leaf in (*LEAVES, Category.VEHICLE) if notes.get(leaf)]
    return notes[max(explained, key=lambda leaf: row.amounts.get(leaf) or 0)] if explained else ""


_years: Remembered[Mapping[YearKey, CitySum]] = Remembered(KEY, _read_years, seconds=SECONDS)
_pictures: RememberedByKey[YearKey, YearPicture] = RememberedByKey(
    KEY, _read_picture, most=MOST_YEARS_KEPT, seconds=SECONDS
)

__all__ = [
    "Change",
    "CitySum",
    "UnitRow",
    "YearPicture",
    "city_years",
    "forget_pictures",
    "forget_pictures_on_commit",
    "read_notes",
    "year_picture",
]
