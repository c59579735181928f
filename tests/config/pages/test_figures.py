"""The public figures on answers, held against duties counted one by one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.pages.figures import answers_of
from departments.models import DeadlineRule, Duty, DutyDelta, DutyTally
from tests.factories.departments import DepartmentFactory

pytestmark = pytest.mark.django_db

TODAY = date(2014, 10, 20)
FIRST = date(2014, 10, 1)


def owe(department, due_on, met_on=None, **fields):
    defaults = {
        "kind": "reply",
        "channel": "leader",
        "title": "答复",
        "subject_kind": "message",
        "rule": DeadlineRule.objects.filter(code="reply-7-days").first(),
        "starts_at": datetime(2014, 9, 1, tzinfo=UTC),
    }
    return Duty.objects.create(
        department=department,
        due_on=due_on,
        met_on=met_on,
        subject_key=str(Duty.objects.count()),
        **(defaults | fields),
    )


def test_the_rate_counts_what_is_decided_and_nothing_else(bureau):
    owe(bureau, date(2014, 10, 10), met_on=date(2014, 10, 10))
    owe(bureau, date(2014, 10, 10), met_on=date(2014, 10, 11))
    owe(bureau, date(2014, 10, 19))
    owe(bureau, TODAY)
    owe(bureau, TODAY, met_on=TODAY)
    owe(bureau, date(2014, 9, 30), met_on=date(2014, 9, 30))
    owe(bureau, date(2014, 10, 10), cancelled_on=date(2014, 10, 9))
    owe(bureau, date(2014, 10, 10), met_on=date(2014, 10, 10), kind="publication")
    answers = answers_of(first=FIRST, today=TODAY)
    assert (answers.first, answers.last) == (FIRST, date(2014, 10, 19))
    assert (answers.rate.n_on_time, answers.rate.n_due) == (1, 3)
    assert (answers.n_open, answers.n_overdue) == (2, 1)


def test_what_became_overdue_long_ago_is_still_overdue_now(bureau):
    owe(bureau, date(2013, 1, 1))
    answers = answers_of(first=FIRST, today=TODAY)
    assert (answers.rate.n_due, answers.n_overdue) == (0, 1)


def test_sums_and_deltas_are_read_together(bureau):
    for n in range(12):
        owe(bureau, FIRST, met_on=FIRST + timedelta(days=n % 2))
    delta = DutyDelta.objects.filter(department=bureau).order_by("pk")[:4]
    for row in delta:
        cell, _new = DutyTally.objects.get_or_create(
            department=bureau, kind=row.kind, channel=row.channel, unit=row.unit, due_on=row.due_on
        )
        for column in ("n_due", "n_open", "n_on_time", "n_breached"):
            setattr(cell, column, getattr(cell, column) + getattr(row, column))
        cell.save()
        row.delete()
    answers = answers_of(first=FIRST, today=TODAY)
    assert (answers.rate.n_on_time, answers.rate.n_due) == (6, 12)
    assert str(answers.percentage) == "50.0"


def test_under_ten_there_is_no_percentage(bureau):
    for _ in range(9):
        owe(bureau, FIRST, met_on=FIRST)
    assert answers_of(first=FIRST, today=TODAY).percentage is None


def test_an_office_answers_for_those_below_it_and_for_nobody_else(city, bureau, other_bureau):
    owe(bureau, FIRST)
    owe(DepartmentFactory(parent=bureau), FIRST)
    owe(other_bureau, FIRST)
    assert answers_of(first=FIRST, today=TODAY, department=bureau).n_open == 2
    assert answers_of(first=FIRST, today=TODAY, department=city).n_open == 3


def test_on_the_first_day_of_a_period_nothing_is_decided(bureau):
    owe(bureau, FIRST)
    answers = answers_of(first=FIRST, today=FIRST)
    assert answers.is_undecided
    assert (answers.n_open, answers.n_overdue) == (1, 0)
