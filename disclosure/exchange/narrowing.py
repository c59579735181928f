"""A part of the journal: of some kinds, of an office with those below it, of a column with those below it."""

from collections.abc import Sequence

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.exchange.querysets import ChangeQuerySet


class UnknownCodeError(LookupError):
    """No office, or no column, has the code; `name` says which was asked for: branch or category."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def narrow(
    changes: ChangeQuerySet, *, kinds: Sequence[str] = (), branch: str = "", category: str = ""
) -> ChangeQuerySet:
    """Return the part that is wanted, `branch` and `category` by their codes; what is empty narrows nothing.

    What stands below is found by the same statement that reads the journal, not among what is remembered: whoever
    reads on never comes back to the first document of a new office. Raises UnknownCodeError.
    """
    if kinds:
        changes = changes.of_kinds(kinds)
    if branch:
        office = Department.objects.filter(code=branch).first()
        if office is None:
            raise UnknownCodeError("branch")
        changes = changes.filter(department__in=Department.objects.below(office).values("pk"))
    if category:
        column = Category.objects.filter(code=category).first()
        if column is None:
            raise UnknownCodeError("category")
        changes = changes.filter(category__in=Category.objects.below(column).values("pk"))
    return changes
