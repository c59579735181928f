"""Receipt numbers as people type them. Pure."""

import re
import unicodedata

PARTS = re.compile(r"([A-Z]{2,4})-?(\d{8})-?(\d{4,})")
DASHES = re.compile(r"[\s_\-\u2010-\u2015\u2212~]+")


def normalise_receipt_number(typed: str) -> str:
    """Return LD-20261123-0007 for what means it: full-width, lower case, other dashes or none; else what was typed."""
    folded = DASHES.sub("", unicodedata.normalize("NFKC", typed)).upper()
    match = PARTS.fullmatch(folded)
    return "-".join(match.groups()) if match else typed.strip()
