"""Public money as tidy open data: one row per office, year, kind, scope and category; and one per count.

Names of columns and codes never change with the reader's language: programs rely on them. Read from the published
versions, since they alone keep blank, not held and zero apart.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, Count, F, Max, Sum, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Concat

from disclosure.money.corrections import cells_of
from disclosure.money.figures import NOT_HELD, Absence, Category, Column, CountKind
from disclosure.money.fragments import STATEMENT_ADDRESS
from disclosure.money.models import FinanceUnit, PublicFigures
from disclosure.money.printed import PRINTED_COUNTS, PRINTED_NAMES
from disclosure.money.querysets import PublicFiguresQuerySet
from disclosure.money.statuses import StatementKind
from foundation.tables.writing import Column as TableColumn
from foundation.tables.writing import Kind

CHUNK = 500
"""Statements read at a time; each is a few kilobytes."""


class Field(NamedTuple):
    """A column of a resource: its name, the type that the descriptor states, and what it means."""

    name: str
    type: str
    description: str
    constraints: Mapping[str, Any] = {}


class Stamp(NamedTuple):
    """What tells one state of the data from another: the digest of all versions and units, and the latest change."""

    digest: str
    changed_at: datetime | None
    years: tuple[int, ...]
    n_statements: int


HEAD = (
    Field("unit_code", "string", "预算单位编码", {"required": True}),
    Field("unit_name", "string", "预算单位名称", {"required": True}),
    Field("unit_group", "string", "单位类型", {"enum": ["office", "agency", "school", "county", "government"]}),
    Field("office_code", "string", "负责公开的机关的统一社会信用代码", {"required": True}),
    Field("fiscal_year", "integer", "年度", {"required": True, "minimum": 2000, "maximum": 2100}),
    Field("kind", "string", "预算或决算", {"required": True, "enum": list(StatementKind.values)}),
    Field(
        "scope",
        "string",
        "口径：own 单位本级，consolidated 含所属单位",
        {"required": True, "enum": ["own", "consolidated"]},
    ),
)
TAIL = (
    Field("published_on", "date", "首次公布日期", {"required": True}),
    Field("changed_on", "date", "最近更正日期；未更正过的与首次公布日期相同", {"required": True}),
    Field("version", "integer", "版本号；大于1表示公布后更正过", {"required": True, "minimum": 1}),
    Field("statement_url", "string", "报表页面的永久地址", {"required": True, "format": "uri"}),
)
ABSENCES = [each.value for each in Absence]
FIGURES = (
    *HEAD,
    Field(
        "category",
        "string",
        "项目代码；total 合计、vehicle 车辆小计与其他项目重叠，不要相加",
        {"required": True, "enum": list(Category)},
    ),
    Field("category_name", "string", "项目名称", {"required": True}),
    Field("amount", "number", "本年数（元）：预算表为预算数，决算表为决算数；空白见 amount_absence，0 就是 0"),
    Field("amount_absence", "string", "本年数为空的原因：blank 原表空白，not_held 本平台没有", {"enum": ABSENCES}),
    Field("previous_amount", "number", "上年数（元）"),
    Field("budget_amount", "number", "本年预算数（元），仅决算表"),
    Field("staff", "integer", "年末在职人数", {"minimum": 0}),
    *TAIL,
)
COUNTS = (
    *HEAD,
    Field("count", "string", "数量代码", {"required": True, "enum": list(CountKind)}),
    Field("count_name", "string", "数量名称", {"required": True}),
    Field("measure", "string", "计量单位", {"required": True}),
    Field("number", "integer", "数量；空白表示本平台没有，0 就是 0", {"minimum": 0}),
    *TAIL,
)
UNIT_FACTS = ("code", "name", "group", "department__code")
"""What rows say of a unit as it is now."""

KEY = ("unit_code", "fiscal_year", "kind", "scope")
KINDS = {"integer": Kind.NUMBER, "number": Kind.NUMBER, "date": Kind.DATE, "string": Kind.TEXT}


class Resource(NamedTuple):
    """A table of the open data: its name in addresses, title, columns, and the column that makes a row unique."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: str


RESOURCES = {
    each.name: each
    for each in (
        Resource("three-public-expenses", "“三公”经费", FIGURES, "category"),
        Resource("counts", "“三公”经费有关数量", COUNTS, "count"),
    )
}
"""By name."""


def public_rows() -> PublicFiguresQuerySet:
    """Return the published figures of all units that are not confidential."""
    rows: PublicFiguresQuerySet = PublicFigures.objects.filter(unit__is_confidential=False)
    return rows


def read_stamp() -> Stamp:
    """Return the state of the data, for the headers that let a program ask whether anything changed."""
    facts = public_rows().aggregate(
        n=Count("pk"), versions=Sum("version_number"), changed=Max("statement__current_version__published_at")
    )
    names = FinanceUnit.objects.publishing().aggregate(
        all=StringAgg(
            Concat(*(part for name in UNIT_FACTS for part in (name, Value("\t"))), output_field=CharField()),
            "\n",
            order_by="code",
        )
    )
    years = public_rows().order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    said = f"{facts['n']}|{facts['versions']}|{facts['changed']}|{names['all']}"
    return Stamp(sha256(said.encode()).hexdigest()[:32], facts["changed"], tuple(years), facts["n"])


def columns_of(resource: Resource) -> list[TableColumn]:
    """Return the columns for a download; their headers are their names."""
    return [TableColumn(field.name, field.name, KINDS[field.type]) for field in resource.fields]


def rows_of(resource: Resource, figures: PublicFiguresQuerySet, site: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a resource, the earliest year first; `site` is the address before the paths."""
    explode = _figure_rows if resource.name == "three-public-expenses" else _count_rows
    found = figures.order_by("fiscal_year", "statement").values(
        "fiscal_year",
        "kind",
        "scope",
        "staff",
        "published_on",
        "changed_on",
        "statement_id",
        unit_code=F("unit__code"),
        unit_name=F("unit__name"),
        unit_group=F("unit__group"),
        office_code=F("department__code"),
        version=F("version_number"),
        cells=KeyTransform("cells", "statement__current_version__content"),
        counts=KeyTransform("counts", "statement__current_version__content"),
    )
    for row in found.iterator(chunk_size=CHUNK):
        shared = {field.name: row.get(field.name) for field in (*HEAD, *TAIL)}
        shared["statement_url"] = site + STATEMENT_ADDRESS.format(row["statement_id"])
        for own in explode(row):
            yield {**shared, **own}


def _figure_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    cells = cells_of(row["cells"])
    is_budget = row["kind"] == StatementKind.BUDGET
    own = Column.BUDGET if is_budget else Column.FINAL
    for category in Category:
        value = cells.get((category, own), NOT_HELD)
        yield {
            "category": category.value,
            "category_name": PRINTED_NAMES[category],
            "amount": value.amount,
            "amount_absence": value.absence.value if value.absence else None,
            "previous_amount": cells.get((category, Column.PREVIOUS), NOT_HELD).amount,
            "budget_amount": None if is_budget else cells.get((category, Column.BUDGET), NOT_HELD).amount,
            "staff": row["staff"],
        }


def _count_rows(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for count, (name, measure) in PRINTED_COUNTS.items():
        yield {
            "count": count.value,
            "count_name": name,
            "measure": measure,
            "number": row["counts"].get(count.value),
        }
