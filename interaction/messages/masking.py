"""What the public may read of a message: numbers, addresses and the sender's name masked. Pure.

Names of other persons and places of living can't be found by rule; the reviewer masks them by hand in the copy.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from foundation.personal.finding import ALL_KINDS, Kind
from foundation.personal.masking import mask_name, mask_text
from interaction.messages.replying import ReplyParts

REPLY_KINDS = ALL_KINDS - {Kind.LANDLINE}
"""An office's reply names its own telephone."""

LONGEST_LINE = 200
"""Characters that the columns of a subject, a reason and a note hold; a mask may be longer than what it hides."""


@dataclass(frozen=True, slots=True)
class MaskedLetter:
    """A message and its reply as the public may read them."""

    sender: str
    subject: str
    text: str
    reply: ReplyParts


def mask_letter(
    *, subject: str, text: str, reply: ReplyParts, name: str, telling_words: tuple[str, ...]
) -> MaskedLetter:
    """Return the public form; `telling_words` are the sender's name, address and so on.

    Masking twice changes nothing.
    """
    return MaskedLetter(
        sender=mask_name(name),
        subject=mask_line(subject, names=telling_words),
        text=mask_text(text, names=telling_words),
        reply=ReplyParts(
            law_and_policy=mask_text(reply.law_and_policy, names=telling_words, kinds=REPLY_KINDS),
            progress=mask_text(reply.progress, names=telling_words, kinds=REPLY_KINDS),
            facts=mask_text(reply.facts, names=telling_words, kinds=REPLY_KINDS),
            next_step=mask_text(reply.next_step, names=telling_words, kinds=REPLY_KINDS),
            contact_phone=reply.contact_phone,
        ),
    )


def mask_line(line: str, *, names: Iterable[str], kinds: Collection[Kind] = ALL_KINDS) -> str:
    """Return a subject, a reason or a note masked as `mask_text` does it, cut where its column ends."""
    return mask_text(line, names=names, kinds=kinds)[:LONGEST_LINE]
