"""What an office owes by a date, every event of it, and the sums kept exact beside it."""

from departments.duties.models.duties import DeadlineRule, Duty, DutyEvent
from departments.duties.models.rounds import SweepRun, WarningRound
from departments.duties.models.sums import DutyDelta, DutyTally, MonthTally, TallyColumns

__all__ = [
    "DeadlineRule",
    "Duty",
    "DutyDelta",
    "DutyEvent",
    "DutyTally",
    "MonthTally",
    "SweepRun",
    "TallyColumns",
    "WarningRound",
]
