"""What was published, word for word and file for file; nothing of it ever changes."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from disclosure.items.models.content import ItemContent
from disclosure.items.models.working import Item
from foundation.files.serving import private_storage

LONGEST_ISSUERS = 500
"""Characters of the names of all issuing offices together."""


class Version(ItemContent):
    """What was published, word for word; immutable (a trigger refuses UPDATE and DELETE).

    The offices stand in it by name, as they were called then. `digest` is the SHA-256 over the content, the
    attachments' digests and `previous_digest` (disclosure/items/digests.py): a chain per item.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name=_("item"))
    number = models.PositiveSmallIntegerField(_("version"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    reason = models.CharField(_("what changed"), max_length=200, blank=True)
    issuing_offices = models.CharField(_("issuing offices"), max_length=LONGEST_ISSUERS, blank=True)
    drafting_office = models.CharField(_("drafting office"), max_length=100, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["item", "-number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="version_numbered_once")]

    def get_absolute_url(self) -> str:
        return reverse("disclosure:version", args=[self.item_id, self.number])


class VersionAttachment(models.Model):
    """A published file; immutable like its version."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="attachments", verbose_name=_("version"))
    file = models.FileField(_("file"), storage=private_storage)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("published attachment")
        verbose_name_plural = _("published attachments")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disclosure:attachment", args=[self.pk])
