"""The table of offices of a year for download."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosure.money.comparison import divide
from disclosure.money.figures import CATEGORY_LABELS, Category
from disclosure.money.fragments import UNIT_ADDRESS
from disclosure.money.picture import UnitRow
from disclosure.money.standing import standing_of
from disclosure.money.statuses import StatementKind, UnitGroup
from foundation.tables.writing import Column, Kind

COLUMNS = (
    Column("fiscal_year", _("Fiscal year"), Kind.NUMBER),
    Column("kind", _("Kind")),
    Column("code", _("Budget code")),
    Column("name", _("Unit")),
    Column("group", _("Kind of unit")),
    *(Column(category.value, CATEGORY_LABELS[category], Kind.NUMBER) for category in Category),
    Column("previous", _("Total, last year"), Kind.NUMBER),
    Column("change", _("Up or down"), Kind.NUMBER),
    Column("budget", _("Total, budget"), Kind.NUMBER),
    Column("staff", _("staff at the end of the year"), Kind.NUMBER),
    Column("head", _("Per head (yuan)"), Kind.NUMBER),
    Column("standing", _("Publication")),
    Column("published_on", _("Published on"), Kind.DATE),
    Column("approved_on", _("Approved on"), Kind.DATE),
    Column("due_on", _("Due on"), Kind.DATE),
    Column("rule", _("Rule")),
    Column("exemption", _("legal basis of the exemption")),
    Column("url", _("Web address")),
)
"""Amounts are in yuan."""


def office_rows(
    rows: Iterable[UnitRow], fiscal_year: int, kind: str, today: date, site: str
) -> Iterator[Mapping[str, Any]]:
    """Yield the rows; `site` is the address before the paths."""
    kind_label = str(StatementKind(kind).label)
    for row in rows:
        yield {
            "fiscal_year": fiscal_year,
            "kind": kind_label,
            "code": row.code,
            "name": row.name,
            "group": str(UnitGroup(row.group).label),
            **{category.value: row.amounts.get(category) for category in Category},
            "previous": row.previous,
            "change": row.change,
            "budget": row.budget,
            "staff": row.staff,
            "head": divide(row.total, row.staff),
            "standing": str(standing_of(row.course, today).label),
            "published_on": row.course.published_on,
            "approved_on": row.approved_on,
            "due_on": row.course.due_on,
            "rule": row.rule,
            "exemption": row.exemption_basis,
            "url": site + UNIT_ADDRESS.format(row.code),
        }
