"""What a document says, in its working copy and in every published version alike."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.items.statuses import Validity


class ItemContent(models.Model):
    """The fields that a working copy and a published version share (metadata: 录入规范, rules of the province)."""

    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=100, blank=True)
    body = models.TextField(_("body"), blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    genre = models.CharField(_("genre"), max_length=20, blank=True)
    theme = models.CharField(_("theme"), max_length=40, blank=True)
    keywords = models.CharField(_("keywords"), max_length=100, blank=True)
    audience = models.CharField(_("audience"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    formed_on = models.DateField(_("formed on"))
    effective_on = models.DateField(_("effective on"), null=True, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity.choices, default=Validity.EFFECTIVE)
    annex = models.JSONField(
        _("further facts"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text=_("What a policy or an interpretation says beside this."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title
