"""The steps of a message as sender and officers read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.duties.kinds import ActorKind
from interaction.messages.models import Message, MessageEvent
from interaction.messages.statuses import PUBLIC_EVENTS, DeclineReason, MessageEventKind


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, what, at which office, and a sentence if there is more to say; `is_late` marks a delay."""

    at: datetime
    label: str
    office: str
    text: str | Promise
    who: str
    is_late: bool


def sender_steps(message: Message) -> list[Step]:
    """Return what the sender sees: the public kinds of steps, with offices and without officers' names."""
    events = message.events.filter(kind__in=PUBLIC_EVENTS)
    return _steps(events.select_related("department_before", "department_after"), names_officers=False)


def office_steps(message: Message) -> list[Step]:
    """Return every step, with the officers who took them."""
    events = message.events.select_related("department_before", "department_after", "actor")
    return _steps(events, names_officers=True)


def _steps(events: Iterable[MessageEvent], *, names_officers: bool) -> list[Step]:
    return [
        Step(
            at=event.at,
            label=event.get_kind_display(),
            office=_office(event),
            text=_text(event),
            who=_who(event) if names_officers else "",
            is_late=event.kind == MessageEventKind.TOLD_OF_DELAY,
        )
        for event in events
    ]


def _office(event: MessageEvent) -> str:
    """A transfer names both offices, every other step the one that took it."""
    before, after = (office.name if office else "" for office in (event.department_before, event.department_after))
    return f"{before} → {after}" if event.kind == MessageEventKind.TRANSFERRED else after


def _text(event: MessageEvent) -> str | Promise:
    if event.kind == MessageEventKind.DECLINED:
        return DeclineReason(event.reason).label
    if event.kind == MessageEventKind.HIDDEN and event.actor_kind == ActorKind.CITIZEN:
        return _("The sender withdrew the consent to publication.")
    return event.reason


def _who(event: MessageEvent) -> str:
    return str(event.actor) if event.actor else event.get_actor_kind_display()
