"""What kinds of duty there are, who acts on them and how a clock can change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DutyKind(TextChoices):
    """What is owed. The names of the things owed belong to the floors above; here they are only words."""

    REPLY = "reply", _("reply to a message")
    PUBLICATION = "publication", _("publication")
    RECTIFICATION = "rectification", _("rectification")
    INTERPRETATION = "interpretation", _("interpretation of a policy")
    ORDER = "order", _("answer to an order")


class Unit(TextChoices):
    NATURAL_DAY = "natural_day", _("natural days")
    WORKING_DAY = "working_day", _("working days")
    MONTH = "month", _("months")
    HOUR = "hour", _("hours")
    DATE = "date", _("a fixed day of the year")


class EventKind(TextChoices):
    OPENED = "opened", _("opened")
    WARNED = "warned", _("warned")
    SUSPENDED = "suspended", _("clock stopped")
    RESUMED = "resumed", _("clock goes on")
    RESTARTED = "restarted", _("clock restarted")
    EXTENDED = "extended", _("extended")
    REASSIGNED = "reassigned", _("given to another officer")
    TRANSFERRED = "transferred", _("transferred to another office")
    RECOMPUTED = "recomputed", _("due date recomputed")
    BREACHED = "breached", _("overdue")
    BREACH_ANNULLED = "breach_annulled", _("breach annulled")
    MET = "met", _("met")
    CANCELLED = "cancelled", _("cancelled")


class ActorKind(TextChoices):
    SYSTEM = "system", _("system")
    OFFICER = "officer", _("officer")
    CITIZEN = "citizen", _("citizen")
    CLIENT = "client", _("other system")
