"""Due dates worked by hand, receipts near midnight, pauses, restarts and extensions, and what is refused."""

import csv
import os
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from departments.calendar.notices import calendar_of, shipped_notices
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.kinds import Unit
from departments.duties.reckoning import (
    LOCAL_ZONE,
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

CALENDAR = calendar_of(shipped_notices())
RULES = {
    "reply-7-days": Rule(7, Unit.NATURAL_DAY),
    "reply-7-days-rolled": Rule(7, Unit.NATURAL_DAY, rolls=True),
    "reply-5-working-days": Rule(5, Unit.WORKING_DAY),
    "reply-7-working-days": Rule(7, Unit.WORKING_DAY),
    "reply-15-working-days": Rule(15, Unit.WORKING_DAY),
    "reply-20-working-days": Rule(20, Unit.WORKING_DAY),
    "one-month": Rule(1, Unit.MONTH),
}
HERE = Path(__file__).resolve().parent
DUE_DATES = list(csv.DictReader((HERE / "due_dates.csv").open(encoding="utf-8")))
REPOSITORY = HERE.parents[2]
MESSAGES = Path(os.environ.get("MESSAGES_SAMPLE") or REPOSITORY.parent / "shared" / "data" / "messages_sample.csv")

SEVEN, ROLLED, MONTH = RULES["reply-7-days"], RULES["reply-7-days-rolled"], RULES["one-month"]
FIVE_WORKING, TWENTY_WORKING = RULES["reply-5-working-days"], RULES["reply-20-working-days"]


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def due(rule, received, *events):
    return reckon(rule, [Opened(local(received)), *events], CALENDAR).due_on.isoformat()


def day(text):
    return date.fromisoformat(text)


# -- worked by hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "received", "due_on"),
    [
        # National Day 2014: off 1 to 7 October, worked Sunday 28 September and Saturday 11 October
        ("reply-7-days", "2014-09-30T17:30", "2014-10-07"),
        ("reply-7-days-rolled", "2014-09-30T17:30", "2014-10-08"),
        ("reply-5-working-days", "2014-09-30T17:30", "2014-10-13"),
        ("reply-5-working-days", "2014-09-26T09:00", "2014-10-09"),
        ("reply-20-working-days", "2014-09-26T09:00", "2014-10-29"),
        # National Day with Mid-Autumn 2020: off 1 to 8 October, worked Sunday 27 September and Saturday 10 October
        ("reply-7-days-rolled", "2020-09-25T09:00", "2020-10-09"),
        ("reply-7-working-days", "2020-09-25T09:00", "2020-10-12"),
        # received on a make-up Saturday, which is day 0, and on a holiday
        ("reply-5-working-days", "2014-10-11T10:00", "2014-10-17"),
        ("reply-5-working-days", "2014-10-02T10:00", "2014-10-13"),
        # a last rest day that is a make-up working day does not roll
        ("reply-7-days-rolled", "2014-10-04T10:00", "2014-10-11"),
        # the one-off holiday of 3 and 4 September 2015, made up on Sunday 6
        ("reply-5-working-days", "2015-08-31T10:00", "2015-09-08"),
        # year end: 1 to 3 January 2015 off, Sunday 4 worked; 29 December 2018 worked, 30 to 1 January off
        ("reply-7-working-days", "2014-12-31T23:30", "2015-01-12"),
        ("reply-5-working-days", "2018-12-28T10:00", "2019-01-07"),
        ("reply-7-days", "2018-12-28T10:00", "2019-01-04"),
        # one month: the corresponding day, or the last of the month
        ("one-month", "2015-01-30T10:00", "2015-02-28"),
        ("one-month", "2016-01-30T10:00", "2016-02-29"),
        ("one-month", "2016-01-31T10:00", "2016-02-29"),
        ("one-month", "2016-02-29T10:00", "2016-03-29"),
        ("one-month", "2015-12-31T10:00", "2016-01-31"),
        ("one-month", "2015-03-31T10:00", "2015-04-30"),
        # leap years: 29 February is a day like others
        ("reply-7-days", "2016-02-24T10:00", "2016-03-02"),
        ("reply-7-days", "2015-02-24T10:00", "2015-03-03"),
        # the extended Spring Festival of 2020: off 24 January to 2 February, Sunday 19 January worked
        ("reply-5-working-days", "2020-01-17T10:00", "2020-01-23"),
        ("reply-5-working-days", "2020-01-20T10:00", "2020-02-04"),
    ],
)
def test_a_due_date_worked_by_hand(code, received, due_on):
    assert due(RULES[code], received) == due_on


@pytest.mark.parametrize(
    ("rule", "received", "due_on"),
    [
        (Rule(1, Unit.MONTH, rolls=True), "2014-09-02T10:00", "2014-10-08"),
        (Rule(3, Unit.MONTH), "2015-11-30T10:00", "2016-02-29"),
        (Rule(12, Unit.MONTH), "2016-02-29T10:00", "2017-02-28"),
        (Rule(1, Unit.NATURAL_DAY), "2014-09-30T23:59", "2014-10-01"),
        (Rule(1, Unit.WORKING_DAY), "2014-09-30T23:59", "2014-10-08"),
        (Rule(1, Unit.DATE, fixed=(3, 31)), "2014-02-10T10:00", "2014-03-31"),
        (Rule(1, Unit.DATE, fixed=(3, 31)), "2014-03-31T23:59", "2014-03-31"),
        (Rule(1, Unit.DATE, fixed=(3, 31)), "2014-04-01T00:01", "2015-03-31"),
        (Rule(1, Unit.DATE, fixed=(2, 29)), "2015-01-05T10:00", "2015-02-28"),
        (Rule(1, Unit.DATE, rolls=True, fixed=(10, 1)), "2014-09-10T10:00", "2014-10-08"),
    ],
)
def test_other_quantities_and_units(rule, received, due_on):
    assert due(rule, received) == due_on


# -- receipts near midnight --------------------------------------------------------------------------------------


def test_all_264_receipts_have_their_due_date_under_every_rule():
    assert len(DUE_DATES) == 264
    assert {row["rule"] for row in DUE_DATES} == set(RULES)
    wrong = []
    for row in DUE_DATES:
        received_at = datetime.fromisoformat(row["received_at_utc"])
        found = reckon(RULES[row["rule"]], [Opened(received_at)], CALENDAR)
        assert found.working[0].day.isoformat() == row["received_at_local"][:10], row
        if found.due_on.isoformat() != row["due_on"]:
            wrong.append((row, found.due_on))
    assert wrong == []


def test_the_receipts_would_show_a_date_taken_in_utc():
    wrong = Counter()
    for row in DUE_DATES:
        utc_day = datetime.fromisoformat(row["received_at_utc"]).astimezone(UTC).date()
        taken = datetime.combine(utc_day, time(12), LOCAL_ZONE)
        found = reckon(RULES[row["rule"]], [Opened(taken)], CALENDAR)
        wrong[row["rule"]] += found.due_on.isoformat() != row["due_on"]
    assert sum(wrong.values()) == 36
    assert all(wrong[code] for code in RULES)


@pytest.mark.parametrize(
    ("received_at_utc", "day0"),
    [("2014-09-23T15:59:59.999999+00:00", "2014-09-23"), ("2014-09-23T16:00:00+00:00", "2014-09-24")],
)
def test_the_day_of_receipt_changes_at_midnight_in_the_city(received_at_utc, day0):
    found = reckon(SEVEN, [Opened(datetime.fromisoformat(received_at_utc))], CALENDAR)
    assert found.working[0].day == day(day0)


# -- the account -------------------------------------------------------------------------------------------------


def test_the_account_of_five_working_days_over_national_day_explains_every_day():
    found = reckon(FIVE_WORKING, [Opened(local("2014-09-26T16:42"))], CALENDAR)
    account = [(row.day.isoformat()[5:], row.verdict.value, row.name, row.ordinal) for row in found.working]
    assert account == [
        ("09-26", "received", "", None),
        ("09-27", "weekend", "", None),
        ("09-28", "make_up", "国庆节", 1),
        ("09-29", "counted", "", 2),
        ("09-30", "counted", "", 3),
        *[(f"10-0{n}", "holiday", "国庆节", None) for n in range(1, 8)],
        ("10-08", "counted", "", 4),
        ("10-09", "counted", "", 5),
    ]
    assert found.due_at is None
    assert not found.is_provisional
    assert not found.is_suspended


def test_the_account_of_a_rolled_rule_shows_where_the_last_day_moved():
    found = reckon(ROLLED, [Opened(local("2014-09-27T10:00"))], CALENDAR)
    account = [(row.day.isoformat()[5:], row.verdict, row.ordinal) for row in found.working]
    assert account[7:] == [
        ("10-04", Verdict.COUNTED, 7),
        ("10-05", Verdict.HOLIDAY, None),
        ("10-06", Verdict.HOLIDAY, None),
        ("10-07", Verdict.HOLIDAY, None),
        ("10-08", Verdict.ROLLED, None),
    ]


def test_an_account_of_twenty_working_days_stays_short_enough_to_read():
    lengths = [
        len(reckon(TWENTY_WORKING, [Opened(local("2010-01-01T10:00") + timedelta(days=n))], CALENDAR).working)
        for n in range(0, 6200, 3)
    ]
    assert max(lengths) < 45


# -- pauses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "suspended", "resumed", "due_on"),
    [
        (SEVEN, "2021-06-03", "2021-06-10", "2021-06-15"),  # 8 June, seven days later
        (SEVEN, "2021-06-03", "2021-06-03", "2021-06-08"),  # a pause of no day
        (SEVEN, "2021-06-08", "2021-06-09", "2021-06-09"),  # the due date itself is left out
        (SEVEN, "2021-06-01", "2021-06-03", "2021-06-09"),  # the day of receipt was not to be counted anyway
        (SEVEN, "2021-06-09", "2021-06-20", "2021-06-08"),  # the clock had run out
        (FIVE_WORKING, "2021-06-03", "2021-06-10", "2021-06-16"),  # 2, 10, 11, (12 to 14 off), 15, 16
        (MONTH, "2021-06-20", "2021-06-25", "2021-07-06"),
        (ROLLED, "2021-06-05", "2021-06-09", "2021-06-15"),  # 12 June, Dragon Boat until the 14th
    ],
)
def test_a_pause_leaves_out_its_days_from_the_first_to_the_day_before_it_ends(rule, suspended, resumed, due_on):
    assert due(rule, "2021-06-01T10:00", Suspended(day(suspended)), Resumed(day(resumed))) == due_on


def test_suspended_days_are_named_in_the_account_whatever_else_they_were():
    events = [Opened(local("2021-06-10T10:00")), Suspended(day("2021-06-11")), Resumed(day("2021-06-15"))]
    found = reckon(FIVE_WORKING, events, CALENDAR)
    assert [row.verdict for row in found.working[1:5]] == [Verdict.SUSPENDED] * 4
    assert found.working[5].ordinal == 1


def test_two_pauses_add_up():
    events = [
        Suspended(day("2021-06-03")),
        Resumed(day("2021-06-05")),
        Suspended(day("2021-06-08")),
        Resumed(day("2021-06-11")),
    ]
    assert due(SEVEN, "2021-06-01T10:00", *events) == "2021-06-13"


def test_a_pause_on_the_day_to_which_the_last_day_rolled_moves_it_again():
    events = [Suspended(day("2014-10-08")), Resumed(day("2014-10-10"))]
    assert due(ROLLED, "2014-09-27T10:00", *events) == "2014-10-10"


def test_an_open_pause_gives_the_date_as_though_it_had_ended_at_once_and_stops_the_account():
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), Suspended(day("2021-06-04"))], CALENDAR)
    assert found.is_suspended
    assert found.due_on == day("2021-06-08")
    assert [(row.day.day, row.verdict) for row in found.working[-2:]] == [
        (3, Verdict.COUNTED),
        (4, Verdict.SUSPENDED),
    ]


def test_a_clock_can_be_stopped_on_its_last_day_still():
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), Suspended(day("2021-06-08"))], CALENDAR)
    assert found.is_suspended
    assert found.working[-1].verdict == Verdict.SUSPENDED


def test_a_pause_open_since_the_day_of_receipt_leaves_only_that_day_in_the_account():
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), Suspended(day("2021-06-01"))], CALENDAR)
    assert found.is_suspended
    assert [row.verdict for row in found.working] == [Verdict.RECEIVED]


def test_a_clock_that_has_run_out_can_not_be_stopped_any_more():
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), Suspended(day("2021-06-09"))], CALENDAR)
    assert not found.is_suspended
    assert found.due_on == found.working[-1].day == day("2021-06-08")


# -- restarts and extensions -------------------------------------------------------------------------------------


def test_a_restart_counts_the_whole_period_from_the_day_after_it():
    assert due(SEVEN, "2021-06-01T10:00", Restarted(day("2021-06-05"))) == "2021-06-12"
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), Restarted(day("2021-06-05"))], CALENDAR)
    assert (found.working[0].day, found.working[0].verdict) == (day("2021-06-05"), Verdict.RECEIVED)


def test_a_restart_ends_an_open_pause_and_drops_what_was_extended_before():
    events = [Extended(day("2021-06-02"), quantity=10), Suspended(day("2021-06-03")), Restarted(day("2021-06-05"))]
    found = reckon(SEVEN, [Opened(local("2021-06-01T10:00")), *events], CALENDAR)
    assert (found.due_on, found.is_suspended) == (day("2021-06-12"), False)


@pytest.mark.parametrize(
    ("rule", "quantity", "due_on"),
    [
        (SEVEN, 7, "2021-06-15"),
        (FIVE_WORKING, 5, "2021-06-16"),  # 8 June, then 9, 10, 11, 15, 16
        (TWENTY_WORKING, 20, "2021-07-28"),
        (MONTH, 1, "2021-08-01"),
        (ROLLED, 5, "2021-06-15"),
    ],
)
def test_an_extension_adds_to_the_period_in_the_unit_of_the_rule(rule, quantity, due_on):
    assert due(rule, "2021-06-01T10:00", Extended(day("2021-06-04"), quantity=quantity)) == due_on


def test_a_month_extended_by_a_month_counts_from_the_receipt_and_not_from_the_shorter_end():
    assert due(MONTH, "2021-01-31T10:00", Extended(day("2021-02-10"), quantity=1)) == "2021-03-31"


def test_extensions_add_up_and_an_extension_during_a_pause_is_kept():
    events = [
        Extended(day("2021-06-02"), quantity=1),
        Suspended(day("2021-06-03")),
        Extended(day("2021-06-04"), quantity=2),
        Resumed(day("2021-06-05")),
    ]
    assert due(SEVEN, "2021-06-01T10:00", *events) == "2021-06-13"


@pytest.mark.parametrize(
    ("events", "due_on"),
    [
        ([Extended(day("2021-06-04"), until=day("2021-06-30"))], "2021-06-30"),
        ([Extended(day("2021-06-04"), until=day("2021-06-13"))], "2021-06-13"),  # a Sunday, as it was told
        ([Extended(day("2021-06-04"), until=day("2021-06-05"))], "2021-06-08"),  # never shorter
        (
            [
                Extended(day("2021-06-04"), until=day("2021-06-30")),
                Suspended(day("2021-06-20")),
                Resumed(day("2021-06-23")),
            ],
            "2021-07-03",
        ),
        (
            [
                Suspended(day("2021-06-02")),
                Resumed(day("2021-06-04")),
                Extended(day("2021-06-04"), until=day("2021-06-30")),
            ],
            "2021-06-30",
        ),
        (  # a pause after the due date, which an extension then brings within the period
            [
                Suspended(day("2021-06-16")),
                Resumed(day("2021-06-18")),
                Extended(day("2021-06-20"), until=day("2021-06-30")),
            ],
            "2021-06-30",
        ),
        (
            [
                Extended(day("2021-06-04"), until=day("2021-06-30")),
                Extended(day("2021-06-05"), until=day("2021-06-20")),
            ],
            "2021-06-20",
        ),
    ],
)
def test_a_date_told_to_the_person_is_kept_and_moves_only_by_later_pauses(events, due_on):
    assert due(ROLLED, "2021-06-01T10:00", *events) == due_on


# -- hours -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "received", "events", "due_at"),
    [
        (48, "2021-06-01T10:15", [], "2021-06-03T10:15"),
        (5, "2021-06-01T20:00", [], "2021-06-02T01:00"),
        (5, "2021-06-01T10:00", [], "2021-06-01T15:00"),
        (24, "2021-06-01T10:00", [Suspended(day("2021-06-01")), Resumed(day("2021-06-03"))], "2021-06-04T10:00"),
        (24, "2021-06-01T10:00", [Suspended(day("2021-06-02")), Resumed(day("2021-06-03"))], "2021-06-03T10:00"),
        (24, "2021-06-01T10:00", [Restarted(day("2021-06-04"))], "2021-06-06T00:00"),
        (24, "2021-06-01T10:00", [Extended(day("2021-06-01"), quantity=6)], "2021-06-02T16:00"),
    ],
)
def test_hours_run_from_the_instant_through_nights_and_rest_days(hours, received, events, due_at):
    found = reckon(Rule(hours, Unit.HOUR), [Opened(local(received)), *events], CALENDAR)
    assert found.due_at == local(due_at)
    assert found.due_on == found.due_at.date() == found.working[-1].day


def test_hours_that_roll_end_at_the_same_time_on_the_next_working_day():
    found = reckon(Rule(24, Unit.HOUR, rolls=True), [Opened(local("2021-06-11T10:15"))], CALENDAR)
    assert found.due_at == local("2021-06-15T10:15")


# -- provisional -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "received", "due_on", "is_provisional"),
    [
        ("reply-7-days", "2026-12-17T10:00", "2026-12-24", False),
        ("reply-7-days", "2026-12-18T10:00", "2026-12-25", True),  # 2027's notice may reach back to New Year's run
        ("reply-5-working-days", "2026-12-28T10:00", "2027-01-05", True),  # 1 January off, as always
        ("reply-5-working-days", "2027-09-30T10:00", "2027-10-08", True),  # 1 October a Friday; 2 and 3 a weekend
        ("reply-7-days", "2009-12-28T10:00", "2010-01-04", True),
        ("reply-7-days", "2010-01-01T00:00", "2010-01-08", False),
    ],
)
def test_a_reckoning_that_touches_a_year_not_loaded_says_so(code, received, due_on, is_provisional):
    found = reckon(RULES[code], [Opened(local(received))], CALENDAR)
    assert (found.due_on.isoformat(), found.is_provisional) == (due_on, is_provisional)


def test_without_any_calendar_intake_still_gets_a_date():
    found = reckon(FIVE_WORKING, [Opened(local("2026-09-29T10:00"))], WorkCalendar({}, {}, []))
    assert (found.due_on, found.is_provisional) == (day("2026-10-08"), True)


# -- age and warning ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "today", "age"),
    [
        (Unit.NATURAL_DAY, "2014-09-30", 0),
        (Unit.NATURAL_DAY, "2014-10-01", 1),
        (Unit.NATURAL_DAY, "2014-10-08", 8),
        (Unit.MONTH, "2014-10-08", 8),
        (Unit.HOUR, "2014-10-08", 8),
        (Unit.WORKING_DAY, "2014-10-07", 0),
        (Unit.WORKING_DAY, "2014-10-08", 1),
        (Unit.WORKING_DAY, "2014-10-11", 4),  # a make-up Saturday
        (Unit.WORKING_DAY, "2014-09-01", 0),
        (Unit.NATURAL_DAY, "2014-09-01", 0),
    ],
)
def test_the_age_of_what_was_due_on_30_september_2014(unit, today, age):
    assert overdue_age(day("2014-09-30"), day(today), unit, CALENDAR) == age


@pytest.mark.parametrize(
    ("due_on", "warned_on"),
    [
        ("2014-09-26", "2014-09-24"),
        ("2014-09-30", "2014-09-28"),  # a make-up Sunday
        ("2014-10-08", "2014-09-30"),
        ("2014-10-09", "2014-09-30"),
        ("2014-10-10", "2014-10-08"),
        ("2014-09-22", "2014-09-19"),
    ],
)
def test_a_warning_falls_on_a_working_day_at_least_two_days_before(due_on, warned_on):
    assert warning_day(day(due_on), CALENDAR) == day(warned_on)


# -- refused -----------------------------------------------------------------------------------------------------

OPENED = Opened(datetime(2021, 6, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], "begin with its opening"),
        ([Suspended(day("2021-06-02")), OPENED], "begin with its opening"),
        ([OPENED, OPENED], "opened once"),
        ([OPENED, Suspended(day("2021-05-31"))], "out of order"),
        ([OPENED, Restarted(day("2021-06-05")), Suspended(day("2021-06-04"))], "out of order"),
        ([OPENED, Suspended(day("2021-06-02")), Suspended(day("2021-06-03"))], "stands still since 2021-06-02"),
        ([OPENED, Resumed(day("2021-06-02"))], "the clock is running"),
        ([OPENED, Suspended(day("2021-06-04")), Resumed(day("2021-06-03"))], "out of order"),
        ([OPENED, Suspended(day("2021-06-02")), Restarted(day("2021-06-03")), Resumed(day("2021-06-04"))], "running"),
        ([Opened(OPENED.at.replace(tzinfo=None))], "no time zone"),
    ],
)
def test_events_that_contradict_each_other_are_refused_with_the_reason(events, reason):
    with pytest.raises(ValueError, match=reason):
        reckon(SEVEN, events, CALENDAR)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"quantity": 3, "until": day("2021-06-30")}, {"quantity": 0}, {"quantity": -1}, {"until": day("2021-06-04")}],
)
def test_an_extension_by_nothing_or_by_two_things_is_refused(arguments):
    with pytest.raises(ValueError, match="extension"):
        Extended(day("2021-06-04"), **arguments)


def test_a_rule_that_counts_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        Rule(0, Unit.WORKING_DAY)


@pytest.mark.parametrize("arguments", [(1, Unit.DATE), (1, Unit.MONTH, False, (3, 31))])
def test_a_fixed_day_is_named_by_rules_of_a_fixed_day_alone(arguments):
    with pytest.raises(ValueError, match="fixed day"):
        Rule(*arguments)


# -- 400 real messages -------------------------------------------------------------------------------------------


def read_messages():
    if not MESSAGES.exists():
        pytest.skip(f"NOT CHECKED: the sample of real messages is not at {MESSAGES}; set MESSAGES_SAMPLE to its path")
    with MESSAGES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def moment(text):
    return datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=LOCAL_ZONE)


def in_time(rule, rows, calendar=CALENDAR):
    return sum(
        moment(row["答复时间"]).date() <= reckon(rule, [Opened(moment(row["留言时间"]))], calendar).due_on
        for row in rows
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("reply-7-days", 162),
        ("reply-7-days-rolled", 167),
        ("reply-5-working-days", 164),
        ("reply-7-working-days", 205),
        ("reply-15-working-days", 305),
        ("reply-20-working-days", 346),
    ],
)
def test_as_many_of_400_real_messages_were_answered_in_time_as_was_reckoned_independently(code, expected):
    rows = read_messages()
    assert len(rows) == 400
    assert in_time(RULES[code], rows) == expected


def test_of_the_193_real_messages_with_an_even_number_87_were_answered_in_seven_days():
    rows = [row for row in read_messages() if int(row["留言编号"]) % 2 == 0]
    assert (len(rows), in_time(SEVEN, rows)) == (193, 87)


@pytest.mark.parametrize(
    ("days", "without_make_up", "without_holidays"), [(5, 167, 162), (7, 209, 197), (15, 308, 302), (20, 349, 341)]
)
def test_the_real_messages_would_show_a_calendar_that_is_wrong(days, without_make_up, without_holidays):
    rows, rule = read_messages(), Rule(days, Unit.WORKING_DAY)
    assert in_time(rule, rows, WorkCalendar(CALENDAR.off_days, {}, CALENDAR.years)) == without_make_up
    assert in_time(rule, rows, WorkCalendar({}, {}, CALENDAR.years)) == without_holidays
