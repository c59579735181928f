"""The validity that the database reckons for lists is the one that a page shows: every case against the pure rule."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from disclosure.items.statuses import Validity
from disclosure.items.validity import Register, validity_on
from disclosure.models import Item, Policy
from tests.factories.policies import published_policy

pytestmark = pytest.mark.django_db

TODAY = date(2014, 6, 16)
DAYS = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]


def test_both_say_the_same_in_every_case(bureau):
    chance = random.Random(7)
    cases = [
        (declared, *(chance.choice(DAYS) for _column in range(5))) for declared in Validity for _number in range(24)
    ]
    policy = published_policy(bureau)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE disclosure_version DISABLE TRIGGER USER")
        for declared, effective, abolished, amended_since, abolished_since, lapsed_since in cases:
            cursor.execute(
                "UPDATE disclosure_version SET validity = %s, effective_on = %s, abolished_on = %s WHERE id = %s",
                [declared, effective, abolished, policy.current_version_id],
            )
            register = Register(amended_since, abolished_since, lapsed_since)
            Item.objects.filter(pk=policy.pk).update(
                amended_since=amended_since, abolished_since=abolished_since, lapsed_since=lapsed_since
            )
            found = Policy.objects.with_validity(TODAY).get(pk=policy.pk)
            expected = validity_on(TODAY, declared, effective, abolished, register)
            assert found.validity_now == expected, (declared, effective, abolished, register)
            assert found.register == register
        cursor.execute("ALTER TABLE disclosure_version ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("register", "expected"),
    [
        (Register(abolished_since=TODAY), Validity.ABOLISHED),
        (Register(abolished_since=TODAY + timedelta(days=1)), Validity.EFFECTIVE),
        (Register(amended_since=TODAY), Validity.AMENDED),
        (Register(lapsed_since=TODAY), Validity.EXPIRED),
        (Register(lapsed_since=TODAY, abolished_since=TODAY - timedelta(days=1)), Validity.ABOLISHED),
        (Register(lapsed_since=TODAY - timedelta(days=1), abolished_since=TODAY), Validity.EXPIRED),
        (Register(amended_since=TODAY, lapsed_since=TODAY), Validity.EXPIRED),
    ],
)
def test_the_register_decides_by_its_days(register, expected):
    assert validity_on(TODAY, Validity.EFFECTIVE, date(2014, 1, 1), None, register) is expected


def test_an_amendment_declared_by_the_office_does_not_outlive_an_abolition():
    assert validity_on(TODAY, Validity.AMENDED, None, None, Register(abolished_since=TODAY)) is Validity.ABOLISHED
