"""What officers prove themselves with beside the password."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.officers.access.querysets import SecondFactorQuerySet
from departments.officers.models import Officer
from foundation.personal.fields import DataKeyField


class SecondFactor(models.Model):
    """The secret an officer's app makes codes from, sealed; a candidate until a code of it was typed.

    `last_step` is the step of the time whose code was taken last: neither it nor an earlier one is taken again.
    `n_wrong` counts the wrong codes since the last right one, from whatever address.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="second_factors", verbose_name=_("officer"))
    data_key = DataKeyField(_("data key"))
    sealed = models.BinaryField(_("sealed secret"))
    created_at = models.DateTimeField(_("created at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    last_step = models.BigIntegerField(_("last step taken"), default=0)
    n_wrong = models.PositiveIntegerField(_("wrong codes"), default=0)
    wrong_at = models.DateTimeField(_("last wrong code at"), null=True, blank=True)

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=~Q(confirmed_at=None), name="second_factor_one_confirmed"
            ),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(confirmed_at=None), name="second_factor_one_candidate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}"


class RecoveryCode(models.Model):
    """A code that stands in for the app once; only its keyed digest is kept."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="recovery_codes", verbose_name=_("officer"))
    digest = models.CharField(_("digest"), max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.officer}"


class Identity(models.Model):
    """The account of an officer at the provider of single sign-on: an issuer's subject, which never changes."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="identities", verbose_name=_("officer"))
    issuer = models.URLField(_("provider"), max_length=255)
    subject = models.CharField(_("identifier at the provider"), max_length=255)
    bound_at = models.DateTimeField(_("bound at"))

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_one_officer"),
            models.UniqueConstraint(fields=["issuer", "officer"], name="identity_one_per_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.subject}"
