"""Counting: from a rule, the events of a clock and the work calendar to the due date and its day-by-day account.

Pure: no clock is read, no table is asked. All dates are local dates (Asia/Shanghai).
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from departments.calendar.workcalendar import ONE_DAY, DayKind, WorkCalendar, days_after
from departments.duties.clock import (
    LOCAL_ZONE,
    Clock,
    ClockEvent,
    Extended,
    Opened,
    Restarted,
    Resumed,
    Suspended,
    local_date_of,
    read_clock,
)
from departments.duties.kinds import Unit

__all__ = [
    "LOCAL_ZONE",
    "ClockEvent",
    "DayAccount",
    "Extended",
    "Opened",
    "Reckoning",
    "Restarted",
    "Resumed",
    "Rule",
    "Suspended",
    "Verdict",
    "local_date_of",
    "overdue_age",
    "reckon",
    "warning_day",
]

WARNING_LEAD = timedelta(days=2)
"""A warning falls on the last working day at least this long before the due date. Source: the city's own rule."""


class Verdict(TextChoices):
    """What a day was to the clock."""

    RECEIVED = "received", _("day of receipt, not counted")
    COUNTED = "counted", _("counted")
    MAKE_UP = "make_up", _("make-up working day, counted")
    WEEKEND = "weekend", _("weekend, not counted")
    HOLIDAY = "holiday", _("public holiday, not counted")
    SUSPENDED = "suspended", _("clock stopped, not counted")
    ROLLED = "rolled", _("last day moved to this working day")


@dataclass(frozen=True, slots=True)
class Rule:
    """How a period is counted. `rolls`: a last day that is a rest day moves to the next working day.

    A month ends on the corresponding day of the later month, or on its last day; hours are natural hours from the
    instant. `fixed` is the month and day that a rule of a fixed day ends on, the day of receipt itself included: 29
    February is the last day of that month in other years; an extension counts days. Raises ValueError for less than 1
    and for a fixed day where none belongs.
    Source: 民法典 第二百零二条 and 第二百零三条; the quantities are rows of `DeadlineRule`.
    """

    quantity: int
    unit: Unit
    rolls: bool = False
    fixed: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"a rule counts at least 1, not {self.quantity}")
        if (self.unit == Unit.DATE) != (self.fixed is not None):
            raise ValueError("a rule of a fixed day names it, and no other rule does")


@dataclass(frozen=True, slots=True)
class DayAccount:
    """One line of the account: the day, what it was to the clock, the holiday's name, its number if it was counted."""

    day: date
    verdict: Verdict
    name: str = ""
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The due date with its account, from the day of receipt to the due date without a gap.

    `due_at` is set by rules in hours only. `is_provisional`: a day of the account is not settled by a loaded calendar.
    `is_suspended`: a pause begun on or before the due date has not ended. Then `due_on` is the date that would hold had
    it ended on the day it began, so it can only move later, and the account stops at that day.
    """

    due_on: date
    due_at: datetime | None
    working: tuple[DayAccount, ...]
    is_provisional: bool
    is_suspended: bool = False


def reckon(rule: Rule, events: Sequence[ClockEvent], calendar: WorkCalendar) -> Reckoning:
    """Return when what `events` opened is due under `rule`, and the account of every day up to it.

    The local date of receipt is not counted. Suspended days are left out whatever the unit: a rule in natural days or
    months ends as many days later, one in hours as many times 24 hours. A pause that begins after the due date changes
    nothing.
    Raises ValueError if the events contradict each other (see `read_clock`).
    Source: 政府信息公开条例 第三十条, 第三十三条; 民法典 第二百零一条 to 第二百零三条; the rule's own source.
    """
    clock = read_clock(events)
    walk = _Walk(rule, clock, calendar)
    walk.count(_days_to_count(rule, clock))
    if rule.rolls:
        walk.roll()
    walk.go_on_until_told_date()
    due_on = walk.day
    stopped_on = clock.paused_on if clock.paused_on and clock.paused_on <= due_on else None
    return Reckoning(
        due_on=due_on,
        due_at=_due_at(rule, clock, due_on) if rule.unit == Unit.HOUR else None,
        working=_until_pause(walk.account, stopped_on) if stopped_on else tuple(walk.account),
        is_provisional=not all(calendar.is_settled(row.day) for row in walk.account),
        is_suspended=stopped_on is not None,
    )


def overdue_age(due_on: date, today: date, unit: Unit, calendar: WorkCalendar) -> int:
    """Return for how many days a duty due on `due_on` is overdue on `today`; 0 if it is not.

    Working days for rules in working days, natural days for all others. Source: design of the supervision figures.
    """
    if unit == Unit.WORKING_DAY:
        return calendar.working_days_after(due_on, today)
    return max((today - due_on).days, 0)


def warning_day(due_on: date, calendar: WorkCalendar) -> date:
    """Return the last working day that is at least `WARNING_LEAD` before `due_on`."""
    return calendar.previous_working_day(due_on - WARNING_LEAD)


class _Walk:
    """Goes from the day of receipt forward, day by day, and keeps the account."""

    def __init__(self, rule: Rule, clock: Clock, calendar: WorkCalendar) -> None:
        self.rule, self.clock, self.calendar = rule, clock, calendar
        self.day = clock.starts_on
        self.ordinal = 0
        self.account = [DayAccount(self.day, Verdict.RECEIVED, calendar.name_of(self.day))]

    def count(self, quantity: int) -> None:
        """Go on until `quantity` days are counted; stay if that is none."""
        while self.ordinal < quantity:
            self._step()

    def roll(self) -> None:
        """Go on to the next working day that is not suspended; stay if this is one."""
        if self.calendar.is_working(self.day):
            return
        while not self.calendar.is_working(self.day) or self.clock.is_suspended_on(self.day):
            self.day += ONE_DAY
            self.account.append(self._rolled())

    def go_on_until_told_date(self) -> None:
        """Go on to the date told to the person, later by each day suspended since it was told; stay if past it."""
        if (until := self.clock.until) is None or (told_on := self.clock.told_on) is None:
            return
        walked = days_after(told_on, self.day)
        until += ONE_DAY * sum(map(self.clock.is_suspended_on, walked))
        while self.day < until:
            self._step()
            if self.day > told_on and self.account[-1].verdict == Verdict.SUSPENDED:
                until += ONE_DAY

    def _step(self) -> None:
        self.day += ONE_DAY
        verdict = self._verdict()
        is_counted = verdict in {Verdict.COUNTED, Verdict.MAKE_UP}
        self.ordinal += is_counted
        is_like_others = verdict == Verdict.COUNTED and self.calendar.is_working(self.day)
        name = "" if is_like_others else self.calendar.name_of(self.day)  # a make-up day is no holiday
        self.account.append(DayAccount(self.day, verdict, name, self.ordinal if is_counted else None))

    def _verdict(self) -> Verdict:
        if self.clock.is_suspended_on(self.day):
            return Verdict.SUSPENDED
        if self.rule.unit != Unit.WORKING_DAY:
            return Verdict.COUNTED
        return VERDICT_OF_KIND[self.calendar.kind_of(self.day)]

    def _rolled(self) -> DayAccount:
        verdict = VERDICT_OF_KIND[self.calendar.kind_of(self.day)]
        if self.clock.is_suspended_on(self.day):
            verdict = Verdict.SUSPENDED
        elif self.calendar.is_working(self.day):
            verdict = Verdict.ROLLED
        return DayAccount(self.day, verdict, self.calendar.name_of(self.day))


VERDICT_OF_KIND = {
    DayKind.WORKING: Verdict.COUNTED,
    DayKind.MAKE_UP: Verdict.MAKE_UP,
    DayKind.WEEKEND: Verdict.WEEKEND,
    DayKind.HOLIDAY: Verdict.HOLIDAY,
}


def _days_to_count(rule: Rule, clock: Clock) -> int:
    """Return how many days are to be counted after the day of receipt."""
    quantity = rule.quantity + clock.extension
    match rule.unit:
        case Unit.MONTH:
            return (_corresponding_day(clock.starts_on, quantity) - clock.starts_on).days
        case Unit.DATE:
            return (_next_fixed_day(clock.starts_on, rule.fixed) - clock.starts_on).days + clock.extension
        case Unit.HOUR:
            # a pause on the day of receipt itself stops hours too, though days are counted from the next one only
            first_day = int(clock.is_suspended_on(clock.starts_on))
            return (local_date_of(_hours_after(clock.starts_at, quantity)) - clock.starts_on).days + first_day
        case _:
            return quantity


def _corresponding_day(day: date, quantity: int) -> date:
    """Return the same day of the month `quantity` months later, or the last day of that month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + quantity, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def _next_fixed_day(day: date, fixed: tuple[int, int] | None) -> date:
    """Return the first date on or after `day` with that month and day."""
    month, number = fixed or (day.month, day.day)
    found = [date(year, month, min(number, monthrange(year, month)[1])) for year in (day.year, day.year + 1)]
    return found[0] if found[0] >= day else found[1]


def _hours_after(instant: datetime, quantity: int) -> datetime:
    return instant.astimezone(LOCAL_ZONE) + timedelta(hours=quantity)


def _due_at(rule: Rule, clock: Clock, due_on: date) -> datetime:
    """Return the instant on `due_on` at the time of day at which the hours end."""
    end = _hours_after(clock.starts_at, rule.quantity + clock.extension)
    return datetime.combine(due_on, end.timetz())


def _until_pause(account: Sequence[DayAccount], paused_on: date) -> tuple[DayAccount, ...]:
    """Return the account up to the day before an open pause, and that pause's first day."""
    received, *days = account
    running = [row for row in days if row.day < paused_on]
    stopped = [replace(row, verdict=Verdict.SUSPENDED, ordinal=None) for row in days if row.day == paused_on]
    return (received, *running, *stopped)
