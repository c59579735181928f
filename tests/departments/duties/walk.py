"""A random walk of one duty after another through every service; what is refused changes nothing and is fine."""

import random
from datetime import datetime, timedelta

from departments.calendar.current import current_calendar
from departments.duties.actors import SYSTEM
from departments.duties.kinds import DutyKind
from departments.duties.services import (
    annul_breach,
    cancel_duty,
    extend_duty,
    meet_duty,
    open_duty,
    restart_duty,
    resume_duty,
    suspend_duty,
    transfer_duty,
)
from departments.duties.sums import fold_deltas
from departments.duties.sweeping import sweep
from departments.models import DeadlineRule, Department, Duty
from foundation.refusals import Refusal

CODES = ("reply-7-days", "reply-5-working-days", "one-month", "walk-hours")


def rules() -> list[DeadlineRule]:
    """Return rules of every unit."""
    DeadlineRule.objects.get_or_create(
        code="walk-hours",
        defaults={"name": "30小时", "quantity": 30, "unit": "hour", "in_force_from": "2010-01-01", "source": "测试"},
    )
    return list(DeadlineRule.objects.filter(code__in=CODES).order_by("code"))


def step(dice: random.Random, offices: list[Department], laws: list[DeadlineRule], start: datetime) -> None:
    """Do one random thing at a random moment of two months."""
    at = start + timedelta(minutes=dice.randrange(60 * 24 * 60))
    duties = list(Duty.objects.order_by("pk"))
    if not duties or dice.random() < 0.3:
        open_duty(
            department=dice.choice(offices),
            kind=dice.choice(list(DutyKind)),
            subject_kind="walk",
            subject_key=str(dice.randrange(10**9)),
            title="walk",
            channel=dice.choice(["leader", "office"]),
            rule=dice.choice(laws),
            starts_at=at,
            at=at,
            by=SYSTEM,
        )
        return
    duty, when = dice.choice(duties), {"at": at, "by": SYSTEM}
    action = dice.choice(
        [
            lambda: meet_duty(duty, **when),
            lambda: meet_duty(duty, **when),
            lambda: cancel_duty(duty, **when, reason="walk"),
            lambda: transfer_duty(duty, to=dice.choice(offices), **when, reason="walk"),
            lambda: suspend_duty(duty, **when, reason="walk"),
            lambda: resume_duty(duty, **when, reason="walk"),
            lambda: restart_duty(duty, **when, reason="walk"),
            lambda: extend_duty(duty, quantity=dice.randrange(1, 9), **when, reason="walk"),
            lambda: annul_breach(duty, **when, reason="walk"),
            lambda: sweep(now=at),
            fold_deltas,
        ]
    )
    try:
        action()
    except Refusal:
        return


def walk(seed: int, steps: int, offices: list[Department], start: datetime) -> None:
    """Take so many steps; the same seed takes the same ones."""
    dice, laws = random.Random(seed), rules()
    assert current_calendar().years
    for _ in range(steps):
        step(dice, offices, laws, start)
