"""The back office as one admin site."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.templatetags import admin_list
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.admin_reading import OpenLinks
from foundation.badges import badge
from foundation.remembered import Kept

MOST_MENUS = 1_000
"""Menus that a process keeps: one for each set of roles and offices that somebody holds, in each language."""


def truth_tag(value: bool | None) -> SafeString:
    """Return the tag of a truth value, of None the tag of what is not known."""
    words = {True: _("yes"), False: _("no"), None: _("not known")}[value]
    return badge(words, "ok" if value else "plain")


class YangguangAdminConfig(AdminConfig):
    default_site = "config.admin.YangguangAdminSite"

    def ready(self) -> None:
        """Register what the apps bring, then take away the tables of packages that no role opens (groups, log-ins).

        Truth values are shown in words: the stock icon says "True" to a screen reader in every language. What is only
        read leads to what its reader may open.
        """
        super().ready()
        admin_list._boolean_icon = truth_tag  # type: ignore[attr-defined]
        helpers.AdminReadonlyField = OpenLinks  # type: ignore[misc]
        for model in [model for model in admin.site._registry if model._meta.app_label in {"auth", "axes"}]:
            admin.site.unregister(model)


class YangguangAdminSite(admin.AdminSite):
    site_header = _("Yangguang back office")
    site_title = _("Yangguang back office")
    index_title = _("Today's work")
    empty_value_display = "—"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.menus: Kept[tuple[str | None, ...], list[Any]] = Kept(MOST_MENUS)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Ask for name and password, and for a second factor where there is one."""
        from departments.officers.access.forms import LogInForm
        from departments.officers.access.views import LogInView

        context = {**self.each_context(request), "title": _("Log in"), "app_path": request.get_full_path()}
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index", current_app=self.name)
        request.current_app = self.name
        view = LogInView.as_view(extra_context={**context, **(extra_context or {})}, authentication_form=LogInForm)
        return view(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Let the officer choose another password, in the frame of the back office."""
        from departments.officers.access.views import OwnPasswordView

        request.current_app = self.name
        view = OwnPasswordView.as_view(
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Open with the officer's duties of today."""
        from config.pages.agenda import agenda_of
        from departments.officers.admin_scope import officer_of

        today = timezone.localdate()
        agenda = {"agenda": agenda_of(officer_of(request), today), "today": today}
        return super().index(request, {**agenda, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the tables under our headings; those of one app as the stock site names them.

        Every page shows the menu, and only assignments decide what stands in it: it is made once for all officers who
        hold the same roles in the same offices.
        """
        from config.pages.menu import grouped
        from departments.officers.models import Officer
        from departments.officers.scoping import current_assignments

        if app_label is not None or not isinstance(request.user, Officer):
            apps = super().get_app_list(request, app_label)
            return grouped(apps) if app_label is None else apps
        held = current_assignments(request.user, timezone.localdate())
        key = (get_language(), get_script_prefix(), *(f"{one.role} {one.department.path}" for one in held))
        menu = self.menus.get(key)
        return self.menus.keep(key, grouped(super().get_app_list(request))) if menu is None else menu

    def get_urls(self) -> list[Any]:
        """Add the pages of log-in; put a scoped redirect before the stock one, which leads to any row of any table."""
        from departments.officers.access.urls import access_urls

        scoped = path("r/<str:content_type_id>/<str:object_id>/", self.admin_view(self.leave), name="view_on_site")
        return [
            *access_urls(self),
            scoped,
            *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"),
        ]

    def leave(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        from departments.officers.admin_views import redirect_to_site

        return redirect_to_site(request, self, content_type_id, object_id)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:  # type: ignore[override]
        from departments.officers.admin_views import ScopedAutocompleteView

        return ScopedAutocompleteView.as_view(admin_site=self)(request)

    def get_log_entries(self, request: HttpRequest) -> QuerySet:
        """Return no recent actions: they would go on naming rows that have left the officer's scope."""
        return super().get_log_entries(request).none()
