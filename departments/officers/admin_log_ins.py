"""An officer's log-in as the back office shows it to whoever keeps the officer, and what can be done about it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from departments.officers.access.forms import ReasonForm, SubjectForm
from departments.officers.access.identities import bind_identity, free_identity
from departments.officers.access.lock_outs import lift_lock_out, lock_outs_of, log_ins_of
from departments.officers.access.services import confirmed_factor, reset_factor
from departments.officers.admin_steps import Step, StepsAdmin


def has_identity(officer: Any) -> bool:
    return bool(settings.OIDC_ISSUER) and officer.identities.filter(issuer=settings.OIDC_ISSUER).exists()


LOG_IN_STEPS: dict[str, Step] = {
    "lift": Step(
        label=gettext_lazy("Lift the lock-out"),
        question=gettext_lazy("Let this officer try to log in again at once? Ask first who typed the wrong passwords."),
        done=gettext_lazy("The officer can try again."),
        run=lift_lock_out,
        is_offered=lambda officer: bool(lock_outs_of(officer, at=timezone.now())),
    ),
    "reset_factor": Step(
        label=gettext_lazy("Reset the second factor"),
        question=gettext_lazy(
            "Take the second factor away, so that the officer can set up a new one? Make sure that it is really the "
            "officer who asks; open sessions end, and the officer is told by mail."
        ),
        done=gettext_lazy("The second factor is reset."),
        run=reset_factor,
        is_offered=lambda officer: confirmed_factor(officer) is not None,
        form=ReasonForm,
    ),
    "bind": Step(
        label=gettext_lazy("Bind single sign-on"),
        question=gettext_lazy("Which account of single sign-on may log in as this officer?"),
        done=gettext_lazy("The account is bound."),
        run=bind_identity,
        is_offered=lambda officer: bool(settings.OIDC_ISSUER),
        form=SubjectForm,
    ),
    "free": Step(
        label=gettext_lazy("Remove single sign-on"),
        question=gettext_lazy("Let the bound account log in as this officer no more?"),
        done=gettext_lazy("The account is bound no more."),
        run=free_identity,
        is_offered=has_identity,
    ),
}


class LogInFields(StepsAdmin):
    """Read-only fields of an officer's log-in, and the page of the latest log-ins."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(never_cache(self.log_ins_view))
        return [path("<path:object_id>/log-ins/", view, name="departments_officer_log_ins"), *super().get_urls()]

    def log_ins_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """List log-ins and failures of an officer in scope."""
        officer = self.get_object(request, object_id)
        return self._page(request, "admin/departments/officer/log_ins.html", officer, log_ins=log_ins_of(officer))

    @admin.display(description=gettext_lazy("second factor"))
    def factor(self, officer: Any) -> str:
        factor = confirmed_factor(officer)
        if factor is None or factor.confirmed_at is None:
            return _("none")
        day = timezone.localtime(factor.confirmed_at).strftime("%Y-%m-%d")
        return _("set up on %(day)s") % {"day": day}

    @admin.display(description=gettext_lazy("lock-out"))
    def closed(self, officer: Any) -> str:
        lines = [
            _("%(place)s until %(time)s")
            % {"place": one.network or _("codes"), "time": timezone.localtime(one.until).strftime("%Y-%m-%d %H:%M")}
            for one in lock_outs_of(officer, at=timezone.now())
        ]
        return "；".join(lines) or _("none")

    @admin.display(description=gettext_lazy("single sign-on"))
    def identity(self, officer: Any) -> str:
        found = officer.identities.filter(issuer=settings.OIDC_ISSUER).first() if settings.OIDC_ISSUER else None
        return found.subject if found else _("none")

    @admin.display(description=gettext_lazy("log-ins"))
    def log_in_page(self, officer: Any) -> str:
        address = reverse("admin:departments_officer_log_ins", args=[officer.pk])
        return format_html('<a href="{}">{}</a>', address, _("The latest log-ins"))
