"""Why a clock was changed or a breach struck: the codes that officers choose from, with their words."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AnnulReason(TextChoices):
    ANSWERED_IN_TIME = "answered_in_time", _("answered in time, recorded late")
    CLOCK_SHOULD_HAVE_STOPPED = "clock_should_have_stopped", _("the clock should have stood still")
    SYSTEM_FAILURE = "system_failure", _("the platform did not work")


class SuspendReason(TextChoices):
    THIRD_PARTY = "third_party", _("third parties are being asked")
    JOINT_MAKER = "joint_maker", _("another office that made it is being asked")
    COMPLETION = "completion", _("the sender was asked to complete it")


class ResumeReason(TextChoices):
    ANSWERED = "answered", _("the answer has come")
    NO_ANSWER = "no_answer", _("no answer came in time")


class RestartReason(TextChoices):
    COMPLETED = "completed", _("the sender has completed it")


class ExtendReason(TextChoices):
    COMPLEX = "complex", _("the matter is complex")
    SEVERAL_OFFICES = "several_offices", _("several offices must act")


class MachineReason(TextChoices):
    """What services write by themselves."""

    CALENDAR = "calendar", _("the calendar changed")
    MET_IN_TIME = "met_in_time", _("it turned out to be met in time")
    DUE_SOON = "due_soon", _("due soon")
    OVERDUE = "overdue", _("overdue")
    MESSAGE_TRANSFERRED = "message_transferred", _("the letter was passed on")
    APPROVAL_REVOKED = "approval_revoked", _("the approval was revoked")
    UNIT_MOVED = "unit_moved", _("another office answers for the unit")
    DEMAND_DROPPED = "demand_dropped", _("the auditors took the demand back")
    POLICY_WITHDRAWN = "policy_withdrawn", _("the policy was withdrawn")
    OFFICE_ENDED = "office_ended", _("the office was dissolved; its successor owes it")
    ORDER_WITHDRAWN = "order_withdrawn", _("the order was withdrawn")
    NOT_OWED = "not_owed", _("the corrected policy asks for none")


REASONS: dict[str, str | Promise] = {
    code: label
    for reasons in (AnnulReason, SuspendReason, ResumeReason, RestartReason, ExtendReason, MachineReason)
    for code, label in reasons.choices
}


def words_of(reason: str) -> str | Promise:
    """Return the words of a reason's code; a code of a floor above stands for itself."""
    return REASONS.get(reason, reason)
