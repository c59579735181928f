"""A withdrawal and the worker at the same moment, each on a connection of its own."""

import threading

import pytest
from django.db import close_old_connections, connections

from disclosure.items.services import withdraw_item
from disclosure.models import SearchEntry
from disclosure.search import items
from tests.factories.disclosure import MORNING, published

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60  # seconds


def test_a_withdrawal_waits_for_the_worker_that_reads_the_item_and_then_takes_the_entry_away(
    bureau, signatory, monkeypatch
):
    item = published(bureau, title="关于污水处理的通知", by=signatory)
    has_read, may_go_on, index = threading.Event(), threading.Event(), items.index_entry

    def pause(source) -> None:
        has_read.set()
        may_go_on.wait(PATIENCE)
        index(source)

    monkeypatch.setattr(items, "index_entry", pause)
    worker = threading.Thread(target=_in_thread, args=(items.follow_item, item.pk))
    worker.start()
    assert has_read.wait(PATIENCE)
    withdrawal = threading.Thread(target=_in_thread, args=(_withdraw, item, signatory))
    withdrawal.start()
    withdrawal.join(0.5)
    assert withdrawal.is_alive(), "the withdrawal did not wait"
    may_go_on.set()
    worker.join(PATIENCE)
    withdrawal.join(PATIENCE)
    item.refresh_from_db()
    assert item.visibility == "withdrawn"
    assert not SearchEntry.objects.exists()


def _withdraw(item, signatory) -> None:
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")


def _in_thread(action, *given) -> None:
    close_old_connections()
    try:
        action(*given)
    finally:
        connections.close_all()
