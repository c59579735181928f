"""Where a message stands, how it ended, who sees it: three fields, never one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageStatus(TextChoices):
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("being handled")
    IN_REVIEW = "in_review", _("reply under review")
    CLOSED = "closed", _("closed")


class Outcome(TextChoices):
    NONE = "", _("open")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("declined")


class Visibility(TextChoices):
    PRIVATE = "private", _("not public")
    PUBLIC = "public", _("public")


class Source(TextChoices):
    WEB = "web", _("web page")
    API = "api", _("other system")
    IMPORT = "import", _("older system")


class ReplyStatus(TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("under review")
    SENT = "sent", _("sent")


class DeclineReason(TextChoices):
    """Why a message is not taken up (the city's notice to letter writers); each names a remedy, see `remedies.py`."""

    NOT_GOVERNMENT = "not_government", _("outside the duties of government, or a private dispute")
    IN_COURT = "in_court", _("before a court or in arbitration")
    PETITION_CLOSED = "petition_closed", _("a petition that was finally closed")
    REPEATED = "repeated", _("the same matter is being handled already")
    NO_SUBSTANCE = "no_substance", _("no matter that could be checked")
    UNLAWFUL = "unlawful", _("against the law")
    ADVERTISING = "advertising", _("advertising")


class MessageEventKind(TextChoices):
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    ASSIGNED = "assigned", _("given to an officer")
    TRANSFERRED = "transferred", _("transferred to another office")
    DRAFTED = "drafted", _("reply drafted")
    SUBMITTED = "submitted", _("reply handed in for review")
    RETURNED = "returned", _("reply returned by the reviewer")
    REPLIED = "replied", _("answered")
    PUBLISHED = "published", _("published with personal data masked")
    HIDDEN = "hidden", _("no longer public")
    TOLD_OF_DELAY = "told_of_delay", _("sender told of the delay")
    ERASED = "erased", _("sender's data erased")
    IMPORTED = "imported", _("taken over from an older system")


WRITING_A_REPLY = frozenset({MessageEventKind.DRAFTED, MessageEventKind.SUBMITTED})
"""Whoever took such a step on a message wrote in its reply, and reviews it no more."""

# what the sender sees in the timeline; the rest is the office's own work
PUBLIC_EVENTS = frozenset(
    {
        MessageEventKind.RECEIVED,
        MessageEventKind.ACCEPTED,
        MessageEventKind.DECLINED,
        MessageEventKind.TRANSFERRED,
        MessageEventKind.REPLIED,
        MessageEventKind.PUBLISHED,
        MessageEventKind.HIDDEN,
        MessageEventKind.TOLD_OF_DELAY,
    }
)

# which action is open in which status; each leads where its service says
ACTIONS: dict[str, frozenset[str]] = {
    "accept": frozenset({MessageStatus.RECEIVED}),
    "decline": frozenset({MessageStatus.RECEIVED, MessageStatus.ACCEPTED}),
    "transfer": frozenset({MessageStatus.RECEIVED, MessageStatus.ACCEPTED}),
    "assign": frozenset({MessageStatus.RECEIVED, MessageStatus.ACCEPTED}),
    "draft": frozenset({MessageStatus.ACCEPTED}),
    "submit": frozenset({MessageStatus.ACCEPTED}),
    "return": frozenset({MessageStatus.IN_REVIEW}),
    "send": frozenset({MessageStatus.IN_REVIEW}),
    "hide": frozenset({MessageStatus.CLOSED}),
    "erase": frozenset({MessageStatus.CLOSED}),
}
