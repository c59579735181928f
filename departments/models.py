"""The tables of the floor, gathered from its nouns."""

from departments.calendar.models import CalendarDay, CalendarYear
from departments.clients.models import ApiClient
from departments.duties.models import (
    DeadlineRule,
    Duty,
    DutyDelta,
    DutyEvent,
    DutyTally,
    MonthTally,
    SweepRun,
    WarningRound,
)
from departments.officers.access.models import Identity, RecoveryCode, SecondFactor
from departments.officers.models import Assignment, Officer
from departments.offices.models import Department, RegisterEvent, ResponsiblePerson
from departments.orders.models import Order, OrderEvent, OrderSerial

__all__ = [
    "ApiClient",
    "Assignment",
    "CalendarDay",
    "CalendarYear",
    "DeadlineRule",
    "Department",
    "Duty",
    "DutyDelta",
    "DutyEvent",
    "DutyTally",
    "Identity",
    "MonthTally",
    "Officer",
    "Order",
    "OrderEvent",
    "OrderSerial",
    "RecoveryCode",
    "RegisterEvent",
    "ResponsiblePerson",
    "SecondFactor",
    "SweepRun",
    "WarningRound",
]
