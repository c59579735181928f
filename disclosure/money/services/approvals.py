"""The finance bureau enters the days on which it approved budgets and accounts; each opens a duty to publish."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import officer_actor
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.duties.reasons import MachineReason
from departments.duties.services import cancel_duty, open_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.deadlines import Candidate, candidates, starts_at
from disclosure.money.models import Approval, FinanceBureau, FinanceUnit, Statement
from disclosure.money.picture import forget_pictures_on_commit
from disclosure.money.publishing import hold_units
from disclosure.money.services.meeting import meet_if_published
from disclosure.money.statuses import StatementKind
from foundation.locking import lock_row
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

    The binding rule is the earliest-ending of those in force on the day of approval. What the public reads already is
    owed no more. Raises NotAllowed for whoever is not of the bureau, or the first refusal of `check_approvals`. Two
    officers who enter at once wait for each other, and for whoever publishes or changes what they enter.
    Source: 财预〔2016〕143号; Budget Law, Article 14; the city's rule of 2014.
    """
    bureau = lock_row(FinanceBureau.objects.select_related("department", "territory"), bureau.pk)
    entries = _held(entries)
    refusals = check_approvals(entries, bureau=bureau, by=by, at=at)
    if refusals:
        raise refusals[min(refusals)]
    calendar = current_calendar()
    binding = binding_rules(entries, calendar)
    forget_pictures_on_commit()
    approvals = [
        _approve(entry, rules[0], by=by, at=at, calendar=calendar)
        for entry, rules in zip(entries, binding, strict=True)
    ]
    _meet_published(approvals, by=by)
    return approvals


def check_approvals(
    entries: Sequence[ApprovalEntry], *, bureau: FinanceBureau, by: Officer, at: datetime
) -> dict[int, Refusal]:
    """Return what stands against each entry, by its place in the list; empty if all can be entered.

    Refused are a day to come, another fiscal year, a day on which no rule is in force, a confidential unit, an approval
    that is already there, a unit named twice, and one outside the territory, which excludes what a bureau nearer to
    the unit approves for. Raises NotAllowed for whoever is not of the bureau.
    """
    if not may(by, "disclosure.enter_approval", bureau.department, timezone.localdate(at)):
        raise NotAllowed(_("Only the finance bureau enters approvals."))
    units = [entry.unit.pk for entry in entries]
    own = set(FinanceUnit.objects.in_territory(bureau).filter(pk__in=units).values_list("pk", flat=True))
    standing = set(Approval.objects.standing().filter(unit__in=units).values_list("unit", "fiscal_year", "kind"))
    calendar = current_calendar()
    known: dict[Any, Refusal | None] = {}
    found: dict[int, Refusal] = {}
    for place, entry in enumerate(entries):
        key = (entry.unit.pk, entry.fiscal_year, entry.kind)
        refusal = (
            _unfit_unit(entry, own)
            or _unfit_day(entry, timezone.localdate(at))
            or _entered(entry, is_known=key in standing)
            or _no_rule(entry, calendar, known)
        )
        if refusal:
            found[place] = refusal
        standing.add(key)
    return found


def binding_rules(entries: Sequence[ApprovalEntry], calendar: WorkCalendar) -> list[list[Candidate]]:
    """Return for each entry the rules in force on its day, the binding one first; entries alike are reckoned once."""
    known: dict[tuple[date, str, str], list[Candidate]] = {}
    found = []
    for entry in entries:
        key = (entry.approved_on, entry.kind, entry.unit.group)
        if key not in known:
            known[key] = candidates(*key, calendar)
        found.append(known[key])
    return found


@transaction.atomic
def revoke_approval(approval: Approval, *, by: Officer, at: datetime, reason: str) -> Approval:
    """Take back an approval that was entered wrongly, and what was owed under it; then it can be entered anew.

    Raises NotAllowed for whoever is not of the bureau, WrongState when it is revoked already or the statement is
    published, Refusal without a reason.
    """
    approval = lock_row(Approval.objects.select_related("unit__department", "duty"), approval.pk)
    if not may_approve(by, approval.unit, timezone.localdate(at)):
        raise NotAllowed(_("Only the finance bureau enters approvals."))
    if approval.revoked_at is not None:
        raise WrongState(_("This approval is revoked already."))
    if not approval.duty.is_open:
        raise WrongState(_("The statement is published; its approval can't be revoked any more."), code="duty_closed")
    if not reason.strip():
        raise Refusal(_("Say what was wrong with the approval."), code="reason_required")
    approval.revoked_at, approval.revoked_by, approval.revocation_reason = at, by, reason.strip()[:LONGEST_REASON]
    approval.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    cancel_duty(approval.duty, at=at, by=officer_actor(by), reason=MachineReason.APPROVAL_REVOKED)
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


def subject_of(duty: Duty) -> dict[str, str] | None:
    """Return which unit, year and kind a duty to publish is about; None for a duty about something else."""
    if duty.subject_kind != SUBJECT_KIND:
        return None
    return dict(zip(("unit", "year", "kind"), duty.subject_key.split(":"), strict=True))


def may_approve(officer: Officer, unit: FinanceUnit, today: date) -> bool:
    """Tell whether the officer is of the bureau that approves for the unit."""
    bureau = bureau_for(unit)
    return bureau is not None and may(officer, "disclosure.enter_approval", bureau.department, today)


def _held(entries: Sequence[ApprovalEntry]) -> list[ApprovalEntry]:
    """Return the entries with their units as they are now, held until the transaction ends."""
    keys = [entry.unit.pk for entry in entries]
    hold_units(keys)
    units = FinanceUnit.objects.select_related("department").in_bulk(keys)
    return [entry._replace(unit=units.get(entry.unit.pk, entry.unit)) for entry in entries]


def _unfit_unit(entry: ApprovalEntry, own: set[int]) -> Refusal | None:
    if entry.unit.pk not in own:
        return NotAllowed(_("%(unit)s does not belong to this finance bureau.") % {"unit": entry.unit})
    if entry.unit.is_confidential:
        text = _("%(unit)s is confidential and publishes nothing.")
        return Refusal(text % {"unit": entry.unit}, code="confidential_unit")
    return None


def _unfit_day(entry: ApprovalEntry, today: date) -> Refusal | None:
    shown = {"unit": entry.unit, "day": entry.approved_on, "year": entry.fiscal_year}
    if entry.approved_on > today:
        return Refusal(_("%(unit)s: %(day)s is still to come.") % shown, code="future_approval")
    if entry.approved_on.year not in (entry.fiscal_year, entry.fiscal_year + 1):
        text = _("%(unit)s: an approval on %(day)s can't be of the fiscal year %(year)s.")
        return Refusal(text % shown, code="wrong_fiscal_year")
    return None


def _entered(entry: ApprovalEntry, *, is_known: bool) -> Refusal | None:
    if not is_known:
        return None
    text = _("%(unit)s: the approval of %(year)s is already entered.")
    return Refusal(text % {"unit": entry.unit, "year": entry.fiscal_year}, code="approved_already")


def _no_rule(entry: ApprovalEntry, calendar: WorkCalendar, known: dict[Any, Refusal | None]) -> Refusal | None:
    key = (entry.approved_on, entry.kind, entry.unit.group)
    if key not in known:
        known[key] = None
        try:
            candidates(*key, calendar)
        except Refusal as refusal:
            known[key] = refusal
    return known[key]


def _approve(
    entry: ApprovalEntry, binding: Candidate, *, by: Officer, at: datetime, calendar: WorkCalendar
) -> Approval:
    unit = entry.unit
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


def _meet_published(approvals: Sequence[Approval], *, by: Officer) -> None:
    units = {approval.unit_id for approval in approvals}
    public = set(Statement.objects.public().filter(unit__in=units).values_list("unit", "fiscal_year", "kind"))
    for approval in approvals:
        if (approval.unit_id, approval.fiscal_year, approval.kind) in public:
            meet_if_published(approval, by=by)


def _title(entry: ApprovalEntry) -> str:
    """Return what is owed, in the language of the city: duties are public."""
    with override(settings.LANGUAGE_CODE):
        shown = {"kind": StatementKind(entry.kind).label, "year": entry.fiscal_year, "unit": entry.unit}
        return _("Publish the %(kind)s %(year)s: %(unit)s") % shown
