"""Mailboxes as the database holds them at this moment, for the edge through which most letters come."""

from copy import copy

from foundation.remembered import RememberedRows
from interaction.mailboxes.models import Mailbox

MAILBOXES_REMEMBERED = 200


def mailbox_taking_messages(code: str) -> Mailbox | None:
    """Return the mailbox with its owner, the caller's own to change; None if there is none that takes messages."""
    kept = _mailboxes.get(code=code)
    if kept is None:
        return None
    mailbox = copy(kept)
    mailbox.department = copy(kept.department)
    return mailbox


_mailboxes = RememberedRows(
    "SELECT md5(m::text || d::text) FROM interaction_mailbox m JOIN departments_department d ON d.id = m.department_id"
    " WHERE m.code = %(code)s",
    lambda code: Mailbox.objects.taking_messages().select_related("department").filter(code=code).first(),
    most=MAILBOXES_REMEMBERED,
)
