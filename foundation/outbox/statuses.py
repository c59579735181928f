"""How work may be delivered and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """What may happen when a worker dies between claiming and finishing."""

    REPEATABLE = "repeatable", _("may be repeated")  # the work is idempotent: claimed again after the lease
    ONCE = "once", _("at most once")  # mail: never repeated by a machine


class Status(models.TextChoices):
    PENDING = "pending", _("waiting")
    CLAIMED = "claimed", _("being done")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("result unknown")
