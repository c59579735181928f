"""A city with duties in every state, and the desk's clock standing still."""

import random
from datetime import date, timedelta

import pytest
import time_machine

from departments.models import DeadlineRule, Department, Duty
from tests.factories.departments import DepartmentFactory
from tests.factories.duties import NATURAL, WORKING, rule_of, unsaved_duty_of
from tests.factories.interaction import MailboxFactory
from tests.seeds import dice_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def monday_morning():
    """Monday, 23 November 2026, ten o'clock in Lu'an."""
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False):
        yield TODAY


@pytest.fixture
def offices(city) -> list[Department]:
    """The city, two bureaus, a county with two townships, an office nobody writes to."""
    county = DepartmentFactory(parent=city, kind="county")
    below = [DepartmentFactory(parent=county, kind="township") for _ in range(2)]
    return [city, DepartmentFactory(parent=city), DepartmentFactory(parent=city), county, *below]


@pytest.fixture
def busy_city(offices) -> list[Duty]:
    """Three hundred duties over a year and a half: of each office one in every state and age, the others by chance."""
    for code in ("leader", "department"):
        MailboxFactory(code=code, department=offices[0])
    DepartmentFactory(parent=offices[0])
    rules = {code: rule_of(code) for code in (NATURAL, WORKING)}
    certain = [duty for office in offices for duty in one_in_every_state(office, rules[NATURAL])]
    duties = certain + fill(offices, dice_of("busy_city"), 300 - len(certain), rules)
    return Duty.objects.bulk_create(duties, batch_size=10)  # thirty statements: the sums are told of each by itself


def one_in_every_state(office: Department, rule: DeadlineRule) -> list[Duty]:
    """Return what tests may rely on: overdue in each class of age, due, decided both ways, provisional, put aside."""
    month_ago = TODAY - timedelta(days=30)
    return [
        *(unsaved_duty_of(office, rule=rule, due_on=TODAY - timedelta(days=days)) for days in (2, 10, 20, 40)),
        *(unsaved_duty_of(office, rule=rule, due_on=TODAY + timedelta(days=days)) for days in (0, 3)),
        unsaved_duty_of(office, rule=rule, due_on=TODAY + timedelta(days=5), is_provisional=True),
        unsaved_duty_of(office, rule=rule, due_on=month_ago, met_on=month_ago),
        unsaved_duty_of(office, rule=rule, due_on=month_ago, met_on=TODAY),
        unsaved_duty_of(office, rule=rule, due_on=month_ago, cancelled_on=month_ago),
        unsaved_duty_of(office, rule=rule, due_on=month_ago, is_suspended=True),
    ]


def fill(offices: list[Department], chance: random.Random, number: int, rules: dict[str, DeadlineRule]) -> list[Duty]:
    """Return so many duties as the dice fall: no test may want a number of any kind of them."""
    duties = []
    for _ in range(number):
        due_on = TODAY + timedelta(
            days=chance.choice([-1, 0, 1, 6, 7, chance.randint(-500, 40), chance.randint(-60, 10)])
        )
        fields = {}
        state = chance.choice(["open", "open", "met", "met", "met", "late", "cancelled", "suspended"])
        if state == "met":
            fields["met_on"] = min(due_on, TODAY) - timedelta(days=chance.randint(0, 5))
        elif state == "late" and due_on < TODAY:
            fields["met_on"] = min(TODAY, due_on + timedelta(days=chance.randint(1, 40)))
        elif state == "cancelled":
            fields["cancelled_on"] = TODAY - timedelta(days=chance.randint(0, 30))
        elif state == "suspended":
            fields["is_suspended"] = True
        fields["is_provisional"] = chance.random() < 0.1
        duties.append(
            unsaved_duty_of(
                chance.choice(offices),
                due_on=due_on,
                rule=rules[chance.choice([NATURAL, WORKING])],
                channel=chance.choice(["leader", "department", ""]),
                **fields,
            )
        )
    return duties
