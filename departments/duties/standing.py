"""Where a duty stands after its events: the columns of `Duty` that follow from them, and how each event moves them.

Pure: the services fold one event into the columns, `verify_duties` replays all of them, so both tell the same story.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Protocol

from departments.duties.kinds import EventKind
from departments.duties.reckoning import Reckoning


class Event(Protocol):
    """What of a `DutyEvent` is needed here."""

    kind: Any
    effective_on: date
    due_after: date | None
    parameters: Any


@dataclass(frozen=True, slots=True)
class Standing:
    """The columns of a duty that change, each named as in `Duty`."""

    department_id: int
    handler_id: int | None
    due_on: date
    due_at: datetime | None
    is_provisional: bool
    is_suspended: bool = False
    is_excused: bool = False
    cycle: int = 0
    warned_on: date | None = None
    breached_on: date | None = None
    met_on: date | None = None
    cancelled_on: date | None = None


COLUMNS = tuple(field.name for field in fields(Standing))


def due_parameters(reckoning: Reckoning) -> dict[str, Any]:
    """Return what an event that sets the due date keeps of the reckoning beside the date."""
    return {
        "is_provisional": reckoning.is_provisional,
        "is_suspended": reckoning.is_suspended,
        "due_at": reckoning.due_at.isoformat() if reckoning.due_at else None,
    }


UNTOLD: dict[str, None] = {"warned_on": None}
"""Parameters of an event after which whoever is concerned must be told anew, whatever was said before."""


def opened(event: Event) -> Standing:
    """Return the standing after the opening."""
    if event.due_after is None:
        raise ValueError("an opening sets the due date")
    return Standing(
        department_id=event.parameters["department"],
        handler_id=event.parameters["handler"],
        due_on=event.due_after,
        due_at=_instant(event.parameters["due_at"]),
        is_provisional=event.parameters["is_provisional"],
    )


def stand_after(standing: Standing, event: Event) -> Standing:
    """Return the standing after one more event; raise ValueError for a second opening."""
    match event.kind:
        case EventKind.SUSPENDED | EventKind.RESUMED | EventKind.RESTARTED | EventKind.EXTENDED | EventKind.RECOMPUTED:
            return _with_due(standing, event)
        case EventKind.TRANSFERRED:
            return replace(_told(standing, event), department_id=event.parameters["to"], handler_id=None)
        case EventKind.REASSIGNED:
            return replace(standing, handler_id=event.parameters["to"])
        case EventKind.WARNED:
            return replace(standing, warned_on=event.effective_on)
        case EventKind.BREACHED:
            return replace(_told(standing, event), breached_on=event.effective_on)
        case EventKind.BREACH_ANNULLED:
            return replace(standing, breached_on=None, is_excused=True, cycle=standing.cycle + 1)
        case EventKind.MET:
            return replace(standing, met_on=event.effective_on)
        case EventKind.CANCELLED:
            return replace(standing, cancelled_on=event.effective_on)
    raise ValueError(f"a duty is opened once; a second {event.kind} stands in its journal")


def replay(events: Iterable[Event]) -> Standing:
    """Return the standing after all events, oldest first; raise ValueError unless they begin with the opening."""
    rest = iter(events)
    first = next(rest, None)
    if first is None or first.kind != EventKind.OPENED:
        raise ValueError("the journal of a duty begins with its opening")
    standing = opened(first)
    for event in rest:
        standing = stand_after(standing, event)
    return standing


def _with_due(standing: Standing, event: Event) -> Standing:
    """Take over the due date; when it moved, what was said of the old one (a warning, an excuse) lapses."""
    due_on, due_at = event.due_after or standing.due_on, _instant(event.parameters["due_at"])
    moved = (due_on, due_at) != (standing.due_on, standing.due_at)
    return replace(
        standing,
        due_on=due_on,
        due_at=due_at,
        is_provisional=event.parameters["is_provisional"],
        is_suspended=event.parameters["is_suspended"],
        warned_on=None if moved else standing.warned_on,
        is_excused=standing.is_excused and not moved,
    )


def _told(standing: Standing, event: Event) -> Standing:
    """Take over what the event says of the last warning; one that says nothing leaves it as it was."""
    return replace(standing, warned_on=event.parameters.get("warned_on", standing.warned_on))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
