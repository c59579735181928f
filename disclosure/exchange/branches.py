"""Which offices or columns stand below one? Read from the trees that are remembered anyway."""

from collections.abc import Sequence
from typing import Protocol


class Placed(Protocol):
    """Something with a place in a tree: an office or a column."""

    @property
    def pk(self) -> int: ...

    @property
    def path(self) -> str: ...


def keys_below(path: str, tree: Sequence[Placed]) -> list[int]:
    """Return the primary keys of the one at this place of the tree and of all below it."""
    return [one.pk for one in tree if one.path.startswith(path)]
