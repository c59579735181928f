"""Duties taken over at once are what the services would have made one by one."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from departments.calendar.current import current_calendar
from departments.duties.actors import SYSTEM
from departments.duties.kinds import DutyKind, Unit
from departments.duties.rules import rule_in_force
from departments.duties.services import meet_duty, open_duty
from departments.duties.taking_over import PastDuty, take_over_duties
from departments.models import DeadlineRule, Duty

pytestmark = pytest.mark.django_db
START = datetime(2019, 9, 25, 23, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def plain(duty: Duty) -> tuple[Any, ...]:
    """Return the row and its events without keys and the moments of recording."""
    row = {
        name: value
        for name, value in Duty.objects.filter(pk=duty.pk).values().get().items()
        if name not in {"id", "subject_key", "created_at"}
    }
    events = [
        {name: value for name, value in event.items() if name not in {"id", "duty_id", "recorded_at"}}
        for event in duty.events.order_by("pk").values()
    ]
    return row, events


@pytest.fixture
def hours() -> DeadlineRule:
    """A rule in hours."""
    return DeadlineRule.objects.create(
        code="hours", name="48小时", quantity=48, unit=Unit.HOUR, in_force_from=date(2010, 1, 1), source="测试"
    )


@pytest.mark.parametrize(
    "after", [None, timedelta(hours=47), timedelta(hours=49), timedelta(days=7), timedelta(days=8)]
)
@pytest.mark.parametrize("code", ["reply-7-days", "reply-5-working-days", "hours"])
def test_each_equals_the_one_made_step_by_step(bureau, hours, code, after):
    rule = rule_in_force(code, START.date())
    met_at = START + after if after else None
    common = {"department": bureau, "kind": DutyKind.REPLY, "subject_kind": "message", "title": "LD-1", "rule": rule}
    one = open_duty(**common, subject_key="1", channel="leader", starts_at=START, at=NOW, by=SYSTEM)
    if met_at:
        meet_duty(one, at=met_at, by=SYSTEM)
    past = PastDuty(**common, subject_key="2", channel="leader", starts_at=START, met_at=met_at)
    (other,) = take_over_duties([past], calendar=current_calendar(), by=SYSTEM)
    assert plain(other) == plain(one)
