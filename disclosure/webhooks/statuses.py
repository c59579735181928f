"""Why a webhook stands still, what is sent, what came of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Suspension(TextChoices):
    """Why nothing is sent; a webhook that runs has none."""

    FAILING = "failing", _("three days without success")
    GONE = "gone", _("the receiver said that it is gone (410)")
    BY_HAND = "by_hand", _("suspended by an administrator")


class MessageKind(TextChoices):
    CHANGES = "changes", _("changes")
    PING = "ping", _("test")


class Outcome(TextChoices):
    DELIVERED = "delivered", _("delivered")
    REFUSED = "refused", _("answered with an error")
    UNREACHED = "unreached", _("not reached")
