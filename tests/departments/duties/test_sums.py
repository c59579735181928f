"""Tallies and deltas together are what a recount says: after every change, in every order, many at once."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, connections

from departments.duties.actors import SYSTEM
from departments.duties.services import cancel_duty, meet_duty, suspend_duty, transfer_duty
from departments.duties.sums import differing_cells, fold_deltas, rebuild_sums
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import Duty, DutyDelta, DutyTally
from tests.departments.duties.conftest import MONDAY, days_later
from tests.departments.duties.walk import walk
from tests.foundation.test_locking import taken_by_another
from tests.seeds import SEED


def numbers() -> tuple[int, int, int, int]:
    """Return due, open, on time and breached over all cells, from the tallies alone."""
    fold_deltas()
    rows = DutyTally.objects.values_list("n_due", "n_open", "n_on_time", "n_breached")
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0, 0, 0, 0)  # type: ignore[return-value]


@pytest.mark.django_db
def test_each_change_counts_once(open_one, other_bureau):
    duty = open_one()
    assert numbers() == (1, 1, 0, 0)
    transfer_duty(duty, to=other_bureau, at=days_later(1), by=SYSTEM, reason="x")
    assert numbers() == (1, 1, 0, 0)
    assert DutyTally.objects.get(n_due=1).department == other_bureau
    meet_duty(duty, at=days_later(2), by=SYSTEM)
    assert numbers() == (1, 0, 1, 0)
    meet_duty(open_one(), at=days_later(20), by=SYSTEM)
    assert numbers() == (2, 0, 1, 1)
    cancel_duty(open_one(), at=days_later(2), by=SYSTEM, reason="x")
    suspend_duty(open_one(), at=days_later(2), by=SYSTEM, reason="x")
    assert numbers() == (2, 0, 1, 1)
    open_one()
    sweep(now=days_later(9))
    assert numbers() == (3, 1, 1, 2)


@pytest.mark.django_db
def test_a_change_by_hand_in_the_database_counts_too(open_one):
    for _ in range(3):
        open_one()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE departments_duty SET due_on = '2026-05-01'")
    assert list(DutyTally.objects.none()) == []
    assert numbers() == (3, 3, 0, 0)
    assert DutyTally.objects.get(n_due=3).due_on == date(2026, 5, 1)
    assert not list(differing_cells())


@pytest.mark.django_db
def test_what_was_bypassed_is_found_and_a_rebuild_mends_it(open_one):
    open_one()
    numbers()
    DutyTally.objects.update(n_open=7)
    ((_place, kept, counted),) = differing_cells()
    assert (kept["n_open"], counted["n_open"]) == (7, 1)
    rebuild_sums()
    assert not list(differing_cells())


@pytest.mark.django_db
def test_after_a_random_walk_every_sum_and_every_column_is_right(bureau, other_bureau, city):
    for part in range(6):
        walk(SEED + part, 60, [bureau, other_bureau, city], MONDAY)
        assert not list(find_differences())


def together(*jobs: Callable[[], object]) -> list[BaseException]:
    """Run the jobs in threads that start at one moment, each with a connection of its own; return what they raised."""
    barrier, errors = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait()
            job()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.mark.django_db(transaction=True)
def test_many_changing_folding_and_sweeping_at_once_are_exact(bureau, other_bureau):
    offices = [bureau, other_bureau]
    walk(SEED, 40, offices, MONDAY)
    walkers = [lambda n=n: walk(SEED + n, 60, offices, MONDAY) for n in range(1, 4)]
    folders = [lambda: [fold_deltas() for _ in range(80)] for _ in range(3)]
    sweepers = [lambda: [sweep(now=days_later(60)) for _ in range(20)] for _ in range(2)]
    assert together(*walkers, *folders, *sweepers) == []
    assert not list(find_differences())
    fold_deltas()
    assert not DutyDelta.objects.exists()
    assert not list(find_differences())


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_sees_a_half_folded_sum(open_one):
    """While folds run, tallies and deltas read by one statement always add up."""
    for _ in range(60):
        open_one()
    seen, end = [], threading.Event()

    def read() -> None:
        while not end.is_set():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT sum(n) FROM (SELECT n_open AS n FROM departments_dutytally UNION ALL "
                    "SELECT n_open FROM departments_dutydelta) z"
                )
                seen.append(int(cursor.fetchone()[0]))

    def change() -> None:
        for duty in Duty.objects.order_by("pk"):
            duty.title += "x"
            Duty.objects.filter(pk=duty.pk).update(due_on=days_later(duty.pk % 30).date())
            fold_deltas()
        end.set()

    assert together(read, change) == []
    assert set(seen) == {60}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_count_anew_at_once_one_waits(open_one):
    open_one()
    fold_deltas()
    assert taken_by_another(rebuild_sums, rebuild_sums) is None
    assert not list(differing_cells())
