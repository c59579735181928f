"""The words that stand on the official tables, in whatever language a page is read.

Source: 财预〔2016〕143号.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import Category, CountKind

PRINTED_NAMES: Mapping[Category, str] = {
    Category.TOTAL: "“三公”经费合计",
    Category.ABROAD: "因公出国（境）费",
    Category.VEHICLE: "公务用车购置及运行维护费",
    Category.PURCHASE: "公务用车购置费",
    Category.RUNNING: "公务用车运行维护费",
    Category.RECEPTION: "公务接待费",
}
PRINTED_COUNTS: Mapping[CountKind, tuple[str, str]] = {
    CountKind.GROUPS: ("因公出国（境）团组数", "个"),
    CountKind.TRAVELLERS: ("因公出国（境）人次", "人次"),
    CountKind.BOUGHT: ("公务用车购置数", "辆"),
    CountKind.HELD: ("公务用车保有量", "辆"),
    CountKind.BATCHES: ("国内公务接待批次", "批次"),
    CountKind.GUESTS: ("国内公务接待人次", "人次"),
}
"""The six counts with their units."""

SHORT_NAMES: Mapping[Category, str | Promise] = {
    Category.TOTAL: _("Total"),
    Category.ABROAD: _("Travel abroad"),
    Category.VEHICLE: _("Vehicles"),
    Category.PURCHASE: _("Vehicle purchase"),
    Category.RUNNING: _("Vehicle running"),
    Category.RECEPTION: _("Reception"),
}
"""The names of the rows where there is little room, in the reader's language."""
