"""Duties of the bureau, by the services that make them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from departments.duties.actors import SYSTEM
from departments.duties.kinds import DutyKind
from departments.duties.rules import rule_in_force
from departments.duties.services import open_duty
from departments.models import Duty

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
"""A Monday without holidays near it; a duty received then is due on Monday the 9th under the rule of seven days."""

Opener = Callable[..., Duty]


def days_later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.fixture
def open_one(bureau) -> Opener:
    """Opens a duty of the bureau received on `MONDAY` under the rule of seven days, unless told otherwise."""
    numbers = count(1)

    def opener(*, rule: str = "reply-7-days", starts_at: datetime = MONDAY, **changes: Any) -> Duty:
        number = next(numbers)
        values: dict[str, Any] = {
            "department": bureau,
            "kind": DutyKind.REPLY,
            "subject_kind": "message",
            "subject_key": str(number),
            "title": f"LD-{number}",
            "channel": "leader",
            "rule": rule_in_force(rule, starts_at.date()),
            "starts_at": starts_at,
            "at": starts_at,
            "by": SYSTEM,
        }
        return open_duty(**{**values, **changes})

    return opener
