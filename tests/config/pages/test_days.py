"""The day-by-day account as a calendar: every day once, in the column of its weekday, the due date marked."""

from datetime import date

from django.template.loader import render_to_string

from config.pages.days import cells_of, looks_used
from config.pages.templatetags.yangguang import working
from departments.duties.reckoning import DayAccount, Reckoning, Verdict


def account(*days, due=date(2014, 10, 8), is_provisional=False, is_suspended=False):
    return Reckoning(
        due_on=due, due_at=None, working=tuple(days), is_provisional=is_provisional, is_suspended=is_suspended
    )


NATIONAL_DAY = account(
    DayAccount(date(2014, 9, 30), Verdict.RECEIVED),
    DayAccount(date(2014, 10, 1), Verdict.HOLIDAY, "国庆节"),
    DayAccount(date(2014, 10, 8), Verdict.COUNTED, "", 1),
)


def test_each_day_stands_in_the_column_of_its_weekday():
    assert [cell.weekday for cell in cells_of(NATIONAL_DAY)] == [2, 3, 3]


def test_the_month_is_named_on_the_first_cell_and_on_the_first_of_a_month():
    assert [cell.names_month for cell in cells_of(NATIONAL_DAY)] == [True, True, False]


def test_the_due_date_is_marked_and_a_stopped_clock_has_none():
    assert [cell.is_due for cell in cells_of(NATIONAL_DAY)] == [False, False, True]
    stopped = account(*NATIONAL_DAY.working, is_suspended=True)
    assert not any(cell.is_due for cell in cells_of(stopped))


def test_every_verdict_has_a_look():
    for verdict in Verdict:
        cell = cells_of(account(DayAccount(date(2014, 10, 8), verdict)))[0]
        assert cell.looks


def test_the_legend_explains_what_is_seen_and_nothing_else():
    assert looks_used(cells_of(NATIONAL_DAY)) == {"got", "hol", "in", "due"}


def test_holidays_are_named_and_a_provisional_date_says_so():
    html = render_to_string("components/working.html", working(NATIONAL_DAY))
    assert "国庆节" in html
    assert "notice--warn" not in html
    provisional = account(*NATIONAL_DAY.working, is_provisional=True)
    assert "notice--warn" in render_to_string("components/working.html", working(provisional))
