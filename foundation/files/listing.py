"""Which files a store holds."""

from collections.abc import Iterator

from django.core.files.storage import Storage


def files_below(store: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files in `folder` and below it, of the whole store without one; none if it is not there.

    A folder is made with its first file.
    """
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in files)
    for inner in folders:
        yield from files_below(store, f"{prefix}{inner}")
