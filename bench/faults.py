"""Everything fails in turn while a hundred citizens send letters: what is kept, how refusals are told, how many pass.

    python -m bench faults                     three rounds of all faults, some minutes
    python -m bench faults --rounds 1 --seconds 5

Runs a production host of its own: Debian's PostgreSQL 15 with fsync and synchronous_commit, Redis, two web processes,
worker, clock; limits and guards on, every citizen with an address of its own. Afterwards it counts: every accepted
letter is one message, one duty, one receipt. Targets: nothing lost; refusals polite, their median under 100 ms; the
accepted rate at least 0.4 of a bare Django view with one INSERT under the same server, both measured in turn.
"""

import argparse
import statistics
import sys
import time
from collections import Counter

from bench.sweep import say
from config.embedded.ports import free_ports, is_listening
from tests.operations.citizens import HANDS, Citizen, Crowd, Receipt, Slowness, Supervisor
from tests.operations.stand import Stand, standing, what_is_missing
from tests.operations.tally import find_faults, mails_about, stray_files, unswept
from tests.processes import Process, wait_until

DUE_BEFORE_EACH = 10
BARE_TABLE = (
    "CREATE TABLE bare_letter (id bigserial PRIMARY KEY, subject text NOT NULL, text text NOT NULL, name text NOT NULL,"
    " phone text NOT NULL, email text NOT NULL, received_at timestamptz NOT NULL DEFAULT now())"
)


class Sender(Citizen):
    """A citizen who sends through the interface only, the same letter to ours and to the bare reference."""

    def write(self) -> None:
        receipt = self.write_by_machine()
        if receipt is not None:
            self.record.receipts.append(receipt)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often everything fails, and how often rates are taken"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of work between two faults, and of each rate")
    parser.add_argument("--away", type=float, default=4.0, help="seconds for which a part is away")
    parser.add_argument("--hands", type=int, default=HANDS)
    chosen = parser.parse_args(arguments)
    if missing := what_is_missing():
        sys.exit(missing)
    with standing() as stand:
        say(f"PostgreSQL {stand.database.ask('SHOW server_version')[0][0]}, fsync and synchronous_commit on")
        letters = measure_rates(stand, chosen)
        letters += storm(stand, chosen)
        settle(stand, letters)


def measure_rates(stand: Stand, chosen: argparse.Namespace) -> list[Receipt]:
    """Print the accepted rates of ours and of the bare view, taken in turn; return the receipts of ours."""
    port = free_ports(1)[0]
    stand.database.ask(BARE_TABLE)
    bare = Process(
        *stand.web_command("bench.bare_letter:application", port), env=stand.env, log=stand.folder / "bare.log"
    )
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    receipts: list[Receipt] = []
    try:
        wait_until(lambda: is_listening(port), "the bare view")
        for turn in range(-1, chosen.rounds):
            for name, at in (("ours", stand.port), ("bare", port)):
                with Crowd(at, chosen.hands, citizen=Sender) as crowd:
                    time.sleep(chosen.seconds)
                if turn >= 0:  # the first turn of each is for threads and connections that nobody used yet
                    rates[name].append(len(crowd.record.receipts) / crowd.seconds)
                receipts += crowd.record.receipts if name == "ours" else []
                if crowd.record.rude:
                    sys.exit(f"{name}: {crowd.record.rude[0]}")
    finally:
        bare.kill()
    ours, theirs = (statistics.median(rates[name]) for name in ("ours", "bare"))
    say(f"{'accepted, ours':44} {ours:8.1f} letters/s  ({words(rates['ours'])})")
    say(f"{'accepted, bare view with one INSERT':44} {theirs:8.1f} letters/s  ({words(rates['bare'])})")
    say(f"{'ours / bare (target >= 0.4)':44} {ours / theirs:8.2f}")
    return receipts


def storm(stand: Stand, chosen: argparse.Namespace) -> list[Receipt]:
    """Let everything fail in turn and print what citizens saw; return their receipts."""
    faults = stand.faults()
    with (
        Slowness() as slowness,
        Supervisor(stand.port, stand.session) as desk,
        Crowd(stand.port, chosen.hands) as crowd,
    ):
        for _ in range(chosen.rounds):
            for name, fail in faults.items():
                time.sleep(chosen.seconds)
                stand.let_duties_come_due(DUE_BEFORE_EACH)
                before = len(crowd.record.refusal_ms)
                fail(chosen.away)
                refused = len(crowd.record.refusal_ms) - before
                say(f"  {name:12} {refused:6} refused, {len(crowd.record.receipts):6} accepted so far")
        time.sleep(chosen.seconds)
    record = crowd.record
    say(f"{'accepted in the storm':44} {len(record.receipts):8}  ({len(record.receipts) / crowd.seconds:.1f}/s)")
    say(f"{'refused, polite':44} {len(record.refusal_ms):8}")
    beside = f"(work takes {slowness.factor():.1f} times as long as alone)"
    say(f"{'refused, median (target < 100)':44} {record.median_refusal():8.1f} ms  {beside}")
    say(f"{'no answer, sent again':44} {record.seen['no answer']:8}")
    say(f"{'answers that are neither (target 0)':44} {len(record.rude) + len(desk.record.rude):8}")
    say(f"{'citizens who gave up (target 0)':44} {len(record.given_up):8}")
    for one in [*record.rude, *desk.record.rude][:5]:
        say(f"    {one}")
    say(f"{'pages of the desk read meanwhile':44} {desk.record.seen['GET /supervision/ 200']:8}")
    return record.receipts


def settle(stand: Stand, letters: list[Receipt]) -> None:
    """Count up when the sweep is through; end with an error if anything is lost or twice."""
    wait_until(lambda: not unswept(stand), "the sweep")
    faults = find_faults(stand, letters)
    mails: Counter = mails_about(stand)
    say(f"{'receipts in citizens hands':44} {len(letters):8}")
    say(f"{'lost, twice or damaged (target 0)':44} {len(faults):8}")
    say(f"{'receipt mails sent so far, each once':44} {len(mails):8}")
    say(f"{'files of transactions that broke off':44} {len(stray_files(stand)):8}")
    if faults:
        sys.exit("\n".join(faults[:20]))


def words(rates: list[float]) -> str:
    return f"{min(rates):.1f} to {max(rates):.1f}"
