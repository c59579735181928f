"""The log-in of the back office."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.translation import gettext_lazy as _


class LogInForm(AdminAuthenticationForm):
    """One sentence for every failure: it does not tell whether there is such an officer."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("Log-in name or password is wrong. Capital and small letters differ in both."),
    }
