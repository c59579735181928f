"""Whether a document is in force on a day. Pure."""

from datetime import date

from disclosure.items.statuses import Validity


def validity_on(today: date, stored: str, effective_on: date | None, abolished_on: date | None) -> Validity:
    """Return the validity of a document on `today` (a local date), from what the office declared and from its dates.

    A declared amendment, expiry or abolition stands; otherwise the dates decide, so that nobody has to come back on
    the day. The day of abolition itself is no longer in force.
    """
    declared = Validity(stored)
    if declared in {Validity.AMENDED, Validity.EXPIRED, Validity.ABOLISHED}:
        return declared
    if abolished_on and abolished_on <= today:
        return Validity.ABOLISHED
    if effective_on:
        return Validity.NOT_YET if today < effective_on else Validity.EFFECTIVE
    return declared
