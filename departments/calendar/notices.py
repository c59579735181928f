"""The State Council's yearly notice on holidays, read from the JSON form in which it is shipped and uploaded.

The form is that of the open data set holiday-cn (MIT licence beside the shipped files in `holidays/`):
`{"year": 2026, "papers": ["https://..."], "days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}, ...]}`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.calendar.workcalendar import FIRST_DAY_OF_NEXT_NOTICE, FIXED_HOLIDAYS, WorkCalendar

SHIPPED = Path(__file__).resolve().parent / "holidays"
YEARS = range(2000, 2100)
LONGEST_NAME = 40
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """A day that differs from the plain week: off, or (`is_off` false) worked though it is a weekend day."""

    day: date
    name: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """What one year's notice says: the addresses of the papers it was taken from, and its days in order."""

    year: int
    papers: tuple[str, ...]
    days: tuple[NoticeDay, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a text: where it is (`days[3].date`, empty for the whole) and what is wrong with it."""

    place: str
    message: str | Promise
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        message = str(self.message) % self.params
        return f"{self.place}: {message}" if self.place else message


class NoticeError(ValueError):
    """A text is not a notice; `problems` lists every fault with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def read_notice(text: str) -> Notice:
    """Read a year's notice from `text` in the JSON form and check that it is whole.

    Its days lie in the year or in the last week of December before it. Raises NoticeError with every fault and its
    place: malformed JSON, missing or mistyped fields, days of other years, a day stated twice, days that are off by
    law but not in the text (a text cut off), no days at all (a notice not yet published).
    """
    content = _parse(text)
    problems = [*_faults_of_head(content), *_faults_of_days(content)]
    if problems:
        raise NoticeError(problems)
    days = (NoticeDay(date.fromisoformat(row["date"]), row["name"].strip(), row["isOffDay"]) for row in content["days"])
    notice = Notice(content["year"], tuple(content["papers"]), tuple(sorted(days, key=lambda day: day.day)))
    if problems := [*_faults_of_reach(notice, content["days"]), *_faults_of_sum(notice)]:
        raise NoticeError(problems)
    return notice


def write_notice(notice: Notice) -> str:
    """Return a notice in the JSON form, a line for each day, so that a person can add one or take one out."""
    days = (
        json.dumps({"name": each.name, "date": each.day.isoformat(), "isOffDay": each.is_off}, ensure_ascii=False)
        for each in notice.days
    )
    papers = json.dumps(notice.papers, ensure_ascii=False)
    lines = ",\n  ".join(days)
    return f'{{"year": {notice.year}, "papers": {papers}, "days": [\n  {lines}\n]}}'


def shipped_notices() -> list[Notice]:
    """Return the notices shipped with the product, oldest first: 2010 to 2026."""
    return [read_notice(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.json"))]


def calendar_of(notices: Iterable[Notice], version: str = "") -> WorkCalendar:
    """Return the work calendar that these notices make; where two speak of one day, the later year's is the newer."""
    in_order = sorted(notices, key=lambda notice: notice.year)
    days = {day.day: day for notice in in_order for day in notice.days}
    return WorkCalendar(
        off_days={day.day: day.name for day in days.values() if day.is_off},
        make_up_days={day.day: day.name for day in days.values() if not day.is_off},
        years=[notice.year for notice in in_order],
        version=version,
    )


def _parse(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        words = _(
            "This is not JSON: look at line %(line)s, character %(column)s; a comma or a quotation mark may be amiss."
        )
        raise NoticeError([Problem("", words, {"line": error.lineno, "column": error.colno})]) from error
    except (ValueError, RecursionError) as error:
        raise NoticeError([Problem("", _("This is not JSON: it can't be read."))]) from error
    if not isinstance(content, dict):
        raise NoticeError([Problem("", _("This must be a JSON object with year, papers and days."))])
    return content


def _faults_of_head(content: dict[str, Any]) -> Iterator[Problem]:
    year, papers = content.get("year"), content.get("papers")
    if not _is_whole_number(year) or year not in YEARS:
        params = {"first": YEARS[0], "last": YEARS[-1]}
        yield Problem("year", _("This must be a whole number from %(first)s to %(last)s."), params)
    if not isinstance(papers, list) or not papers:
        yield Problem("papers", _("This must list at least one address of the State Council's notice."))
        return
    for index, paper in enumerate(papers):
        if not isinstance(paper, str) or not paper.startswith(("http://", "https://")) or not paper.isprintable():
            yield Problem(f"papers[{index}]", _("This must be a web address (http or https)."))


def _faults_of_days(content: dict[str, Any]) -> Iterator[Problem]:
    days = content.get("days")
    if not isinstance(days, list) or not days:
        yield Problem("days", _("This must list the days of the notice; an empty list means it is not published yet."))
        return
    for index, row in enumerate(days):
        if isinstance(row, dict):
            yield from _faults_of_row(f"days[{index}]", row)
        else:
            yield Problem(f"days[{index}]", _("This must be an object with name, date and isOffDay."))


def _faults_of_row(place: str, row: dict[str, Any]) -> Iterator[Problem]:
    name = row.get("name")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        params = {"longest": LONGEST_NAME}
        yield Problem(f"{place}.name", _("This must be the holiday's name, at most %(longest)s characters."), params)
    if not _is_date(row.get("date")):
        yield Problem(f"{place}.date", _("This must be a date of the calendar, written like 2026-10-01."))
    if not isinstance(row.get("isOffDay"), bool):
        yield Problem(f"{place}.isOffDay", _("This must be true (day off) or false (working day)."))


def _faults_of_reach(notice: Notice, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    first = date(notice.year - 1, *FIRST_DAY_OF_NEXT_NOTICE)
    last = date(notice.year, 12, 31)
    seen: dict[str, tuple[int, bool]] = {}
    for index, row in enumerate(rows):
        place = f"days[{index}].date"
        if not first <= date.fromisoformat(row["date"]) <= last:
            params = {"day": row["date"], "year": notice.year, "first": first}
            yield Problem(
                place, _("%(day)s is not a day of %(year)s (the notice reaches back to %(first)s at most)."), params
            )
        earlier, is_off = seen.setdefault(row["date"], (index, row["isOffDay"]))
        if earlier != index and is_off == row["isOffDay"]:
            yield Problem(
                place, _("%(day)s stands in days[%(index)s] already."), {"day": row["date"], "index": earlier}
            )
        elif earlier != index:
            message = _("%(day)s contradicts days[%(index)s]: a day is off or worked, not both.")
            yield Problem(place, message, {"day": row["date"], "index": earlier})


def _faults_of_sum(notice: Notice) -> Iterator[Problem]:
    off_days = {day.day for day in notice.days if day.is_off}
    for (month, day), name in FIXED_HOLIDAYS.items():
        if (holiday := date(notice.year, month, day)) not in off_days:
            message = _("%(day)s (%(name)s) is a day off by law but not in this list: is the text whole?")
            yield Problem("days", message, {"day": holiday, "name": name})


def _is_whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
