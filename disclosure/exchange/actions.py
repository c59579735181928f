"""What may happen to something public."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeAction(TextChoices):
    APPEARED = "appeared", _("appeared")
    CHANGED = "changed", _("changed")
    WENT = "went", _("went")
