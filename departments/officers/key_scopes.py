"""What a machine's key may open: for other systems what roles are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    READ_STATISTICS = "statistics:read", _("read overdue statistics and orders")
    SUBMIT_MESSAGES = "messages:submit", _("submit messages")
    WRITE_ITEMS = "items:write", _("deliver items")
