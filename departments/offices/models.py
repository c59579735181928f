"""Offices (机构) as one tree: city, bureaus, counties, townships; and the journal of who changed the register."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from departments.offices.codes import is_credit_code
from departments.offices.querysets import DepartmentQuerySet, RegisterQuerySet
from foundation.trees.models import TreeNode


class DepartmentKind(models.TextChoices):
    CITY = "city", _("city")
    BUREAU = "bureau", _("bureau")
    COUNTY = "county", _("county or district")
    TOWNSHIP = "township", _("township or subdistrict")
    VILLAGE = "village", _("village")
    AGENCY = "agency", _("public institution")


def validate_credit_code(code: str) -> None:
    """Refuse a code whose check digit is wrong (GB 32100-2015)."""
    if not is_credit_code(code):
        raise ValidationError(
            _("%(code)s is not a unified social credit code: 18 characters, the last a check digit."),
            params={"code": code},
        )


class Department(TreeNode):
    """An office that owes, publishes and answers; `code` is its 18-character unified social credit code."""

    name = models.CharField(_("full name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    pinyin = models.CharField(_("sort key"), max_length=200, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=DepartmentKind.choices)
    duties_text = models.TextField(_("what the office does"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    office_hours = models.CharField(_("office hours"), max_length=100, blank=True)
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors", verbose_name=_("predecessors")
    )
    established_on = models.DateField(_("established on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(established_on=None) | Q(dissolved_on__gte=F("established_on")),
                name="department_dissolved_after_established",
                violation_error_message=_("An office can't be dissolved before it was established."),
            ),
        ]
        # the offices of one kind in reading order: home page, choice of an addressee
        indexes = [models.Index(fields=["kind", "pinyin"], name="department_by_kind")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def is_dissolved(self, today: date) -> bool:
        """Tell whether the office no longer exists on `today` (a local date)."""
        return self.dissolved_on is not None and self.dissolved_on <= today

    def clean(self) -> None:
        super().clean()
        try:
            validate_credit_code(self.code)
        except ValidationError as error:
            raise ValidationError({"code": error}) from error

    def get_absolute_url(self) -> str:
        return reverse("pages:department", args=[self.code])


class ResponsiblePerson(models.Model):
    """A person named by an office for disclosure; a vacant post is a row without a name and shows as such."""

    class Post(models.TextChoices):
        PUBLISHER = "publisher", _("publisher of information")
        LEADER = "leader", _("leader in charge")
        CONTACT = "contact", _("officer in charge")

    department = models.ForeignKey(
        Department, models.CASCADE, related_name="responsible_persons", verbose_name=_("office")
    )
    post = models.CharField(_("post"), max_length=10, choices=Post.choices)
    name = models.CharField(_("name of the person"), max_length=40, blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible persons")
        ordering = ["department", "post"]
        constraints = [models.UniqueConstraint(fields=["department", "post"], name="responsible_person_one_per_post")]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}".strip()

    @property
    def is_vacant(self) -> bool:
        return not self.name


class RegisterEvent(models.Model):
    """A change of the register of offices, officers, assignments and clients; append-only (a trigger).

    `actor` None: the command line of the machine. `facts` holds plain values before and after, never a password or key.
    """

    class Kind(models.TextChoices):
        OFFICE_REGISTERED = "office_registered", _("office registered")
        OFFICE_CHANGED = "office_changed", _("office changed")
        OFFICE_MOVED = "office_moved", _("office moved in the tree")
        OFFICER_CREATED = "officer_created", _("officer created")
        OFFICER_CHANGED = "officer_changed", _("officer changed")
        OFFICER_BARRED = "officer_barred", _("log-in barred")
        OFFICER_ADMITTED = "officer_admitted", _("log-in allowed again")
        PASSWORD_ISSUED = "password_issued", _("new password issued")  # noqa: S105 (a kind of event)
        PASSWORD_CHANGED = "password_changed", _("password changed by the officer")  # noqa: S105 (a kind of event)
        FACTOR_ENROLLED = "factor_enrolled", _("second factor set up")
        FACTOR_REMOVED = "factor_removed", _("second factor turned off")
        FACTOR_RESET = "factor_reset", _("second factor reset")
        CODES_RENEWED = "codes_renewed", _("recovery codes renewed")
        CODE_SPENT = "code_spent", _("recovery code used")
        CODES_CLOSED = "codes_closed", _("codes closed after wrong ones")
        LOCK_OUT_LIFTED = "lock_out_lifted", _("lock-out lifted")
        IDENTITY_BOUND = "identity_bound", _("identity of single sign-on bound")
        IDENTITY_FREED = "identity_freed", _("identity of single sign-on removed")
        ROLE_GRANTED = "role_granted", _("role granted")
        ROLE_ENDED = "role_ended", _("role ended")
        CLIENT_REGISTERED = "client_registered", _("API client registered")
        CLIENT_CHANGED = "client_changed", _("API client changed")
        KEY_RENEWED = "key_renewed", _("key renewed")
        CLIENT_REVOKED = "client_revoked", _("API client revoked")
        WEBHOOK_REGISTERED = "webhook_registered", _("webhook registered")
        WEBHOOK_CHANGED = "webhook_changed", _("webhook changed")
        WEBHOOK_RENEWED = "webhook_renewed", _("secret of a webhook renewed")
        WEBHOOK_SUSPENDED = "webhook_suspended", _("webhook suspended")
        WEBHOOK_RESUMED = "webhook_resumed", _("webhook resumed")
        WEBHOOK_SKIPPED = "webhook_skipped", _("changes not sent to a webhook")

    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="register_events", verbose_name=_("office"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="register_events",
        verbose_name=_("officer"),
    )
    facts = models.JSONField(_("details"), default=dict, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")
        ordering = ["-pk"]
        # an office's changes, newest first
        indexes = [
            models.Index(fields=["department", "-id"], name="register_by_department"),
            # what happened in a year, a month, on a day
            models.Index(fields=["at"], name="register_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
