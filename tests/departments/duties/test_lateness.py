"""What is late: the rule by examples, and every combination of dates judged alike by the rule and by the database."""

from datetime import date, datetime, time, timedelta
from itertools import product

import pytest

from departments.duties.lateness import (
    Dates,
    Punctuality,
    days_late,
    is_expired,
    late_until,
    punctuality,
)
from departments.duties.querysets import is_expired as has_expired
from departments.models import Duty
from tests.factories.duties import CHINA, duty_of

TODAY = date(2026, 11, 18)
DAYS = {name: TODAY + timedelta(days=n) for n, name in enumerate(("before", "yesterday", "today", "tomorrow"), -2)}
BEFORE, YESTERDAY, TOMORROW = DAYS["before"], DAYS["yesterday"], DAYS["tomorrow"]
MORNING = datetime.combine(TODAY, time(9), CHINA)

EXAMPLES = {
    "due today": (Dates(TODAY), Punctuality.OPEN, 0),
    "due yesterday": (Dates(YESTERDAY), Punctuality.OVERDUE, 1),
    "met on the due day": (Dates(YESTERDAY, met_on=YESTERDAY), Punctuality.IN_TIME, 0),
    "met late": (Dates(BEFORE, met_on=YESTERDAY), Punctuality.MET_LATE, 1),
    "cancelled in time": (Dates(TODAY, cancelled_on=TODAY), Punctuality.CANCELLED, 0),
    "cancelled late": (Dates(BEFORE, cancelled_on=TODAY, breached_on=YESTERDAY), Punctuality.CANCELLED, 0),
    "clock stopped": (Dates(BEFORE, is_suspended=True), Punctuality.STOPPED, 0),
    "breach annulled, still owed": (Dates(BEFORE, breached_on=None), Punctuality.OVERDUE, 2),
    "breach annulled, met late": (Dates(BEFORE, met_on=TODAY, breached_on=None), Punctuality.MET_LATE, 2),
    "hours of today over": (Dates(TODAY, MORNING, breached_on=TODAY), Punctuality.OPEN, 0),
    "hours of yesterday over": (Dates(YESTERDAY, MORNING - timedelta(days=1)), Punctuality.OVERDUE, 1),
    "met within the hours": (Dates(TODAY, MORNING, met_on=TODAY), Punctuality.IN_TIME, 0),
    "hours missed on the day": (Dates(TODAY, MORNING, met_on=TODAY, breached_on=TODAY), Punctuality.MET_LATE, 0),
}


@pytest.mark.parametrize(("owed", "wanted", "days"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_rule_by_examples(owed, wanted, days):
    assert punctuality(owed, TODAY) == wanted
    assert days_late(owed, TODAY) == days
    assert (late_until(owed, TODAY) is not None) == (wanted in {Punctuality.OVERDUE, Punctuality.MET_LATE})


def every_duty(office):
    """Write a duty for every combination of dates that can be."""
    for due_on, hours, closed, breached, is_suspended in product(
        (YESTERDAY, TODAY, TOMORROW), (False, True), product(("met_on", "cancelled_on"), (None, *DAYS.values())),
        (None, TODAY), (False, True),
    ):  # fmt: skip
        duty_of(
            office,
            due_on=due_on,
            due_at=datetime.combine(due_on, time(9), CHINA) if hours else None,
            breached_on=breached,
            is_suspended=is_suspended,
            **dict([closed]),
        )


@pytest.mark.django_db
def test_the_database_judges_as_the_rule_does(city):
    every_duty(city)
    judged = {duty: punctuality(duty, TODAY) for duty in Duty.objects.all()}
    assert set(judged.values()) == set(Punctuality)

    def those(*wanted):
        return {duty for duty, found in judged.items() if found in wanted}

    owed = (Punctuality.OPEN, Punctuality.OVERDUE, Punctuality.STOPPED)
    assert set(Duty.objects.open()) == those(*owed)
    assert set(Duty.objects.overdue(TODAY)) == those(Punctuality.OVERDUE)
    assert set(Duty.objects.running()) == those(Punctuality.OPEN, Punctuality.OVERDUE)
    assert set(Duty.objects.suspended()) == those(Punctuality.STOPPED)
    assert set(Duty.objects.met_in_time()) == those(Punctuality.IN_TIME)
    assert set(Duty.objects.exclude(met_on=None).missed()) == those(Punctuality.MET_LATE)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_the_database_tells_an_instant_past_the_time_as_the_rule_does(city, minutes):
    every_duty(city)
    for hour in (time(9), time(0)):
        at = datetime.combine(TODAY, hour, CHINA) + timedelta(minutes=minutes)
        Duty.objects.update(starts_at=at)
        expired = {duty for duty in Duty.objects.all() if is_expired(duty, at)}
        assert set(Duty.objects.filter(has_expired("starts_at"))) == expired
