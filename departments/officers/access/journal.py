"""What happens to an officer's proofs, in the journal of the register."""

from datetime import datetime
from typing import Any

from departments.officers.models import Officer
from departments.officers.services import home_of
from departments.offices.models import RegisterEvent
from departments.offices.register import record


def trace(
    kind: RegisterEvent.Kind, officer: Officer, *, by: Officer | None, at: datetime, facts: dict[str, Any] | None = None
) -> None:
    """Write a change under the office of the officer's latest role; `by` None: a machine or a stranger.

    An officer who never had a role belongs to no office, may do nothing, and is in nobody's journal.
    """
    if officer.assignments.exists():
        record(kind, department=home_of(officer), officer=officer, at=at, by=by, facts=facts)
