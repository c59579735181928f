"""Officers, who log in, and their assignments, which are all they may do."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from departments.officers.querysets import AssignmentQuerySet, OfficerQuerySet
from departments.officers.roles import Role
from departments.offices.models import Department


class OfficerManager(BaseUserManager.from_queryset(OfficerQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, *, name: str, password: str | None = None, email: str = "") -> "Officer":
        """Create an officer who may do nothing yet; without a password the account can't log in."""
        officer = self.model(username=username, name=name, email=self.normalize_email(email))
        officer.set_password(password)
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """A member of staff. Citizens have no accounts, machines are `ApiClient`s; permissions come from assignments."""

    username = models.CharField(
        _("log-in name"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[\w.-]+\Z", _("Letters, digits, dot, dash and underscore only."))],
    )
    name = models.CharField(_("name of the person"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("office phone"), max_length=40, blank=True)
    staff_number = models.CharField(
        _("staff number"),
        max_length=40,
        blank=True,
        help_text=_("By which single sign-on may know the officer; empty: by a bound identity only."),
    )
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    log_in_epoch = models.PositiveIntegerField(_("generation of log-ins"), default=0, editable=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    EMAIL_FIELD = "email"

    objects: ClassVar[OfficerManager] = OfficerManager()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=~Q(staff_number=""),
                name="officer_one_per_staff_number",
                violation_error_message=_("Another officer has this staff number."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to `log_in_epoch`: when either changes, the other sessions end."""
        standing = f"{self.password}:{self.log_in_epoch}"
        return salted_hmac("departments.officers.session", standing, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Every officer enters the back office; what is seen there depends on the assignments."""
        return self.is_active

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        """Ask the permission backend; with `obj` the office that owns it must lie in the scope too."""
        granting = (backend for backend in get_backends() if hasattr(backend, "has_perm"))
        return self.is_active and any(backend.has_perm(self, permission, obj) for backend in granting)

    def has_perms(self, permissions: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        granting = (backend for backend in get_backends() if hasattr(backend, "has_module_perms"))
        return self.is_active and any(backend.has_module_perms(self, app_label) for backend in granting)

    @cached_property
    def known_assignments(self) -> dict[date, list["Assignment"]]:
        """What `scoping` has read of this officer, by day; `request.user`, which stands for one, leads here too."""
        return {}

    def scope_paths(self, permission: str, today: date) -> list[str]:
        """Return the paths of the offices in and below which the officer holds `permission` on `today`."""
        from departments.officers.scoping import scope_paths

        return scope_paths(self, permission, today)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Assignment(models.Model):
    """An officer holds a role in an office between two dates; the scope is the office and all below it."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="assignments", verbose_name=_("officer"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="assignments", verbose_name=_("office"))
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("The last day; empty: until further notice.")
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["department", "role", "officer"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("An assignment can't end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["officer", "department", "role"],
                condition=Q(ends_on=None),
                name="assignment_once_at_a_time",
                violation_error_message=_("The officer holds this role in this office already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.department} · {self.get_role_display()}"
