"""The morning's round: one digest per person and working day, in working hours, nothing lost and nothing twice."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail

from departments.calendar.current import current_calendar
from departments.duties import warning
from departments.duties.actors import SYSTEM
from departments.duties.digest import LISTED, digest_of, send_digest
from departments.duties.kinds import DutyKind, EventKind
from departments.duties.services import annul_breach, assign_duty, cancel_duty, meet_duty, suspend_duty, transfer_duty
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.duties.warning import is_working_time, last_due_date_to_warn_of, people_to_tell, warn
from departments.models import DeadlineRule, Duty, DutyEvent, Officer, WarningRound
from departments.officers.roles import Role
from foundation.outbox.models import Delivery, OutboxEntry
from tests.departments.duties.conftest import MONDAY, days_later
from tests.factories.departments import AssignmentFactory, officer_in

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    """Return the log-in names of those who have a digest queued."""
    ids = OutboxEntry.objects.filter(key__startswith="duty-digest:").values_list("payload__officer_id", flat=True)
    return set(Officer.objects.filter(pk__in=list(ids)).values_list("username", flat=True))


def warned() -> list[tuple[int, str, date]]:
    events = DutyEvent.objects.filter(kind=EventKind.WARNED).order_by("pk")
    return list(events.values_list("duty_id", "reason", "effective_on"))


class TestTheMoment:
    @pytest.mark.parametrize(
        ("day", "hour", "minute", "works"),
        [
            ((2026, 3, 2), 8, 29, False),
            ((2026, 3, 2), 8, 30, True),
            ((2026, 3, 2), 17, 29, True),
            ((2026, 3, 2), 17, 30, False),
            ((2026, 3, 7), 10, 0, False),  # a Saturday
            ((2026, 10, 1), 10, 0, False),  # National Day
            ((2026, 10, 10), 10, 0, True),  # a Saturday that is made up
        ],
    )
    def test_only_in_working_hours_of_working_days(self, day, hour, minute, works):
        year, month, number = day
        at = MONDAY.replace(year=year, month=month, day=number, hour=hour, minute=minute)
        assert is_working_time(at, current_calendar()) is works

    def test_outside_nothing_happens(self, open_one):
        open_one()
        assert not warn(now=days_later(5))  # a Saturday
        assert not warn(now=days_later(4).replace(hour=20))
        assert warned() == []
        assert not WarningRound.objects.exists()

    @pytest.mark.parametrize(
        ("today", "last"),
        [
            (date(2026, 3, 5), date(2026, 3, 7)),  # Thursday: due on Saturday at the latest
            (date(2026, 3, 6), date(2026, 3, 10)),  # Friday: Sunday, Monday and Tuesday have no later working day
            (date(2026, 9, 30), date(2026, 10, 9)),  # before the National Day run
        ],
    )
    def test_the_warning_falls_on_the_last_working_day_at_least_two_days_before(self, today, last):
        calendar = current_calendar()
        assert last_due_date_to_warn_of(today, calendar) == last
        horizon = [today + timedelta(days=days) for days in range(30)]
        brute = [day for day in horizon if warning.warning_day(day, calendar) <= today]
        assert max(brute) == last


class TestWhoIsTold:
    def test_the_handler_and_the_supervisors_above(self, open_one, handler, supervisor, outsider, reviewer):
        assign_duty(open_one(), handler=handler, at=MONDAY, by=SYSTEM)
        officer_in(handler.assignments.get().department, Role.HANDLER)
        assert warn(now=days_later(4))
        assert told() == {handler.username, supervisor.username}

    def test_without_a_handler_those_of_the_office_who_act_on_such_duties(self, open_one, handler, author, outsider):
        open_one()
        warn(now=days_later(4))
        assert told() == {handler.username}

    @pytest.mark.parametrize(
        ("kind", "roles"),
        [
            (DutyKind.PUBLICATION, {Role.FINANCE}),  # of a budget or a final account: authors can't open one
            (DutyKind.RECTIFICATION, {Role.AUTHOR, Role.FINANCE}),
            (DutyKind.INTERPRETATION, {Role.AUTHOR}),
            (DutyKind.ORDER, {Role.HANDLER, Role.CHECKER, Role.SIGNATORY}),
        ],
    )
    def test_of_other_duties_whoever_may_meet_them(self, open_one, bureau, kind, roles):
        everybody = {role: officer_in(bureau, role) for role in Role if role != Role.SUPERVISOR}
        open_one(kind=kind)
        warn(now=days_later(4))
        assert told() == {everybody[role].username for role in roles}

    def test_a_handler_who_is_barred_is_replaced_by_the_office(self, open_one, handler, bureau):
        assign_duty(open_one(), handler=handler, at=MONDAY, by=SYSTEM)
        Officer.objects.filter(pk=handler.pk).update(is_active=False)
        colleague = officer_in(bureau, Role.HANDLER)
        warn(now=days_later(4))
        assert told() == {colleague.username}

    def test_so_is_a_handler_whose_role_there_has_ended(self, open_one, handler, bureau, other_bureau):
        duty = assign_duty(open_one(), handler=handler, at=MONDAY, by=SYSTEM)
        handler.assignments.update(ends_on=date(2026, 3, 3))
        AssignmentFactory(officer=handler, department=other_bureau)
        AssignmentFactory(officer=handler, department=bureau, role=Role.AUTHOR)
        colleague = officer_in(bureau, Role.HANDLER)
        warn(now=days_later(4))
        assert told() == {colleague.username}
        for officer, is_named in ((handler, False), (colleague, True)):
            assert Duty.objects.filter(warning.duties_of(officer, date(2026, 3, 6))).contains(duty) is is_named

    def test_a_handler_from_the_office_above_stays_the_handler(self, open_one, city, bureau):
        above = officer_in(city, Role.HANDLER)
        officer_in(bureau, Role.HANDLER)
        duty = assign_duty(open_one(), handler=above, at=MONDAY, by=SYSTEM)
        warn(now=days_later(4))
        assert told() == {above.username}
        assert Duty.objects.filter(warning.duties_of(above, date(2026, 3, 6))).contains(duty)

    def test_a_supervisor_of_another_branch_is_not_told(self, open_one, other_bureau):
        officer_in(other_bureau, Role.SUPERVISOR)
        open_one()
        warn(now=days_later(4))
        assert told() == set()

    def test_who_has_no_address_gets_no_entry(self, open_one, handler):
        Officer.objects.update(email="")
        open_one()
        assert warn(now=days_later(4))
        assert told() == set()
        assert len(warned()) == 1

    def test_the_digest_names_what_the_person_is_told_of(self, open_one, handler, supervisor, author, outsider):
        """Two ways to the same question: whom to tell of a duty, and which duties a person's digest names."""
        for kind in DutyKind:
            duty = open_one(kind=kind)
            people = people_to_tell([duty], MONDAY.date())
            for officer in (handler, supervisor, author, outsider):
                named = Duty.objects.filter(warning.duties_of(officer, MONDAY.date())).contains(duty)
                assert named == (officer.pk in people), (kind, officer)


class TestWhatIsTold:
    def test_on_the_warning_day_and_again_when_breached(self, open_one, handler):
        duty = open_one()  # due on Monday the 9th: warned of on Friday the 6th
        assert warn(now=days_later(3))
        assert warned() == []
        assert warn(now=days_later(4))
        assert warned() == [(duty.pk, "due_soon", date(2026, 3, 6))]
        sweep(now=days_later(8))
        warn(now=days_later(8))
        assert warned()[1:] == [(duty.pk, "overdue", date(2026, 3, 10))]
        warn(now=days_later(9))
        assert len(warned()) == 2
        assert not list(find_differences())

    def test_a_missed_day_is_told_on_the_next(self, open_one):
        duty = open_one()
        warn(now=days_later(7))  # the 6th was missed; on the 9th it is due
        assert warned() == [(duty.pk, "due_soon", date(2026, 3, 9))]

    def test_hours_that_end_on_the_day_they_were_told_of_as_due_are_told_when_missed(self, open_one, handler):
        DeadlineRule.objects.create(
            code="hours", name="24小时", quantity=24, unit="hour", in_force_from=date(2010, 1, 1), source="测试"
        )
        duty = open_one(rule="hours")  # due on Tuesday the 3rd at nine
        warn(now=days_later(1) - timedelta(minutes=20))
        sweep(now=days_later(1) + timedelta(minutes=1))
        for day in (1, 2, 3):
            warn(now=days_later(day) + timedelta(hours=1))
        assert warned() == [(duty.pk, "due_soon", date(2026, 3, 3)), (duty.pk, "overdue", date(2026, 3, 4))]
        assert OutboxEntry.objects.filter(payload__officer_id=handler.pk).count() == 2
        assert not list(find_differences())

    def test_an_office_that_a_duty_was_handed_to_is_told_what_the_one_before_was_told(self, open_one, other_bureau):
        successor = officer_in(other_bureau, Role.HANDLER)
        soon, late = open_one(), open_one(starts_at=days_later(-20))
        sweep(now=days_later(4))
        warn(now=days_later(4))
        for duty in (soon, late):
            transfer_duty(duty, to=other_bureau, at=days_later(4), by=SYSTEM, reason="x")
        assert successor.username not in told()
        warn(now=days_later(7))
        assert successor.username in told()
        assert warned()[2:] == [(soon.pk, "due_soon", date(2026, 3, 9)), (late.pk, "overdue", date(2026, 3, 9))]
        assert not list(find_differences())

    def test_what_is_closed_stopped_or_excused_is_not_told(self, open_one, supervisor):
        meet_duty(open_one(), at=days_later(1), by=SYSTEM)
        cancel_duty(open_one(), at=days_later(1), by=SYSTEM, reason="x")
        suspend_duty(open_one(), at=days_later(1), by=SYSTEM, reason="x")
        excused = open_one()
        sweep(now=days_later(8))
        annul_breach(excused, at=days_later(8), by=SYSTEM, reason="x")
        warn(now=days_later(8))
        assert warned() == []

    def test_the_round_of_a_day_is_held_once(self, open_one, handler):
        open_one()
        assert warn(now=days_later(4))
        open_one(starts_at=days_later(1))
        assert not warn(now=days_later(4) + timedelta(hours=3))
        assert len(warned()) == 1
        assert warn(now=days_later(7))  # the next working day takes it along
        assert len(warned()) == 2
        assert OutboxEntry.objects.filter(payload__officer_id=handler.pk).count() == 2

    def test_a_round_killed_in_the_middle_goes_on_and_tells_everybody(self, open_one, handler, monkeypatch):
        monkeypatch.setattr(warning, "BATCH", 2)
        for _ in range(5):
            open_one()

        def die(**_: object) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(warning, "_finish", die)
            with pytest.raises(KeyboardInterrupt):
                warn(now=days_later(4))
        assert told() == set()
        assert warn(now=days_later(4) + timedelta(minutes=10))
        assert len(warned()) == 5
        assert told() == {handler.username}


class TestTheMail:
    @pytest.fixture(autouse=True)
    def friday(self):
        """The mails are sent on Friday the 6th."""
        with time_machine.travel(days_later(4), tick=False):
            yield

    def test_one_mail_lists_all_duties_of_the_person_and_no_word_of_a_citizen(self, open_one, handler):
        soon, late, other = open_one(), open_one(starts_at=days_later(-20)), open_one(starts_at=days_later(-3))
        sweep(now=days_later(4))
        warn(now=days_later(4))
        entry = OutboxEntry.objects.get(payload__officer_id=handler.pk)
        assert (entry.delivery, set(entry.payload)) == (Delivery.ONCE, {"officer_id", "day"})
        send_digest(**entry.payload)
        (message,) = mail.outbox
        assert message.to == [handler.email]
        for duty in (soon, late, other):
            assert message.body.count(f"{duty.due_on}  {duty.title}  {duty.department.short_name}") == 1
        assert "/admin/departments/duty/" in message.body

    def test_met_meanwhile_there_is_no_mail(self, open_one, handler):
        duty = open_one()
        warn(now=days_later(4))
        meet_duty(duty, at=days_later(4), by=SYSTEM)
        send_digest(handler.pk, "2026-03-06")
        assert mail.outbox == []

    def test_a_long_list_is_cut_and_counted(self, open_one, handler, monkeypatch):
        monkeypatch.setattr("departments.duties.digest.LISTED", 3)
        for _ in range(5):
            open_one()
        sweep(now=days_later(20))
        digest = digest_of(handler, days_later(20).date())
        assert (len(digest["overdue"]), digest["n_overdue"]) == (3, 5)
        assert LISTED == 50

    def test_whoever_lost_the_role_gets_nothing(self, open_one, handler):
        open_one(starts_at=days_later(-20))
        sweep(now=days_later(4))
        handler.assignments.update(ends_on=date(2026, 3, 3))
        send_digest(handler.pk, "2026-03-06")
        assert mail.outbox == []
