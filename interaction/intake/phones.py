"""Telephone numbers as people type them. Pure."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})(?:(?:转|ext|x|\*)(\d{1,6}))?", re.IGNORECASE)
NOISE = re.compile(r"[\s().\-\u2010-\u2015\u2212]+")


def normalise_phone(typed: str) -> str | None:
    """Return a Chinese mobile (13805640000) or landline (0564-3370000, 0564-3370000转12), or None if it is neither.

    Full-width digits, spaces, dashes, brackets and +86 are mended.
    """
    digits = NOISE.sub("", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,})", "", digits)
    if MOBILE.fullmatch(digits):
        return digits
    if match := LANDLINE.fullmatch(digits):
        code, number, extension = match.groups()
        return f"{code}-{number}" + (f"转{extension}" if extension else "")
    return None
