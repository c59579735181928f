"""The outbox: written with the commit, done once or repeatedly, given up to a person."""

import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from foundation.outbox import nudging, services, tasks
from foundation.outbox.models import Delivery, OutboxEntry, Status
from foundation.outbox.querysets import LEASE
from foundation.outbox.services import (
    ATTEMPTS,
    KEPT,
    deliver_next,
    enqueue,
    forget_done,
    send_again,
    settle_abandoned,
    wait_after,
    waited_before,
)
from foundation.refusals import WrongState
from tests.foundation.outbox import handlers

HERE = "tests.foundation.outbox.handlers"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notes() -> list[str]:
    """What the handlers of a test have done, oldest first."""
    handlers.notes.clear()
    return handlers.notes


def the(entry: OutboxEntry) -> OutboxEntry:
    return OutboxEntry.objects.get(pk=entry.pk)


def test_it_does_what_was_written_down_once(notes):
    entry = enqueue(f"{HERE}.note", {"word": "a"})
    assert deliver_next(now=timezone.now())
    assert not deliver_next(now=timezone.now())
    assert notes == ["a"]
    assert the(entry).status == Status.DONE
    assert the(entry).finished_at is not None


def test_the_oldest_comes_first(notes):
    now = timezone.now()
    for word, age in (("young", 1), ("old", 3), ("middle", 2)):
        enqueue(f"{HERE}.note", {"word": word}, available_at=now - timedelta(minutes=age))
    while deliver_next(now=now):
        pass
    assert notes == ["old", "middle", "young"]


def test_postponed_work_waits(notes):
    now = timezone.now()
    enqueue(f"{HERE}.note", {"word": "a"}, available_at=now + timedelta(minutes=5))
    assert not deliver_next(now=now)
    assert deliver_next(now=now + timedelta(minutes=5))
    assert notes == ["a"]


def test_writing_a_key_twice_is_writing_it_once(notes):
    first = enqueue(f"{HERE}.note", {"word": "a"}, key="k")
    assert enqueue(f"{HERE}.note", {"word": "b"}, key="k") == first
    while deliver_next(now=timezone.now()):
        pass
    assert enqueue(f"{HERE}.note", {"word": "c"}, key="k") == first
    assert notes == ["a"]


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "django.core.mail.send_mail",
        "subprocess.run",
        f"{HERE}.missing",
        f"{HERE}.NOT_A_FUNCTION",
        f"{HERE}.NotDone",
        f"{HERE}.os.system",
        "tests.no_such_module.note",
        "note",
        "",
        "../etc.passwd",
    ],
)
def test_it_refuses_what_is_not_a_function_of_ours(name):
    with pytest.raises(ValueError, match="handler"):
        enqueue(name, {})
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_a_transaction():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        enqueue(f"{HERE}.note", {"word": "a"})
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_done_and_never_nudged(monkeypatch):
    nudged = []
    monkeypatch.setattr(services, "nudge", lambda: nudged.append(OutboxEntry.objects.count()))
    with transaction.atomic():
        enqueue(f"{HERE}.note", {"word": "a"})
        transaction.set_rollback(True)
    assert not OutboxEntry.objects.exists()
    with transaction.atomic():
        enqueue(f"{HERE}.note", {"word": "b"}, available_at=timezone.now() + timedelta(hours=1))
    assert nudged == []
    with transaction.atomic():
        enqueue(f"{HERE}.note", {"word": "a"}, key="k")
        assert nudged == []
    assert nudged == [2]


def test_repeatable_work_that_fails_is_tried_again_later_and_later_then_left_to_a_person():
    entry = enqueue(f"{HERE}.fail", {"word": "a"})
    now = timezone.now()
    for attempt in range(1, ATTEMPTS):
        assert deliver_next(now=now)
        waiting = the(entry)
        assert (waiting.status, waiting.attempts) == (Status.PENDING, attempt)
        assert not deliver_next(now=now)
        now = waiting.available_at
    assert deliver_next(now=now)
    assert the(entry).status == Status.FAILED
    assert not deliver_next(now=now + timedelta(days=9))


@pytest.mark.parametrize("delivery", Delivery)
def test_work_that_nothing_is_wrong_with_is_never_given_up(delivery):
    """A mail server may be away for a weekend: on Monday every mail leaves by itself."""
    entry = enqueue(f"{HERE}.be_held_up", {"word": "a"}, delivery=delivery)
    for attempts in (0, ATTEMPTS - 1, ATTEMPTS + 48):
        OutboxEntry.objects.update(attempts=attempts, available_at=timezone.now())
        assert deliver_next(now=timezone.now())
        assert the(entry).status == Status.PENDING
    assert timedelta(minutes=59) < the(entry).available_at - timezone.now() <= timedelta(hours=1)


def test_how_long_work_waits_follows_from_how_often_it_failed():
    assert waited_before(0) == timedelta()
    assert waited_before(5) == timedelta(minutes=1 + 2 + 4 + 8 + 16)


def test_the_waits_double_up_to_an_hour():
    minutes = [wait_after(attempt) // timedelta(minutes=1) for attempt in range(1, ATTEMPTS)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60]


def test_errors_are_kept_and_logged_without_their_words(caplog):
    entry = enqueue(f"{HERE}.fail", {"word": "13800000000"})
    with caplog.at_level(logging.DEBUG):
        deliver_next(now=timezone.now())
    assert the(entry).error.startswith("RuntimeError tests/foundation/outbox/handlers.py:")
    assert "13800000000" not in caplog.text + the(entry).error
    assert "RuntimeError" in caplog.text


def test_once_work_whose_result_is_unknown_is_never_repeated_by_a_machine():
    entry = enqueue(f"{HERE}.fail", {"word": "a"}, delivery=Delivery.ONCE)
    deliver_next(now=timezone.now())
    assert the(entry).status == Status.UNKNOWN
    assert not deliver_next(now=timezone.now() + timedelta(days=9))
    settle_abandoned(now=timezone.now() + timedelta(days=9))
    assert the(entry).status == Status.UNKNOWN


def test_once_work_that_surely_did_not_happen_is_tried_again():
    entry = enqueue(f"{HERE}.fail_before_anything", {"word": "a"}, delivery=Delivery.ONCE)
    deliver_next(now=timezone.now())
    assert the(entry).status == Status.PENDING
    OutboxEntry.objects.update(attempts=ATTEMPTS - 1, available_at=timezone.now())
    deliver_next(now=timezone.now())
    assert the(entry).status == Status.FAILED


@pytest.mark.parametrize(
    ("delivery", "after"), [(Delivery.REPEATABLE, Status.PENDING), (Delivery.ONCE, Status.UNKNOWN)]
)
def test_a_claim_whose_worker_died_is_settled_after_the_lease(delivery, after):
    entry = enqueue(f"{HERE}.note", {"word": "a"}, delivery=delivery)
    now = timezone.now()
    OutboxEntry.objects.update(status=Status.CLAIMED, claimed_at=now, attempts=1)
    settle_abandoned(now=now + LEASE)
    assert the(entry).status == Status.CLAIMED
    settle_abandoned(now=now + LEASE + timedelta(seconds=1))
    assert the(entry).status == after


def test_work_that_kills_its_worker_every_time_ends_with_a_person():
    entry = enqueue(f"{HERE}.note", {"word": "a"})
    now = timezone.now()
    OutboxEntry.objects.update(status=Status.CLAIMED, claimed_at=now - LEASE * 2, attempts=ATTEMPTS)
    settle_abandoned(now=now)
    assert the(entry).status == Status.FAILED


def test_a_worker_that_wakes_up_after_its_lease_does_not_overwrite_the_outcome():
    entry = enqueue(f"{HERE}.note", {"word": "a"})
    claimed = services._claim(timezone.now())
    OutboxEntry.objects.update(status=Status.DONE, claimed_at=datetime(2026, 1, 1, tzinfo=UTC))
    services._record_failure(claimed, RuntimeError())
    assert the(entry).status == Status.DONE


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNKNOWN])
def test_a_person_can_send_again_what_failed(notes, status):
    entry = enqueue(f"{HERE}.note", {"word": "a"}, delivery=Delivery.ONCE)
    OutboxEntry.objects.update(status=status, attempts=8, error="RuntimeError", finished_at=timezone.now())
    send_again(entry, at=timezone.now())
    assert (the(entry).status, the(entry).attempts, the(entry).error) == (Status.PENDING, 0, "")
    assert deliver_next(now=timezone.now())
    assert notes == ["a"]


@pytest.mark.parametrize("status", [Status.PENDING, Status.CLAIMED, Status.DONE])
def test_it_refuses_to_send_again_anything_else(status):
    entry = enqueue(f"{HERE}.note", {"word": "a"})
    OutboxEntry.objects.update(status=status)
    before = OutboxEntry.objects.values().get()
    with pytest.raises(WrongState):
        send_again(entry, at=timezone.now())
    assert OutboxEntry.objects.values().get() == before


def test_finished_work_is_forgotten_after_a_while_and_nothing_else_is():
    now = timezone.now()
    long_ago = now - KEPT - timedelta(hours=1)
    for status in Status:
        entry = enqueue(f"{HERE}.note", {"word": status}, available_at=now)
        OutboxEntry.objects.filter(pk=entry.pk).update(status=status, finished_at=long_ago, claimed_at=now)
    recent = enqueue(f"{HERE}.note", {"word": "recent"})
    OutboxEntry.objects.filter(pk=recent.pk).update(status=Status.DONE, finished_at=now)
    assert forget_done(now=now) == 1
    left = set(OutboxEntry.objects.values_list("payload__word", flat=True))
    assert left == {"pending", "claimed", "failed", "unknown", "recent"}


def test_a_dead_broker_is_asked_once_in_a_while_and_never_raises(monkeypatch, caplog):
    asked = []

    def refuse(*args: object, **kwargs: object) -> None:
        asked.append(args)
        raise ConnectionError("redis://user:password@host")

    monkeypatch.setattr(nudging.current_app, "send_task", refuse)
    monkeypatch.setattr(nudging, "_silent_until", 0.0)
    for _ in range(5):
        nudging.nudge_worker(nudging.DELIVER)
    assert len(asked) == 1
    assert "password" not in caplog.text
    monkeypatch.setattr(nudging, "_silent_until", 0.0)
    nudging.nudge_worker(nudging.DELIVER)
    assert len(asked) == 2


def test_a_worker_is_told_once_of_what_is_written_before_it_comes(monkeypatch):
    told, clock = [], SimpleNamespace(now=0.0)
    monkeypatch.setattr(
        nudging, "nudge_worker", lambda task, **when: told.append((task, clock.now + when["countdown"]))
    )
    monkeypatch.setattr(nudging, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(nudging, "_worker_comes_at", 0.0)
    commits = [1000.0, 1000.1, 1000.29, 1000.31, 1000.5, 1007.0]
    for clock.now in commits:
        nudging.nudge()
    assert [at for _task, at in told] == pytest.approx([1000.3, 1000.61, 1007.3])
    assert all(any(commit <= at <= commit + nudging.GATHERED for _task, at in told) for commit in commits)
    assert {task for task, _at in told} == {tasks.deliver_pending.name}
