"""The numbers of orders: 督办〔2026〕3号, one series a year for the whole city, without gaps.

Source of the form: 党政机关公文格式 (GB/T 9704-2012) 7.2.5, the year in full in hexagonal brackets, the serial bare.
"""


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
