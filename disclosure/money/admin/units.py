"""The back office of the treasury's tree and of the bureaus that approve for it: kept by administrators."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import DepartmentScopedAdmin, officer_of
from disclosure.money.admin.filters import ReviewFilter
from disclosure.money.forms import FinanceUnitForm
from disclosure.money.models import FinanceBureau, FinanceUnit
from disclosure.money.services import delete_unit, save_bureau, save_unit
from foundation.badges import badge
from foundation.refusals import Refusal


class KeptAdmin(DepartmentScopedAdmin):
    """A table whose rows are stored by a service that may refuse: the refusal leads back to the page."""

    actions = None

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


@admin.register(FinanceUnit)
class FinanceUnitAdmin(KeptAdmin):
    """The tree of finance in reading order, each level a step in."""

    form = FinanceUnitForm
    list_display = ("in_tree", "code", "group", "department", "exemption")
    list_display_links = ("in_tree",)
    list_filter = ("group", ReviewFilter, "department")
    list_select_related = ("department", "parent")
    list_per_page = 200
    ordering = ("path",)
    search_fields = ("name", "^code")
    autocomplete_fields = ("parent", "department")

    @admin.display(description=_("unit of finance"), ordering="path")
    def in_tree(self, unit: FinanceUnit) -> SafeString:
        return format_html('<span class="tree tree--{}">{}</span>', min(unit.depth, 5), unit.name)

    @admin.display(description=_("confidential"))
    def exemption(self, unit: FinanceUnit) -> SafeString | str:
        if not unit.is_confidential or unit.review_on is None:
            return ""
        is_due = unit.review_on <= timezone.localdate()
        words = _("review due since %(day)s") if is_due else _("review on %(day)s")
        tone = "late" if is_due else "plain"
        return badge(words % {"day": unit.review_on}, tone)

    def choice_label(self, unit: FinanceUnit) -> str:
        """Return what an autocomplete shows: units of the same name stand in several places."""
        return f"{unit.code} {unit.name}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the code once given: it stands in the treasury's books."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: FinanceUnit, form: Any, change: bool) -> None:
        save_unit(obj, by=officer_of(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: FinanceUnit) -> None:
        delete_unit(obj, by=officer_of(request), at=timezone.now())


@admin.register(FinanceBureau)
class FinanceBureauAdmin(KeptAdmin):
    """Which office approves for which territory."""

    list_display = ("department", "territory")
    list_select_related = ("department", "territory")
    search_fields = ("department__name", "territory__name")
    autocomplete_fields = ("department", "territory")

    def save_model(self, request: HttpRequest, obj: FinanceBureau, form: Any, change: bool) -> None:
        save_bureau(obj, by=officer_of(request), at=timezone.now())
