"""What officers type to prove themselves."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.access.passwords import change_own_password
from departments.officers.models import Officer

TYPED_BY_HAND = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class LogInForm(AdminAuthenticationForm):
    """One sentence for every failure: it does not tell whether there is such an officer."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Log-in name or password is wrong. Capital and small letters differ in both."),
    }


class CodeForm(forms.Form):
    """A code of the app or, at log-in, a recovery code."""

    code = forms.CharField(
        label=_("Log-in code"),
        max_length=40,
        strip=True,
        widget=forms.TextInput(attrs={**TYPED_BY_HAND, "autofocus": True}),
        help_text=_("The six digits that the app shows now, or one of your recovery codes."),
    )


def is_password_of(officer: Officer, password: str, *, request: HttpRequest) -> bool:
    """Tell whether the officer typed the own password; a wrong one is counted like that of a log-in, and may close it.

    A browser left open, or a session that was stolen, must be no place to guess at leisure.
    """
    return authenticate(request, username=officer.username, password=password) == officer


class PasswordForm(forms.Form):
    """The officer's present password; wrong ones are counted like those of a log-in."""

    password = forms.CharField(
        label=_("Your present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, officer: Officer, **kwargs: Any) -> None:
        self.request, self.officer = request, officer
        super().__init__(**kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not is_password_of(self.officer, password, request=self.request):
            raise forms.ValidationError(_("This is not your present password."), code="wrong_password")
        return password


class EnrolForm(forms.Form):
    """The first code of an app that has just read the picture."""

    code = forms.CharField(
        label=_("Code shown by the app"),
        max_length=20,
        widget=forms.TextInput(attrs={**TYPED_BY_HAND, "inputmode": "numeric"}),
        help_text=_("Six digits; a new code appears every half minute."),
    )


class MoveForm(PasswordForm, EnrolForm):
    """The same, when it takes the place of another phone."""

    field_order = ("password", "code")


class OwnPasswordForm(AdminPasswordChangeForm):
    """The officer's new password, stored by the service; the present one is asked for first."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if not is_password_of(self.user, password, request=self.request):
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return password

    def save(self, commit: bool = True) -> Any:
        self.user = change_own_password(self.user, password=self.cleaned_data["new_password1"], at=timezone.now())
        return self.user


class ReasonForm(forms.Form):
    """Why something is done to another's log-in; it goes into the journal."""

    reason = forms.CharField(
        label=_("Reason for the reset"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For example: phone lost, identity checked in person. It is kept in the journal of the register."),
    )


class SubjectForm(forms.Form):
    """The account at the provider of single sign-on."""

    subject = forms.CharField(
        label=_("Identifier at the provider"),
        max_length=255,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("It is shown to the officer when the first log-in by single sign-on is refused."),
    )
