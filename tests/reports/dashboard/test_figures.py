"""The figures read from the sums are what the duties say, whatever is folded and whoever folds meanwhile."""

import random
import threading
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import connections

from departments.calendar.current import current_calendar
from departments.duties.kinds import Unit
from departments.duties.sums import fold_deltas
from departments.models import DeadlineRule, Duty, DutyDelta
from reports.dashboard.ages import AgeTable
from reports.dashboard.figures import DAYS_AHEAD, Slice, count_sums, read_figures
from reports.dashboard.rates import Rate
from reports.dashboard.reach import Reach
from tests.factories.duties import NATURAL, WORKING, duty_of

from .conftest import TODAY

ONE_DAY = timedelta(days=1)
PERIODS = [
    (date(2025, 12, 1), TODAY - ONE_DAY),  # the last week of the month is taken off
    (date(2025, 9, 20), date(2026, 11, 3)),
    (date(2026, 10, 5), date(2026, 10, 25)),
    (date(2026, 10, 9), date(2026, 10, 12)),
    (date(2026, 11, 23), TODAY - ONE_DAY),  # no day at all
]


def read(reach: Reach, *, channel: str = "", first: date = PERIODS[0][0], last: date = PERIODS[0][1]):
    ages = AgeTable(TODAY, current_calendar())
    return read_figures(reach, channel=channel, ages=ages, today=TODAY, first=first, last=last)


def counted(duties: list[Duty], reach: Reach, *, channel: str, first: date, last: date):
    """Return the same figures, one running duty after another."""
    ages = AgeTable(TODAY, current_calendar())
    overdue, ahead, oldest = defaultdict[tuple[int, str], list[date]](list), Counter[date](), Counter()
    by_office, by_month = Counter[int](), Counter[date]()
    n_open = 0
    inside = {office.pk for office in reach.offices}
    for duty in duties:
        if duty.department_id not in inside or (channel and duty.channel != channel):
            continue
        if first <= duty.due_on <= last:
            by_office[duty.department_id] += 1
            by_month[duty.due_on.replace(day=1)] += 1
        if not duty.is_open:
            continue
        n_open += 1
        if duty.due_on < TODAY:
            code = ages.class_of(duty.due_on, duty.rule.unit).code
            overdue[duty.department_id, code].append(duty.due_on)
            oldest[duty.due_on, duty.department_id, duty.rule.unit == Unit.WORKING_DAY] += 1
        elif duty.due_on < TODAY + timedelta(days=DAYS_AHEAD):
            ahead[duty.due_on] += 1
    longest = min((day for day, *_ in oldest), default=None)
    return (
        {key: (len(days), min(days)) for key, days in overdue.items()},
        {cell: number for cell, number in oldest.items() if cell[0] == longest},
        +ahead,
        n_open,
        dict(by_office),
        dict(by_month),
    )


def as_counted(figures):
    overdue = dict[tuple[int, str], tuple[int, date]]()
    for cell in figures.ages:
        number, first = overdue.get((cell.department_id, cell.code), (0, cell.oldest_on))
        overdue[cell.department_id, cell.code] = number + cell.number, min(first, cell.oldest_on)
    return (
        overdue,
        {(cell.due_on, cell.department_id, cell.is_working): cell.number for cell in figures.oldest},
        Counter({day: n for day, n in figures.ahead.items() if day < TODAY + timedelta(days=DAYS_AHEAD) and n}),
        figures.n_open,
        {office: rate.n_due for office, rate in figures.by_office.items()},
        {month: rate.n_due for month, rate in figures.by_month.items()},
    )


def change_some(chance: random.Random, offices) -> None:
    """Change duties as their services do to the columns that the sums hold: met, met no more, moved, handed on."""
    rules = list(DeadlineRule.objects.filter(code__in=[NATURAL, WORKING]))
    for duty in chance.sample(list(Duty.objects.filter(cancelled_on=None).order_by("pk")), 60):
        changes = [
            {"met_on": TODAY},
            {"met_on": None},
            {"due_on": duty.due_on + timedelta(days=chance.randint(-40, 40))},
            {"department": chance.choice(offices)},
            {"is_suspended": not duty.is_suspended},
            {"rule": chance.choice(rules)},
        ]
        Duty.objects.filter(pk=duty.pk).update(**chance.choice(changes))


@pytest.mark.django_db
def test_they_equal_a_count_one_by_one_after_every_part_of_a_walk(offices, busy_city, monday_morning):
    seed = random.SystemRandom().randrange(10**6)
    print(f"walk seed {seed}")  # noqa: T201 (so that a failure can be repeated)
    chance = random.Random(seed)
    whole = Reach.below([""])
    for _ in range(4):
        change_some(chance, offices)
        duties = list(Duty.objects.filter(cancelled_on=None, is_suspended=False).select_related("rule"))
        for first, last in PERIODS:
            for reach in (whole, whole.branch(offices[3]), whole.alone(offices[1])):
                for channel in ("", "leader"):
                    found = read(reach, channel=channel, first=first, last=last)
                    expected = counted(duties, reach, channel=channel, first=first, last=last)
                    assert as_counted(found) == expected, (first, last, len(reach.offices), channel)
                    due = count_sums("due", reach, channel=channel, slices=[Slice(None, first, last)])
                    assert due == sum(expected[-1].values())
        assert DutyDelta.objects.exists()
        if chance.random() < 0.7:
            fold_deltas()


@pytest.mark.django_db
def test_the_oldest_that_was_met_a_moment_ago_is_the_oldest_no_more(bureau, other_bureau, monday_morning):
    """Both lie in one class of age of one office; the day of the one that was met stands in the tallies still."""
    oldest = duty_of(bureau, due_on=TODAY - timedelta(days=90))
    duty_of(bureau, due_on=TODAY - timedelta(days=85))
    fold_deltas()
    Duty.objects.filter(pk=oldest.pk).update(met_on=TODAY)
    figures = read(Reach.below([""]))
    assert figures.oldest == [(bureau.pk, False, TODAY - timedelta(days=85), 1)]
    assert figures.ages == [(bureau.pk, "over-30", TODAY - timedelta(days=85), 1)]


@pytest.mark.django_db(transaction=True)
def test_who_reads_while_it_folds_sees_every_duty_once(bureau, other_bureau, monday_morning):
    """Days move within the period and the month that is taken whole: sixty are open and due in it at every moment."""
    duties = [duty_of(office, due_on=TODAY - ONE_DAY) for office in (bureau, other_bureau) for _ in range(30)]
    seen, errors, end = set[tuple[int, Rate]](), [], threading.Event()
    whole = Reach.below([""])

    def look() -> None:
        try:
            while not end.is_set():
                figures = read(whole)
                seen.add((figures.n_open, sum(figures.by_office.values(), Rate())))
                assert sum(figures.by_month.values(), Rate()) == Rate(0, 60)
                assert sum(cell.number for cell in figures.ages) == 60
        except BaseException as error:  # noqa: BLE001 - raised again in the test
            errors.append(error)
        finally:
            connections.close_all()

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for place, duty in enumerate(duties * 3):
            due_on = TODAY - timedelta(days=1 + place % 40)
            Duty.objects.filter(pk=duty.pk).update(due_on=due_on, department=(bureau, other_bureau)[place % 2])
            fold_deltas()
    finally:
        end.set()
        reader.join()
    assert not errors, errors
    assert seen == {(60, Rate(0, 60))}
