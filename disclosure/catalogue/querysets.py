"""Which columns?"""

from typing import Self

from foundation.trees.models import TreeQuerySet


class CategoryQuerySet(TreeQuerySet):
    def in_order(self) -> Self:
        """Return the columns as a reader expects them: by level, then position."""
        return self.order_by("position", "code")

    def leaves(self) -> Self:
        """Return the columns without columns below them: items are filed there (录入规范: 目录分类必须选到末级)."""
        return self.filter(children=None)
