"""What became of a row that was sent, and where the item that it brought stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What a row did."""

    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    REPEATED = "repeated", _("repeated")
    REFUSED = "refused", pgettext_lazy("of a delivered row", "refused")


class DeliveryStatus(TextChoices):
    """Where the item stands in the office, as the system that delivered it needs to know."""

    DRAFT = "draft", _("on the author's desk")
    WAITING = "waiting", _("waiting for sign-off")
    RETURNED = "returned", _("returned to the author")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
