"""Whether a document is in force on a day. Pure."""

from dataclasses import dataclass
from datetime import date

from disclosure.items.statuses import Validity


@dataclass(frozen=True, slots=True)
class Register:
    """What later documents and the end of its term did to a document; each date is the first day on which it holds."""

    amended_since: date | None = None
    abolished_since: date | None = None
    lapsed_since: date | None = None


UNTOUCHED = Register()


def validity_on(
    today: date, stored: str, effective_on: date | None, abolished_on: date | None, register: Register = UNTOUCHED
) -> Validity:
    """Return the validity of a document on `today` (a local date): what the office declared, its dates, the register.

    A declared expiry, abolition or amendment stands; otherwise the dates decide, so that nobody has to come back on
    the day. The day of abolition itself is no longer in force. Of two ends the earlier one counts.
    """
    declared = Validity(stored)
    if declared in {Validity.EXPIRED, Validity.ABOLISHED}:
        return declared
    abolished = min((day for day in (abolished_on, register.abolished_since) if day), default=None)
    ends = [(abolished, Validity.ABOLISHED), (register.lapsed_since, Validity.EXPIRED)]
    past = [(day, end) for day, end in ends if day and day <= today]
    if past:
        return min(past, key=lambda one: one[0])[1]
    if declared == Validity.AMENDED:
        return declared
    if effective_on and today < effective_on:
        return Validity.NOT_YET
    if register.amended_since and register.amended_since <= today:
        return Validity.AMENDED
    return Validity.EFFECTIVE if effective_on else declared
