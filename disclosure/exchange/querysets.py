"""Which changes?"""

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Max

from disclosure.exchange.actions import ChangeAction
from disclosure.search.kinds import ITEM_KINDS


class ChangeQuerySet(models.QuerySet):
    def after(self, number: int) -> Self:
        """Return what was committed after the change with this number, in the order of commits."""
        return self.filter(number__gt=number).order_by("number")

    def gone(self) -> Self:
        """Return what was taken back, the latest first."""
        return self.filter(action=ChangeAction.WENT, number__isnull=False).order_by("-number")

    def of_items(self) -> Self:
        """Return the changes of items of every kind: documents, policies, interpretations."""
        return self.filter(kind__in=ITEM_KINDS)

    def of_kinds(self, kinds: Sequence[str]) -> Self:
        """Return the changes of things of these kinds."""
        return self.filter(kind__in=kinds)

    def of_offices(self, keys: Sequence[int]) -> Self:
        """Return the changes of the offices with these primary keys."""
        return self.filter(department_id__in=keys)

    def of_columns(self, keys: Sequence[int]) -> Self:
        """Return the changes of the columns with these primary keys."""
        return self.filter(category_id__in=keys)

    def last_number(self) -> int:
        """Return the number of the latest change; 0 while there is none. One step in the index."""
        return self.aggregate(last=Max("number"))["last"] or 0
