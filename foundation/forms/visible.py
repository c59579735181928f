"""Text from strangers without signs that nobody sees: they hide numbers from masking and turn lines around."""

import re
import unicodedata
from typing import Any

from django import forms

KEPT = "\n\t"

LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x85]")
"""What systems and word processors write where a line ends, beside the line feed."""

JOINERS = "\u200c\u200d"
"""They build signs out of several (families of emoji), and are kept where no letter or digit stands before them."""


def drop_invisible(text: str) -> str:
    """Return `text` without control characters, marks of direction, spaces of no width and soft hyphens.

    Line breaks become single line feeds, so that a length counts what the writer sees. Pure.
    """
    shown: list[str] = []
    for sign in LINE_BREAK.sub("\n", text):
        is_joint = sign in JOINERS and bool(shown) and not shown[-1].isalnum()
        if is_joint or sign in KEPT or unicodedata.category(sign) not in {"Cc", "Cf"}:
            shown.append(sign)
    return "".join(shown)


class VisibleCharField(forms.CharField):
    """A text field that counts, checks and returns only what its reader will see."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(drop_invisible(value) if isinstance(value, str) else value)
