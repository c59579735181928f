"""The back office of the floor, gathered from its nouns."""

from departments.clients.admin import ApiClientAdmin
from departments.duties.admin_calendar import CalendarYearAdmin
from departments.officers.admin import AssignmentAdmin, OfficerAdmin
from departments.officers.admin_offices import DepartmentAdmin, RegisterEventAdmin

__all__ = [
    "ApiClientAdmin",
    "AssignmentAdmin",
    "CalendarYearAdmin",
    "DepartmentAdmin",
    "OfficerAdmin",
    "RegisterEventAdmin",
]
