"""The back office of officers and their assignments."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_log_ins import LOG_IN_STEPS, LogInFields
from departments.officers.admin_scope import DepartmentScopedAdmin, OwnedInline, officer_of, scoped_choices
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from departments.officers.services import (
    admit_officer,
    bar_officer,
    change_officer,
    create_officer,
    end_assignment,
    grant_role,
    issue_password,
)
from departments.offices.models import Department

PASSWORD_NOTE = _(
    "Hand this password to the officer; it is shown once. The officer must change it at the first log-in."
)


class NewOfficerForm(forms.ModelForm):
    """A new officer and the first role; an officer without a role would be nobody's to keep."""

    department = forms.ModelChoiceField(Department.objects.none(), label=_("office"))
    role = forms.ChoiceField(choices=Role.choices, label=_("role"))

    class Meta:
        model = Officer
        fields = ("username", "name", "email", "phone", "staff_number")


class AssignmentInline(OwnedInline, admin.TabularInline):
    """The officer's roles in the own scope; changed on their own pages, where the service guards them."""

    model = Assignment
    fields = readonly_fields = ("department", "role", "starts_on", "ends_on")
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("department")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Officer)
class OfficerAdmin(LogInFields, StepsAdmin):
    """Officers with a role in the own scope; editable when all their roles lie in it."""

    list_display = ("username", "name", "roles", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    ordering = ("username",)
    fields = (
        "username", "name", "email", "phone", "staff_number", "is_active", "factor", "closed", "identity",
        "log_in_page", "last_login", "created_at",
    )  # fmt: skip
    readonly_fields = ("is_active", "factor", "closed", "identity", "log_in_page", "last_login", "created_at")
    inlines = (AssignmentInline,)
    scope_field: ClassVar[str] = "assignments__department"
    steps: ClassVar[dict[str, Step]] = {
        "password": Step(
            label=_("Set a new password"),
            question=_("Give this officer a new random password? The present one stops at once."),
            done="",
            run=issue_password,
            is_offered=lambda officer: officer.is_active,
            secret_note=PASSWORD_NOTE,
        ),
        "bar": Step(
            label=_("Bar log-in"),
            question=_("Let this officer log in no more? The roles stay on record."),
            done=_("The officer can't log in any more."),
            run=bar_officer,
            is_offered=lambda officer: officer.is_active,
        ),
        "admit": Step(
            label=_("Allow log-in"),
            question=_("Let this officer log in again, with the roles on record?"),
            done=_("The officer can log in again."),
            run=admit_officer,
            is_offered=lambda officer: not officer.is_active,
        ),
        **LOG_IN_STEPS,
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        shown = Assignment.objects.visible_to(officer_of(request), timezone.localdate()).current(timezone.localdate())
        in_scope = models.Prefetch("assignments", shown.select_related("department"), to_attr="shown_assignments")
        return super().get_queryset(request).prefetch_related(in_scope)

    @admin.display(description=_("roles"))
    def roles(self, officer: Any) -> str:
        return "；".join(f"{one.department} {one.get_role_display()}" for one in officer.shown_assignments)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if change:
            return super().get_form(request, obj, change, **kwargs)
        form: Any = super().get_form(request, obj, change, form=NewOfficerForm, **kwargs)
        form.base_fields["department"].queryset = scoped_choices(
            officer_of(request), Department, ["departments.add_assignment"], timezone.localdate()
        )
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else (*NewOfficerForm.Meta.fields, "department", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = officer_of(request), timezone.now()
        if change:
            change_officer(obj, by=by, at=at)
            return
        created, obj.initial_password = create_officer(**form.cleaned_data, by=by, at=at)
        obj.pk = created.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.secret_page(request, obj, secret=obj.initial_password, note=PASSWORD_NOTE)


@admin.register(Assignment)
class AssignmentAdmin(DepartmentScopedAdmin):
    """Roles: granted, and ended by a last day; never edited into something else, never deleted."""

    list_display = ("officer", "department", "role", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("officer", "department")
    search_fields = ("officer__name", "officer__username", "department__name", "department__pinyin")
    autocomplete_fields = ("officer", "department")
    fields = ("officer", "department", "role", "starts_on", "ends_on")
    ordering = ("department__path", "role", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("officer", "department", "role", "starts_on") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "ends_on" in form.base_fields:
            form.base_fields["ends_on"].required = change
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"starts_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = officer_of(request), timezone.now()
        if change:
            end_assignment(obj, ends_on=form.cleaned_data["ends_on"], by=by, at=at)
        else:
            obj.pk = grant_role(**form.cleaned_data, by=by, at=at).pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
