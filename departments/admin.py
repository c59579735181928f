"""The back office of the floor, gathered from its nouns."""

from departments.clients.admin import ApiClientAdmin
from departments.duties.admin import DeadlineRuleAdmin, DutyAdmin
from departments.duties.admin_calendar import CalendarYearAdmin
from departments.officers.admin import AssignmentAdmin, OfficerAdmin
from departments.officers.admin_offices import DepartmentAdmin, RegisterEventAdmin
from departments.officers.admin_outbox import CityOutboxAdmin
from departments.orders.admin import OrderAdmin

__all__ = [
    "ApiClientAdmin",
    "AssignmentAdmin",
    "CalendarYearAdmin",
    "CityOutboxAdmin",
    "DeadlineRuleAdmin",
    "DepartmentAdmin",
    "DutyAdmin",
    "OfficerAdmin",
    "OrderAdmin",
    "RegisterEventAdmin",
]
