"""An office that is dissolved owes no interpretation and no answer to an order any more: what took its place does.

The duty alone goes on, with its clock: who drafted a policy stays its drafter, an order names the office that it was
addressed to. Where an office was divided, a person decides: its duties stay where they are and become late there.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.journal import lock_duty
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.duties.reasons import MachineReason
from departments.duties.services import transfer_duty
from departments.offices.models import Department

HANDED_OVER = frozenset({DutyKind.INTERPRETATION, DutyKind.ORDER})
"""What is handed over by itself: kinds of duty whose subject follows its duty. Others move with a row of their own."""


def hand_over_duties(*, now: datetime) -> int:
    """Hand such open duties of dissolved offices to their sole heirs; return how many. Can be repeated."""
    today = timezone.localdate(now)
    owed = Duty.objects.open().filter(kind__in=HANDED_OVER, department__dissolved_on__lte=today)
    handed = 0
    for office in Department.objects.filter(pk__in=owed.values("department")).order_by("pk"):
        heir = Department.objects.sole_heir_of(office, today)
        for duty in owed.filter(department=office).order_by("pk") if heir else ():
            handed += _hand_over(duty, heir, now)
    return handed


@transaction.atomic
def _hand_over(duty: Duty, heir: Department, now: datetime) -> bool:
    """Hand the duty over, unless it was met or went elsewhere since it was read."""
    locked = lock_duty(duty)
    if not locked.is_open or locked.department_id != duty.department_id:
        return False
    transfer_duty(locked, to=heir, at=now, by=SYSTEM, reason=MachineReason.OFFICE_ENDED)
    return True
