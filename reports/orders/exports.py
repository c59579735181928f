"""The list of orders for download: what stands in its lines, no word of demand or answer."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.refusals import Refusal
from foundation.tables.writing import Column, Format, Kind
from reports.dashboard.desk import Desk
from reports.dashboard.exports import MOST_ROWS_OF_XLSX, Export
from reports.dashboard.reach import Reach
from reports.orders.filters import OrderFilters
from reports.orders.listing import STATES, OrderLine, listed, stream_lines


def export_orders(desk: Desk, reach: Reach, filters: OrderFilters, form: Format) -> Export:
    """Return the list, the newest first. Raises Refusal for a workbook of more than MOST_ROWS_OF_XLSX rows."""
    rows = listed(reach, filters, desk.today)
    if form is Format.XLSX and rows.count() > MOST_ROWS_OF_XLSX:
        raise Refusal(
            _("More than %(most)s rows don't fit into a workbook: take CSV, or narrow the list.")
            % {"most": MOST_ROWS_OF_XLSX},
            code="too_many_rows",
        )
    office = desk.reach.by_code.get(filters.branch)
    parts = [_("Orders"), str(STATES[filters.state].label), str(office or ""), f"{desk.today}"]
    lines = stream_lines(rows, today=desk.today, calendar=desk.calendar)
    return Export("-".join(part for part in parts if part), _columns(), (_row(line) for line in lines))


def _columns() -> list[Column]:
    return [
        Column("number", _("Number")),
        Column("kind", _("Kind")),
        Column("matter", _("Matter")),
        Column("office", _("Office")),
        Column("about", _("About")),
        Column("issued", _("Issued"), Kind.MOMENT),
        Column("by", _("Issued by")),
        Column("round", _("Round"), Kind.NUMBER),
        Column("due", _("Due on"), Kind.DATE),
        Column("answered", _("Answered on"), Kind.DATE),
        Column("days", _("Late by"), Kind.NUMBER),
        Column("unit", _("Counted in")),
        Column("status", _("Status")),
        Column("ended", _("Ended on"), Kind.DATE),
    ]


def _row(line: OrderLine) -> dict[str, Any]:
    order = line.order
    return {
        "number": order.number,
        "kind": order.get_kind_display(),
        "matter": order.title,
        "office": str(order.department),
        "about": order.about.title if order.about else "",
        "issued": order.issued_at,
        "by": str(order.issued_by),
        "round": order.round,
        "due": order.duty.due_on,
        "answered": order.duty.met_on,
        "days": line.days,
        "unit": (_("working days") if line.in_working_days else _("natural days")) if line.days is not None else "",
        "status": order.get_status_display(),
        "ended": timezone.localdate(order.ended_at) if order.ended_at else None,
    }
