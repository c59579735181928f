"""Whether a unit published in time, late or not yet: from its approval, the duty that followed, and the day. Pure."""

from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class Course(NamedTuple):
    """What is known: the exemption, the day of publication, and of the duty its due date and the day it was met.

    `due_on` None: nothing was approved. All are local dates. `is_stopped`: the clock of the duty is stopped; its due
    date will move, and nothing is late yet.
    """

    is_exempt: bool = False
    published_on: date | None = None
    due_on: date | None = None
    met_on: date | None = None
    is_stopped: bool = False


def standing_of(course: Course, today: date) -> Standing:
    """Return how a unit stands on `today`.

    The duty decides where there is one: a unit that published only a part of what it owes is late.
    """
    if course.is_exempt:
        return Standing.EXEMPT
    if course.due_on is None:
        return Standing.PUBLISHED if course.published_on else Standing.UNAPPROVED
    if course.met_on is not None:
        return Standing.IN_TIME if course.met_on <= course.due_on else Standing.PUBLISHED_LATE
    return Standing.LATE if course.due_on < today and not course.is_stopped else Standing.WAITING


def days_late(course: Course, today: date) -> int:
    """Return by how many natural days the publication came, or is, after its due date; 0 if it is not late."""
    if course.is_exempt or course.due_on is None or course.is_stopped:
        return 0
    return max(0, ((course.met_on or today) - course.due_on).days)
