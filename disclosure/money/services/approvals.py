"""The finance bureau enters the days on which it approved budgets and accounts; each opens a duty to publish."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import officer_actor
from departments.duties.kinds import DutyKind
from departments.duties.services import cancel_duty, open_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.deadlines import candidates, starts_at
from disclosure.money.models import Approval, FinanceBureau, FinanceUnit
from disclosure.money.picture import forget_pictures_on_commit
from disclosure.money.statuses import StatementKind
from foundation.refusals import NotAllowed, Refusal, WrongState

SUBJECT_KIND = "statement"
LONGEST_REASON = 200


class ApprovalEntry(NamedTuple):
    """One line of the bureau's list: which unit's statement of which year was approved on which day."""

    unit: FinanceUnit
    fiscal_year: int
    kind: str
    approved_on: date
    document_number: str = ""


@transaction.atomic
def enter_approvals(
    entries: Sequence[ApprovalEntry], *, bureau: FinanceBureau, by: Officer, at: datetime
) -> list[Approval]:
    """Record the approvals of `entries` and open the duty to publish for each; all of them or none.

    The binding rule is the earliest-ending of those in force on the day of approval. Raises NotAllowed for whoever is
    not of the bureau or for a unit outside its territory, and Refusal for a day to come, a confidential unit or an
    approval that is already there. "Its territory" excludes what a bureau nearer to the unit approves for.
    Source: 财预〔2016〕143号; Budget Law, Article 14; the city's rule of 2014.
    """
    today = timezone.localdate(at)
    if not may(by, "disclosure.enter_approval", bureau.department, today):
        raise NotAllowed(_("Only the finance bureau enters approvals."))
    calendar = current_calendar()
    for entry in entries:
        _require_fit(entry, bureau, today)
    forget_pictures_on_commit()
    return [_approve(entry, by=by, at=at, calendar=calendar) for entry in entries]


@transaction.atomic
def revoke_approval(approval: Approval, *, by: Officer, at: datetime, reason: str) -> Approval:
    """Take back an approval that was entered wrongly, and what was owed under it; then it can be entered anew.

    Raises NotAllowed for whoever is not of the bureau, WrongState when it is revoked already or the statement is
    published, Refusal without a reason.
    """
    approval = (
        Approval.objects.select_for_update(of=("self",)).select_related("unit__department", "duty").get(pk=approval.pk)
    )
    bureau = bureau_for(approval.unit)
    if bureau is None or not may(by, "disclosure.enter_approval", bureau.department, timezone.localdate(at)):
        raise NotAllowed(_("Only the finance bureau enters approvals."))
    if approval.revoked_at is not None:
        raise WrongState(_("This approval is revoked already."))
    if not approval.duty.is_open:
        raise WrongState(_("The statement is published; its approval can't be revoked any more."), code="duty_closed")
    if not reason.strip():
        raise Refusal(_("Say what was wrong with the approval."), code="reason_required")
    approval.revoked_at, approval.revoked_by, approval.revocation_reason = at, by, reason.strip()[:LONGEST_REASON]
    approval.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    cancel_duty(approval.duty, at=at, by=officer_actor(by), reason="approval_revoked")
    forget_pictures_on_commit()
    return approval


def bureau_for(unit: FinanceUnit) -> FinanceBureau | None:
    """Return the bureau whose territory the unit's office lies in, the nearest one; None if there is none."""
    above = unit.department.ancestor_paths()
    found = FinanceBureau.objects.filter(territory__path__in=above).select_related("department", "territory")
    return max(found, key=lambda bureau: len(bureau.territory.path), default=None)


def subject_key(unit: FinanceUnit, fiscal_year: int, kind: str) -> str:
    """Return the key under which the duty to publish is known."""
    return f"{unit.pk}:{fiscal_year}:{kind}"


def _require_fit(entry: ApprovalEntry, bureau: FinanceBureau, today: date) -> None:
    shown = {"unit": entry.unit, "day": entry.approved_on, "year": entry.fiscal_year}
    if bureau_for(entry.unit) != bureau:
        raise NotAllowed(_("%(unit)s does not belong to this finance bureau.") % shown)
    if entry.unit.is_confidential:
        raise Refusal(_("%(unit)s is confidential and publishes nothing.") % shown, code="confidential_unit")
    if entry.approved_on > today:
        raise Refusal(_("%(unit)s: %(day)s is still to come.") % shown, code="future_approval")
    if entry.approved_on.year not in (entry.fiscal_year, entry.fiscal_year + 1):
        text = _("%(unit)s: an approval on %(day)s can't be of the fiscal year %(year)s.")
        raise Refusal(text % shown, code="wrong_fiscal_year")
    if Approval.objects.standing().of_year(entry.fiscal_year, entry.kind).filter(unit=entry.unit).exists():
        raise Refusal(_("%(unit)s: the approval of %(year)s is already entered.") % shown, code="approved_already")


def _approve(entry: ApprovalEntry, *, by: Officer, at: datetime, calendar: WorkCalendar) -> Approval:
    unit = entry.unit
    binding = candidates(entry.approved_on, entry.kind, unit.group, calendar)[0]
    duty = open_duty(
        department=unit.department,
        kind=DutyKind.PUBLICATION,
        subject_kind=SUBJECT_KIND,
        subject_key=subject_key(unit, entry.fiscal_year, entry.kind),
        title=_title(entry),
        rule=binding.rule,
        starts_at=starts_at(entry.approved_on),
        at=at,
        by=officer_actor(by),
        channel=entry.kind,
        calendar=calendar,
    )
    return Approval.objects.create(
        unit=unit,
        fiscal_year=entry.fiscal_year,
        kind=entry.kind,
        approved_on=entry.approved_on,
        document_number=entry.document_number,
        entered_by=by,
        entered_at=at,
        duty=duty,
    )


def _title(entry: ApprovalEntry) -> str:
    """Return what is owed, in the language of the city: duties are public."""
    with override(settings.LANGUAGE_CODE):
        shown = {"kind": StatementKind(entry.kind).label, "year": entry.fiscal_year, "unit": entry.unit}
        return _("Publish the %(kind)s %(year)s: %(unit)s") % shown
