"""PostgreSQL, Redis, worker, web and disk fail in turn while a hundred citizens send letters: nothing accepted is lost.

The short form, about a minute; `python -m bench faults` is the long one.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.operations.citizens import FILE_BYTES, Citizen, Crowd, Record, Slowness, Supervisor
from tests.operations.stand import Stand, standing, what_is_missing
from tests.operations.tally import find_faults, mails_about, stray_files, unswept
from tests.processes import PATIENCE, wait_until

pytestmark = pytest.mark.host

REQUIRED = "YANGGUANG_REQUIRE_TOPOLOGY"
BETWEEN = 2.5
"""Seconds of work between two faults, in which nobody is refused any more."""

AWAY = 2.0
"""Seconds for which a part is away."""

REFUSING, AT_MOST = ("database", "disk"), 5
"""Parts without which somebody has to be refused; they fail so often until somebody came meanwhile."""

ALONE = 40
"""Citizens who are refused one after another, so that nobody waits for anybody else."""

DUE_BEFORE_EACH = 20
DESK = "GET /supervision/ 200"


def require(what_lacks: str) -> None:
    """Skip, loudly; fail where the environment says that these tests must run."""
    if what_lacks and os.environ.get(REQUIRED):
        pytest.fail(f"{what_lacks}, and {REQUIRED} is set")
    if what_lacks:
        pytest.skip(f"NOT RUN: {what_lacks}")


@dataclass
class Storm:
    """A stand after everything failed once, and what was seen meanwhile: milliseconds of the refusals by what was away.

    `alone` are citizens who come one by one while the database is away, `slowness` how busy the machine was just then.
    """

    stand: Stand
    letters: Record
    desk: Record
    refused: dict[str, list[float]]
    alone: Record
    slowness: float


@pytest.fixture(scope="module")
def storm() -> Iterator[Storm]:
    require(what_is_missing())
    with standing() as stand:
        refused = {}
        with Supervisor(stand.port, stand.session) as supervisor, Crowd(stand.port) as crowd:
            for name, fail in stand.faults().items():
                settle(crowd.record)
                stand.let_duties_come_due(DUE_BEFORE_EACH)
                before = len(crowd.record.refusal_ms)
                for _ in range(AT_MOST if name in REFUSING else 1):
                    fail(AWAY)
                    refused[name] = crowd.record.refusal_ms[before:]
                    if refused[name]:
                        break
            settle(crowd.record)
            wait_until(lambda: supervisor.record.seen[DESK] > 2, "the desk")
        yield Storm(stand, crowd.record, supervisor.record, refused, *refuse_one_by_one(stand))


def refuse_one_by_one(stand: Stand) -> tuple[Record, float]:
    """Let citizens come one after another while the database is away, each from an address of its own."""
    record = Record()
    stand.database.stop()
    try:
        with Slowness() as slowness:
            for _ in range(ALONE):
                citizen = Citizen(stand.port, record)
                citizen.pause = 0.02
                citizen.ask("POST", "/api/v1/messages/", *citizen.letter())
    finally:
        stand.database.start()
    return record, slowness.factor()


def settle(record: Record) -> None:
    """Let everybody be answered whom the last fault has held up: who is refused later is refused by the next."""
    ends, n_refused = time.monotonic() + PATIENCE, -1
    while len(record.refusal_ms) != n_refused and time.monotonic() < ends:
        n_refused = len(record.refusal_ms)
        time.sleep(BETWEEN)


def test_every_accepted_letter_is_one_message_one_duty_one_receipt(storm):
    letters = storm.letters
    print(dict(letters.seen), {name: len(times) for name, times in storm.refused.items()})  # noqa: T201 (shown if it fails)
    assert len(letters.receipts) > 100
    assert letters.given_up == []
    wait_until(lambda: not unswept(storm.stand), "the sweep")
    assert find_faults(storm.stand, letters.receipts) == []


def test_refusals_are_polite_and_quick(storm):
    """How long a hundred wait for each other says how busy the machine is: their time is left to the long form."""
    letters, alone = storm.letters, storm.alone
    assert (letters.rude, storm.desk.rude, alone.rude) == ([], [], [])
    assert storm.refused["database"], "nobody was refused while the database was away"
    assert len(alone.refusal_ms) == ALONE
    assert alone.median_refusal() < 100 * storm.slowness, storm.slowness


def test_without_redis_letters_are_taken_all_the_same(storm):
    assert storm.refused["redis"] == []
    assert storm.letters.seen["asked a question"] > 0


def test_the_sweep_and_the_desk_went_on(storm):
    (breaches,) = storm.stand.database.ask("SELECT count(*) FROM departments_dutyevent WHERE kind = 'breached'")
    assert breaches == (DUE_BEFORE_EACH * len(storm.refused),)
    assert storm.desk.seen[DESK] > 2


def test_mail_leaves_again_when_everything_is_back(storm):
    """What a broken-off worker had in hand waits for a person; everything else was sent, once."""
    waiting = "SELECT count(*) FROM outbox_outboxentry WHERE status = 'pending' AND available_at <= now()"
    wait_until(lambda: storm.stand.database.ask(waiting) == [(0,)], "the outbox")
    assert len(mails_about(storm.stand)) > 0.9 * len(storm.letters.receipts)


def test_a_full_disk_refuses_what_has_files_and_leaves_nothing_half_written(storm):
    require("" if storm.stand.disk.is_mounted else "only root can mount a small disk")
    assert storm.refused["disk"] != []
    strays = stray_files(storm.stand)
    assert len(strays) <= storm.letters.seen["no answer"] + len(storm.refused["database"])
    assert [path.stat().st_size for path in strays if path.stat().st_size < FILE_BYTES] == []
