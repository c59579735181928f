"""What happened to the clock of a duty, as plain values in order of effect, and where the clock stands after it.

All dates are local dates (Asia/Shanghai). An event given out of order or out of place raises ValueError.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which the city's days begin and end."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The message or matter was received at the instant `at` (aware). Its local date is not counted.

    Source: 政府信息公开条例 第三十三条 ("自收到申请之日起"); 民法典 第二百零一条: the first day is left out.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    """From `on` on days are not counted, `on` included.

    Source: 政府信息公开条例 第三十三条: the time needed to ask third parties and joint makers is not counted.
    """

    on: date


@dataclass(frozen=True, slots=True)
class Resumed:
    """From `on` on days are counted again, `on` included: a pause from the 3rd to the 10th leaves out seven days."""

    on: date


@dataclass(frozen=True, slots=True)
class Restarted:
    """The whole period begins anew: `on` is the new day of receipt and is not counted.

    What was suspended or extended before belongs to the clock given up and lapses with it; a pause that is open ends.
    Rules in hours run from the end of that day.
    Source: 政府信息公开条例 第三十条: the period runs from the receipt of the completed application (补正).
    """

    on: date


@dataclass(frozen=True, slots=True)
class Extended:
    """On `on` the period was made longer: by `quantity` in the unit of the rule, or `until` a date told to the person.

    Give exactly one of the two. Quantities add up; of dates the last one stands. A date is kept as it was told (it does
    not roll), never shortens the period, and moves only by the days suspended after `on`.
    Source: 政府信息公开条例 第三十三条 (by at most 20 working days) and 第三十五条 (until a reasonable date).
    """

    on: date
    quantity: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if (self.quantity is None) == (self.until is None):
            raise ValueError("an extension needs either a quantity or a date")
        if self.quantity is not None and self.quantity < 1:
            raise ValueError(f"an extension adds at least 1, not {self.quantity}")
        if self.until is not None and self.until <= self.on:
            raise ValueError(f"an extension made on {self.on} can't end on {self.until}")


ClockEvent = Opened | Suspended | Resumed | Restarted | Extended


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as its events left it: `starts_on` is day 0, `starts_at` the instant from which hours run.

    `pauses` are pairs of the first day left out and the first day counted again; `paused_on` is the first day of a
    pause that is still open; `extension` is the sum of quantities; `until` is a date told to the person on `told_on`.
    """

    starts_at: datetime
    starts_on: date
    pauses: tuple[tuple[date, date], ...] = ()
    paused_on: date | None = None
    extension: int = 0
    until: date | None = None
    told_on: date | None = None

    def is_suspended_on(self, day: date) -> bool:
        """Say whether `day` is left out by a pause that has ended."""
        return any(first <= day < back for first, back in self.pauses)


def local_date_of(instant: datetime) -> date:
    """Return the local date (Asia/Shanghai) of an aware `instant`; raise ValueError if it has no zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; the day of receipt can't be told from it")
    return instant.astimezone(LOCAL_ZONE).date()


def last_effect(events: Sequence[ClockEvent]) -> date:
    """Return the local date on which the last of `events` took effect; nothing further may take effect before it."""
    last = events[-1]
    return local_date_of(last.at) if isinstance(last, Opened) else last.on


def read_clock(events: Sequence[ClockEvent]) -> Clock:
    """Return the clock after `events`, which begin with the only `Opened` and follow each other in order of effect.

    Raises ValueError for an event out of order, a pause within a pause and a resumption without one.
    """
    if not events or not isinstance(events[0], Opened):
        raise ValueError("the events of a clock begin with its opening")
    clock = Clock(starts_at=events[0].at, starts_on=local_date_of(events[0].at))
    latest = clock.starts_on
    for event in events[1:]:
        if isinstance(event, Opened):
            raise ValueError("a clock is opened once; to begin anew it is restarted")
        if event.on < latest:
            raise ValueError(f"{event} is out of order: something of {latest} stands before it")
        latest = event.on
        clock = _after(clock, event)
    return clock


def _after(clock: Clock, event: Suspended | Resumed | Restarted | Extended) -> Clock:
    match event:
        case Suspended():
            if clock.paused_on is not None:
                raise ValueError(f"suspended on {event.on}, but the clock stands still since {clock.paused_on}")
            return replace(clock, paused_on=event.on)
        case Resumed():
            if clock.paused_on is None:
                raise ValueError(f"resumed on {event.on}, but the clock is running")
            return replace(clock, paused_on=None, pauses=(*clock.pauses, (clock.paused_on, event.on)))
        case Restarted():
            return Clock(starts_at=_end_of(event.on), starts_on=event.on)
        case Extended(quantity=int(quantity)):
            return replace(clock, extension=clock.extension + quantity)
        case Extended():
            return replace(clock, until=event.until, told_on=event.on)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL_ZONE)
