"""The back office of offices and of the register's journal; it stands here because its scope comes from officers."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import DepartmentScopedAdmin, OwnedInline, officer_of
from departments.officers.register_words import facts_in_words
from departments.offices.models import Department, RegisterEvent, ResponsiblePerson
from departments.offices.register import record
from departments.offices.services import change_office, register_office
from foundation.admin_reading import ReadingOnly
from foundation.paging.periods import PeriodFilter


class ResponsiblePersonInline(OwnedInline, admin.TabularInline):
    """The persons the office names for disclosure; a row without a name is a vacancy and shows as one."""

    model = ResponsiblePerson
    fields = ("post", "name", "phone")
    extra = 0
    max_num = len(ResponsiblePerson.Post)


@admin.register(Department)
class DepartmentAdmin(DepartmentScopedAdmin):
    """The tree of offices. An office is dissolved by a date, never deleted."""

    scope_field: ClassVar[str] = ""
    list_display = ("in_tree", "code", "kind", "phone", "vacancies", "dissolved_on")
    list_display_links = ("in_tree",)
    list_filter = ("kind",)
    list_per_page = 200
    ordering = ("path",)
    search_fields = ("name", "short_name", "code", "pinyin")
    autocomplete_fields = ("parent", "predecessors")
    inlines = (ResponsiblePersonInline,)
    fieldsets = (
        (None, {"fields": ("code", "name", "short_name", "kind", "parent")}),
        (
            _("What it does, where it is found"),
            {"fields": ("duties_text", "address", "phone", "email", "office_hours")},
        ),
        (_("Reorganisation"), {"fields": ("predecessors", "established_on", "dissolved_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        named = Count("responsible_persons", filter=~Q(responsible_persons__name=""))
        return super().get_queryset(request).annotate(n_named=named)

    @admin.display(description=_("office"), ordering="path")
    def in_tree(self, office: Department) -> SafeString:
        return format_html('<span class="tree tree--{}">{}</span>', min(office.depth, 5), office.name)

    @admin.display(description=_("vacant posts"))
    def vacancies(self, office: Any) -> int:
        return len(ResponsiblePerson.Post) - office.n_named

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the code once given (paths and index numbers are built on it) and the top of the tree in place."""
        if obj is None:
            return ()
        return ("code",) if obj.parent_id else ("code", "parent")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show the posts of a known office; a new one gets them vacant."""
        return self.inlines if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "parent" in form.base_fields:
            form.base_fields["parent"].required = True
        if obj is not None and "predecessors" in form.base_fields:  # what stands there already may stay
            choices: Any = form.base_fields["predecessors"]
            offered, standing = choices.queryset.values("pk"), obj.predecessors.values("pk")
            choices.queryset = Department.objects.filter(Q(pk__in=offered) | Q(pk__in=standing))
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        act = change_office if change else register_office
        act(obj, by=officer_of(request), at=timezone.now(), predecessors=form.cleaned_data["predecessors"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            people = [str(person) for person in formset.instance.responsible_persons.all()]
            record(
                RegisterEvent.Kind.OFFICE_CHANGED,
                department=formset.instance,
                at=timezone.now(),
                by=officer_of(request),
                facts={"responsible_persons": people},
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HappenedFilter(PeriodFilter):
    """When it happened."""

    title = _("at")
    parameter_name = "at"


@admin.register(RegisterEvent)
class RegisterEventAdmin(ReadingOnly, DepartmentScopedAdmin):
    """The journal: read only, for everybody."""

    list_display = ("at", "kind", "department", "officer", "actor", "details")
    list_display_links = None
    list_filter = ("kind", HappenedFilter)
    list_select_related = ("department", "officer", "actor")
    search_fields = ("department__name", "officer__name", "officer__username")
    fields = ("at", "kind", "department", "officer", "actor", "details")
    readonly_fields = ("details",)

    @admin.display(description=_("details"))
    def details(self, event: RegisterEvent) -> SafeString:
        lines = ((line,) for line in facts_in_words(event.kind, event.facts))
        return format_html_join(mark_safe("<br>"), "{}", lines) or mark_safe("—")  # noqa: S308 - constants
