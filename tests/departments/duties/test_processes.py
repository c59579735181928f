"""The sweep with real processes: days missed, two at once, one killed; nobody waits behind it."""

import subprocess
import sys
import threading
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.kinds import EventKind
from departments.duties.services import cancel_duty, meet_duty
from departments.duties.sums import fold_deltas
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import Duty, DutyEvent, SweepRun
from tests.departments.duties.conftest import days_later
from tests.departments.duties.two_sweepers import NOW
from tests.processes import ROOT, Process, beat, environment, wait_until, worker
from tests.seeds import SEED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def breaches() -> list[tuple[int, object]]:
    events = DutyEvent.objects.filter(kind=EventKind.BREACHED).order_by("duty_id", "pk")
    return list(events.values_list("duty_id", "effective_on"))


def brute_force(today: object) -> list[tuple[int, object]]:
    """Return what the breaches must be, from the due dates alone."""
    duties = Duty.objects.order_by("pk").values_list("pk", "due_on")
    return [(pk, due_on + timedelta(days=1)) for pk, due_on in duties if due_on < today]


@pytest.fixture
def staff(tmp_path) -> Generator[list[Process]]:
    """The processes that a test has started; killed in the end."""
    started: list[Process] = []
    yield started
    for process in started:
        process.kill()


def test_after_three_missed_days_every_breach_stands_once_with_its_true_date(open_one, staff, tmp_path):
    now = timezone.now()
    for hours in range(0, 24 * 14, 7):
        open_one(starts_at=now - timedelta(hours=hours))
    sweep(now=now - timedelta(days=3))
    before = breaches()
    meet_duty(Duty.objects.filter(breached_on=None).order_by("due_on")[0], at=now, by=SYSTEM)
    env = environment(tmp_path)
    staff.append(beat(env, tmp_path / "beat.log"))
    wait_until(lambda: len(list((tmp_path / "broker" / "queue").glob("*"))) >= 6, "ticks that nobody hears")
    staff.append(worker(env, tmp_path / "worker.log"))
    wait_until(lambda: SweepRun.objects.count() >= 4, "the first sweeps after the outage")
    wait_until(lambda: breaches() == brute_force(timezone.localdate()), "every breach once")
    assert len(before) < len(breaches())
    assert not list(find_differences())


def test_two_sweep_at_once_and_one_is_killed_fifty_times_over(bureau, tmp_path):
    script = str(Path(__file__).with_name("two_sweepers.py"))
    done = subprocess.run(
        [sys.executable, script, str(bureau.pk), "50", str(SEED)],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0, "the victim was never killed in the middle: the test proves nothing"
    wait_until(lambda: sweep(now=NOW) == 0, "what the killed ones still held")
    assert breaches() == brute_force(NOW.date())
    assert Duty.objects.filter(breached_on=None, due_on__lt=NOW.date()).count() == 0
    assert not list(find_differences())
    fold_deltas()
    assert not list(find_differences())


def test_a_reply_under_way_is_neither_waited_for_nor_lost(open_one):
    """The sweep passes by a duty that somebody has locked; the next run records it, or the reply has."""
    held, other, answered = open_one(), open_one(), open_one()
    locked, swept = threading.Event(), threading.Event()

    def reply() -> None:
        with transaction.atomic():
            meet_duty(answered, at=days_later(9), by=SYSTEM)
            Duty.objects.select_for_update().get(pk=held.pk)
            locked.set()
            swept.wait(30)
        connections.close_all()

    thread = threading.Thread(target=reply)
    thread.start()
    assert locked.wait(30)
    assert sweep(now=days_later(9)) == 1  # waiting, it would fail by the settings' lock_timeout
    assert [pk for pk, _ in breaches()] == [other.pk]
    swept.set()
    thread.join()
    assert sweep(now=days_later(9)) == 1
    assert {pk for pk, _ in breaches()} == {held.pk, other.pk, answered.pk}
    assert not list(find_differences())


def test_opening_the_same_from_two_sides_at_once_opens_one(open_one):
    opened, barrier = [], threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        opened.append(open_one(subject_key="same").pk)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    assert len(set(opened)) == 1
    assert DutyEvent.objects.count() == 1


def test_met_and_cancelled_at_once_is_one_of_the_two(open_one):
    for _ in range(10):
        duty, barrier, results = open_one(), threading.Barrier(2), []

        def run(close, *, barrier=barrier, results=results) -> None:
            barrier.wait()
            try:
                close()
                results.append("done")
            except Exception as error:  # noqa: BLE001 - told to the test
                results.append(type(error).__name__)
            finally:
                connections.close_all()

        closings = (
            lambda duty=duty: meet_duty(duty, at=days_later(1), by=SYSTEM),
            lambda duty=duty: cancel_duty(duty, at=days_later(1), by=SYSTEM, reason="withdrawn"),
        )
        threads = [threading.Thread(target=run, args=(closing,)) for closing in closings]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["WrongState", "done"]
    assert not list(find_differences())
