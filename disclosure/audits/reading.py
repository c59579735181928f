"""From the rows of a list of audited projects to entries, or to errors that say where and how to mend. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.audits.contractors import looks_like_person
from disclosure.audits.services.entry import ProjectEntry
from disclosure.audits.sums import reduction
from disclosure.money.figures import CENT
from disclosure.money.reading.amounts import read_amount
from foundation.tables.dates import parse_day
from foundation.tables.errors import CellError, ErrorReport, empty_cell, excerpt
from foundation.tables.reading import Row

PROJECT, OWNER, CONTRACTOR, SUBMITTED, APPROVED, AUDITED_ON = EXPECTED = (
    "项目名称",
    "建设单位",
    "施工单位",
    "送审金额",
    "审定金额",
    "审计日期",
)
REDUCED, AUDITOR, FOUND, CONFIRMED = OPTIONAL = ("核减金额", "审计单位", "发现问题", "施工单位已确认为单位")
LONGEST = {PROJECT: 200, CONTRACTOR: 200, AUDITOR: 100, FOUND: 1000}
LARGEST = Decimal(10) ** 15
YES = frozenset({"是", "已确认", "√", "Y", "y", "yes"})


def read_projects(
    rows: Sequence[Row], *, offices: Mapping[str, Department], unit: Decimal, today: date
) -> tuple[list[ProjectEntry], ErrorReport]:
    """Return the projects of `rows` and every error found, each with its row and column.

    `offices` are found by full name, short name or code; `unit` is how many yuan one of the table's amounts is worth.
    """
    report = ErrorReport()
    entries = [entry for row in rows if (entry := _read_row(row, offices, unit, today, report)) is not None]
    _note_doubles(rows, report)
    return entries, report


def _read_row(
    row: Row, offices: Mapping[str, Department], unit: Decimal, today: date, report: ErrorReport
) -> ProjectEntry | None:
    n_errors = len(report)
    texts = {column: row.text(column).strip() for column in (*EXPECTED, *OPTIONAL)}
    _check_texts(row.number, texts, report)
    owner = _read_owner(row.number, texts[OWNER], offices, report)
    submitted = _read_sum(row, SUBMITTED, unit, report)
    approved = _read_sum(row, APPROVED, unit, report)
    _check_sums(row, submitted, approved, unit, report)
    audited_on = _read_day(row, today, report)
    is_confirmed = texts[CONFIRMED] in YES
    if texts[CONTRACTOR] and looks_like_person(texts[CONTRACTOR]) and not is_confirmed:
        error = CellError(
            _("“%(name)s” may be a natural person, who is not published.") % {"name": excerpt(texts[CONTRACTOR])},
            _("Write the company's full name, or write 是 under “%(column)s”.") % {"column": CONFIRMED},
        )
        report.add(row.number, CONTRACTOR, error)
    if len(report) > n_errors or owner is None or submitted is None or approved is None or audited_on is None:
        return None
    return ProjectEntry(
        name=texts[PROJECT],
        owner=owner,
        contractor=texts[CONTRACTOR],
        submitted=submitted,
        approved=approved,
        audited_on=audited_on,
        is_contractor_confirmed=is_confirmed,
        auditor=texts[AUDITOR],
        findings_text=texts[FOUND],
    )


def _check_texts(row: int, texts: Mapping[str, str], report: ErrorReport) -> None:
    for column in (PROJECT, OWNER, CONTRACTOR):
        if not texts[column]:
            report.add(row, column, empty_cell())
    for column, longest in LONGEST.items():
        if len(texts[column]) > longest:
            shown = {"length": len(texts[column]), "longest": longest}
            error = CellError(_("%(length)s characters; %(longest)s at most.") % shown, _("Shorten the cell."))
            report.add(row, column, error)


def _read_owner(row: int, name: str, offices: Mapping[str, Department], report: ErrorReport) -> Department | None:
    office = offices.get(name)
    if name and office is None:
        error = CellError(
            _("“%(name)s” is no office of the register.") % {"name": excerpt(name)},
            _("Write its full name, its short name or its code as the register has them."),
        )
        report.add(row, OWNER, error)
    return office


def _read_sum(row: Row, column: str, unit: Decimal, report: ErrorReport) -> Decimal | None:
    printed = _as_shown(row, column)
    if not printed.strip():
        report.add(row.number, column, empty_cell())
        return None
    try:
        amount = read_amount(printed, unit)
    except CellError as error:
        report.add(row.number, column, error)
        return None
    if amount != amount.quantize(CENT) or abs(amount) >= LARGEST:
        wrong = CellError(_("The amount is finer than a cent or beyond all measure."), _("Look at the unit of money."))
        report.add(row.number, column, wrong)
        return None
    return amount


def _as_shown(row: Row, column: str) -> str:
    """Return a number with the 15 digits that Excel keeps: what binary fractions add behind them is no figure."""
    value = row.cells.get(column)
    return f"{Decimal(format(value, '.15g')):f}" if isinstance(value, float) else row.text(column)


def _check_sums(
    row: Row, submitted: Decimal | None, approved: Decimal | None, unit: Decimal, report: ErrorReport
) -> None:
    if submitted is not None and submitted <= 0:
        report.add(row.number, SUBMITTED, CellError(_("A submitted sum is more than zero."), _("Correct the sum.")))
    if approved is not None and approved < 0:
        report.add(row.number, APPROVED, CellError(_("An approved sum is not negative."), _("Correct the sum.")))
    if submitted is None or approved is None or not row.text(REDUCED).strip():
        return
    stated, reckoned = _read_sum(row, REDUCED, unit, report), reduction(submitted, approved)
    if stated is not None and stated != reckoned:
        shown = {"stated": stated, "submitted": submitted, "approved": approved, "reckoned": reckoned}
        error = CellError(
            _("The reduction is %(stated)s yuan, but %(submitted)s − %(approved)s = %(reckoned)s.") % shown,
            _("Correct one of the three sums."),
        )
        report.add(row.number, REDUCED, error)


def _read_day(row: Row, today: date, report: ErrorReport) -> date | None:
    try:
        day = parse_day(row.cells.get(AUDITED_ON, ""))
    except CellError as error:
        report.add(row.number, AUDITED_ON, error)
        return None
    if day > today:
        wrong = CellError(_("“%(day)s” is still to come.") % {"day": day}, _("Correct the day."))
        report.add(row.number, AUDITED_ON, wrong)
        return None
    return day


def _note_doubles(rows: Sequence[Row], report: ErrorReport) -> None:
    first_rows: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.text(PROJECT).strip(), row.text(CONTRACTOR).strip())
        first = first_rows.setdefault(key, row.number)
        if first != row.number and key[0]:
            error = CellError(
                _("The project with this contractor stands in row %(row)s already.") % {"row": first},
                _("Delete one of the two rows, or tell the sections of the project apart by their names."),
            )
            report.add(row.number, PROJECT, error)
