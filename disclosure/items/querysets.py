"""Which items?"""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.items.statuses import ItemVisibility

if TYPE_CHECKING:
    from departments.offices.models import Department
    from disclosure.catalogue.models import Category


class ItemQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Return what the public may read, with the version it reads."""
        return self.filter(visibility=ItemVisibility.PUBLIC).select_related("current_version", "department", "category")

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-pk")

    def of_department(self, department: "Department") -> Self:
        return self.filter(department=department)

    def in_category(self, category: "Category") -> Self:
        """Return the items of a column and of the columns below it."""
        return self.filter(category__path__startswith=category.path)

    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_item", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_item", today))
