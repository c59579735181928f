"""The reckoning against a brute-force counter, for every unit, roll, pause, restart and extension, 2010 to 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from departments.calendar.notices import calendar_of, shipped_notices
from departments.calendar.workcalendar import days_after
from departments.duties.kinds import Unit
from departments.duties.reckoning import (
    Extended,
    Opened,
    Restarted,
    Resumed,
    Rule,
    Suspended,
    Verdict,
    overdue_age,
    reckon,
    warning_day,
)
from tests.departments.duties import brute_force

CALENDAR = calendar_of(shipped_notices())
MOST = {Unit.NATURAL_DAY: 120, Unit.WORKING_DAY: 60, Unit.MONTH: 14, Unit.HOUR: 240, Unit.DATE: 1}
FIXED_DAYS = [(1, 1), (2, 28), (2, 29), (3, 31), (9, 30), (10, 31), (12, 31)]
ORDINAL_VERDICTS = {Verdict.COUNTED, Verdict.MAKE_UP}
thorough = settings(max_examples=600)


@st.composite
def rules(draw):
    unit = draw(st.sampled_from(Unit))
    fixed = draw(st.sampled_from(FIXED_DAYS)) if unit == Unit.DATE else None
    return Rule(draw(st.integers(1, MOST[unit])), unit, draw(st.booleans()), fixed)


FIRST, LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), LAST - FIRST).map(lambda after: FIRST + after)


@st.composite
def stories(draw, at):
    """Draw what may happen to a clock opened at `at`: steps as `brute_force.due` reads them, in order and allowed."""
    day = at.astimezone(brute_force.CHINA).date()
    is_paused, story = False, []
    for _ in range(draw(st.integers(0, 6))):
        day += timedelta(days=draw(st.integers(0, 20)))
        word = draw(st.sampled_from(["anew", "add", "until", "go on" if is_paused else "pause"]))
        extra = {"add": st.integers(1, 20), "until": st.integers(1, 60).map(lambda n, d=day: d + timedelta(days=n))}
        story.append((word, day, draw(extra[word])) if word in extra else (word, day))
        is_paused = {"pause": True, "go on": False, "anew": False}.get(word, is_paused)
    return story


def events_of(at, story):
    made = {
        "pause": Suspended,
        "go on": Resumed,
        "anew": Restarted,
        "add": lambda on, quantity: Extended(on, quantity=quantity),
        "until": lambda on, until: Extended(on, until=until),
    }
    return [Opened(at), *(made[word](*rest) for word, *rest in story)]


@thorough
@given(st.data(), rules(), instants)
def test_it_agrees_with_the_brute_force_counter(data, rule, at):
    story = data.draw(stories(at))
    found = reckon(rule, events_of(at, story), CALENDAR)
    expected = brute_force.due(rule.quantity, rule.unit.value, rule.rolls, at, story, rule.fixed)
    assert (found.due_on, found.due_at, found.is_suspended) == expected


@thorough
@given(st.data(), rules(), instants)
def test_the_account_has_every_day_once_and_ends_on_the_due_date(data, rule, at):
    story = data.draw(stories(at))
    found = reckon(rule, events_of(at, story), CALENDAR)
    first, *later = [row.day for row in found.working]
    assert found.working[0].verdict == Verdict.RECEIVED
    assert later == list(days_after(first, later[-1] if later else first))
    ordinals = [row.ordinal for row in found.working if row.verdict in ORDINAL_VERDICTS]
    assert ordinals == list(range(1, len(ordinals) + 1))
    assert all(row.ordinal is None for row in found.working if row.verdict not in ORDINAL_VERDICTS)
    assert (found.working[-1].day == found.due_on) or found.is_suspended
    if rule.unit == Unit.WORKING_DAY:
        assert all(brute_force.WORKS[row.day] for row in found.working if row.ordinal)


@thorough
@given(st.data(), rules(), instants)
def test_it_is_provisional_exactly_when_a_day_up_to_the_due_date_is_not_settled(data, rule, at):
    story = data.draw(stories(at))
    found = reckon(rule, events_of(at, story), CALENDAR)
    start = max([at.astimezone(brute_force.CHINA).date(), *(step[1] for step in story if step[0] == "anew")])
    unsettled = date(2026, 12, 25)
    assert found.is_provisional == (found.due_on >= unsettled or start >= unsettled)


@thorough
@given(rules(), instants, st.integers(0, 30), st.integers(0, 30))
def test_a_pause_or_an_extension_never_makes_a_due_date_earlier(rule, at, wait, pause):
    day = at.astimezone(brute_force.CHINA).date() + timedelta(days=wait)
    plain = reckon(rule, [Opened(at)], CALENDAR)
    paused = reckon(rule, [Opened(at), Suspended(day), Resumed(day + timedelta(days=pause))], CALENDAR)
    extended = reckon(rule, [Opened(at), Extended(day, quantity=pause + 1)], CALENDAR)
    assert plain.due_on <= paused.due_on
    assert plain.due_on <= extended.due_on


@thorough
@given(st.dates(date(2010, 1, 1), date(2026, 12, 31)), st.integers(-10, 80), st.sampled_from(Unit))
def test_the_age_of_a_late_duty_agrees_with_the_brute_force_counter(due_on, later, unit):
    today = due_on + timedelta(days=later)
    days = [day for day in brute_force.ALL_DAYS if due_on < day <= today]
    expected = len([day for day in days if brute_force.WORKS[day] or unit != Unit.WORKING_DAY])
    assert overdue_age(due_on, today, unit, CALENDAR) == expected


@thorough
@given(st.dates(date(2010, 1, 15), date(2026, 12, 31)))
def test_a_warning_falls_on_the_last_working_day_two_days_before(due_on):
    days = [day for day in brute_force.ALL_DAYS if (due_on - day).days >= 2 and brute_force.WORKS[day]]
    assert warning_day(due_on, CALENDAR) == days[-1]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(7, Unit.NATURAL_DAY),
        Rule(7, Unit.NATURAL_DAY, rolls=True),
        Rule(5, Unit.WORKING_DAY),
        Rule(20, Unit.WORKING_DAY),
        Rule(1, Unit.MONTH),
        Rule(1, Unit.MONTH, rolls=True),
        Rule(48, Unit.HOUR),
        Rule(1, Unit.DATE, fixed=(3, 31)),
        Rule(1, Unit.DATE, rolls=True, fixed=(2, 29)),
    ],
    ids=str,
)
def test_it_agrees_for_a_receipt_on_every_single_day_of_2010_to_2026(rule):
    for day in days_after(date(2009, 12, 31), date(2026, 12, 31)):
        at = datetime(day.year, day.month, day.day, 15, 30, tzinfo=UTC)
        expected = brute_force.due(rule.quantity, rule.unit.value, rule.rolls, at, [], rule.fixed)
        found = reckon(rule, [Opened(at)], CALENDAR)
        assert (found.due_on, found.due_at, found.is_suspended) == expected, day
