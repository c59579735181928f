"""The sweep records everything overdue exactly once with its true date, whenever it runs."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from departments.duties import sweeping
from departments.duties.actors import SYSTEM
from departments.duties.kinds import EventKind
from departments.duties.services import cancel_duty, meet_duty, suspend_duty
from departments.duties.sweeping import RUNS_KEPT, sweep
from departments.duties.verifying import find_differences
from departments.models import DeadlineRule, Duty, DutyDelta, DutyEvent, DutyTally, SweepRun
from tests.departments.duties.conftest import CHINA, MONDAY, days_later

pytestmark = pytest.mark.django_db


def breaches() -> list[tuple[int, date]]:
    return list(
        DutyEvent.objects.filter(kind=EventKind.BREACHED).order_by("duty_id").values_list("duty_id", "effective_on")
    )


def test_the_day_ends_at_local_midnight(open_one):
    duty = open_one()
    assert sweep(now=datetime(2026, 3, 9, 23, 59, 59, tzinfo=CHINA)) == 0
    assert sweep(now=datetime(2026, 3, 9, 16, 0, tzinfo=UTC)) == 1
    assert breaches() == [(duty.pk, date(2026, 3, 10))]


def test_missed_days_lose_nothing_and_dates_are_true(open_one):
    duties = [open_one(starts_at=days_later(day)) for day in range(10)]
    assert sweep(now=days_later(30)) == 10
    assert breaches() == [(duty.pk, duty.due_on + timedelta(days=1)) for duty in duties]
    event = DutyEvent.objects.filter(kind=EventKind.BREACHED).first()
    assert event.recorded_at == days_later(30)
    assert not list(find_differences())


def test_a_second_run_does_nothing_twice(open_one):
    open_one()
    assert [sweep(now=days_later(9)) for _ in range(3)] == [1, 0, 0]
    assert len(breaches()) == 1


def test_it_leaves_alone_what_is_met_cancelled_stopped_or_not_yet_due(open_one):
    meet_duty(open_one(), at=days_later(1), by=SYSTEM)
    cancel_duty(open_one(), at=days_later(1), by=SYSTEM, reason="withdrawn")
    suspend_duty(open_one(), at=days_later(1), by=SYSTEM, reason="third_party")
    open_one(starts_at=days_later(5))
    assert sweep(now=days_later(9)) == 0
    assert breaches() == []


def test_rules_in_hours_are_kept_to_the_hour(open_one):
    DeadlineRule.objects.create(
        code="hours", name="2小时", quantity=2, unit="hour", in_force_from=date(2010, 1, 1), source="测试"
    )
    duty = open_one(rule="hours", starts_at=MONDAY.replace(hour=23))
    assert sweep(now=MONDAY + timedelta(hours=16)) == 0
    assert sweep(now=MONDAY + timedelta(hours=16, minutes=1)) == 1
    assert breaches() == [(duty.pk, date(2026, 3, 3))]
    assert not list(find_differences())


def test_more_than_a_batch_is_done_in_batches(open_one, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 3)
    for _ in range(7):
        open_one()
    assert sweep(now=days_later(9)) == 7
    assert Duty.objects.exclude(breached_on=None).count() == len(breaches()) == 7


def test_the_event_is_what_the_reply_would_have_written(open_one):
    swept, met = open_one(), open_one()
    sweep(now=days_later(7))
    meet_duty(met, at=days_later(9), by=SYSTEM)
    sweep(now=days_later(9))
    written = [
        DutyEvent.objects.filter(duty=duty, kind=EventKind.BREACHED).values(
            "effective_on", "actor_kind", "actor", "reason", "parameters", "due_before", "due_after", "cycle"
        )[0]
        for duty in (swept, met)
    ]
    assert written[0] == written[1]


def test_a_run_is_noted_and_old_notes_are_forgotten(open_one):
    open_one()
    now = days_later(100)
    old = now - RUNS_KEPT - timedelta(minutes=1)
    SweepRun.objects.create(started_at=old, finished_at=old, n_breached=5)
    with time_machine.travel(now + timedelta(seconds=2), tick=False):
        sweep(now=now)
    run = SweepRun.objects.get()
    assert (run.n_breached, run.started_at, run.finished_at) == (1, now, now + timedelta(seconds=2))


def test_the_sums_are_folded(open_one):
    for _ in range(3):
        open_one()
    sweep(now=days_later(9))
    assert not DutyDelta.objects.exists()
    tally = DutyTally.objects.get()
    assert (tally.n_due, tally.n_open, tally.n_on_time, tally.n_breached) == (3, 3, 0, 3)


def test_an_idle_run_asks_little(open_one, django_assert_max_num_queries):
    open_one()
    with django_assert_max_num_queries(14):
        sweep(now=days_later(1))
