"""An independent counter to hold the product's reckoning against: flat lists of days, no walking, none of its code."""

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import departments.calendar

CHINA = timezone(timedelta(hours=8))
FIRST, LAST = date(2009, 12, 1), date(2030, 12, 31)
ALL_DAYS = [date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]


def flat_working_days():
    """Return a dict of every day to whether offices work, straight from the shipped files."""
    works = {day: day.isoweekday() <= 5 for day in ALL_DAYS}
    for path in (Path(departments.calendar.__file__).parent / "holidays").glob("*.json"):
        for row in json.loads(path.read_text(encoding="utf-8"))["days"]:
            works[date.fromisoformat(row["date"])] = not row["isOffDay"]
    for year in (2009, 2027, 2028, 2029, 2030):
        for text in ("01-01", "05-01", "10-01", "10-02", "10-03"):
            works[date.fromisoformat(f"{year}-{text}")] = False
    return works


WORKS = flat_working_days()


def due(quantity, unit, rolls, at, story, fixed=None):
    """Return (due_on, due_at or None, is_suspended) of `story`: tuples ("pause", day), ("go on", day), ("anew", day),
    ("add", day, quantity) and ("until", day, told day) in order."""
    day0, instant = at.astimezone(CHINA).date(), at.astimezone(CHINA)
    for index, (word, day, *_) in reversed(list(enumerate(story))):
        if word == "anew":
            story = story[index + 1 :]
            day0 = day
            instant = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)
            break
    paused = set()
    stops = [step[1] for step in story if step[0] == "pause"]
    starts = [step[1] for step in story if step[0] == "go on"]
    for stop, start in zip(stops, starts, strict=False):
        paused |= {day for day in days_from(stop) if day < start}
    quantity += sum(step[2] for step in story if step[0] == "add")
    if fixed:
        end = next(day for day in days_from(day0) if is_the_day(day, fixed))
        quantity += (end - day0).days - 1
    end = END_OF[unit](quantity, day0, instant, paused) if quantity else day0
    if rolls and not WORKS[end]:
        end = next(day for day in days_from(end) if WORKS[day] and day not in paused)
    for _word, told_on, told in [step for step in story if step[0] == "until"][-1:]:
        end = max(end, told_day(told, told_on, paused))
    due_at = None
    if unit == "hour":
        plain = instant + timedelta(hours=quantity)
        due_at = plain + timedelta(days=(end - plain.date()).days)
    return end, due_at, len(stops) > len(starts) and stops[-1] <= end


def is_the_day(day, fixed):
    """Tell whether it has that month and day; the day after the last of February stands for a missing 29th."""
    month, number = fixed
    if day.month != month or day.day >= number:
        return (day.month, day.day) == fixed
    return (day + timedelta(days=1)).month != month


def days_from(day):
    return ALL_DAYS[(day - FIRST).days :]


def end_of_working_days(quantity, day0, instant, paused):
    return [day for day in days_from(day0)[1:400] if WORKS[day] and day not in paused][quantity - 1]


def end_of_natural_days(quantity, day0, instant, paused):
    return [day for day in days_from(day0)[1 : quantity + 400] if day not in paused][quantity - 1]


def end_of_months(quantity, day0, instant, paused):
    target = (day0.year * 12 + day0.month + quantity - 1) // 12, (day0.month + quantity - 1) % 12 + 1
    month = [day for day in days_from(day0)[: quantity * 31 + 31] if (day.year, day.month) == target]
    same = [day for day in month if day.day == day0.day] or month[-1:]
    return end_of_natural_days((same[0] - day0).days, day0, instant, paused)


def end_of_hours(quantity, day0, instant, paused):
    plain = (instant + timedelta(hours=quantity)).date()
    return next(
        day for day in days_from(plain) if (day - plain).days == len([rest for rest in paused if day0 <= rest <= day])
    )


def told_day(told, told_on, paused):
    return next(
        day for day in days_from(told) if (day - told).days >= len([rest for rest in paused if told_on < rest <= day])
    )


END_OF = {
    "natural_day": end_of_natural_days,
    "working_day": end_of_working_days,
    "month": end_of_months,
    "hour": end_of_hours,
    "date": end_of_natural_days,
}
