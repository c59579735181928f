"""The back office shows an officer the rows of the officer's own offices, on every road that leads to them.

Base classes for the admin of models that an office owns; what they close beside the list itself: choices of foreign
keys, autocomplete, filters, inlines, history, the related rows named on a delete page, recent actions and the
"view on site" redirect. Out of scope is not found (404); in scope without the permission is forbidden (403).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import models, router
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from departments.officers.admin_paging import BoundedList
from departments.officers.admin_widgets import CompletedSelect, CompletedSelectMultiple
from departments.officers.models import Assignment, Officer
from departments.officers.scoping import scope_paths, within_scope
from departments.offices.models import Department
from departments.offices.querysets import below_any
from foundation.paging.bounded import BoundedPaginator
from foundation.refusals import Refusal
from foundation.remembered import RememberedByKey

LONGEST_SEARCH = 100
COMPARISONS = frozenset({"exact", "in", "isnull", "isempty", "gt", "gte", "lt", "lte"})
"""How an address may compare what a filter offers. A pattern would be the reader's program for the database to run."""


def officer_of(request: HttpRequest) -> Officer:
    """Return the officer behind a request; nobody else enters the back office."""
    if not isinstance(request.user, Officer):
        raise PermissionDenied
    return request.user


def permission_for(action: str, model: type[models.Model]) -> str:
    """Return the name of the permission for an action of the admin (view, add, change, delete) on a model."""
    return f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"


def scoped_choices(
    officer: Officer, related: type[models.Model], permissions: Sequence[str], today: date
) -> models.QuerySet:
    """Return the rows of `related` that the officer may be shown where any of `permissions` is being used.

    Offices and officers: those of the scope of these permissions, since the officer may lack the permission to open
    their own pages. Other owned models: what is visible to the officer. Models without an owner: all.
    """
    rows = related._default_manager.all()
    if issubclass(related, Department):
        return rows.filter(_within_any(officer, permissions, today, field=""))
    if issubclass(related, Officer):
        serving = Assignment.objects.filter(_within_any(officer, permissions, today, field="department"))
        return rows.filter(pk__in=serving.values("officer_id"))
    return rows.visible_to(officer, today) if hasattr(rows, "visible_to") else rows


def _within_any(officer: Officer, permissions: Sequence[str], today: date, *, field: str) -> models.Q:
    condition = models.Q(pk__in=())
    for permission in permissions:
        condition |= within_scope(officer, permission, today, field=field)
    return condition


def _offices_below(paths: tuple[str, ...]) -> list[tuple[int, str]]:
    named = Department.objects.filter(below_any(list(paths))).only("name", "short_name")
    return [(office.pk, str(office)) for office in named]


OFFICES_BELOW = RememberedByKey("filters.offices", _offices_below, most=500, seconds=60)
"""Number and name of the offices at and below some paths: a new one is offered by the filters within a minute."""


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related row that offers only rows in the officer's scope."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[Any]:
        officer, today = officer_of(request), timezone.localdate()
        permission = permission_for("view", model_admin.model)
        if field.related_model is Department:
            return OFFICES_BELOW.get(tuple(scope_paths(officer, permission, today)))
        return [(row.pk, str(row)) for row in scoped_choices(officer, field.related_model, [permission], today)]


class ScopedChoices(admin.options.BaseModelAdmin):
    """Foreign keys offer, and accept, only rows in the officer's scope.

    `public_choices` names the relations whose rows are public anyway (co-issuing offices, columns of the catalogue).
    """

    public_choices: ClassVar[Sequence[str]] = ()

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet | None:
        if db_field.name in self.public_choices:
            return super().get_field_queryset(db, db_field, request)
        return self.choices_of(db_field, request)

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        """Return what the officer may choose in the field; the autocomplete asks the same question."""
        if db_field.name in self.public_choices:
            return db_field.related_model._default_manager.all()
        permissions = [permission_for(action, self.permission_model()) for action in ("add", "change")]
        return scoped_choices(officer_of(request), db_field.related_model, permissions, timezone.localdate())

    def permission_model(self) -> type[models.Model]:
        """Return the model whose permissions govern the form."""
        return self.model

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CompletedSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CompletedSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def refused_form(form: type[forms.ModelForm], refusal: Refusal) -> type[forms.ModelForm]:
    """Return a form that is not taken, whatever it says, and tells why."""

    class RefusedForm(form):  # type: ignore[valid-type,misc]
        def clean(self) -> Any:
            cleaned = super().clean()
            self.add_error(None, str(refusal))
            return cleaned

    return RefusedForm


class GuardedAddress(admin.ModelAdmin):
    """What an address may ask: a row in scope; of a list what the page itself offers, no more rows than it may cost.

    Counts stop at a limit, and so do the pages; no filter counts its choices.
    """

    change_list_template = "admin/bounded_list.html"
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedList

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Look for the beginning of what was typed: each word more is a condition more on every field."""
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Let an address narrow the list by the filters of the page only.

        Stock admin takes any field of the table, and so lets one guess a masked text or a digest letter by letter.
        """
        filters = self.get_list_filter(request) if request else self.list_filter
        names = [entry if isinstance(entry, str) else entry[0] for entry in filters if isinstance(entry, str | tuple)]
        if lookup in [getattr(entry, "parameter_name", None) for entry in filters]:
            return True  # a filter of our own with values of its own
        is_offered = lookup in names or (
            lookup.rpartition("__")[2] in COMPARISONS and any(lookup.startswith(f"{name}__") for name in names)
        )
        return is_offered and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Refuse a year that no calendar has like any other wrong filter; stock admin fails on it."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form know who asks: what is only read there leads to what this reader may open."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.asked_by = request
        refusal = vars(request).get("_refusal")
        return refused_form(form, refusal) if refusal else form

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show what the service refuses in the form, with what was typed: a way back to the list would lose it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            vars(request)["_refusal"] = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row, or 404 when there is none in scope (the stock admin redirects and so tells them apart)."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found


class DepartmentScopedAdmin(ScopedChoices, GuardedAddress):
    """Admin of a model that an office owns.

    The model's queryset says `visible_to(officer, today)` and, where rows can be edited, `editable_by`. `scope_field`
    leads to the owning office (empty: the row is an office). Status, stamps and due dates belong into
    `readonly_fields`; actions call services, which guard themselves.
    """

    scope_field: ClassVar[str] = "department"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(officer_of(request), timezone.localdate())

    def rows_for(self, request: HttpRequest, action: str) -> models.QuerySet:
        """Return the rows on which the officer may do `action`: view, change, delete."""
        officer, today = officer_of(request), timezone.localdate()
        rows: Any = self.model._default_manager.all()
        if action == "view":
            return rows.visible_to(officer, today)
        if action == "change" and hasattr(rows, "editable_by"):
            return rows.editable_by(officer, today)
        permission = permission_for(action, self.model)
        return rows.visible_to(officer, today).filter(within_scope(officer, permission, today, field=self.scope_field))

    def _may(self, request: HttpRequest, action: str, obj: models.Model | None) -> bool:
        if not request.user.has_perm(permission_for(action, self.model)):
            return False
        if obj is None or obj.pk is None:
            return True
        known: dict[tuple[Any, ...], bool] = request.__dict__.setdefault("_may_in_admin", {})
        key = (self.model, action, obj.pk)
        if key not in known:
            known[key] = self.rows_for(request, action).filter(pk=obj.pk).exists()
        return known[key]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._scoped_filter(entry) for entry in super().get_list_filter(request)]

    def _scoped_filter(self, entry: Any) -> Any:
        """Replace the stock filter of a relation, which names every row of the related table."""
        if not isinstance(entry, str) or "__" in entry or not self.opts.get_field(entry).is_relation:
            return entry
        return (entry, ScopedRelatedFilter)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[Any, int], set[Any], list]:
        """Name the rows to be deleted themselves; of what hangs on them only kind and number, whoever owns it."""
        _nested, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [str(obj) for obj in objs], counts, lacking, _kinds_protecting(objs) if protected else []


def _kinds_protecting(objs: Any) -> list[str]:
    collector = NestedObjects(using=router.db_for_write(type(objs[0])), origin=objs)
    collector.collect(objs)
    kinds = Counter(str(obj._meta.verbose_name) for obj in collector.protected)
    return [f"{capfirst(kind)}: {number}" for kind, number in sorted(kinds.items())]


class CityWideAdmin(ScopedChoices, GuardedAddress):
    """Admin of a table that belongs to no office (rules, calendar, catalogue): changed from the top of the tree only.

    Whoever holds the permission anywhere may look; adding, changing and deleting asks for it in an office that stands
    below no other.
    """

    def _may_at_the_top(self, request: HttpRequest, action: str) -> bool:
        if not isinstance(request.user, Officer):  # the log-in page asks too, for the menu of nobody
            return False
        paths = scope_paths(request.user, permission_for(action, self.model), timezone.localdate())
        return any(path.count("/") == 1 for path in paths)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_at_the_top(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_at_the_top(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_at_the_top(request, "delete")


class OwnedInline(ScopedChoices):
    """Mix into TabularInline or StackedInline: rows that belong to the page's object are seen and changed with it.

    Rows that have an owner of their own (`visible_to`) are scoped by it too.
    """

    parent_model: type[models.Model]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = self.model._default_manager.get_queryset()
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(officer_of(request), timezone.localdate())
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def permission_model(self) -> type[models.Model]:
        return self.parent_model

    def _parent_admin(self) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self._parent_admin()
        return parent.has_view_permission(request, obj) or parent.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent_admin().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        parent = self._parent_admin()
        return parent.has_add_permission(request) if obj is None else parent.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._parent_admin().has_change_permission(request, obj)
