"""When a calendar is loaded, open duties follow with an event; closed ones never move."""

from datetime import date, timedelta

import pytest

from departments.calendar.current import current_calendar
from departments.calendar.notices import Notice, NoticeDay
from departments.calendar.services import load_year
from departments.duties.actors import SYSTEM
from departments.duties.calendar_change import foresee_moves
from departments.duties.kinds import EventKind
from departments.duties.recomputing import recompute_for_calendar
from departments.duties.services import meet_duty, suspend_duty
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import DutyEvent
from tests.departments.duties.conftest import MONDAY, days_later

pytestmark = pytest.mark.django_db

DECEMBER = MONDAY.replace(month=12, day=21)
"""A Monday from which twenty working days lead into 2027, a year that is not shipped."""

NEW_YEAR = Notice(
    2027,
    ("https://example.org/notice",),
    (
        *(NoticeDay(date(2027, 1, day), "元旦", is_off=True) for day in (1, 2, 3)),
        *(NoticeDay(date(2027, 1, 4 + day), "试设长假", is_off=True) for day in range(5)),
    ),
)


def load_2027() -> None:
    load_year(NEW_YEAR, by=None, at=days_later(300))


def test_a_provisional_duty_is_recomputed_with_an_event(open_one):
    duty = open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    assert (duty.due_on, duty.is_provisional) == (date(2027, 1, 19), True)
    load_2027()
    (moved,) = recompute_for_calendar(at=days_later(300), by=SYSTEM)
    assert (moved, moved.due_on, moved.is_provisional) == (duty, date(2027, 1, 26), False)
    event = moved.events.get(kind=EventKind.RECOMPUTED)
    assert (event.due_before, event.due_after) == (date(2027, 1, 19), date(2027, 1, 26))
    assert event.calendar_version == current_calendar().version
    assert not list(find_differences())


def test_a_duty_whose_events_contradict_each_other_holds_up_no_other(open_one):
    damaged = open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    DutyEvent.objects.create(
        duty=damaged, kind="resumed", effective_on=date(2026, 12, 22), recorded_at=days_later(290), actor_kind="system"
    )
    sound = open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    foreseen = foresee_moves(NEW_YEAR, today=date(2026, 12, 23))
    assert [move.n_later for move in foreseen] == [1]
    load_2027()
    assert recompute_for_calendar(at=days_later(300), by=SYSTEM) == [sound]
    assert {(found.place, found.stored) for found in find_differences()} == {(f"duty {damaged.pk}", "journal")}


def test_recomputing_twice_moves_nothing_twice(open_one):
    open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    load_2027()
    assert len(recompute_for_calendar(at=days_later(300), by=SYSTEM)) == 1
    assert recompute_for_calendar(at=days_later(300), by=SYSTEM) == []


def test_a_date_that_holds_becomes_certain_and_what_is_not_touched_stays(open_one):
    natural = open_one(starts_at=DECEMBER + timedelta(days=8))
    untouched = open_one()
    assert (natural.due_on, natural.is_provisional) == (date(2027, 1, 5), True)
    load_2027()
    assert recompute_for_calendar(at=days_later(300), by=SYSTEM) == [natural]
    natural.refresh_from_db()
    assert (natural.due_on, natural.is_provisional) == (date(2027, 1, 5), False)
    assert untouched.events.count() == 1


def test_a_closed_duty_never_moves(open_one):
    met = meet_duty(open_one(rule="reply-20-working-days", starts_at=DECEMBER), at=DECEMBER, by=SYSTEM)
    load_2027()
    assert recompute_for_calendar(at=days_later(300), by=SYSTEM) == []
    met.refresh_from_db()
    assert (met.due_on, met.is_provisional) == (date(2027, 1, 19), True)
    assert not list(find_differences())


def test_a_breach_whose_date_moved_is_annulled_and_recorded_anew_by_the_sweep(open_one):
    duty = open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    late = DECEMBER + timedelta(days=60)
    assert sweep(now=late) == 1
    load_2027()
    recompute_for_calendar(at=late, by=SYSTEM)
    duty.refresh_from_db()
    assert (duty.breached_on, duty.is_excused) == (None, False)
    assert sweep(now=late) == 1
    duty.refresh_from_db()
    assert duty.breached_on == date(2027, 1, 27)
    kinds = list(duty.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "breached", "breach_annulled", "recomputed", "breached"]
    assert not list(find_differences())


def test_a_stopped_clock_is_recomputed_too(open_one):
    duty = open_one(rule="reply-20-working-days", starts_at=DECEMBER)
    suspend_duty(duty, at=DECEMBER + timedelta(days=25), by=SYSTEM, reason="third_party")
    load_2027()
    (moved,) = recompute_for_calendar(at=DECEMBER + timedelta(days=26), by=SYSTEM)
    assert (moved.is_suspended, moved.due_on) == (True, date(2027, 1, 26))
    assert not list(find_differences())
