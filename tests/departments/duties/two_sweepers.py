"""Two operating-system processes sweep at once, round after round; one of them is killed (-9) at a random moment.

A script of its own, so that it forks before anything of a test is open: `two_sweepers.py DEPARTMENT ROUNDS SEED`.
Prints in how many rounds the victim died before its sweep was finished.
"""

import multiprocessing
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from zoneinfo import ZoneInfo

import django

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=CHINA)
DUTIES, BATCH = 300, 40


def open_duties(department_id: int, number: int, dice: random.Random) -> None:
    """Open duties of which most are overdue on `NOW`, on days near and far."""
    from departments.calendar.current import current_calendar
    from departments.duties.actors import SYSTEM
    from departments.duties.kinds import DutyKind
    from departments.duties.rules import rule_in_force
    from departments.duties.taking_over import PastDuty, take_over_duties
    from departments.models import Department

    department, rule = Department.objects.get(pk=department_id), rule_in_force("reply-7-days", NOW.date())
    past = [
        PastDuty(
            department=department,
            kind=DutyKind.REPLY,
            channel="leader",
            subject_kind="round",
            subject_key=f"{number}-{place}",
            title=f"{number}-{place}",
            rule=rule,
            starts_at=NOW - timedelta(minutes=dice.randrange(1, 60 * 24 * 60)),
            met_at=None,
        )
        for place in range(DUTIES)
    ]
    take_over_duties(past, calendar=current_calendar(), by=SYSTEM)


def fork_sweeper(barrier: Barrier) -> int:
    """Fork a child that sweeps once the barrier falls; return its process id."""
    child = os.fork()
    if child:
        return child
    from departments.duties.sweeping import sweep

    code = 1
    try:
        barrier.wait(timeout=30)
        sweep(now=NOW)
        code = 0
    finally:
        os._exit(code)


def hold_round(dice: random.Random, longest: float) -> tuple[bool, float]:
    """Let two sweep at once and kill the first; return whether it died in the middle, and how long the other took."""
    barrier = multiprocessing.get_context("fork").Barrier(3)
    victim, survivor = fork_sweeper(barrier), fork_sweeper(barrier)
    barrier.wait(timeout=30)
    begun = time.monotonic()
    time.sleep(dice.uniform(0, longest))
    os.kill(victim, signal.SIGKILL)
    _pid, fate = os.waitpid(victim, 0)
    _pid, code = os.waitpid(survivor, 0)
    if code:
        raise SystemExit("the survivor failed")
    return os.WIFSIGNALED(fate), time.monotonic() - begun


def main(department_id: int, rounds: int, seed: int) -> None:
    from django.db import connections

    from departments.duties import sweeping

    sweeping.BATCH = BATCH
    dice, longest, cut_short = random.Random(seed), 0.15, 0
    for number in range(rounds):
        open_duties(department_id, number, dice)
        connections.close_all()  # children must not share a connection
        was_cut, took = hold_round(dice, longest)
        cut_short += was_cut
        longest = 0.5 * longest + 0.5 * min(took, 1.0)
    sys.stdout.write(f"{cut_short}\n")


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
