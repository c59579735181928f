"""Units of finance and their bureaus are kept by administrators; what was published follows where a unit stands now."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.duties.actors import officer_actor
from departments.duties.reasons import MachineReason
from departments.duties.services import transfer_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.models import Approval, FinanceBureau, FinanceUnit, PublicFigures, PublicLine, Statement
from disclosure.money.picture import forget_pictures_on_commit
from disclosure.money.publishing import count_in_city
from disclosure.money.services.meeting import meet_owed
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, Refusal, WrongState

STILL_OWED = gettext_lazy(
    "%(unit)s still owes a statement; have its approval revoked before the unit becomes confidential."
)
NOT_KEPT = gettext_lazy("You may not keep the units of finance of this office.")


@transaction.atomic
def save_unit(unit: FinanceUnit, *, by: Officer, at: datetime) -> FinanceUnit:
    """Store a unit, a new one or a changed one, and let statements, duties and the city's sums follow.

    An office that lost its last unit owes its own statement alone; if the public reads it, the duty is met.
    Raises NotAllowed for whoever doesn't keep the units of the office, also of the one it had before, and Refusal when
    a unit becomes confidential that still owes a statement.
    """
    before = lock_row(FinanceUnit.objects.select_related("department"), unit.pk) if unit.pk else None
    _require_keeper(unit, before, by, at)
    if before and unit.is_confidential and not before.is_confidential and Approval.objects.owed().filter(unit=unit):
        raise Refusal(STILL_OWED % {"unit": unit}, code="statement_owed")
    unit.save()
    if before and before.department_id != unit.department_id:
        _follow_office(unit, by=by, at=at)
    if before and (before.group, before.parent_id) != (unit.group, unit.parent_id):
        count_in_city(FinanceUnit.objects.filter(Q(pk=unit.pk) | Q(parent=unit)))
        meet_owed(FinanceUnit.objects.filter(pk__in=[unit.pk, before.parent_id]), by=by)
    forget_pictures_on_commit()
    return unit


@transaction.atomic
def delete_unit(unit: FinanceUnit, *, by: Officer, at: datetime) -> None:
    """Remove a unit that was entered by mistake; its office may owe its own statement alone, as in `save_unit`.

    Raises NotAllowed for whoever doesn't keep the units of the office, WrongState when something stands on the unit.
    """
    unit = lock_row(FinanceUnit.objects.select_related("department"), unit.pk)
    if not may(by, "disclosure.delete_financeunit", unit.department, timezone.localdate(at)):
        raise NotAllowed(NOT_KEPT)
    try:
        unit.delete()
    except ProtectedError as error:
        raise WrongState(
            _("%(unit)s has units below it, statements or approvals and can't be deleted.") % {"unit": unit}
        ) from error
    meet_owed(FinanceUnit.objects.filter(pk__in=[unit.parent_id]), by=by)
    forget_pictures_on_commit()


@transaction.atomic
def save_bureau(bureau: FinanceBureau, *, by: Officer, at: datetime) -> FinanceBureau:
    """Store which office approves for which territory. Raises NotAllowed for whoever doesn't keep both."""
    action = "change" if bureau.pk else "add"
    for office in (bureau.department, bureau.territory):
        if not may(by, f"disclosure.{action}_financebureau", office, timezone.localdate(at)):
            raise NotAllowed(_("You may not name the finance bureau of this territory."))
    bureau.save()
    return bureau


def _require_keeper(unit: FinanceUnit, before: FinanceUnit | None, by: Officer, at: datetime) -> None:
    permission = "disclosure.change_financeunit" if before else "disclosure.add_financeunit"
    offices = [unit.department, before.department] if before else [unit.department]
    if not all(may(by, permission, office, timezone.localdate(at)) for office in offices):
        raise NotAllowed(NOT_KEPT)


def _follow_office(unit: FinanceUnit, *, by: Officer, at: datetime) -> None:
    """Let what the unit entered, published and owes go over to the office that answers for it now."""
    for rows in (Statement.objects.filter(unit=unit), PublicFigures.objects.filter(unit=unit)):
        rows.update(department=unit.department)
    PublicLine.objects.filter(unit=unit).update(department=unit.department)
    for approval in Approval.objects.standing().filter(unit=unit).select_related("duty"):
        if approval.duty.is_open and approval.duty.department_id != unit.department_id:
            transfer_duty(
                approval.duty, to=unit.department, at=at, by=officer_actor(by), reason=MachineReason.UNIT_MOVED
            )
