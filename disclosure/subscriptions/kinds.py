"""What can be subscribed to, and how often it is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TopicKind(TextChoices):
    OFFICE = "office", _("office")
    COLUMN = "column", _("column")
    THEME = "theme", _("theme")
    SEARCH = "search", _("search")


class Pace(TextChoices):
    AT_ONCE = "at_once", _("as soon as something is published")
    DAILY = "daily", _("once a day, in the morning")
