"""Whether a unit published in time, late or not yet: from its approval, the duty that followed, and the day. Pure."""

from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from departments.duties import lateness
from departments.duties.lateness import Owed, Punctuality, punctuality


class Standing(TextChoices):
    """How a unit stands with the statement of one year and kind."""

    IN_TIME = "in_time", _("published in time")
    PUBLISHED_LATE = "published_late", _("published late")
    PUBLISHED = "published", _("published, day of approval not entered")
    LATE = "late", _("overdue, not published")
    WAITING = "waiting", _("approved, to be published")
    UNAPPROVED = "unapproved", _("not approved yet")
    EXEMPT = "exempt", _("confidential, exempt")


DONE = frozenset({Standing.IN_TIME, Standing.PUBLISHED_LATE, Standing.PUBLISHED})
OF_DUTY = {
    Punctuality.IN_TIME: Standing.IN_TIME,
    Punctuality.MET_LATE: Standing.PUBLISHED_LATE,
    Punctuality.OVERDUE: Standing.LATE,
}


class Course(NamedTuple):
    """What is known: the exemption, the day of publication, and the dates of the duty (None: nothing was approved)."""

    is_exempt: bool = False
    published_on: date | None = None
    duty: Owed | None = None

    @property
    def due_on(self) -> date | None:
        return self.duty.due_on if self.duty else None

    @property
    def met_on(self) -> date | None:
        return self.duty.met_on if self.duty else None


def standing_of(course: Course, today: date) -> Standing:
    """Return how a unit stands on `today`.

    The duty decides where there is one: a unit that published only a part of what it owes is late.
    """
    if course.is_exempt:
        return Standing.EXEMPT
    if course.duty is None:
        return Standing.PUBLISHED if course.published_on else Standing.UNAPPROVED
    return OF_DUTY.get(punctuality(course.duty, today), Standing.WAITING)


def days_late(course: Course, today: date) -> int:
    """Return by how many natural days the publication came, or is, after its due date; 0 if it is not late."""
    return 0 if course.is_exempt or course.duty is None else lateness.days_late(course.duty, today)
