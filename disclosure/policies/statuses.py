"""What kinds of policy, relation and interpretation there are, and the codes of the rules of time they use."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyClass(TextChoices):
    """What a policy is in law (政府信息公开条例 第二十条第一项; 年报表一)."""

    RULE = "rule", _("government rule")
    NORMATIVE = "normative", _("normative document")
    OTHER = "other", _("other policy document")


class RelationKind(TextChoices):
    """What a policy says of another one."""

    AMENDS = "amends", _("amends")
    ABOLISHES = "abolishes", _("abolishes")
    IMPLEMENTS = "implements", _("implements")
    BASED_ON = "based_on", _("is based on")


PASSIVE: dict[str, object] = {
    RelationKind.AMENDS: _("amended by"),
    RelationKind.ABOLISHES: _("abolished by"),
    RelationKind.IMPLEMENTS: _("implemented by"),
    RelationKind.BASED_ON: _("basis of"),
}
"""The same relation read from the other end."""

CHANGING = frozenset({RelationKind.AMENDS, RelationKind.ABOLISHES})
"""Relations that change the validity of the other document."""


class InterpretationForm(TextChoices):
    TEXT = "text", _("in words")
    QUESTIONS = "questions", _("questions and answers")
    PICTURE = "picture", _("picture")
    VIDEO = "video", _("video")
    EXPERT = "expert", _("by an expert")
    PRESS = "press", _("by the press")


class TermRule(TextChoices):
    """For how long a policy holds unless it says so itself: codes of deadline rules (rules.md 4.3: 有效期)."""

    NONE = "", _("without a term")
    FIVE_YEARS = "policy-term-5-years", _("five years")
    TWO_YEARS = "policy-term-2-years", _("two years (on trial)")


class InterpretationRule(TextChoices):
    """By when an interpretation is owed: codes of deadline rules (谁起草谁解读)."""

    THREE_WORKING_DAYS = "interpret-3-working-days", _("within 3 working days")
    SAME_TIME = "interpret-same-time", _("together with the policy (within an hour)")


EXPIRY_WARNING_RULE = "policy-expiry-warning"
SUBJECT_KIND = "policy"
"""How duties name a policy as their subject."""
