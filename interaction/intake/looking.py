"""Find a message by receipt number and query code, without telling which of the two was wrong."""

from datetime import timedelta

from django.utils.crypto import get_random_string

from foundation.forms.counting import count_once_more, count_so_far
from foundation.personal.codes import keyed_digest, matches
from interaction.messages.models import Message

WRONG_PAIRS = 20
"""So many wrong pairs one address may send in `WINDOW`; a code has 59 bits, so this keeps guessing hopeless."""

WINDOW = timedelta(hours=1)
COUNTED = "wrong-query-code"


def is_barred(address: str) -> bool:
    """Tell whether too many wrong pairs came from `address`. Nobody is barred while the cache is down."""
    count = count_so_far(COUNTED, address, window=WINDOW)
    return count is not None and count >= WRONG_PAIRS


def find_own_message(receipt_number: str, code: str, *, address: str) -> Message | None:
    """Return the message, or None; a wrong pair is counted against `address`.

    An unknown number costs the same comparison as a known one with a wrong code.
    """
    message = Message.objects.filter(receipt_number=receipt_number).exclude(query_code_digest="").first()
    digest = message.query_code_digest if message else keyed_digest(get_random_string(12))
    if matches(code, digest) and message is not None:
        return message
    count_once_more(COUNTED, address, window=WINDOW)
    return None
