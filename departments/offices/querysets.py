"""Which offices?"""

from datetime import date
from typing import Self

from django.db.models import Q

from foundation.trees.models import TreeQuerySet


class DepartmentQuerySet(TreeQuerySet):
    def active(self, today: date) -> Self:
        """Return the offices that exist on `today` (a local date)."""
        return self.filter(Q(established_on=None) | Q(established_on__lte=today)).filter(
            Q(dissolved_on=None) | Q(dissolved_on__gt=today)
        )

    def by_name(self) -> Self:
        """Return the offices in the order of their names' pinyin."""
        return self.order_by("pinyin", "code")
