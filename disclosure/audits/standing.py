"""Where the rectification of each finding stands, in words and tone, as public pages and the back office show it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from departments.duties.lateness import is_expired, late_until
from disclosure.audits.models import AuditFinding
from disclosure.audits.statuses import RectificationStatus

TONES: dict[str, str] = {
    RectificationStatus.NONE: "plain",
    RectificationStatus.PLANNED: "plain",
    RectificationStatus.OPEN: "note",
    RectificationStatus.REPORTED: "warn",
    RectificationStatus.ACCEPTED: "ok",
    RectificationStatus.DROPPED: "dead",
}
LATE = "late"


class Standing(NamedTuple):
    """Words and tone of a tag."""

    words: str
    tone: str


class FindingLine(NamedTuple):
    """A finding with its standing and the steps whose words are public."""

    finding: AuditFinding
    standing: Standing
    due_on: date | None
    steps: list[Any]


def standing_of(finding: AuditFinding, today: date) -> Standing:
    """Return where the rectification stands on `today`; late is what was not reported by the due date."""
    words = str(RectificationStatus(finding.status).label)
    until = _late_until(finding, today)
    if finding.duty is None or until is None:
        return Standing(words, TONES[finding.status])
    days = (until - finding.duty.due_on).days
    if finding.status == RectificationStatus.OPEN:
        return Standing(_("late by %(days)s days") % {"days": days}, LATE)
    return Standing(_("%(state)s, late by %(days)s days") % {"state": words, "days": days}, LATE)


def _late_until(finding: AuditFinding, today: date) -> date | None:
    """Return up to which day it was or is late; what waits for the auditors counts as of its report (`is_late`)."""
    if finding.duty is None:
        return None
    if finding.status == RectificationStatus.REPORTED and finding.reported_at:
        return timezone.localdate(finding.reported_at) if is_expired(finding.duty, finding.reported_at) else None
    return late_until(finding.duty, today)


def lines_of(findings: Iterable[AuditFinding], today: date) -> list[FindingLine]:
    """Return the findings as pages show them; `events` and `duty` should be loaded with them."""
    return [
        FindingLine(
            finding,
            standing_of(finding, today),
            finding.duty.due_on if finding.duty else None,
            [event for event in finding.events.all() if event.status_after != RectificationStatus.PLANNED],
        )
        for finding in findings
    ]
