"""The numbers of orders: 督办〔2026〕3号, one series a year for the whole city, without gaps.

Source of the form: 党政机关公文格式 (GB/T 9704-2012) 7.2.5, the year in full in hexagonal brackets, the serial bare.
"""

import re
import unicodedata

TYPED = re.compile(r"(?:督办|督辦)?\W*([0-9]{4})\W+([0-9]{1,9})号?")


def number_of(year: int, serial: int) -> str:
    """Return the number as it stands on the order and in the title of its duty."""
    return f"督办〔{year}〕{serial}号"


def key_of(year: int, serial: int) -> str:
    """Return the key under which the duties of all rounds of an order are owed."""
    return f"{year}-{serial}"


def read_key(key: str) -> tuple[int, int] | None:
    """Return year and serial of a key; None if it is no key of an order."""
    year, _, serial = key.partition("-")
    return (int(year), int(serial)) if year.isdecimal() and serial.isdecimal() else None


def read_number(text: str) -> tuple[int, int] | None:
    """Return year and serial of a number as people type it: 督办〔2026〕3号, [2026] 3, 2026-3; None if it is none."""
    found = TYPED.fullmatch(unicodedata.normalize("NFKC", text.strip()).replace("號", "号"))
    return (int(found[1]), int(found[2])) if found else None
