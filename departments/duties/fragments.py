"""Where a duty stands, as lists of the back office show it: rendered once for all duties that look alike on a day."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from departments.duties.lateness import Punctuality
from departments.duties.models import Duty
from foundation.badges import DEAD, LATE, OK, PLAIN

SHOWN = (
    "due_on",
    "due_at",
    "met_on",
    "cancelled_on",
    "breached_on",
    "is_suspended",
    "is_provisional",
    "is_excused",
)
"""What of a duty its templates may look at."""

TONES = {
    Punctuality.CANCELLED: DEAD,
    Punctuality.IN_TIME: OK,
    Punctuality.MET_LATE: LATE,
    Punctuality.STOPPED: PLAIN,
    Punctuality.OVERDUE: LATE,
    Punctuality.OPEN: PLAIN,
}


def duty_html(template: str, duty: Duty | None, today: date) -> SafeString:
    """Return a template that shows a duty by the columns `SHOWN`, on `today` (a local date); context: duty, today.

    A page of fifty rows costs a handful of renderings, and the next page mostly none.
    """
    return seen_html(template, tuple(getattr(duty, name) for name in SHOWN) if duty else None, today)


def seen_html(template: str, seen: tuple[Any, ...] | None, today: date) -> SafeString:
    """Return the same for a duty of which only the values of `SHOWN` were read."""
    return _rendered(template, get_language(), seen, today)


@lru_cache(maxsize=4_000)
def _rendered(template: str, _language: str | None, seen: tuple[Any, ...] | None, today: date) -> SafeString:
    duty = Duty(**dict(zip(SHOWN, seen, strict=True))) if seen else None
    return render_to_string(template, {"duty": duty, "today": today})
