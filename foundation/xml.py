"""Text as XML can hold it."""

import re

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Signs that no XML can hold: one of them breaks the whole document. Source: XML 1.0, 2.2."""


def drop_unwritable(text: str) -> str:
    """Return `text` without signs that no XML can hold."""
    return UNWRITABLE.sub("", text)
