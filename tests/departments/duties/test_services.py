"""What is done to duties: allowed, refused with everything unchanged, whole or not at all."""

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import InternalError, connection, transaction

from departments.duties import journal
from departments.duties.actors import CITIZEN, SYSTEM, Actor, client_actor, officer_actor
from departments.duties.kinds import ActorKind, EventKind
from departments.duties.services import (
    annul_breach,
    assign_duty,
    cancel_duty,
    explain,
    extend_duty,
    meet_duty,
    restart_duty,
    rule_in_force,
    suspend_duty,
    transfer_duty,
)
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import DeadlineRule, Duty, DutyEvent
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.departments.duties.conftest import MONDAY, days_later
from tests.factories.duties import is_in_time

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, Any] = {
    "meet": lambda duty, other: meet_duty(duty, at=days_later(1), by=SYSTEM),
    "cancel": lambda duty, other: cancel_duty(duty, at=days_later(1), by=SYSTEM, reason="withdrawn"),
    "transfer": lambda duty, other: transfer_duty(duty, to=other, at=days_later(1), by=SYSTEM, reason="not_ours"),
    "assign": lambda duty, other: assign_duty(duty, handler=None, at=days_later(1), by=SYSTEM),
}


def rows() -> tuple[list[Any], list[Any]]:
    return list(Duty.objects.order_by("pk").values()), list(DutyEvent.objects.order_by("pk").values())


def kinds_of(duty: Duty) -> list[str]:
    return list(duty.events.order_by("pk").values_list("kind", flat=True))


def last_event(duty: Duty) -> DutyEvent:
    return duty.events.order_by("pk").last()


class TestOpening:
    def test_the_due_date_and_its_account_follow_from_rule_and_calendar(self, open_one):
        duty = open_one(rule="reply-5-working-days", starts_at=MONDAY.replace(month=9, day=28))
        assert duty.due_on == date(2026, 10, 10)  # National Day to the 7th; Saturday the 10th is worked
        assert [row.day.day for row in explain(duty).working if row.ordinal] == [29, 30, 8, 9, 10]
        assert not list(find_differences())

    def test_its_event_names_receipt_actor_rule_and_calendar(self, open_one, handler):
        duty = open_one(by=CITIZEN, handler=handler)
        event = last_event(duty)
        assert (event.kind, event.effective_on, event.due_after) == (EventKind.OPENED, date(2026, 3, 2), duty.due_on)
        assert (event.actor_kind, event.actor, event.due_before) == (ActorKind.CITIZEN, None, None)
        assert event.parameters["rule"] == "reply-7-days"
        assert event.parameters["handler"] == handler.pk
        assert event.calendar_version

    def test_the_local_date_counts_not_the_date_in_utc(self, open_one):
        just_after_midnight = MONDAY.replace(hour=0, minute=5)
        assert open_one(starts_at=just_after_midnight).due_on == date(2026, 3, 9)
        assert open_one(starts_at=just_after_midnight - timedelta(minutes=10)).due_on == date(2026, 3, 8)

    def test_opening_what_is_open_returns_it_and_writes_nothing(self, open_one):
        duty = open_one(subject_key="same")
        before = rows()
        assert open_one(subject_key="same", starts_at=days_later(3)) == duty
        assert rows() == before

    def test_what_was_met_can_be_owed_again(self, open_one):
        duty = open_one(subject_key="same")
        meet_duty(duty, at=days_later(1), by=SYSTEM)
        assert open_one(subject_key="same") != duty

    def test_a_machine_is_named_by_its_number(self, open_one):
        class Client:
            pk = 7

        duty = open_one(by=Actor(ActorKind.CLIENT, client=Client()))  # type: ignore[arg-type]
        assert last_event(duty).parameters["client"] == 7
        assert client_actor(Client()).kind == ActorKind.CLIENT  # type: ignore[arg-type]

    def test_it_refuses_a_handler_of_another_office(self, open_one, outsider):
        with pytest.raises(NotAllowed):
            open_one(handler=outsider)
        assert rows() == ([], [])

    def test_a_year_that_is_not_loaded_never_blocks(self, open_one):
        duty = open_one(rule="reply-20-working-days", starts_at=MONDAY.replace(month=12, day=20))
        assert duty.is_provisional
        assert last_event(duty).parameters["is_provisional"]


class TestRules:
    def test_the_version_in_force_on_the_day_is_taken(self):
        old = DeadlineRule.objects.get(code="reply-7-days")
        DeadlineRule.objects.filter(pk=old.pk).update(in_force_to=date(2026, 3, 1))
        new = DeadlineRule.objects.create(
            code=old.code, name="5日", quantity=5, unit=old.unit, in_force_from=date(2026, 3, 2), source="新规"
        )
        assert rule_in_force("reply-7-days", date(2026, 3, 1)) == old
        assert rule_in_force("reply-7-days", date(2026, 3, 2)) == new

    def test_without_one_it_says_what_to_do(self):
        with pytest.raises(Refusal, match="no-such-rule") as caught:
            rule_in_force("no-such-rule", date(2026, 3, 2))
        assert caught.value.code == "no_rule_in_force"


class TestMeeting:
    def test_on_the_last_minute_of_the_due_date_it_is_in_time(self, open_one):
        duty = meet_duty(open_one(), at=days_later(7).replace(hour=23, minute=59), by=SYSTEM)
        assert is_in_time(duty)
        assert kinds_of(duty) == ["opened", "met"]

    def test_a_minute_later_it_is_late_and_the_breach_has_its_true_date(self, open_one):
        duty = meet_duty(open_one(), at=days_later(8).replace(hour=0, minute=0), by=SYSTEM)
        assert not is_in_time(duty)
        assert kinds_of(duty) == ["opened", "breached", "met"]
        breach = duty.events.get(kind=EventKind.BREACHED)
        assert (breach.effective_on, breach.due_before) == (date(2026, 3, 10), date(2026, 3, 9))
        assert breach.actor_kind == ActorKind.SYSTEM

    def test_weeks_late_the_breach_has_its_true_date_too(self, open_one):
        duty = meet_duty(open_one(), at=days_later(50), by=SYSTEM)
        assert duty.breached_on == date(2026, 3, 10)

    def test_after_the_sweep_no_second_breach_is_written(self, open_one):
        duty = open_one()
        sweep(now=days_later(8))
        assert kinds_of(meet_duty(duty, at=days_later(9), by=SYSTEM)) == ["opened", "breached", "met"]

    def test_a_reply_in_time_that_is_recorded_late_takes_the_breach_back(self, open_one):
        duty = open_one()
        sweep(now=days_later(20))
        duty = meet_duty(duty, at=days_later(3), by=SYSTEM)
        assert (duty.breached_on, duty.met_on, is_in_time(duty)) == (None, date(2026, 3, 5), True)
        assert kinds_of(duty) == ["opened", "breached", "breach_annulled", "met"]

    def test_it_refuses_a_moment_before_the_receipt(self, open_one):
        duty, before = open_one(), rows()
        with pytest.raises(Refusal) as caught:
            meet_duty(duty, at=MONDAY - timedelta(minutes=1), by=SYSTEM)
        assert caught.value.code == "met_before_received"
        assert rows() == before

    def test_a_stopped_clock_goes_on_for_the_day(self, open_one):
        duty = suspend_duty(open_one(), at=days_later(4), by=SYSTEM, reason="third_party")
        duty = meet_duty(duty, at=days_later(34), by=SYSTEM)
        assert kinds_of(duty) == ["opened", "suspended", "resumed", "met"]
        assert (duty.is_suspended, is_in_time(duty), duty.due_on) == (False, True, date(2026, 4, 8))
        assert not list(find_differences())

    def test_met_before_the_last_change_of_a_stopped_clock_the_journal_keeps_its_order(self, open_one):
        duty = suspend_duty(open_one(), at=days_later(2), by=SYSTEM, reason="third_party")
        duty = extend_duty(duty, at=days_later(5), by=SYSTEM, reason="complex", quantity=3)
        duty = meet_duty(duty, at=days_later(3), by=SYSTEM)
        assert kinds_of(duty) == ["opened", "suspended", "extended", "resumed", "met"]
        assert (duty.met_on, is_in_time(duty)) == (days_later(3).date(), True)
        assert not list(find_differences())


class TestHoursAreKeptToTheHour:
    @pytest.fixture
    def in_hours(self, open_one) -> Duty:
        """A duty of 48 hours: due on Wednesday at nine."""
        rule = DeadlineRule.objects.create(
            code="hours", name="48小时", quantity=48, unit="hour", in_force_from=date(2010, 1, 1), source="测试"
        )
        return open_one(rule=rule.code)

    def test_met_before_the_hour_it_is_in_time(self, in_hours):
        duty = meet_duty(in_hours, at=days_later(2) - timedelta(minutes=1), by=SYSTEM)
        assert is_in_time(duty)
        assert Duty.objects.met_in_time().get() == duty

    def test_met_after_the_hour_of_the_same_day_it_is_late(self, in_hours):
        duty = meet_duty(in_hours, at=days_later(2) + timedelta(minutes=1), by=SYSTEM)
        assert (duty.breached_on, is_in_time(duty)) == (date(2026, 3, 4), False)
        assert not Duty.objects.met_in_time().exists()
        assert Duty.objects.missed().get() == duty
        assert not list(find_differences())


class TestHandingOn:
    def test_a_transfer_moves_the_office_and_not_the_clock(self, open_one, handler, other_bureau):
        duty = open_one(handler=handler)
        moved = transfer_duty(duty, to=other_bureau, at=days_later(6), by=officer_actor(handler), reason="not_ours")
        assert (moved.department, moved.handler, moved.due_on) == (other_bureau, None, duty.due_on)
        event = last_event(moved)
        assert event.parameters == {"from": duty.department_id, "to": other_bureau.pk, "warned_on": None}
        assert (event.reason, event.actor, event.effective_on) == ("not_ours", handler, date(2026, 3, 8))
        assert not list(find_differences())

    def test_it_refuses_the_office_that_owes_it_already(self, open_one, bureau):
        duty, before = open_one(), rows()
        with pytest.raises(WrongState) as caught:
            transfer_duty(duty, to=bureau, at=days_later(1), by=SYSTEM, reason="x")
        assert caught.value.code == "same_office"
        assert rows() == before

    def test_a_handler_is_named_and_taken_back(self, open_one, handler):
        duty = assign_duty(open_one(), handler=handler, at=days_later(1), by=SYSTEM)
        assert duty.handler == handler
        assert assign_duty(duty, handler=None, at=days_later(1), by=SYSTEM).handler is None
        assert [event.parameters for event in duty.events.filter(kind="reassigned").order_by("pk")] == [
            {"from": None, "to": handler.pk},
            {"from": handler.pk, "to": None},
        ]

    def test_it_refuses_an_officer_of_another_office_or_one_who_is_barred(self, open_one, handler, outsider):
        duty = open_one()
        handler.is_active = False
        before = rows()
        for officer in (outsider, handler):
            with pytest.raises(NotAllowed):
                assign_duty(duty, handler=officer, at=days_later(1), by=SYSTEM)
        assert rows() == before

    def test_a_cancelled_duty_is_owed_no_more(self, open_one):
        duty = cancel_duty(open_one(), at=days_later(2), by=SYSTEM, reason="withdrawn")
        assert (duty.is_open, duty.cancelled_on, last_event(duty).reason) == (False, date(2026, 3, 4), "withdrawn")
        assert sweep(now=days_later(99)) == 0


class TestAClosedDutyNeverMoves:
    @pytest.fixture(params=["met", "cancelled"])
    def closed(self, request, open_one) -> Duty:
        """A duty met or cancelled."""
        if request.param == "met":
            return meet_duty(open_one(), at=days_later(1), by=SYSTEM)
        return cancel_duty(open_one(), at=days_later(1), by=SYSTEM, reason="withdrawn")

    @pytest.mark.parametrize("action", ACTIONS)
    def test_nothing_can_be_done_to_it(self, closed, other_bureau, action):
        before = rows()
        with pytest.raises(WrongState) as caught:
            ACTIONS[action](closed, other_bureau)
        assert caught.value.code == "duty_closed"
        assert rows() == before


class TestEachIsWhole:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_when_the_columns_cannot_be_written_the_event_is_not_kept(self, open_one, other_bureau, handler, action):
        duty = open_one(handler=handler)
        before = rows()
        with mock.patch.object(journal, "follow", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
            ACTIONS[action](duty, other_bureau)
        assert rows() == before

    def test_when_the_event_cannot_be_written_nothing_is_opened(self, open_one):
        with (
            mock.patch.object(DutyEvent, "save", side_effect=OSError),
            pytest.raises(OSError),  # noqa: PT011
        ):
            open_one()
        assert rows() == ([], [])


class TestAnnulling:
    @pytest.fixture
    def breached(self, open_one) -> Duty:
        """An open duty whose breach the sweep has recorded."""
        duty = open_one()
        sweep(now=days_later(9))
        duty.refresh_from_db()
        return duty

    def test_the_breach_is_struck_and_the_sweep_leaves_the_duty_alone(self, breached, supervisor):
        by = officer_actor(supervisor)
        duty = annul_breach(breached, at=days_later(10), by=by, reason="answered_by_phone")
        assert (duty.breached_on, duty.is_excused, duty.is_open) == (None, True, True)
        assert sweep(now=days_later(30)) == 0
        assert kinds_of(duty) == ["opened", "breached", "breach_annulled"]
        assert not list(find_differences())

    def test_it_stays_owed_and_met_late_without_a_breach(self, breached, supervisor):
        annul_breach(breached, at=days_later(10), by=officer_actor(supervisor), reason="x")
        assert Duty.objects.overdue(date(2026, 3, 12)).exists()
        duty = meet_duty(breached, at=days_later(12), by=SYSTEM)
        assert (duty.breached_on, is_in_time(duty)) == (None, False)

    def test_after_a_restart_it_can_be_breached_again(self, breached, supervisor):
        annul_breach(breached, at=days_later(10), by=officer_actor(supervisor), reason="x")
        duty = restart_duty(breached, at=days_later(11), by=SYSTEM, reason="completed")
        assert (duty.due_on, duty.is_excused) == (date(2026, 3, 20), False)
        assert sweep(now=days_later(19)) == 1
        duty.refresh_from_db()
        assert (duty.breached_on, duty.cycle) == (date(2026, 3, 21), 1)
        assert not list(find_differences())

    def test_a_breach_of_a_met_duty_can_be_struck_and_its_dates_stay(self, breached, supervisor):
        meet_duty(breached, at=days_later(10), by=SYSTEM)
        duty = annul_breach(breached, at=days_later(11), by=officer_actor(supervisor), reason="x")
        assert (duty.breached_on, duty.met_on) == (None, date(2026, 3, 12))

    def test_only_a_supervisor_of_the_office_may(self, breached, handler, outsider):
        before = rows()
        for by in (officer_actor(handler), officer_actor(outsider), CITIZEN):
            with pytest.raises(NotAllowed):
                annul_breach(breached, at=days_later(10), by=by, reason="x")
        assert rows() == before

    def test_without_a_breach_there_is_nothing_to_annul(self, open_one, supervisor):
        duty, before = open_one(), rows()
        with pytest.raises(WrongState) as caught:
            annul_breach(duty, at=days_later(10), by=officer_actor(supervisor), reason="x")
        assert caught.value.code == "no_breach"
        assert rows() == before


class TestTheJournalOnlyGrows:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE departments_dutyevent SET reason = 'x'",
            "UPDATE departments_dutyevent SET effective_on = '2020-01-01' WHERE kind = 'opened'",
            "DELETE FROM departments_dutyevent",
        ],
    )
    def test_the_database_refuses_to_change_or_remove_an_event(self, open_one, statement):
        open_one()
        before = rows()
        with pytest.raises(InternalError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert rows() == before

    def test_a_duty_with_events_cannot_be_deleted(self, open_one):
        duty = open_one()
        with pytest.raises(Exception, match="protected"):
            duty.delete()
