"""A part of the journal: of some kinds, of an office with those below it, of a column with those below it."""

from collections.abc import Sequence

from disclosure.catalogue.navigation import keys_below, read_tree
from disclosure.exchange.branches import offices_below
from disclosure.exchange.querysets import ChangeQuerySet


class UnknownCodeError(LookupError):
    """No office, or no column, has the code; `name` says which was asked for: branch or category."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def narrow(
    changes: ChangeQuerySet, *, kinds: Sequence[str] = (), branch: str = "", category: str = ""
) -> ChangeQuerySet:
    """Return the part that is wanted; what is empty narrows nothing. Raises UnknownCodeError."""
    if kinds:
        changes = changes.of_kinds(kinds)
    if branch:
        offices = offices_below(branch)
        if not offices:
            raise UnknownCodeError("branch")
        changes = changes.of_offices(offices)
    if category:
        column = next((one for one in read_tree() if one.code == category), None)
        if column is None:
            raise UnknownCodeError("category")
        changes = changes.of_columns(keys_below(read_tree(), column.path))
    return changes
