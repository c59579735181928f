"""What a paper prints, whatever its format."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disclosure.items.presentation import Document, Fact


@dataclass(frozen=True, slots=True)
class Paper:
    """A published version ready to be printed; `body` is the safe HTML of its page, `address` where it stands."""

    title: str
    document_number: str
    offices: Sequence[str]
    body: str
    facts: Sequence[Fact]
    address: str
    note: str

    @property
    def digest(self) -> str:
        """Return a digest of all that is printed: equal papers need to be made once."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def paper_of(document: Document, further: Sequence[Fact], *, address: str, today: str) -> Paper:
    """Return the paper of a document: its words, the metadata table, and as of which day its validity is stated."""
    note = _("Validity as of %(day)s; the page says what holds now: %(address)s") % {"day": today, "address": address}
    return Paper(
        title=document.title,
        document_number=document.document_number,
        offices=document.offices,
        body=str(document.body),
        facts=[*document.facts, *further],
        address=address,
        note=note,
    )
