"""Where the rectification of each finding stands, in words and tone, as public pages and the back office show it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

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
    """Return where the rectification stands on `today`; late is what was not reported by the due date.

    As in `querysets.is_late`, nothing is late while its clock is stopped.
    """
    words = str(RectificationStatus(finding.status).label)
    duty = finding.duty
    if duty is None or duty.is_suspended:
        return Standing(words, TONES[finding.status])
    if finding.status == RectificationStatus.OPEN and duty.due_on < today:
        return Standing(_("late by %(days)s days") % {"days": (today - duty.due_on).days}, LATE)
    if finding.status in {RectificationStatus.REPORTED, RectificationStatus.ACCEPTED} and finding.reported_at:
        late_by = (timezone.localdate(finding.reported_at) - duty.due_on).days
        if late_by > 0:
            return Standing(_("%(state)s, late by %(days)s days") % {"state": words, "days": late_by}, LATE)
    return Standing(words, TONES[finding.status])


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
