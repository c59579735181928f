"""Whether a document is in force follows from what was declared and from its dates."""

from datetime import date

import pytest

from disclosure.items.statuses import Validity
from disclosure.items.validity import validity_on

TODAY = date(2014, 6, 16)


@pytest.mark.parametrize(
    ("stored", "effective_on", "abolished_on", "expected"),
    [
        ("effective", None, None, Validity.EFFECTIVE),
        ("effective", date(2014, 6, 16), None, Validity.EFFECTIVE),
        ("effective", date(2014, 6, 17), None, Validity.NOT_YET),
        ("not_yet", date(2014, 6, 16), None, Validity.EFFECTIVE),
        ("not_yet", None, None, Validity.NOT_YET),
        ("effective", None, date(2014, 6, 16), Validity.ABOLISHED),
        ("effective", None, date(2014, 6, 17), Validity.EFFECTIVE),
        ("amended", date(2014, 7, 1), None, Validity.AMENDED),
        ("expired", None, None, Validity.EXPIRED),
    ],
)
def test_the_dates_decide_unless_the_office_declared_the_end(stored, effective_on, abolished_on, expected):
    assert validity_on(TODAY, stored, effective_on, abolished_on) is expected
