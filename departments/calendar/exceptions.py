"""How the calendar refuses."""

from foundation.refusals import Refusal


class CalendarConflict(Refusal):
    """Two notices speak of the same day."""

    code = "calendar_conflict"
