"""What a noun hands to the search of one public thing. Plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class FileSource:
    """A public attachment: its name and address for readers, where it is stored (private storage), its digest."""

    name: str
    url: str
    stored: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EntrySource:
    """One public thing as the search takes it.

    `kind` and `key` name it (`EntryKind`, primary key); indexing the same again replaces what was known. `numbers` are
    the document number and whatever else it is called by. `text` is plain, without markup. `validity` is what the
    office declared ("" for things that are never in force); the two dates decide the rest.
    """

    kind: str
    key: int
    department_id: int
    published_on: date
    url: str
    title: str
    text: str
    category_id: int | None = None
    numbers: tuple[str, ...] = ()
    keywords: str = ""
    summary: str = ""
    theme: str = ""
    genre: str = ""
    validity: str = ""
    effective_on: date | None = None
    abolished_on: date | None = None
    files: tuple[FileSource, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class EntryReader:
    """How a reindex reads everything public of one kind; `settings.SEARCH_READERS` names the readers.

    `read(after, limit)` returns the next things behind a key, in the order of keys, with their rows held until the
    transaction ends. `count()` says about how many there are.
    """

    kind: str
    read: Callable[[int, int], list[EntrySource]]
    count: Callable[[], int]
