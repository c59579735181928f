"""The tone of every status that a page shows: which shape and colour its tag has. The words come from the choices."""

PLAIN, OK, NOTE, WARN, LATE, DEAD = "", "ok", "note", "warn", "late", "dead"

# model field -> stored value -> tone
TONES: dict[str, dict[str, str]] = {
    "disclosure.item.status": {"submitted": WARN, "published": OK, "withdrawn": DEAD},
    "disclosure.statement.status": {"submitted": WARN, "published": OK},
    "disclosure.item.visibility": {"public": OK, "withdrawn": DEAD},
    "disclosure.item.validity": {"effective": OK, "not_yet": NOTE, "amended": NOTE, "expired": DEAD, "abolished": DEAD},
    "interaction.message.status": {"received": NOTE, "accepted": NOTE, "in_review": WARN, "closed": OK},
    "interaction.message.outcome": {"answered": OK, "declined": DEAD},
    "interaction.message.visibility": {"public": NOTE},
    "disclosure.webhookattempt.outcome": {"delivered": OK, "refused": LATE, "unreached": LATE},
    "interaction.reply.status": {"in_review": WARN, "sent": OK},
}
TONES["disclosure.version.validity"] = TONES["disclosure.item.validity"]


def tone_of(field: str, value: str) -> str:
    """Return the tone of a stored value of a model field (`app.model.field`); the plain one where none is set."""
    return TONES.get(field, {}).get(value, PLAIN)
