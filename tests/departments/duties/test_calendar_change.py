"""Loading a year moves the open duties it touches, tells before how many, and touches no closed one."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from departments.calendar.notices import read_notice
from departments.duties import calendar_change
from departments.duties.actors import SYSTEM
from departments.duties.calendar_change import Moves, change_calendar, follow_calendar, foresee_moves
from departments.duties.kinds import DutyKind, EventKind
from departments.duties.models import DeadlineRule, Duty
from departments.duties.services import meet_duty, open_duty, suspend_duty
from foundation.outbox.models import OutboxEntry

RECEIVED_AT = datetime(2026, 12, 28, 2, tzinfo=UTC)
AT = datetime(2026, 12, 29, 2, tzinfo=UTC)
TODAY = date(2026, 12, 29)


def notice_of_2027(*more):
    """Return an invented notice of 2027: New Year's Day alone, and `more` days as (day, is_off)."""
    fixed = [("2027-01-01", True), ("2027-05-01", True), *((f"2027-10-0{n}", True) for n in (1, 2, 3))]
    days = [{"name": "元旦", "date": day, "isOffDay": is_off} for day, is_off in [*fixed, *more]]
    return read_notice(json.dumps({"year": 2027, "papers": ["https://www.gov.cn/notice"], "days": days}))


@pytest.fixture
def owe(bureau):
    """Open a duty of the bureau by a rule's code; the subject's key counts up."""
    keys = iter(range(1, 100))

    def open_one(code="reply-5-working-days", *, starts_at=RECEIVED_AT, department=bureau):
        return open_duty(
            department=department,
            kind=DutyKind.REPLY,
            subject_kind="message",
            subject_key=str(next(keys)),
            title="来信",
            rule=DeadlineRule.objects.get(code=code),
            starts_at=starts_at,
            at=starts_at,
            by=SYSTEM,
        )

    return open_one


def load(notice, by=None):
    change_calendar(notice, by=by, at=AT)
    follow_calendar(officer_id=by.pk if by else None)


def test_an_open_duty_follows_the_loaded_year_with_an_event_of_the_officer_who_loaded_it(owe, administrator):
    duty = owe()
    assert (duty.due_on, duty.is_provisional) == (date(2027, 1, 5), True)
    load(notice_of_2027(("2027-01-04", True)), by=administrator)
    duty.refresh_from_db()
    assert (duty.due_on, duty.is_provisional) == (date(2027, 1, 6), False)
    event = duty.events.get(kind=EventKind.RECOMPUTED)
    assert (event.due_before, event.due_after) == (date(2027, 1, 5), date(2027, 1, 6))
    assert (event.actor, event.calendar_version) == (administrator, "2027-18")


def test_a_closed_duty_never_moves(owe):
    duty = owe()
    meet_duty(duty, at=AT, by=SYSTEM)
    load(notice_of_2027(("2027-01-04", True)))
    duty.refresh_from_db()
    assert (duty.due_on, duty.is_provisional) == (date(2027, 1, 5), True)
    assert not duty.events.filter(kind=EventKind.RECOMPUTED).exists()


def test_the_work_is_written_down_once_for_each_pass_and_not_again_for_the_same_notice(db):
    change_calendar(notice_of_2027(), by=None, at=AT)
    change_calendar(notice_of_2027(), by=None, at=AT)
    entries = OutboxEntry.objects.filter(handler=calendar_change.FOLLOW).order_by("available_at")
    assert [entry.available_at - AT for entry in entries] == [timedelta(0), timedelta(minutes=2)]
    change_calendar(notice_of_2027(("2027-01-04", True)), by=None, at=AT)
    assert entries.all().count() == 4


def test_a_refused_notice_leaves_no_work_behind(db, monkeypatch):
    monkeypatch.setattr(calendar_change, "enqueue", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change_calendar(notice_of_2027(), by=None, at=AT)
    assert not calendar_change.CalendarYear.objects.filter(year=2027).exists()


def test_what_would_move_is_told_by_office_and_nothing_is_written(owe, bureau, other_bureau):
    owe()  # 5 January, would be due on the 6th
    owe("reply-7-days")  # 4 January either way, provisional no more
    owe("reply-7-working-days")  # 7 January, would be due on the 8th
    owe("reply-7-days", starts_at=datetime(2026, 12, 1, 2, tzinfo=UTC))  # not touched
    paused = owe(department=other_bureau)
    suspend_duty(paused, at=RECEIVED_AT + timedelta(days=1), by=SYSTEM, reason="third_party")
    meet_duty(owe(), at=AT, by=SYSTEM)
    before = list(Duty.objects.order_by("pk").values())
    notice = notice_of_2027(("2027-01-04", True))
    assert foresee_moves(notice, today=TODAY) == [
        Moves(bureau.name, n_earlier=0, n_later=2, n_overdue=0, n_settled=1),
        Moves(other_bureau.name, n_earlier=0, n_later=1, n_overdue=0, n_settled=0),
    ]
    assert list(Duty.objects.order_by("pk").values()) == before


def test_a_make_up_day_that_makes_a_duty_overdue_at_once_is_told_apart(owe, bureau):
    owe("reply-5-working-days", starts_at=datetime(2026, 12, 21, 2, tzinfo=UTC))  # 28 December
    notice = notice_of_2027(("2026-12-27", False), ("2026-12-28", True))
    today = date(2026, 12, 28)
    assert foresee_moves(notice, today=today) == [Moves(bureau.name, n_earlier=1, n_later=0, n_overdue=1, n_settled=0)]


def test_what_is_foretold_is_what_happens(owe, bureau):
    for code in ("reply-5-working-days", "reply-7-working-days", "reply-20-working-days", "reply-7-days-rolled"):
        for days in range(12):
            owe(code, starts_at=RECEIVED_AT - timedelta(days=days))
    before = {duty.pk: duty.due_on for duty in Duty.objects.all()}
    notice = notice_of_2027(("2027-01-04", True), ("2027-01-09", False), ("2026-12-27", False))
    [foretold] = foresee_moves(notice, today=TODAY)
    load(notice)
    after = {duty.pk: duty.due_on for duty in Duty.objects.all()}
    assert foretold.n_earlier == sum(after[key] < before[key] for key in before)
    assert foretold.n_later == sum(after[key] > before[key] for key in before)
    assert foretold.n_earlier
    assert foretold.n_later
    assert not Duty.objects.filter(is_provisional=True).exists()
