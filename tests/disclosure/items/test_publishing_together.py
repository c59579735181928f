"""Publishing from several connections at once: every number once, no gaps, one publication per item."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from departments.officers.roles import Role
from disclosure.items.services import sign_item, submit_item
from disclosure.models import Item, Version
from foundation.refusals import WrongState
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING, CategoryFactory, DraftFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    return DepartmentFactory(parent=CityFactory())


def waiting(office, number):
    author, category = officer_in(office, Role.AUTHOR), CategoryFactory()
    return [
        submit_item(DraftFactory(department=office, author=author, category=category), by=author, at=MORNING)
        for _ in range(number)
    ]


def together(calls):
    """Run the calls, each on a connection of its own, from one barrier; return results and errors in order."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=60)
            return call()
        except WrongState as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_twenty_publications_at_once_get_twenty_numbers_without_a_gap(office):
    signatory = officer_in(office, Role.SIGNATORY)
    items = waiting(office, 20)
    together([lambda item=item: sign_item(item, by=signatory, at=MORNING) for item in items])
    numbers = sorted(Item.objects.values_list("index_number", flat=True))
    assert numbers == [f"{office.code}/201406-{serial:05d}" for serial in range(1, 21)]


def test_two_signatories_at_once_publish_once(office):
    (item,) = waiting(office, 1)
    signatories = [officer_in(office, Role.SIGNATORY) for _ in range(4)]
    outcomes = together([lambda by=by: sign_item(item, by=by, at=MORNING) for by in signatories])
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 3
    assert Version.objects.count() == 1
    assert item.events.filter(status_after="published").count() == 1
