"""The journal with several connections at once: nothing is skipped, and the order is that of the commits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from departments.officers.roles import Role
from disclosure.items.services import sign_item, withdraw_item
from disclosure.models import Change, Item
from tests.disclosure.items.test_publishing_together import together, waiting
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds

CHANGES = "/api/v1/changes/"


class Writer:
    """A transaction on a connection of its own, taken step by step."""

    def __init__(self, act) -> None:
        self.act = act
        self.has_acted, self.may_commit = threading.Event(), threading.Event()
        self.pool = ThreadPoolExecutor(1)
        self.done = self.pool.submit(self._run)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self.act()
                self.has_acted.set()
                assert self.may_commit.wait(PATIENCE)
        finally:
            connection.close()

    def open(self) -> "Writer":
        assert self.has_acted.wait(PATIENCE)
        return self

    def commit(self) -> None:
        self.may_commit.set()
        self.done.result(PATIENCE)
        self.pool.shutdown()


def read_on(address: str) -> tuple[list[int], str]:
    """Return the keys of the next page of the journal, and the address after it."""
    page = Client().get(address).json()
    return [row["id"] for row in page["results"]], page["next"]


@pytest.fixture
def two_waiting(bureau, other_bureau):
    """Two items of two offices, which number their documents apart, with who signs them."""
    return [(waiting(office, 1)[0], officer_in(office, Role.SIGNATORY)) for office in (bureau, other_bureau)]


def sign(item, by) -> None:
    sign_item(item, by=by, at=MORNING)


def test_what_began_first_and_is_committed_last_is_read_last_and_not_skipped(two_waiting):
    (first, by_first), (second, by_second) = two_waiting
    a = Writer(lambda: sign(first, by_first)).open()
    b = Writer(lambda: sign(second, by_second)).open()
    b.commit()
    keys, following = read_on(CHANGES)
    assert keys == [second.pk]
    a.commit()
    keys, following = read_on(following)
    assert keys == [first.pk]
    assert read_on(following)[0] == []


def test_who_has_a_number_is_waited_for_until_the_commit_can_be_seen(two_waiting):
    (first, by_first), (second, by_second) = two_waiting

    def sign_and_take_the_number() -> None:
        sign(first, by_first)
        connection.check_constraints()  # the last act of the commit, the commit itself still to come

    a = Writer(sign_and_take_the_number).open()
    b = Writer(lambda: sign(second, by_second)).open()
    b.may_commit.set()
    time.sleep(0.5)
    assert not b.done.done(), "the second commit overtook the first, whose number is lower"
    assert read_on(CHANGES)[0] == []
    a.commit()
    b.commit()
    assert read_on(CHANGES)[0] == [first.pk, second.pk]


def test_a_withdrawal_whose_transaction_is_the_older_one_is_told_after_the_publication(bureau, signatory):
    (item,) = waiting(bureau, 1)
    may_withdraw = threading.Event()

    def write_something_and_withdraw_later() -> None:
        item.author.save()  # from here on the transaction has its number, a lower one than the publication will have
        has_begun.set()
        assert may_withdraw.wait(PATIENCE)
        withdraw_item(item, by=signatory, at=MORNING, reason="含个人信息。")

    has_begun = threading.Event()
    withdrawal = Writer(write_something_and_withdraw_later)
    assert has_begun.wait(PATIENCE)
    sign(item, signatory)
    may_withdraw.set()
    withdrawal.open().commit()
    assert list(Change.objects.after(0).values_list("action", "title")) == [("appeared", ""), ("went", "")]


def test_a_reader_beside_many_writers_reads_everything_once_and_in_order(bureau, other_bureau):
    offices = [(bureau, officer_in(bureau, Role.SIGNATORY)), (other_bureau, officer_in(other_bureau, Role.SIGNATORY))]
    calls = [lambda item=item, by=by: sign(item, by) for office, by in offices for item in waiting(office, 8)]
    numbers, is_over = [], threading.Event()

    def read_all_along() -> None:
        try:
            while True:
                is_last = is_over.is_set()
                known = numbers[-1] if numbers else 0
                numbers.extend(Change.objects.after(known).values_list("number", flat=True))
                if is_last:
                    return
        finally:
            connection.close()

    reader = threading.Thread(target=read_all_along)
    reader.start()
    together(calls)
    is_over.set()
    reader.join(PATIENCE)
    assert numbers == sorted(numbers)
    assert len(numbers) == 16 == Item.objects.public().count()
    assert numbers == list(Change.objects.after(0).values_list("number", flat=True))
