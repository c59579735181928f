"""Writing the journal for nouns above; what happens to items is written by a trigger (migrations 0051, 0057)."""

from django.db import transaction

from disclosure.exchange.actions import ChangeAction
from disclosure.exchange.models import Change


def record_appearance(
    kind: str, key: int, *, department_id: int, category_id: int | None, title: str, url: str, digest: str = ""
) -> Change:
    """Write down that something can be read by the public from now on. Call it in the transaction that publishes."""
    return _record(ChangeAction.APPEARED, kind, key, department_id, category_id, title=title, url=url, digest=digest)


def record_correction(
    kind: str, key: int, *, department_id: int, category_id: int | None, title: str, url: str, digest: str = ""
) -> Change:
    """Write down that what the public reads of something is another now. Call it in the transaction that changes it."""
    return _record(ChangeAction.CHANGED, kind, key, department_id, category_id, title=title, url=url, digest=digest)


def record_removal(kind: str, key: int, *, department_id: int, category_id: int | None, url: str) -> Change:
    """Write down that the public reads something no more; its titles go from the whole journal in the same step."""
    return _record(ChangeAction.WENT, kind, key, department_id, category_id, url=url)


def _record(
    action: ChangeAction, kind: str, key: int, department_id: int, category_id: int | None, **content: str
) -> Change:
    """Insert the row; raises RuntimeError outside a transaction: it must stand or fall with what it tells of."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a change must be recorded inside the transaction that makes it")
    return Change.objects.create(
        action=action, kind=kind, key=key, department_id=department_id, category_id=category_id, **content
    )
