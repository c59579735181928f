"""Views of the admin site that belong to no single model, kept inside the officer's scope."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from departments.officers.admin_scope import ScopedChoices


def form_of(site: AdminSite, field: Any) -> ScopedChoices | None:
    """Return the admin, or else the inline, whose form holds `field`; None where nobody scopes it."""
    for model, model_admin in site._registry.items():
        if issubclass(model, field.model):
            return model_admin if isinstance(model_admin, ScopedChoices) else None
    for model, model_admin in site._registry.items():
        for inline in model_admin.inlines:
            if inline.model is field.model and issubclass(inline, ScopedChoices):
                return inline(model, site)
    return None


class ScopedAutocompleteView(AutocompleteJsonView):
    """Answer with exactly what the form that asks would accept, to those who may use that form."""

    admin_site: AdminSite

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        form = form_of(self.admin_site, self.source_field)
        if form is None:
            return super().has_perm(request, obj)
        return form.has_change_permission(request) or form.has_add_permission(request)

    def get_queryset(self) -> QuerySet:
        form = form_of(self.admin_site, self.source_field)
        if form is None:
            return super().get_queryset()
        rows = form.choices_of(self.source_field, self.request)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        rows, has_duplicates = self.model_admin.get_search_results(self.request, rows, self.term)
        return rows.distinct() if has_duplicates else rows

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Name a row as its admin names a choice (`choice_label`), where a row's own name does not tell it apart."""
        result: dict[str, str] = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        return {**result, "text": label(obj)} if label else result


def redirect_to_site(request: HttpRequest, site: AdminSite, content_type_id: str, object_id: str) -> HttpResponse:
    """Lead from a row of the back office to its public page; a row out of scope is not found."""
    found = _row_in_scope(request, site, content_type_id, object_id)
    if found is None or not hasattr(found, "get_absolute_url"):
        raise Http404
    return HttpResponseRedirect(found.get_absolute_url())


def _row_in_scope(request: HttpRequest, site: AdminSite, content_type_id: str, object_id: str) -> Any:
    try:
        kind = ContentType.objects.get_for_id(int(content_type_id))
        model_admin = site.get_model_admin(apps.get_model(kind.app_label, kind.model))
        if not model_admin.has_view_permission(request):
            return None
        return model_admin.get_object(request, object_id)
    except (LookupError, ValueError, NotRegistered, ContentType.DoesNotExist, Http404):
        return None
