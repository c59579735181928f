"""The uploaded files that the database names, wherever the stores are."""

from django.apps import apps
from django.core.files.storage import storages
from django.db import models

STORES = ("default", "private")


def store_of(field: models.FileField) -> str:
    """Return the word for the store of a field's files. Raises LookupError for a store that no copy would hold."""
    declared = field.deconstruct()[3].get("storage")  # a function; what it returned once may be of other settings
    store = declared() if callable(declared) else declared
    for name in STORES:
        if storages[name] is store:
            return name
    if store is None:  # where Django keeps files of which nothing is said
        return "default"
    raise LookupError(f"The files of {field} are in a store that no copy holds: name it in STORES.")


def named_files() -> list[tuple[str, str]]:
    """Return store and name of every file that some row names, each once and in order."""
    named: set[tuple[str, str]] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField):
                rows = model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                store = store_of(field)
                named.update((store, name) for name in rows.values_list(field.name, flat=True).iterator())
    return sorted(named)
