"""Which items?"""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.statuses import ItemStatus, ItemVisibility
from foundation.paging.keyset import Order

NEWEST_FIRST = Order("published_on")
"""The order of public lists; pages are found in it by key."""

N_NEIGHBOURS = 5

VERSIONS = """
    (SELECT json_agg(json_build_array(v.number, v.published_at, v.reason) ORDER BY v.number DESC)
     FROM disclosure_version v WHERE v.item_id = disclosure_item.id)
"""
FILES = """
    (SELECT json_agg(json_build_array(f.id, f.name, f.size) ORDER BY f.position, f.id)
     FROM disclosure_versionattachment f WHERE f.version_id = disclosure_item.current_version_id)
"""
NEIGHBOURS = """
    (SELECT json_agg(json_build_array(n.id, n.title, n.short_name, n.published_on)) FROM (
        SELECT i.id, v.title, d.short_name, i.published_on
        FROM disclosure_item i
        JOIN disclosure_version v ON v.id = i.current_version_id
        JOIN departments_department d ON d.id = i.department_id
        WHERE i.category_id = disclosure_item.category_id AND i.visibility = 'public' AND i.id <> disclosure_item.id
        ORDER BY i.published_on DESC, i.id DESC LIMIT %s
    ) n)
"""


class ItemQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Return what the public may read, with the version it reads."""
        return self.public().select_related("current_version", "department", "category")

    def public(self) -> Self:
        """Return what the public may read, bare."""
        return self.filter(visibility=ItemVisibility.PUBLIC)

    def ever_public(self) -> Self:
        """Return what the public may read and what left a tombstone."""
        return self.exclude(visibility=ItemVisibility.UNPUBLISHED)

    def with_page(self) -> Self:
        """Add what the page of a document shows beside the current version, in the same statement, as lists of rows.

        `shown_versions`: number, published_at, reason; `shown_files` of the current version; `shown_neighbours`, the
        newest others of its column. One statement costs a third of four: on a page of one document, putting queries
        together takes longer than running them.
        """
        return self.annotate(
            shown_versions=RawSQL(VERSIONS, ()),  # noqa: S611 — constants
            shown_files=RawSQL(FILES, ()),  # noqa: S611
            shown_neighbours=RawSQL(NEIGHBOURS, (N_NEIGHBOURS,)),  # noqa: S611
        )

    def newest_first(self) -> Self:
        return NEWEST_FIRST.sort(self)

    def of_department(self, department: Department) -> Self:
        return self.filter(department=department)

    def in_branch(self, department: Department) -> Self:
        """Return the items of an office and of the offices below it."""
        return self.filter(department__path__startswith=department.path)

    def in_category(self, category: Category) -> Self:
        """Return the items of a column and of the columns below it."""
        return self.filter(category__path__startswith=category.path)

    def in_categories(self, keys: Sequence[int]) -> Self:
        """Return the items of the columns with these primary keys; one alone is read from the index in order."""
        return self.filter(category_id=keys[0]) if len(keys) == 1 else self.filter(category_id__in=keys)

    def in_year(self, year: int) -> Self:
        """Return what was first published in a calendar year."""
        return self.filter(published_on__gte=date(year, 1, 1), published_on__lte=date(year, 12, 31))

    def of_genre(self, genre: str) -> Self:
        """Return published items whose published version is of the genre."""
        return self.filter(current_version__genre=genre)

    def naming(self, words: str) -> Self:
        """Return published items whose title or document number holds every word, or whose index number is `words`.

        Narrows a list by what is on its lines, and reads them one by one; whoever looks for words uses the search.
        """
        condition = Q()
        for word in words.split():
            condition &= Q(current_version__title__icontains=word) | Q(current_version__document_number__icontains=word)
        return self.filter(condition | Q(index_number=words.strip()))

    def waiting(self) -> Self:
        """Return what waits for a signature, the longest first."""
        return self.filter(status=ItemStatus.SUBMITTED).order_by("updated_at")

    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_item", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_item", today))
