"""Filters of the lists of public money: years as they are there, and where things stand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class YearFilter(admin.SimpleListFilter):
    """The fiscal years of which there is something in the officer's scope, the latest first."""

    title = _("fiscal year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = model_admin.get_queryset(request).order_by("-fiscal_year")
        return [(str(year), str(year)) for year in rows.values_list("fiscal_year", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        year = self.value()
        return queryset.filter(fiscal_year=year) if year else queryset


class StandingFilter(admin.SimpleListFilter):
    """Whether an approval holds."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("owed", _("still owed")), ("late", _("overdue")), ("met", _("published")), ("revoked", _("revoked"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "owed":
                return queryset.owed()
            case "late":
                return queryset.late(timezone.localdate())
            case "met":
                return queryset.standing().exclude(duty__met_on=None)
            case "revoked":
                return queryset.exclude(revoked_at=None)
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    """Confidential units, and those whose exemption is to be looked at again."""

    title = _("confidential")
    parameter_name = "exemption"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("review due")), ("exempt", _("all confidential ones")), ("none", _("publishing"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "due":
                return queryset.due_for_review(timezone.localdate())
            case "exempt":
                return queryset.filter(is_confidential=True)
            case "none":
                return queryset.publishing()
        return queryset
