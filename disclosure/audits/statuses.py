"""What an audit looks at, and where the rectification of a finding stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuditKind(TextChoices):
    """What the report is about."""

    EXECUTION = "execution", _("budget execution and final accounts")
    PROJECTS = "projects", _("projects of public investment")
    SPECIAL = "special", _("special funds and other audits")


class RectificationStatus(TextChoices):
    """Where a finding stands. Overdue is no status: the duty tells it."""

    NONE = "none", _("no rectification demanded")
    PLANNED = "planned", _("to be demanded")
    OPEN = "open", _("rectification demanded")
    REPORTED = "reported", _("rectification reported")
    ACCEPTED = "accepted", _("rectification accepted")
    DROPPED = "dropped", _("demand taken back")


TRANSITIONS: dict[str, frozenset[str]] = {
    RectificationStatus.PLANNED: frozenset({RectificationStatus.OPEN}),
    RectificationStatus.OPEN: frozenset({RectificationStatus.REPORTED, RectificationStatus.DROPPED}),
    RectificationStatus.REPORTED: frozenset(
        {RectificationStatus.ACCEPTED, RectificationStatus.OPEN, RectificationStatus.DROPPED}
    ),
}
"""Accepted, dropped and never demanded are ends."""
