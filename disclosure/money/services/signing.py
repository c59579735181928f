"""From a draft to published figures and their corrections: audited at submission, signed by another hand."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.duties.actors import officer_actor
from departments.duties.services import meet_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.audit import Context, Finding, Severity, audit
from disclosure.money.composing import compose, published_entry
from disclosure.money.models import Approval, FinanceUnit, Statement, StatementEvent, StatementFinding
from disclosure.money.picture import forget_pictures_on_commit
from disclosure.money.publishing import working_digest, write_public_rows, write_version
from disclosure.money.services.entry import require_publishing, write_entry
from disclosure.money.services.tables import audit_tables
from disclosure.money.statuses import TRANSITIONS, FindingSeverity, StatementStatus
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, Refusal, WrongState, require_transition

APPROVAL_RULES = frozenset({12})
"""Rules about approval and its period: nobody entered the approvals of what was published elsewhere."""

LONGEST_REASON = 200
LONGEST_EXPLANATION = 500


@transaction.atomic
def submit_statement(statement: Statement, *, by: Officer, at: datetime) -> Statement:
    """Audit a draft, keep the findings and hand it to the signatories.

    It is handed on with open warnings, so that they can be explained; with errors it stays a draft, the findings kept.
    Raises NotAllowed or WrongState, Refusal for a unit that became confidential.
    """
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.submit_statement", at)
    require_transition(TRANSITIONS, statement.status, StatementStatus.SUBMITTED, _("Only a draft can be submitted."))
    require_publishing(statement.unit)
    findings = audit_anew(statement)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return statement
    statement.submitted_by = by
    return _move(statement, StatementStatus.SUBMITTED, by=by, at=at)


@transaction.atomic
def check_draft(statement: Statement, *, by: Officer, at: datetime) -> Statement:
    """Audit a draft and keep what is found beside it, so that it can be mended or explained before it is submitted.

    Raises NotAllowed, or WrongState when it is no draft.
    """
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.change_statement", at)
    if not statement.is_editable:
        raise WrongState(_("Only a draft can be checked."))
    audit_anew(statement)
    return statement


def audit_working_copy(statement: Statement) -> list[Finding]:
    """Return what the rules find in the working copy now; its publication is not asked for before it happened.

    Nor is the approval of what was taken over, as long as none is entered: it could never be corrected.
    """
    approval = Approval.objects.standing_for(statement)
    due_on = approval.duty.due_on if approval else None
    figures = audit(compose(statement, approval), Context(due_on=due_on, is_published=False))
    if statement.taken_over_from and approval is None:
        figures = [finding for finding in figures if finding.rule not in APPROVAL_RULES]
    return [*figures, *audit_tables(statement)]


@transaction.atomic
def explain_finding(finding: StatementFinding, explanation: str, *, by: Officer, at: datetime) -> StatementFinding:
    """Explain a warning in words that are published with the figures; whoever does may not sign them.

    Raises NotAllowed, WrongState when the statement is published or the finding gone, or Refusal.
    """
    statement = _lock(finding.statement)
    _require_permission(statement, by, "disclosure.change_statement", at)
    if statement.status == StatementStatus.PUBLISHED:
        raise WrongState(_("The statement is published; start a restatement first."))
    if not statement.findings.filter(pk=finding.pk).exists():
        raise WrongState(_("This finding is gone: the statement was audited again. Look again."), code="finding_gone")
    if finding.severity != FindingSeverity.WARNING:
        raise Refusal(_("An error can't be explained away; mend the figures."), code="error_not_explainable")
    _require_words(explanation, LONGEST_EXPLANATION, _("Explain the warning; the public will read it."))
    finding.explanation, finding.explained_by, finding.explained_at = explanation.strip(), by, at
    finding.save(update_fields=["explanation", "explained_by", "explained_at"])
    statement.editors.add(by)
    return finding


@transaction.atomic
def return_statement(statement: Statement, *, by: Officer, at: datetime, reason: str) -> Statement:
    """Give a submitted statement back to whoever enters it.

    Who submitted it once may not sign it later, whoever submits it then. Raises NotAllowed, WrongState, Refusal without
    a reason.
    """
    statement = _lock(statement)
    if by.pk != statement.submitted_by_id:
        _require_permission(statement, by, "disclosure.sign_statement", at)
    if statement.status != StatementStatus.SUBMITTED:
        raise WrongState(_("Only a statement that waits for sign-off can be returned."))
    _require_words(reason, LONGEST_REASON, _("Say what is to be mended."))
    if statement.submitted_by:
        statement.editors.add(statement.submitted_by)
    statement.submitted_by = None
    return _move(statement, StatementStatus.DRAFT, by=by, at=at, reason=reason)


@transaction.atomic
def sign_statement(statement: Statement, *, by: Officer, at: datetime, seen: str = "") -> Statement:
    """Publish a submitted statement as an unchangeable version; the first time the duty to publish is met.

    `seen` is the `working_digest` of what the signatory read; when given and no longer true, nothing is signed. The
    figures are audited once more: an error blocks, a warning must be explained. Nobody signs what they entered,
    explained or submitted. Raises NotAllowed, WrongState or Refusal.
    """
    lock_row(FinanceUnit.objects.all(), statement.unit_id)  # before its statement, as `save_unit` does
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.sign_statement", at)
    if statement.status != StatementStatus.SUBMITTED:
        raise WrongState(_("Only a statement that waits for sign-off can be signed."))
    _require_other_hand(statement, by)
    require_publishing(statement.unit)
    if seen and seen != working_digest(statement):
        raise WrongState(_("The statement was changed after you opened it; read it again before you sign."))
    audit_anew(statement)
    _require_clean(statement)
    if seen and seen != working_digest(statement):
        text = _("The audit finds something else than at submission; return the statement so that it is looked at.")
        raise WrongState(text, code="audit_changed")
    is_first = statement.first_published_at is None
    version = write_version(statement, by=by, at=at)
    statement.current_version = version
    statement.first_published_at = statement.first_published_at or at
    statement.restatement_reason = ""
    statement.signed_by = by
    statement.editors.clear()
    write_public_rows(statement, version)
    _move(statement, StatementStatus.PUBLISHED, by=by, at=at)
    if is_first:
        _meet(statement, by=by, at=at)
    forget_pictures_on_commit()
    return statement


@transaction.atomic
def start_restatement(statement: Statement, *, by: Officer, at: datetime, reason: str) -> Statement:
    """Open published figures for a correction; the public keeps the old version until the new one is signed.

    `reason` is published with the new version. Raises NotAllowed, WrongState, or Refusal without a reason.
    """
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.change_statement", at)
    if statement.status != StatementStatus.PUBLISHED:
        raise WrongState(_("Only published figures can be restated."))
    _require_words(reason, LONGEST_REASON, _("Say what is restated and why; the public will read it."))
    statement.submitted_by, statement.restatement_reason = None, reason.strip()
    statement.editors.add(by)
    return _move(statement, StatementStatus.DRAFT, by=by, at=at, reason=reason.strip())


@transaction.atomic
def drop_restatement(statement: Statement, *, by: Officer, at: datetime) -> Statement:
    """Give up a correction: the working copy becomes again what the public reads. Raises NotAllowed or WrongState."""
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.change_statement", at)
    version = statement.current_version
    if statement.status != StatementStatus.DRAFT or version is None:
        raise WrongState(_("There is no restatement under way."))
    write_entry(statement, published_entry(version))
    statement.findings.all().delete()
    statement.restatement_reason = ""
    statement.editors.clear()
    return _move(statement, StatementStatus.PUBLISHED, by=by, at=at, reason=str(_("Restatement given up.")))


@transaction.atomic
def delete_draft(statement: Statement, *, by: Officer, at: datetime) -> None:
    """Remove a draft that never left the desk it was entered at. Raises NotAllowed or WrongState."""
    statement = _lock(statement)
    _require_permission(statement, by, "disclosure.change_statement", at)
    if statement.status != StatementStatus.DRAFT or statement.events.exists():
        raise WrongState(_("Only a draft that was never submitted can be deleted."))
    statement.delete()


def _lock(statement: Statement) -> Statement:
    return lock_row(Statement.objects.select_related("unit__parent", "department", "current_version"), statement.pk)


def _require_permission(statement: Statement, by: Officer, permission: str, at: datetime) -> None:
    if not may(by, permission, statement.department, timezone.localdate(at)):
        raise NotAllowed(_("You may not do this with statements of this office."))


def _require_other_hand(statement: Statement, by: Officer) -> None:
    """Refuse the signature of whoever had a hand in the figures: nobody takes two steps on the same statement."""
    is_editor = statement.editors.filter(pk=by.pk).exists()
    if by.pk == statement.submitted_by_id or is_editor:
        raise NotAllowed(_("Whoever entered, explained or submitted a statement can't sign it."), code="own_statement")


def _require_words(text: str, longest: int, message: str) -> None:
    if not text.strip():
        raise Refusal(message, code="reason_required")
    if len(text) > longest:
        raise Refusal(
            _("The text is too long: %(longest)s characters at most.") % {"longest": longest}, code="too_long"
        )


def audit_anew(statement: Statement) -> list[Finding]:
    """Audit the working copy and keep the findings, in the language of the city: they are published."""
    with override(settings.LANGUAGE_CODE):
        findings = audit_working_copy(statement)
        _keep_findings(statement, findings)
    return findings


def _keep_findings(statement: Statement, findings: list[Finding]) -> None:
    """Store the findings of this audit; an explanation stays with the finding that is found again."""
    explained = {
        finding.key: finding for finding in statement.findings.exclude(explanation="").select_related("explained_by")
    }
    statement.findings.all().delete()
    rows = {row.key: row for row in (finding_row(statement, finding) for finding in findings)}
    for key, row in rows.items():
        if before := explained.get(key):
            row.explanation, row.explained_by = before.explanation, before.explained_by
            row.explained_at = before.explained_at
    StatementFinding.objects.bulk_create(rows.values())


def finding_row(statement: Statement, finding: Finding) -> StatementFinding:
    """Return the row of a finding, not yet stored and not explained."""
    return StatementFinding(
        statement=statement,
        key=_key(finding),
        rule=finding.rule,
        severity=finding.severity,
        message=finding.message,
        places=list(finding.places),
    )


def _key(finding: Finding) -> str:
    """Return what makes a finding the same in the next audit: its rule, places and what it says."""
    said = "|".join((str(finding.rule), *finding.places, finding.message))
    return hashlib.sha256(said.encode()).hexdigest()


def _require_clean(statement: Statement) -> None:
    findings = list(statement.findings.all())
    errors = [finding for finding in findings if finding.severity == FindingSeverity.ERROR]
    if errors:
        text = _("The audit finds %(count)s errors; the first: %(first)s")
        raise Refusal(text % {"count": len(errors), "first": errors[0].message}, code="audit_errors")
    unexplained = [finding for finding in findings if not finding.explanation]
    if unexplained:
        text = _("%(count)s warnings lack an explanation; the first: %(first)s")
        raise Refusal(text % {"count": len(unexplained), "first": unexplained[0].message}, code="warnings_unexplained")


def _move(statement: Statement, status: str, *, by: Officer, at: datetime, reason: str = "") -> Statement:
    before, statement.status = statement.status, status
    statement.save()
    StatementEvent.objects.create(
        statement=statement, old_status=before, new_status=status, by=by, at=at, reason=reason[:LONGEST_REASON]
    )
    return statement


def _meet(statement: Statement, *, by: Officer, at: datetime) -> None:
    """Meet the duty that the approval opened, once the widest scope that the unit owes is published."""
    if statement.scope != statement.unit.widest_scope:
        return
    approval = Approval.objects.standing_for(statement)
    if approval is not None and approval.duty.is_open:
        meet_duty(approval.duty, at=at, by=officer_actor(by))
