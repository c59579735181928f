"""Machines that use the API."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.clients.querysets import ApiClientQuerySet
from departments.officers.key_scopes import Scope
from departments.officers.models import Officer
from departments.offices.models import Department


class ApiClient(models.Model):
    """Another system with a key of its own; only the key's digest is stored, the key is shown once."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="api_clients", verbose_name=_("office it acts for")
    )
    prefix = models.CharField(_("start of the key"), max_length=12, unique=True, editable=False)
    key_digest = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices), verbose_name=_("scopes"))
    acts_for = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="api_clients",
        verbose_name=_("responsible officer"),
        help_text=_(
            "Needed to deliver items: they are drafted in this officer's name, so this officer can't sign them. An "
            "author of the office."
        ),
    )
    addresses = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("addresses"),
        default=list,
        blank=True,
        help_text=_("Networks it may call from, such as 10.1.2.0/24; empty: anywhere."),
    )
    expires_on = models.DateField(_("last day of validity"))
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("registered by")
    )
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_delivering(self, today: date) -> bool:
        """Tell whether the key may deliver items on `today` (a local date)."""
        return self.is_active and self.expires_on >= today and Scope.WRITE_ITEMS in self.scopes
