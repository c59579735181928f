"""What is done with the catalogue: loading columns from a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from disclosure.catalogue.loading import ColumnRow
from disclosure.catalogue.models import Category
from disclosure.catalogue.navigation import forget_tree


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a catalogue did."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_catalogue(columns: Sequence[ColumnRow]) -> Loaded:
    """Store the columns by their codes; loading the same table again changes nothing. Columns left out of it stay.

    `columns` must name those above before those below, as `read_columns` does.
    """
    stored = {category.code: category for category in Category.objects.select_for_update(of=("self",))}
    added = changed = 0
    for column in columns:
        category = stored.get(column.code) or Category(code=column.code)
        before = _facts(category)
        for name, value in _wanted(column, stored).items():
            setattr(category, name, value)
        if category.pk is None:
            added += 1
        elif _facts(category) == before:
            continue
        else:
            changed += 1
        category.save()
        stored[column.code] = category
    transaction.on_commit(forget_tree)
    return Loaded(added, changed, len(columns) - added - changed)


def _wanted(column: ColumnRow, stored: dict[str, Category]) -> dict[str, object]:
    return {
        "parent": stored[column.parent] if column.parent else None,
        "name": column.name,
        "description": column.description,
        "basis": column.basis,
        "office_kinds": list(column.office_kinds),
        "update_days": column.update_days,
        "is_local": column.is_local,
        "position": column.position,
    }


def _facts(category: Category) -> tuple[object, ...]:
    return (
        category.parent_id,
        category.name,
        category.description,
        category.basis,
        list(category.office_kinds),
        category.update_days,
        category.is_local,
        category.position,
    )
