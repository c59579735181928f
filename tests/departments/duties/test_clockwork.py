"""The clock of a duty: stopped, let go on, begun anew, extended once; refused with everything unchanged."""

from collections.abc import Callable
from datetime import date
from typing import Any
from unittest import mock

import pytest

from departments.duties import journal
from departments.duties.actors import SYSTEM
from departments.duties.kinds import EventKind
from departments.duties.services import (
    cancel_duty,
    extend_duty,
    meet_duty,
    restart_duty,
    resume_duty,
    suspend_duty,
)
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import Duty, DutyEvent
from foundation.refusals import Refusal, WrongState
from tests.departments.duties.conftest import days_later

pytestmark = pytest.mark.django_db

Action = Callable[[Duty, float], Duty]


def suspend(duty: Duty, day: float) -> Duty:
    return suspend_duty(duty, at=days_later(day), by=SYSTEM, reason="third_party")


def resume(duty: Duty, day: float) -> Duty:
    return resume_duty(duty, at=days_later(day), by=SYSTEM, reason="third_party_heard")


def restart(duty: Duty, day: float) -> Duty:
    return restart_duty(duty, at=days_later(day), by=SYSTEM, reason="completed")


def extend(duty: Duty, day: float, **more: Any) -> Duty:
    return extend_duty(duty, at=days_later(day), by=SYSTEM, reason="complex", **(more or {"quantity": 3}))


CHANGES: dict[str, Action] = {"suspend": suspend, "restart": restart, "extend": extend}
ALL: dict[str, Action] = {**CHANGES, "resume": resume}


def rows() -> tuple[list[Any], list[Any]]:
    return list(Duty.objects.order_by("pk").values()), list(DutyEvent.objects.order_by("pk").values())


def assert_refused(action: Callable[[], Any], code: str) -> None:
    before = rows()
    with pytest.raises(Refusal) as caught:
        action()
    assert caught.value.code == code
    assert rows() == before


@pytest.fixture(autouse=True)
def proof():
    """Whatever a test has done, columns, events and sums agree in the end."""
    yield
    assert not list(find_differences())


def test_a_pause_moves_the_due_date_by_its_days(open_one):
    duty = suspend(open_one(), 3)
    assert (duty.is_suspended, duty.due_on) == (True, date(2026, 3, 9))
    assert sweep(now=days_later(40)) == 0
    duty = resume(duty, 10)
    assert (duty.is_suspended, duty.due_on) == (False, date(2026, 3, 16))
    event = duty.events.get(kind=EventKind.RESUMED)
    assert (event.due_before, event.due_after) == (date(2026, 3, 9), date(2026, 3, 16))


def test_a_restart_begins_the_whole_period_anew_and_ends_a_pause(open_one):
    duty = restart(suspend(open_one(), 3), 30)
    assert (duty.is_suspended, duty.due_on) == (False, date(2026, 4, 8))


def test_an_extension_adds_to_the_rule(open_one):
    assert extend(open_one(), 7).due_on == date(2026, 3, 12)
    for until in (date(2026, 4, 1), date(2027, 3, 10)):
        assert extend(open_one(), 7, until=until).due_on == until


def test_an_extension_in_working_days_counts_working_days(open_one):
    duty = extend(open_one(rule="reply-5-working-days"), 1, quantity=2)
    assert duty.due_on == date(2026, 3, 11)


def test_a_moved_date_is_warned_of_anew(open_one):
    duty = open_one()
    Duty.objects.update(warned_on=date(2026, 3, 6))
    DutyEvent.objects.create(
        duty=duty, kind="warned", effective_on=date(2026, 3, 6), recorded_at=days_later(4), actor_kind="system"
    )
    assert extend(duty, 5).warned_on is None


def test_a_second_extension_is_refused_and_allowed_again_after_a_restart(open_one):
    duty = extend(open_one(), 1)
    assert_refused(lambda: extend(duty, 2), "extended_already")
    assert extend(restart(duty, 2), 3).due_on == date(2026, 3, 14)


@pytest.mark.parametrize(
    "wish",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 3, "until": date(2026, 5, 1)},
        {"until": date(2026, 3, 9)},
        {"until": date(2026, 3, 2)},
        {"until": date(2062, 4, 1)},
        {"until": date(9999, 12, 31)},
        {"quantity": None, "until": None},
    ],
)
def test_an_extension_by_nothing_or_by_a_slip_of_the_pen_is_refused(open_one, wish):
    duty = open_one()
    assert_refused(lambda: extend(duty, 1, **wish), "extension_unclear")


@pytest.mark.parametrize("change", CHANGES)
def test_on_the_due_date_it_is_allowed_and_the_day_after_refused(open_one, change):
    CHANGES[change](open_one(), 7.6)
    late = open_one()
    assert_refused(lambda: CHANGES[change](late, 7.7), "expired")


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_refused_while_a_breach_stands_even_for_a_day_in_the_past(open_one, change):
    duty = open_one()
    sweep(now=days_later(9))
    assert_refused(lambda: CHANGES[change](duty, 5), "breached")


@pytest.mark.parametrize("change", ALL)
@pytest.mark.parametrize("end", ["met", "cancelled"])
def test_a_closed_duty_never_moves(open_one, change, end):
    duty = open_one()
    if end == "met":
        meet_duty(duty, at=days_later(1), by=SYSTEM)
    else:
        cancel_duty(duty, at=days_later(1), by=SYSTEM, reason="withdrawn")
    assert_refused(lambda: ALL[change](duty, 2), "duty_closed")


def test_a_clock_is_not_stopped_twice_and_not_let_go_on_while_it_runs(open_one):
    duty = open_one()
    assert_refused(lambda: resume(duty, 1), "clock_running")
    suspend(duty, 1)
    assert_refused(lambda: suspend(duty, 2), "clock_stopped")


@pytest.mark.parametrize("change", ["restart", "extend", "resume"])
def test_nothing_is_changed_before_the_last_change(open_one, change):
    duty = suspend(open_one(), 5)
    assert_refused(lambda: ALL[change](duty, 4), "out_of_order")


def test_nothing_is_changed_before_the_receipt(open_one):
    duty = open_one()
    assert_refused(lambda: suspend(duty, -1), "out_of_order")


@pytest.mark.parametrize("change", ALL)
def test_when_the_columns_cannot_be_written_the_event_is_not_kept(open_one, change):
    duty = open_one()
    if change == "resume":
        suspend(duty, 1)
    before = rows()
    with mock.patch.object(journal, "follow", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
        ALL[change](duty, 2)
    assert rows() == before


def test_expired_means_wrong_state_to_the_edges(open_one):
    with pytest.raises(WrongState):
        suspend(open_one(), 30)
