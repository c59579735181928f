"""The outbox with real workers and brokers: stopped, killed, started again."""

from collections.abc import Generator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F

from foundation.outbox.models import Delivery, OutboxEntry, Status
from foundation.outbox.querysets import LEASE
from foundation.outbox.services import enqueue
from tests.processes import Process, Redis, beat, environment, python, wait_until, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
HERE = "tests.foundation.outbox.handlers"

SUBMIT = """
import sys, time
from django.db import transaction
from foundation.outbox.services import enqueue
for word in sys.argv[2:]:
    begun = time.perf_counter()
    with transaction.atomic():
        enqueue("tests.foundation.outbox.handlers.write_line", {"path": sys.argv[1], "word": word})
    print(time.perf_counter() - begun)
"""


class FolderBroker:
    """The broker of the embedded platform: a folder; it is stopped by a file standing in its place."""

    url = ""

    def __init__(self, folder: Path) -> None:
        self.queue = folder / "broker" / "queue"

    def start(self) -> None:
        if self.queue.is_file():
            self.queue.unlink()
        self.queue.mkdir(parents=True, exist_ok=True)

    def stop(self) -> None:
        for message in self.queue.glob("*"):
            message.unlink()
        with suppress(FileNotFoundError):
            self.queue.rmdir()
        self.queue.touch()


@pytest.fixture(params=[FolderBroker, Redis])
def broker(request, tmp_path) -> Generator[FolderBroker | Redis]:
    """A broker that is running and can be stopped."""
    broker = request.param(tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def env(broker, tmp_path) -> dict[str, str]:
    return environment(tmp_path, redis_url=broker.url)


@pytest.fixture
def staff(env, tmp_path) -> Generator[list[Process]]:
    """The processes that a test has started; killed in the end."""
    started: list[Process] = []
    yield started
    for process in started:
        process.kill()


def lines_of(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_a_stopped_broker_costs_the_page_nothing_and_the_work_is_done_after_the_restart(broker, env, staff, tmp_path):
    done = tmp_path / "done.txt"
    broker.stop()
    if isinstance(broker, FolderBroker):  # settings make the folder anew when a process starts; the broker stays dead
        broker.queue.unlink()
        code = f"import pathlib, shutil; q = pathlib.Path({str(broker.queue)!r}); q.rmdir(); q.touch()\n" + SUBMIT
    else:
        code = SUBMIT
    seconds = [float(line) for line in python(code, env, str(done), "first", "second", "third").split()]
    assert seconds[0] < 2
    assert sum(seconds[1:]) < 0.5, "the dead broker was asked again"
    assert OutboxEntry.objects.filter(status=Status.PENDING).count() == 3
    broker.start()
    staff += [worker(env, tmp_path / "worker.log"), beat(env, tmp_path / "beat.log")]
    wait_until(lambda: OutboxEntry.objects.filter(status=Status.DONE).count() == 3, "the work of the outage")
    assert sorted(lines_of(done)) == ["first", "second", "third"]


def test_a_worker_killed_between_claim_and_act_loses_nothing_and_repeats_no_mail(broker, env, staff, tmp_path):
    done = tmp_path / "done.txt"
    with transaction.atomic():
        for delivery in Delivery:
            (tmp_path / f"done.txt.{delivery}.hold").touch()
            enqueue(f"{HERE}.write_line_slowly", {"path": str(done), "word": delivery}, delivery=delivery)
    victim = worker(env, tmp_path / "worker.log")
    staff += [victim, beat(env, tmp_path / "beat.log")]
    wait_until(lambda: len(list(tmp_path.glob("*.pid"))) == 2, "both claims")
    victim.kill()
    assert OutboxEntry.objects.filter(status=Status.CLAIMED, attempts=1).count() == 2
    for delivery in Delivery:
        (tmp_path / f"done.txt.{delivery}.hold").unlink()
    OutboxEntry.objects.update(claimed_at=F("claimed_at") - LEASE - timedelta(seconds=1))  # the lease runs out
    staff.append(worker(env, tmp_path / "worker.log"))
    wait_until(lambda: not OutboxEntry.objects.filter(status__in=(Status.PENDING, Status.CLAIMED)).exists(), "the end")
    assert lines_of(done) == [Delivery.REPEATABLE]
    assert dict(OutboxEntry.objects.values_list("delivery", "status")) == {
        Delivery.REPEATABLE: Status.DONE,
        Delivery.ONCE: Status.UNKNOWN,
    }
