"""The tables of the desk for download. Of persons only officers are named; nothing of those who wrote."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from foundation.refusals import Refusal
from foundation.tables.writing import Column, Format, Kind
from interaction.mailboxes.models import Mailbox
from reports.dashboard.ages import AGE_CLASSES
from reports.dashboard.desk import Desk
from reports.dashboard.filters import Filters, ListFilters
from reports.dashboard.listing import STATES, DutyList, Line, stream_lines
from reports.dashboard.overview import GroupLine, MonthLine, arrange
from reports.dashboard.rates import Rate

DESK_TABLES = ("offices", "months")

MOST_ROWS_OF_XLSX = 100_000
"""A workbook is built before it is sent: a longer list would hold up the server. CSV and JSON have no such limit."""

Row = Mapping[str, Any]


class Export(NamedTuple):
    """A table to be sent: its name without extension, its columns, its rows (perhaps still to be read)."""

    name: str
    columns: Sequence[Column]
    rows: Iterator[Row]


def export_desk(table: str, desk: Desk, filters: Filters, *, first: date, last: date) -> Export:
    """Return one of DESK_TABLES with every office or month of the choice; rates are of the period `first` to `last`."""
    reach = desk.narrowed(branch=filters.branch)
    overview = desk.overview(reach, channel=filters.mailbox, first=first, last=last)
    parts = [_place_name(desk, filters.branch), mailbox_name(filters.mailbox), f"{first}至{last}"]
    if table == "months":
        rows = (_month_row(one) for one in overview.months)
        return Export(_name(_("On-time rate by month"), parts), _month_columns(), rows)
    lines = arrange(overview.lines, filters.sort)
    return Export(_name(_("Overdue by office"), parts), _office_columns(), (_office_row(one) for one in lines))


def export_list(desk: Desk, filters: ListFilters, form: Format) -> Export:
    """Return the list behind a figure, oldest due date first.

    Raises Refusal for a workbook of more than MOST_ROWS_OF_XLSX rows.
    """
    reach = desk.narrowed(branch=filters.branch, office=filters.office)
    duties = DutyList(reach, filters, desk.today, desk.ages)
    if form is Format.XLSX and duties.count() > MOST_ROWS_OF_XLSX:
        raise Refusal(
            _("More than %(most)s rows don't fit into a workbook: take CSV, or narrow the list.")
            % {"most": MOST_ROWS_OF_XLSX},
            code="too_many_rows",
        )
    span = "至".join(str(day) if day else "" for day in (filters.due_from, filters.due_to))
    parts = [
        _place_name(desk, filters.office or filters.branch),
        mailbox_name(filters.mailbox),
        filters.age,
        span.strip("至") and span,
        f"{desk.today}",
    ]
    mailboxes = dict(Mailbox.objects.values_list("code", "name"))
    lines = stream_lines(duties.rows(), today=desk.today, calendar=desk.calendar)
    rows = (_duty_row(line, mailboxes) for line in lines)
    return Export(_name(str(STATES[filters.state].label), parts), _duty_columns(), rows)


def _name(title: str, parts: Sequence[str]) -> str:
    return "-".join([title, *(part for part in parts if part)])


def _place_name(desk: Desk, code: str) -> str:
    """Return whose table it is: the office chosen, else the topmost of the scope, which can be several."""
    if office := desk.reach.by_code.get(code):
        return str(office)
    first, *others = map(str, desk.reach.roots)
    return _("%(office)s and others") % {"office": first} if others else first


def mailbox_name(code: str) -> str:
    """Return the name of a mailbox; empty where none is chosen."""
    return Mailbox.objects.filter(code=code).values_list("name", flat=True).first() or code if code else ""


def _rate_columns() -> list[Column]:
    return [
        Column("on_time", _("Met in time"), Kind.NUMBER),
        Column("due", _("Duties due"), Kind.NUMBER),
        Column("rate", _("On-time rate"), Kind.PERCENT),
    ]


def _rate_cells(rate: Rate) -> dict[str, Any]:
    """Return the rate as the page shows it: a cell that rounds for itself would call 1,999 of 2,000 all of them."""
    percentage = rate.percentage
    return {"on_time": rate.n_on_time, "due": rate.n_due, "rate": None if percentage is None else percentage / 100}


def _office_columns() -> list[Column]:
    return [
        Column("code", _("Code of the office")),
        Column("office", _("Office")),
        Column("scope", _("Counted")),
        *(Column(one.code, _("Overdue %(days)s days") % {"days": one.code}, Kind.NUMBER) for one in AGE_CLASSES),
        Column("overdue", _("Overdue"), Kind.NUMBER),
        *_rate_columns(),
    ]


def _office_row(one: GroupLine) -> Row:
    return {
        "code": one.group.office.code,
        "office": str(one.group.office),
        "scope": _("with all below") if one.group.is_branch else _("the office alone"),
        **{age.code: one.line.ages[age.code] for age in AGE_CLASSES},
        "overdue": one.line.n_overdue,
        **_rate_cells(one.line.rate),
    }


def _month_columns() -> list[Column]:
    return [
        Column("month", _("Month")),
        Column("first", _("First day"), Kind.DATE),
        Column("last", _("Last day"), Kind.DATE),
        *_rate_columns(),
    ]


def _month_row(one: MonthLine) -> Row:
    return {"month": f"{one.month:%Y-%m}", "first": one.first, "last": one.last, **_rate_cells(one.rate)}


def _duty_columns() -> list[Column]:
    return [
        Column("office", _("Office")),
        Column("number", _("Number")),
        Column("kind", _("Kind")),
        Column("mailbox", _("Mailbox")),
        Column("received", _("Received at"), Kind.MOMENT),
        Column("due", _("Due on"), Kind.DATE),
        Column("days", _("Late by"), Kind.NUMBER),
        Column("unit", _("Counted in")),
        Column("handler", _("Handler")),
        Column("status", _("Status")),
        Column("event", _("Last event")),
        Column("event_on", _("Last event on"), Kind.DATE),
    ]


def _duty_row(line: Line, mailboxes: Mapping[str, str]) -> Row:
    duty, event = line.duty, line.last_event
    return {
        "office": str(duty.department),
        "number": duty.title,
        "kind": duty.get_kind_display(),
        "mailbox": mailboxes.get(duty.channel, duty.channel),
        "received": duty.starts_at,
        "due": duty.due_on,
        "days": line.days,
        "unit": (_("working days") if line.in_working_days else _("natural days")) if line.days is not None else "",
        "handler": str(duty.handler or ""),
        "status": str(line.status),
        "event": event.get_kind_display() if event else "",
        "event_on": event.effective_on if event else None,
    }
