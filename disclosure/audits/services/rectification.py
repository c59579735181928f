"""Rectification: demanded by the auditors, reported by the office, accepted by the auditors or sent back.

The duty begins on the day on which the demand was delivered, and is met as of the day of the report that the auditors
accept: their own slowness makes no office late. A report that is sent back counts for nothing; the clock went on.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.calendar.current import current_calendar
from departments.duties.actors import officer_actor
from departments.duties.kinds import DutyKind
from departments.duties.reasons import MachineReason
from departments.duties.services import cancel_duty, meet_duty, open_duty, rule_in_force
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.audits.models import LONGEST_TEXT, AuditFinding, AuditReport, RectificationEvent
from disclosure.audits.statuses import TRANSITIONS, RectificationStatus
from disclosure.items.models import Item
from disclosure.money.deadlines import starts_at
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, Refusal, WrongState, require_transition

RULE = "rectify-60-days"
"""The city's own choice; an administrator enters further versions of the row."""

SUBJECT_KIND = "audit_finding"


@transaction.atomic
def demand_rectification(report: AuditReport, *, by: Officer, at: datetime, delivered_on: date) -> list[AuditFinding]:
    """Open the duty of each finding of a published report that demands rectification, and return these findings.

    `delivered_on` is the local day on which the offices were told, also before the publication; the clock starts then.
    Raises NotAllowed unless an auditor of the auditing office asks, WrongState while the report is not public, Refusal
    for a day to come, for one in a year without rule, or when no finding waits to be demanded.
    """
    item = lock_row(Item.objects.select_related("department"), report.item_id)
    today = timezone.localdate(at)
    if not may(by, "disclosure.demand_rectification", item.department, today):
        raise NotAllowed(_("Only auditors of the auditing office demand rectification."))
    if not item.is_public:
        raise WrongState(_("Duties are public: publish the report first, then demand rectification."))
    if delivered_on > today:
        raise Refusal(_("The day of delivery is still to come."), code="future_delivery")
    planned = report.findings.filter(status=RectificationStatus.PLANNED).select_related("department", "report__item")
    findings = list(planned.order_by("position"))
    if not findings:
        raise Refusal(_("No finding of this report waits to be demanded."), code="nothing_planned")
    rule, calendar = rule_in_force(RULE, delivered_on), current_calendar()
    for finding in findings:
        finding.duty = open_duty(
            department=finding.department,
            kind=DutyKind.RECTIFICATION,
            subject_kind=SUBJECT_KIND,
            subject_key=str(finding.pk),
            title=_title(finding),
            rule=rule,
            starts_at=starts_at(delivered_on),
            at=at,
            by=officer_actor(by),
            channel=report.kind,
            calendar=calendar,
        )
        _move(finding, RectificationStatus.OPEN, by=by, at=at)
    return findings


@transaction.atomic
def report_rectification(finding: AuditFinding, *, by: Officer, at: datetime, words: str) -> AuditFinding:
    """Tell the auditors, and the public, what the office did. Raises NotAllowed, WrongState or Refusal."""
    finding = _lock(finding)
    office = finding.duty.department if finding.duty else finding.department
    if not may(by, "disclosure.report_rectification", office, timezone.localdate(at)):
        raise NotAllowed(_("Only the office that owes the rectification reports it."))
    if finding.status != RectificationStatus.OPEN:
        raise WrongState(_("No rectification of this finding is owed now."))
    _require_words(words, _("Say what was done; the public will read it."))
    finding.rectification, finding.reported_at, finding.reported_by = words.strip(), at, by
    return _move(finding, RectificationStatus.REPORTED, by=by, at=at, words=words.strip())


@transaction.atomic
def accept_rectification(finding: AuditFinding, *, by: Officer, at: datetime) -> AuditFinding:
    """Accept what was reported: the duty is met as of the day of the report.

    Another person than the one who reported, and an auditor of the auditing office. Raises NotAllowed or WrongState.
    """
    finding = _lock(finding)
    _require_auditor(finding, by, at)
    if finding.status != RectificationStatus.REPORTED or finding.duty is None or finding.reported_at is None:
        raise WrongState(_("Only a reported rectification can be accepted."))
    if finding.reported_by_id == by.pk:
        raise NotAllowed(_("Whoever reported a rectification can't accept it."), code="own_report")
    finding.accepted_at = at
    meet_duty(finding.duty, at=finding.reported_at, by=officer_actor(by))
    return _move(finding, RectificationStatus.ACCEPTED, by=by, at=at)


@transaction.atomic
def reject_rectification(finding: AuditFinding, *, by: Officer, at: datetime, reason: str) -> AuditFinding:
    """Send a report back: it counts for nothing, the clock has gone on. Raises NotAllowed, WrongState or Refusal."""
    finding = _lock(finding)
    _require_auditor(finding, by, at)
    if finding.status != RectificationStatus.REPORTED:
        raise WrongState(_("Only a reported rectification can be sent back."))
    _require_words(reason, _("Say what is still to be rectified."))
    finding.rectification, finding.reported_at, finding.reported_by = "", None, None
    return _move(finding, RectificationStatus.OPEN, by=by, at=at, words=reason.strip())


@transaction.atomic
def drop_demand(finding: AuditFinding, *, by: Officer, at: datetime, reason: str) -> AuditFinding:
    """Take a demand back that was wrong; its duty is cancelled. Raises NotAllowed, WrongState or Refusal."""
    finding = _lock(finding)
    _require_auditor(finding, by, at)
    message = _("Only what is owed can be taken back.")
    require_transition(TRANSITIONS, finding.status, RectificationStatus.DROPPED, message)
    _require_words(reason, _("Say why the demand is taken back; the public will read it."))
    if finding.duty is not None:
        cancel_duty(finding.duty, at=at, by=officer_actor(by), reason=MachineReason.DEMAND_DROPPED)
    return _move(finding, RectificationStatus.DROPPED, by=by, at=at, words=reason.strip())


def _lock(finding: AuditFinding) -> AuditFinding:
    rows = AuditFinding.objects.select_related("report__item__department", "department", "duty__department")
    return lock_row(rows, finding.pk)


def _require_auditor(finding: AuditFinding, by: Officer, at: datetime) -> None:
    if not may(by, "disclosure.accept_rectification", finding.report.department, timezone.localdate(at)):
        raise NotAllowed(_("Only auditors of the auditing office decide about a rectification."))


def _require_words(words: str, message: str) -> None:
    if not words.strip():
        raise Refusal(message, code="words_missing")
    if len(words) > LONGEST_TEXT:
        raise Refusal(_("The text is too long: %(longest)s characters at most.") % {"longest": LONGEST_TEXT})


def _move(finding: AuditFinding, status: str, *, by: Officer, at: datetime, words: str = "") -> AuditFinding:
    before, finding.status = finding.status, status
    finding.save()
    RectificationEvent.objects.create(
        finding=finding, status_before=before, status_after=status, by=by, at=at, words=words
    )
    return finding


def _title(finding: AuditFinding) -> str:
    """Return what is owed, in the language of the city, without the words of the finding."""
    with override(settings.LANGUAGE_CODE):
        shown = {"year": finding.report.fiscal_year, "number": finding.position, "office": finding.report.department}
        return _("Rectify finding %(number)s of the audit %(year)s by %(office)s") % shown
