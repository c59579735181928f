"""Which offices stand below one? Read from the offices that are remembered anyway."""

from disclosure.items.offices import find_office, read_offices


def offices_below(code: str) -> list[int]:
    """Return the primary keys of the office with this code and of all below it; empty if there is none."""
    office = find_office(code)
    return [one.pk for one in read_offices() if one.path.startswith(office.path)] if office else []
