"""The Chinese words of the workbooks: what templates print, and what people write in their stead. Pure.

Source of the names: 财预〔2016〕143号 and the layouts of the city; the variants are those that offices published.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from disclosure.money.figures import Category, Column, CountKind, Kind, Scope
from disclosure.money.printing.names import TABLE_NAMES
from disclosure.money.reading.amounts import narrow
from disclosure.money.statutory import TableCode


class Layout(StrEnum):
    """How the table of the three public expenses stands."""

    HORIZONTAL = "horizontal"
    """The national one: two lines of headings, one row of figures."""
    VERTICAL = "vertical"
    """Lu'an's: a row for each expense."""


COVER, THREE, COUNTS, NOTES, HELP, RESULT = "封面", "三公经费", "数量和人员", "情况说明", "填表说明", "导入结果"
MARKER = "_yangguang"
NOT_HELD_MARK = "不掌握"
CODE_HEADING, NAME_HEADING, ITEM_HEADING, TEXT_HEADING, NUMBER_HEADING = "科目编码", "科目名称", "项目", "说明", "数量"
STAFF_LABEL = "年末在职人员"
WHOLE_LABEL = "总体说明"
EMPTY_LABEL = "本表无数据的原因"
UNIT_LABEL = "金额单位"
KIND_WORDS: Mapping[str, str] = {Kind.BUDGET: "预算", Kind.FINAL_ACCOUNT: "决算"}
SCOPE_WORDS: Mapping[str, str] = {Scope.OWN: "单位本级", Scope.CONSOLIDATED: "部门汇总（含所属单位）"}
COVER_LABELS: Mapping[str, str] = {
    "unit_name": "单位名称",
    "unit_code": "预算编码",
    "fiscal_year": "年度",
    "kind": "预算或决算",
    "scope": "口径",
    "display_unit": UNIT_LABEL,
}
PRINTED_TABLES = TABLE_NAMES[Kind.BUDGET]
"""The tables as workbooks call them, those of final accounts too."""

_ROWS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (Category.TOTAL, re.compile(r"(?:三公经?费?)?(?:支出)?(?:合计|总计|总额)|三公经费")),
    (Category.ABROAD, re.compile(r"(?:因公)?出国\(?境?\)?")),
    (Category.VEHICLE, re.compile(r"公务用?车(?:购置[及和与、]运行(?:维护)?)?|小计")),
    (Category.PURCHASE, re.compile(r"(?:公务用?车|车辆)?购置")),
    (Category.RUNNING, re.compile(r"(?:公务用?车|车辆)?运行(?:维护)?")),
    (Category.RECEPTION, re.compile(r"公务接待")),
)
_COUNTS: tuple[tuple[CountKind, re.Pattern[str]], ...] = (
    (CountKind.GROUPS, re.compile(r"(?:因公)?(?:出国\(?境?\)?)?费?团组(?:数|个数)?")),
    (CountKind.TRAVELLERS, re.compile(r"(?:因公)?出国\(?境?\)?费?(?:累计)?(?:人次|人数)数?")),
    (CountKind.BOUGHT, re.compile(r"(?:公务用?车|车辆)购置(?:数量?|辆数)")),
    (CountKind.HELD, re.compile(r"(?:年末)?(?:公务用?车|车辆)(?:年末)?保有[量数]")),
    (CountKind.BATCHES, re.compile(r"(?:国内)?(?:公务)?接待费?批次数?")),
    (CountKind.GUESTS, re.compile(r"(?:国内)?(?:公务)?接待费?(?:人次|人数)数?")),
)
_STAFF = re.compile(r"年末(?:在职|实有|编制内实有|编制内在职)?(?:职工|人员)?(?:人员|人数|数)?")
_WHOLE = re.compile(r"总体(?:说明|情况|情况说明)?|总体情况及说明")
_TABLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (THREE, re.compile(r"三公")),
    (TableCode.CAPITAL, re.compile(r"国有资本经营预算.*支出")),
    (TableCode.FUNDS, re.compile(r"政府性基金预算.*支出")),
    (TableCode.BASIC, re.compile(r"一般公共预算(?:财政拨款)?基本支出")),
    (TableCode.GENERAL, re.compile(r"一般公共预算(?:财政拨款)?支出")),
    (TableCode.APPROPRIATION, re.compile(r"财政拨款收入?支出?")),
    (TableCode.BALANCE, re.compile(r"(?:部门)?收入?支出?(?:预算|决算)?(?:总体情况|总)表$")),
    (TableCode.REVENUE, re.compile(r"收入(?:预算|决算)?(?:总体情况|总|情况)?表")),
    (TableCode.EXPENDITURE, re.compile(r"支出(?:预算|决算)?(?:总体情况|总|情况)?表")),
)
_NUMBERING = re.compile(r"^(?:其中[::]?|\(?[0-9一二三四五六七八九十]{1,2}[).、.](?![0-9]))")
_UNIT_TAIL = re.compile(r"\((?:万元|元|个|辆|批|批次|人|人次|人数)\)$")
_MARKS = re.compile(r"[\s“”\"'‘’「」*]")
_YEAR = re.compile(r"(20\d\d)年?度?")
_SETTLED_TAIL = re.compile(r"(?:费用|费|支出|经费|金额|情况)+$")
_FUNDS = re.compile(r"(?:一般公共|公共|政府性基金|国有资本经营)预算")
_IGNORED = re.compile(r"%|比例|比率|占比|增减|增长|完成|备注|其中|序号|行次|栏次|差额|说明")


def squeeze(text: str) -> str:
    """Return a label in narrow signs, without spaces, quotation marks, numbering and the unit at its end."""
    label = _MARKS.sub("", narrow(text))
    while (shorter := _NUMBERING.sub("", label)) != label:
        label = shorter
    return _UNIT_TAIL.sub("", label)


def row_of(text: str) -> Category | None:
    """Return the row of the table that a label names, whatever its wording."""
    label = squeeze(text)
    if not label or len(label) > 24:
        return None
    for core in (label, _SETTLED_TAIL.sub("", label)):
        for category, pattern in _ROWS:
            if pattern.fullmatch(core):
                return category
    return None


def count_of(text: str) -> CountKind | None:
    """Return which of the six counts a label names."""
    label = squeeze(text)
    return next((kind for kind, pattern in _COUNTS if pattern.fullmatch(label)), None) if len(label) <= 24 else None


def is_staff(text: str) -> bool:
    label = squeeze(text)
    return len(label) <= 16 and label.startswith("年末") and _STAFF.fullmatch(label) is not None and label != "年末"


def is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(squeeze(text)) is not None


def column_of(text: str, kind: Kind, fiscal_year: int) -> Column | None:
    """Return the column that a heading names in a statement of `kind` and year; None for one that we don't keep.

    A year in the heading decides; else 上年 is last year's figure of the same kind, 预算 this year's budget.
    """
    label = _FUNDS.sub("", squeeze(text))
    if len(label) > 24 or is_ignored_heading(text):
        return None
    is_budget, is_final = "预算" in label, "决算" in label or "支出数" in label or "执行数" in label
    year = _YEAR.search(label)
    is_previous = "上年" in label or (year is not None and int(year[1]) == fiscal_year - 1)
    if year is not None and int(year[1]) not in (fiscal_year, fiscal_year - 1):
        return None
    if is_previous:
        same_kind = is_budget if kind is Kind.BUDGET else is_final
        return Column.PREVIOUS if same_kind or label in ("上年", "上年数") else None
    if is_budget and not is_final:
        return Column.BUDGET
    if is_final and kind is Kind.FINAL_ACCOUNT:
        return Column.FINAL
    return None


def is_ignored_heading(text: str) -> bool:
    """Tell whether a column under this heading holds nothing that is entered: shares, changes, remarks."""
    return _IGNORED.search(narrow(text)) is not None


def table_of(title: str) -> str | None:
    """Return which table a title or the name of a sheet tells: a TableCode, or THREE for the three public expenses."""
    label = _MARKS.sub("", narrow(title))
    if len(label) > 60:
        return None
    return next((code for code, pattern in _TABLES if pattern.search(label)), None)


def kind_of(text: str) -> Kind | None:
    """Return whether a title speaks of a budget or an account; None where it speaks of neither or of both."""
    label = re.sub(
        r"一般公共预算|政府性基金预算|国有资本经营预算|公共预算|预算编码|预算单位|预算数|决算数", "", narrow(text)
    )
    kinds = [kind for kind, word in ((Kind.BUDGET, "预算"), (Kind.FINAL_ACCOUNT, "决算")) if word in label]
    return kinds[0] if len(kinds) == 1 else None


def scope_of(text: str) -> Scope | None:
    label = narrow(text)
    if "汇总" in label or "所属单位" in label:
        return Scope.CONSOLIDATED
    return Scope.OWN if "本级" in label else None
