"""What is sent, and what came of it, as plain values."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from disclosure.webhooks.statuses import MessageKind, Outcome
from foundation.outbound.faults import Fault

GONE = 410


class Message(NamedTuple):
    """What one worker sends now. `claim` and the numbers are None for a test, which moves nothing."""

    webhook_id: int
    kind: MessageKind
    message_id: str
    claim: UUID | None
    first: int | None
    last: int | None
    attempt: int
    address: str
    body: bytes
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Message({self.message_id})"  # whatever prints it prints no secret


class Result(NamedTuple):
    """What came of a request begun at `at`: an answer with a status, or none and a fault."""

    at: datetime
    milliseconds: int
    status: int | None = None
    fault: Fault | None = None
    excerpt: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        return self.status == GONE

    @property
    def outcome(self) -> Outcome:
        if self.status is None:
            return Outcome.UNREACHED
        return Outcome.DELIVERED if self.is_taken else Outcome.REFUSED


def new_name() -> str:
    """Return a name for a message, unlike any other."""
    return f"msg_{uuid4().hex}"
