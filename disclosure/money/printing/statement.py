"""From a published version to the document that is printed: everything that was published, and nothing else.

`Frame` is what the version does not hold: how the register describes the office, earlier corrections, the permanent
address, the mark of a demonstration.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from disclosure.money.composing import published_cells
from disclosure.money.figures import Category, CountKind, Kind
from disclosure.money.models import StatementVersion
from disclosure.money.printed import PRINTED_COUNTS, PRINTED_NAMES
from disclosure.money.printing.document import Block, Document, Grid, Heading, Paragraph, Part, Span
from disclosure.money.printing.layouts import Layout, change_table, three_public_table
from disclosure.money.printing.names import BEFORE_THREE_PUBLIC, KIND_NAMES, PART_TITLES, SCOPE_NAMES, TABLE_NAMES
from disclosure.money.printing.statutory import statutory_table
from disclosure.money.printing.terms import terms_in
from disclosure.money.statutory import TableCode

NUMERALS = "一二三四五六七八九"


class Correction(NamedTuple):
    """A version that replaced an earlier one."""

    number: int
    published_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What is printed around a version. `units` are those below the office in the tree of finance.

    `published_on` is the day of a version that was published elsewhere and taken over; None: the version's own.
    """

    address: str
    published_on: date | None = None
    work: str = ""
    units: Sequence[str] = ()
    corrections: Sequence[Correction] = ()
    mark: str = ""


def statement_document(version: StatementVersion, frame: Frame, layout: Layout = Layout.HORIZONTAL) -> Document:
    """Return the printed form of a published version, the table of the three public expenses in `layout`."""
    content = version.content
    kind = Kind(content["kind"])
    overview, tables, story, terms = PART_TITLES[kind]
    printed = [*_lacking(content, kind), *_tables(version, kind, layout)]
    told = list(_numbered(_story(version, kind, frame)))
    used = terms_in(_words([*printed, *told]))
    return Document(
        title=f"{content['fiscal_year']}年度{KIND_NAMES[kind]}",
        office=content["unit"],
        facts=_facts(version, frame),
        parts=[
            Part(overview, list(_numbered(_overview(content, frame)))),
            Part(tables, printed),
            Part(story, told),
            Part(terms, [Paragraph(meaning, lead=f"{term}：") for term, meaning in used]),
        ],
        imprint=_imprint(version, frame),
        address=frame.address,
        mark=frame.mark,
    )


def _facts(version: StatementVersion, frame: Frame) -> list[tuple[str, str]]:
    content = version.content
    facts = [
        ("口径", SCOPE_NAMES[content["scope"]]),
        ("金额单位", content["display_unit"]),
        ("公开日期", _published_on(version, frame)),
    ]
    if version.number > 1:
        facts.append(("版本", f"第{version.number}版（更正）"))
    return facts


def _imprint(version: StatementVersion, frame: Frame) -> list[tuple[str, str]]:
    return [
        ("永久地址", frame.address),
        ("版本", f"第{version.number}版，{_published_on(version, frame)}公开"),
        ("数字摘要", f"SHA-256 {version.digest}"),
        ("核验方法", "打开永久地址，所载版本号和数字摘要应与本件一致；不一致的，以网站公开的版本为准。"),
    ]


def _published_on(version: StatementVersion, frame: Frame) -> str:
    return day_text(frame.published_on or timezone.localdate(version.published_at))


def _overview(content: Mapping[str, Any], frame: Frame) -> list[Block]:
    blocks: list[Block] = []
    if frame.work:
        blocks += [Heading("部门职责"), *_paragraphs(frame.work)]
    if frame.units:
        blocks += [Heading("单位构成"), Paragraph(f"所属单位：{'、'.join(frame.units)}。")]
    if content["staff"] is not None:
        blocks += [Heading("人员情况"), Paragraph(f"年末在职人员{content['staff']}人。")]
    return blocks or [Paragraph("本平台没有登记该单位的职责、构成和人员情况。")]


def _tables(version: StatementVersion, kind: Kind, layout: Layout) -> list[Block]:
    """Return the tables in the official order; that of the three public expenses is the seventh of the list."""
    content = version.content
    given = {table["code"]: table for table in content["tables"]}
    three_public = three_public_table(published_cells(version), kind, content["display_unit"], layout)
    grids = [statutory_table(given[code], kind) for code in TableCode.values if code in given]
    n_before = sum(code in BEFORE_THREE_PUBLIC for code in given)
    return [*grids[:n_before], three_public, *grids[n_before:]]


def _lacking(content: Mapping[str, Any], kind: Kind) -> list[Block]:
    """Say which of the statutory tables the version does not hold: silence would read as "there is nothing"."""
    given = {table["code"] for table in content["tables"]}
    names = [f"《{TABLE_NAMES[kind][code]}》" for code in TableCode.values if code not in given]
    return [Paragraph(f"本版本没有录入下列表格：{'、'.join(names)}。")] if names else []


def _story(version: StatementVersion, kind: Kind, frame: Frame) -> list[Block]:
    """Return the explanations: of the whole, of the rows, of what the audit asked about, of corrections."""
    content = version.content
    blocks: list[Block] = [Heading("“三公”经费总体说明")] if content["explanation"] else []
    blocks += _paragraphs(content["explanation"])
    blocks += [Heading("“三公”经费增减变化"), change_table(published_cells(version), kind, content["display_unit"])]
    blocks += [Heading("“三公”经费实物量"), _counts(content["counts"])]
    notes = [(PRINTED_NAMES[row], content["notes"][row]) for row in Category if row in content["notes"]]
    if notes:
        blocks += [Heading("分项说明"), *(Paragraph(text, lead=f"{name}：") for name, text in notes)]
    if content["warnings"]:
        blocks.append(Heading("审核提示及说明"))
        for number, warning in enumerate(content["warnings"], start=1):
            blocks.append(Paragraph(warning["finding"], lead=f"提示{number}（规则{warning['rule']}）："))
            if warning["explanation"]:  # nobody explained what was taken over
                blocks.append(Paragraph(warning["explanation"], lead="单位说明："))
    if frame.corrections:
        blocks.append(Heading("更正说明"))
        blocks += [
            Paragraph(each.reason, lead=f"第{each.number}版（{day_text(each.published_on)}）：")
            for each in frame.corrections
        ]
    return blocks


def _counts(counts: Mapping[str, int | None]) -> Grid:
    rows = [
        [name, measure, "—" if (number := counts.get(kind)) is None else f"{number:,}"]
        for kind, (name, measure) in ((kind, PRINTED_COUNTS[kind]) for kind in CountKind)
    ]
    lacks = any(row[-1] == "—" for row in rows)
    return Grid(
        caption="“三公”经费实物量情况表",
        head=[[Span("项目"), Span("计量单位"), Span("数量")]],
        body=rows,
        widths=[2.4, 1, 1],
        n_texts=2,
        notes=["“—”表示没有公开该数。"] if lacks else [],
    )


def _paragraphs(text: str) -> list[Block]:
    return [Paragraph(line) for line in map(str.strip, text.splitlines()) if line]


def _numbered(blocks: Iterable[Block]) -> Iterable[Block]:
    """Give the headings of a part their numbers: 一、二、三、"""
    numerals = iter(NUMERALS)
    for block in blocks:
        yield Heading(f"{next(numerals)}、{block.text}") if isinstance(block, Heading) else block


def _words(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield block.caption
            yield from (span.text for row in block.head for span in row)
            yield from (text for row in block.body for text in row[: block.n_texts])
        else:
            yield block.text
            if isinstance(block, Paragraph):
                yield block.lead


def day_text(day: date) -> str:
    """Return a day as Chinese documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"
