"""The tone of every status that a page shows: which shape and colour its tag has. The words come from the choices."""

from collections.abc import Mapping

from departments.orders.presentation import STATUS_TONES as STATUS_TONES_OF_ORDERS
from disclosure.items.presentation import STATUS_TONES, VALIDITY_TONES
from disclosure.money.fragments import STATEMENT_TONES
from foundation.badges import DEAD, LATE, NOTE, OK, PLAIN, WARN

# model field -> stored value -> tone
TONES: dict[str, Mapping[str, str]] = {
    "disclosure.item.status": STATUS_TONES,
    "disclosure.statement.status": STATEMENT_TONES,
    "disclosure.item.visibility": {"public": OK, "withdrawn": DEAD},
    "disclosure.item.validity": VALIDITY_TONES,
    "disclosure.version.validity": VALIDITY_TONES,
    "interaction.message.status": {"received": NOTE, "accepted": NOTE, "in_review": WARN, "closed": OK},
    "interaction.message.outcome": {"answered": OK, "declined": DEAD},
    "interaction.message.visibility": {"public": NOTE},
    "disclosure.webhookattempt.outcome": {"delivered": OK, "refused": LATE, "unreached": LATE},
    "departments.order.status": STATUS_TONES_OF_ORDERS,
    "interaction.reply.status": {"in_review": WARN, "sent": OK},
}


def tone_of(field: str, value: str) -> str:
    """Return the tone of a stored value of a model field (`app.model.field`); the plain one where none is set."""
    return TONES.get(field, {}).get(value, PLAIN)
