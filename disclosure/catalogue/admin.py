"""The back office of the catalogue: administrators of the city keep it, everybody looks things up in it."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import CityWideAdmin
from disclosure.catalogue.forms import CategoryForm
from disclosure.catalogue.models import Category
from disclosure.catalogue.navigation import forget_tree, full_name


@admin.register(Category)
class CategoryAdmin(CityWideAdmin):
    """The tree in reading order, indented by level."""

    form = CategoryForm
    list_display = ("indented", "code", "update_days", "basis", "is_local")
    list_filter = ("is_local",)
    search_fields = ("code", "name")
    ordering = ("path",)
    list_per_page = 200
    actions = None
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)

    @admin.display(description=_("column"), ordering="path")
    def indented(self, category: Category) -> SafeString:
        return format_html('<span class="depth-{}">{}</span>', category.depth, category.name)

    def choice_label(self, category: Category) -> str:
        """Return what an autocomplete shows: columns of the same name stand in several places."""
        return f"{full_name(category.path) or category.name} {category.code}"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget_tree)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(forget_tree)
