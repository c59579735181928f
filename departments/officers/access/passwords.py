"""The officer's own password: what a new one must be, and what changing it does."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from departments.officers.access.journal import trace
from departments.officers.models import Officer
from departments.offices.models import RegisterEvent


class AnotherPasswordValidator:
    """Refuses the present password as the new one: a first password must really be replaced."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("This is the present password; choose another."), code="password_unchanged")

    def get_help_text(self) -> str:
        return _("The new password must differ from the present one.")


@transaction.atomic
def change_own_password(officer: Officer, *, password: str, at: datetime) -> Officer:
    """Store the password an officer chose; every other session ends. `password` was validated by the form."""
    stored = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    stored.set_password(password)
    stored.must_change_password = False
    stored.save(update_fields=["password", "must_change_password"])
    trace(RegisterEvent.Kind.PASSWORD_CHANGED, stored, by=stored, at=at)
    return stored
