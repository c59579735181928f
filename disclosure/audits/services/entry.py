"""Entering the facts of an audit, while the item that carries them is on its author's desk for the first time.

Whoever enters a fact becomes an editor of the item and so may not sign it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from disclosure.audits.contractors import looks_like_person
from disclosure.audits.models import AuditedProject, AuditFinding, AuditReport
from disclosure.audits.statuses import RectificationStatus
from disclosure.audits.sums import reduction
from disclosure.items.models import Item
from foundation.locking import lock_row
from foundation.personal.finding import Kind, find_personal
from foundation.refusals import NotAllowed, Refusal, WrongState

MOST_PROJECTS = 2_000
"""Of one report; a city's year has a few hundred."""

FACTS_FIXED = gettext_lazy("The item has left the author's desk; what an audit found is fixed from then on.")

NUMBERS_OF_PERSONS = frozenset({Kind.IDENTITY, Kind.BANK_CARD, Kind.MOBILE})


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """One audited project as it is entered; amounts in yuan."""

    name: str
    owner: Department
    contractor: str
    submitted: Decimal
    approved: Decimal
    audited_on: date
    is_contractor_confirmed: bool = False
    auditor: str = ""
    findings_text: str = ""


@transaction.atomic
def save_report(report: AuditReport, *, by: Officer, at: datetime) -> AuditReport:
    """Store the facts of a report beside the item that carries it.

    Raises NotAllowed unless `by` is an auditor of the item's office, WrongState once the item has left the desk.
    """
    item = _lock(report.item, by=by, at=at)
    stored = AuditReport.objects.filter(pk=report.pk).select_related("item").first() if report.pk else None
    if stored is not None and stored.item_id != item.pk:
        raise WrongState(_("The item that carries a report can't be exchanged."), code="item_fixed")
    _require_harmless(report.summary)
    report.save()
    item.editors.add(by)
    return report


@transaction.atomic
def save_project(project: AuditedProject, *, by: Officer, at: datetime) -> AuditedProject:
    """Store a project of a report; the reduction is reckoned here, and a new project gets the next number.

    Raises NotAllowed, WrongState, or Refusal for a contractor that may be a natural person, or for a day to come.
    """
    item = _lock(project.report.item, by=by, at=at)
    _require_same_report(project)
    project.reduced = reduction(project.submitted, project.approved)
    _require_project(project, timezone.localdate(at))
    if project.position is None:
        project.position = _last_position(project.report) + 1
    project.save()
    item.editors.add(by)
    return project


@transaction.atomic
def save_finding(finding: AuditFinding, *, by: Officer, at: datetime) -> AuditFinding:
    """Store a finding of a report; it demands rectification (from the step of that name on) or not.

    Raises NotAllowed, WrongState, Refusal for a project of another report or numbers of persons in the text.
    """
    item = _lock(finding.report.item, by=by, at=at)
    _require_same_report(finding)
    if finding.status not in {RectificationStatus.NONE, RectificationStatus.PLANNED}:
        raise WrongState(_("Rectification of this finding is demanded already; its words are fixed."))
    if finding.project is not None and finding.project.report_id != finding.report_id:
        raise Refusal(_("The project belongs to another report."), code="other_report")
    _require_harmless(finding.text)
    if finding.position is None:
        last = AuditFinding.objects.filter(report=finding.report).aggregate(last=Max("position"))["last"]
        finding.position = (last or 0) + 1
    finding.save()
    item.editors.add(by)
    return finding


@transaction.atomic
def delete_entry(entry: AuditReport | AuditedProject | AuditFinding, *, by: Officer, at: datetime) -> None:
    """Remove facts that nobody outside has seen. Raises NotAllowed, or WrongState once the item has left the desk."""
    report = entry if isinstance(entry, AuditReport) else entry.report
    item = _lock(report.item, by=by, at=at)
    entry.delete()
    item.editors.add(by)


@transaction.atomic
def import_projects(report: AuditReport, entries: Sequence[ProjectEntry], *, by: Officer, at: datetime) -> int:
    """Append the projects of a list to a report, all of them or none, and return how many.

    Raises what `save_project` raises, and Refusal for more than a report can hold.
    """
    item = _lock(report.item, by=by, at=at)
    last = _last_position(report)
    if AuditedProject.objects.filter(report=report).count() + len(entries) > MOST_PROJECTS:
        text = _("A report holds %(most)s projects at most; spread them over several.")
        raise Refusal(text % {"most": MOST_PROJECTS}, code="too_many_projects")
    today = timezone.localdate(at)
    projects = [_project(report, entry, last + number) for number, entry in enumerate(entries, start=1)]
    for project in projects:
        _require_project(project, today)
    AuditedProject.objects.bulk_create(projects)
    item.editors.add(by)
    return len(projects)


def _project(report: AuditReport, entry: ProjectEntry, position: int) -> AuditedProject:
    return AuditedProject(
        report=report,
        position=position,
        name=entry.name,
        owner=entry.owner,
        contractor=entry.contractor,
        is_contractor_confirmed=entry.is_contractor_confirmed,
        auditor=entry.auditor,
        submitted=entry.submitted,
        approved=entry.approved,
        reduced=reduction(entry.submitted, entry.approved),
        audited_on=entry.audited_on,
        findings_text=entry.findings_text,
    )


def _lock(item: Item, *, by: Officer, at: datetime) -> Item:
    """Hold the item's row, and refuse unless an auditor of its office asks while it is on the desk."""
    item = lock_row(Item.objects.select_related("department"), item.pk)
    if not may(by, "disclosure.change_auditreport", item.department, timezone.localdate(at)):
        raise NotAllowed(_("Only auditors of the auditing office enter what an audit found."))
    if not item.is_editable or item.first_published_at is not None:
        raise WrongState(FACTS_FIXED, code="facts_fixed")
    return item


def _require_same_report(entry: AuditedProject | AuditFinding) -> None:
    """Refuse to carry what is stored over to another report: its number is taken there, and its findings stay here."""
    if entry.pk and type(entry)._default_manager.filter(pk=entry.pk).exclude(report=entry.report_id).exists():
        text = _("What an audit found stays with its report; delete it there and enter it here.")
        raise WrongState(text, code="report_fixed")


def _last_position(report: AuditReport) -> int:
    last: int | None = AuditedProject.objects.filter(report=report).aggregate(last=Max("position"))["last"]
    return last or 0


def _require_project(project: AuditedProject, today: date) -> None:
    shown = {"project": project.name, "contractor": project.contractor}
    if project.audited_on > today:
        raise Refusal(_("%(project)s: the day of the audit is still to come.") % shown, code="future_audit")
    if project.submitted <= 0 or project.approved < 0:
        raise Refusal(
            _("%(project)s: a submitted sum is more than zero, an approved one not negative.") % shown,
            code="sums_impossible",
        )
    if looks_like_person(project.contractor) and not project.is_contractor_confirmed:
        text = _("%(project)s: “%(contractor)s” may be a natural person; confirm that it is an organisation.")
        raise Refusal(text % shown, code="person_unconfirmed")
    for text in (project.name, project.contractor, project.auditor, project.findings_text):
        _require_harmless(text)


def _require_harmless(text: str) -> None:
    """Refuse a text with the number of a person: what stands here is published."""
    if find_personal(text, NUMBERS_OF_PERSONS):
        raise Refusal(
            _("The text holds an identity, card or mobile number; take it out, it would be published."),
            code="personal_number",
        )
