"""The public pages of money."""

from disclosure.money.views.city import download_offices, show_city
from disclosure.money.views.data import send_datapackage, send_file, send_unit_file, show_data
from disclosure.money.views.statement import show_statement, show_version
from disclosure.money.views.tables import download_subject, search_tables, show_subject
from disclosure.money.views.unit import show_due, show_unit

__all__ = [
    "download_offices",
    "download_subject",
    "search_tables",
    "send_datapackage",
    "send_file",
    "send_unit_file",
    "show_city",
    "show_data",
    "show_due",
    "show_statement",
    "show_subject",
    "show_unit",
    "show_version",
]
