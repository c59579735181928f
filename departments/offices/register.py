"""Writing the journal of the register: one row per change, beside the change."""

from datetime import datetime
from typing import Any

from departments.offices.models import Department, RegisterEvent

BETWEEN_VALUES = "；"


def record(
    kind: RegisterEvent.Kind,
    *,
    department: Department,
    at: datetime,
    by: Any,
    officer: Any = None,
    facts: dict[str, Any] | None = None,
) -> RegisterEvent:
    """Write one change of the register; call it in the transaction of the change.

    `by` and `officer` are officers; `by` None: the command line. `facts` takes plain values, never a password or key.
    """
    return RegisterEvent.objects.create(
        kind=kind, department=department, at=at, actor=by, officer=officer, facts=facts or {}
    )


def changes_between(before: Any, after: Any, fields: tuple[str, ...]) -> dict[str, list[str]]:
    """Return `{field: [old, new]}` as text for those of `fields` that differ between two rows."""
    values = {name: (getattr(before, name), getattr(after, name)) for name in fields}
    return {name: [_text(old), _text(new)] for name, (old, new) in values.items() if old != new}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN_VALUES.join(str(one) for one in value)
    return "" if value is None else str(value)
