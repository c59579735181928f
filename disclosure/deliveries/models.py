"""What office systems delivered: append-only, a trigger refuses every change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.clients.models import ApiClient
from departments.officers.models import Officer
from disclosure.deliveries.querysets import DeliveryQuerySet
from disclosure.deliveries.rows import LONGEST_KEY
from disclosure.items.models import Item
from disclosure.items.services import LONGEST_REASON


class Delivery(models.Model):
    """A row that was taken: which system brought which item under which key. What became of it, the item says.

    `digest` is that of the row (Row.digest): the same key with the same digest is a repetition. `desk_digest` is that
    of the working copy as the row left it (desk.desk_digest): whether a person changed it since.
    """

    client = models.ForeignKey(
        ApiClient, models.PROTECT, related_name="deliveries", db_index=False, verbose_name=_("API client")
    )
    key = models.CharField(_("key of the office system"), max_length=LONGEST_KEY)
    digest = models.CharField(max_length=64)
    desk_digest = models.CharField(max_length=64)
    item = models.ForeignKey(Item, models.PROTECT, related_name="deliveries", verbose_name=_("item"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("in the name of"))
    at = models.DateTimeField(_("delivered at"))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery of an office system")
        verbose_name_plural = _("deliveries of office systems")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="delivery_once_per_key")]
        # what a system delivered, newest first (keyset on the same order)
        indexes = [models.Index(fields=["client", "-id"], name="delivery_newest_of_client")]

    def __str__(self) -> str:
        return self.key
