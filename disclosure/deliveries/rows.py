"""A row of a delivery as plain values: one document whole, under the key by which the office system knows it. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_KEY = 100
FORBIDDEN_IN_KEYS = frozenset("/\\?#%")
"""They would not survive in the address of the delivery."""

UNSAID = {"disclosure_mode": "proactive", "validity": "effective"}
"""What a row says by saying nothing."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One document. `content` holds the members that describe it by name; `corrects` is the key of an earlier row."""

    key: str
    content: Mapping[str, Any]
    files: Sequence[SentFile] = ()
    corrects: str = ""
    reason: str = ""
    is_to_be_submitted: bool = False

    def digest(self) -> str:
        """Return the SHA-256 of all that the row says but its key.

        What is left out and what says the same by default are equal; so a member that is added to the interface later
        changes no digest of before.
        """
        said = {
            **self.content,
            "corrects": self.corrects,
            "reason": self.reason,
            "submit": self.is_to_be_submitted,
            "attachments": [[file.name, hashlib.sha256(file.content).hexdigest()] for file in self.files],
        }
        canonical = json.dumps(
            {name: value for name, value in said.items() if value and value != UNSAID.get(name)},
            default=lambda value: value.isoformat(),
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


def is_key(text: str) -> bool:
    """Tell whether `text` can name a delivery in an address: printable, no space at its ends, not dots alone."""
    return (
        0 < len(text) <= LONGEST_KEY
        and text.isprintable()
        and text == text.strip()
        and bool(text.strip("."))
        and not FORBIDDEN_IN_KEYS & set(text)
    )
