"""What is done with entries: written, removed, their attachments read. Also for the nouns above, which call
`index_entry` and `remove_entry` in the transaction of their own publication or withdrawal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from disclosure.search.dictionary import Dictionary, read_dictionary
from disclosure.search.folding import fold
from disclosure.search.kinds import FileStatus
from disclosure.search.lexemes import write_vector
from disclosure.search.models import EntryFile, EntryPage, EntryText, SearchEntry
from disclosure.search.sources import EntrySource, FileSource
from foundation.extraction.extracting import Page
from foundation.extraction.limits import Trouble
from foundation.outbox.services import enqueue
from foundation.refusals import WrongState

READ_FILE = "disclosure.search.attachments.read_file"
PLACED = (
    "department_id",
    "category_id",
    "theme",
    "genre",
    "validity",
    "effective_on",
    "abolished_on",
    "published_on",
    "words",
)
SHOWN = ("url", "title", "numbers", "keywords", "summary", "body", "folded")
LONGEST_STORED = 500_000
"""Characters of a text that are kept for phrases and for showing."""

Key = tuple[str, int]


def index_entry(source: EntrySource) -> None:
    """Make one public thing findable, or what is known of it true again; its new attachments are read afterwards.

    Call it in the transaction of the publication: it is found when that commits.
    """
    index_entries([source])


@transaction.atomic
def index_entries(sources: Sequence[EntrySource]) -> None:
    """Make many public things findable in a few statements."""
    if not sources:
        return
    dictionary = read_dictionary()
    known = _lock_entries([(source.kind, source.key) for source in sources])
    files, pages = _files_of(list(known.values()))
    texts = [_text_of(source) for source in sources]
    entries = SearchEntry.objects.bulk_create(
        [
            _entry_of(source, text, _kept_pages(source, files[known.get((source.kind, source.key))], pages), dictionary)
            for source, text in zip(sources, texts, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=PLACED,
    )
    for entry, text in zip(entries, texts, strict=True):
        text.entry_id = entry.pk
    EntryText.objects.bulk_create(texts, update_conflicts=True, unique_fields=["entry"], update_fields=SHOWN)
    for entry, source in zip(entries, sources, strict=True):
        _follow_files(entry, source.files, files[entry.pk])


@transaction.atomic
def remove_entry(kind: str, key: int) -> None:
    """Let one thing be found no more, from the commit on; nothing of its text stays. Unknown things are no error."""
    SearchEntry.objects.filter(kind=kind, key=key).delete()


@transaction.atomic
def store_pages(file_id: int, pages: Sequence[Page], *, at: datetime) -> None:
    """Keep the words of an attachment and make its entry findable by them; does nothing if the entry went meanwhile."""
    file = _lock_file(file_id)
    if file is None:
        return
    file.texts.all().delete()
    EntryPage.objects.bulk_create(
        EntryPage(file=file, number=page.number, body=page.text, folded=fold(page.text)) for page in pages
    )
    file.status, file.reason, file.pages, file.read_at = FileStatus.READ, "", len(pages), at
    file.save(update_fields=["status", "reason", "pages", "read_at"])
    refresh_words(file.entry_id)


@transaction.atomic
def give_up_file(file_id: int, trouble: Trouble, *, at: datetime) -> None:
    """Record why the words of an attachment can't be had; formats that nothing reads are skipped, the rest failed."""
    file = _lock_file(file_id)
    if file is not None:
        is_skipped = trouble in {Trouble.FORMAT, Trouble.EMPTY}
        file.status = FileStatus.SKIPPED if is_skipped else FileStatus.FAILED
        file.reason, file.read_at = trouble.value, at
        file.save(update_fields=["status", "reason", "read_at"])


@transaction.atomic
def read_file_again(file: EntryFile, *, by: Officer, at: datetime) -> EntryFile:
    """Have an attachment read once more; a person asks for it. Raises WrongState while it waits anyway."""
    locked = EntryFile.objects.select_for_update().get(pk=file.pk)
    if locked.status == FileStatus.WAITING:
        raise WrongState(_("This file is waiting to be read already."))
    locked.status, locked.reason, locked.attempts = FileStatus.WAITING, "", 0
    locked.save(update_fields=["status", "reason", "attempts"])
    enqueue(READ_FILE, {"file_id": locked.pk})
    return locked


def refresh_words(entry_id: int) -> None:
    """Write the words of an entry anew from what is stored of it; the caller holds the entry's row."""
    text = EntryText.objects.get(entry_id=entry_id)
    pages = EntryPage.objects.filter(file__entry_id=entry_id).order_by("file_id", "number")
    words = _vector_of(text, pages.values_list("folded", flat=True), read_dictionary())
    SearchEntry.objects.filter(pk=entry_id).update(words=words)


def _lock_entries(keys: Sequence[Key]) -> dict[Key, int]:
    """Return the primary keys of the entries that exist, held until the transaction ends, in one order for all."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    return {
        (kind, key): pk
        for kind, wanted in sorted(by_kind.items())
        for pk, key in SearchEntry.objects.select_for_update(no_key=True)
        .filter(kind=kind, key__in=wanted)
        .order_by("pk")
        .values_list("pk", "key")
    }


def _files_of(
    entries: Sequence[int],
) -> tuple[defaultdict[int | None, list[EntryFile]], defaultdict[int, list[str]]]:
    """Return the attachments known of each entry, and the folded pages of each attachment."""
    files: defaultdict[int | None, list[EntryFile]] = defaultdict(list)
    pages: defaultdict[int, list[str]] = defaultdict(list)
    if entries:
        for file in EntryFile.objects.filter(entry_id__in=entries).order_by("pk"):
            files[file.entry_id].append(file)
    if files:
        rows = EntryPage.objects.filter(file__entry_id__in=list(files)).order_by("file_id", "number")
        for file_id, folded in rows.values_list("file_id", "folded"):
            pages[file_id].append(folded)
    return files, pages


def _kept_pages(source: EntrySource, known: Sequence[EntryFile], pages: dict[int, list[str]]) -> list[str]:
    """Return the pages of those attachments that the source still has."""
    digests = {file.sha256 for file in source.files}
    return [page for file in known if file.sha256 in digests for page in pages.get(file.pk, ())]


def _text_of(source: EntrySource) -> EntryText:
    title, numbers = _clean(source.title), "\n".join(filter(None, map(_clean, source.numbers)))
    body = _clean(source.text)[:LONGEST_STORED]
    return EntryText(
        url=source.url,
        title=title[:300],
        numbers=numbers[:200],
        keywords=_clean(source.keywords)[:300],
        summary=_clean(source.summary)[:300],
        body=body,
        folded=fold(f"{title}\n{numbers}\n{body}"),
    )


def _clean(text: str) -> str:
    return text.replace("\0", " ")


def _entry_of(source: EntrySource, text: EntryText, pages: Sequence[str], dictionary: Dictionary) -> SearchEntry:
    return SearchEntry(
        kind=source.kind,
        key=source.key,
        **{name: getattr(source, name) for name in PLACED if name != "words"},
        words=_vector_of(text, pages, dictionary),
    )


def _vector_of(text: EntryText, pages: Iterable[str], dictionary: Dictionary) -> str:
    return write_vector(
        dictionary.segmenter,
        title=fold(text.title),
        numbers=fold(text.numbers),
        keywords=fold(f"{text.keywords}\n{text.summary}"),
        text=fold(text.body),
        pages=pages,
    )


def _follow_files(entry: SearchEntry, wanted: Sequence[FileSource], known: Sequence[EntryFile]) -> None:
    """Let go of attachments that went; name those that stay as they are called now; have the new ones read."""
    stays = {file.sha256: file for file in known}
    kept: set[int] = set()
    for source in wanted:
        file = stays.get(source.sha256)
        if file is None or file.pk in kept:
            file = EntryFile(entry=entry, sha256=source.sha256)
        for name in ("name", "url", "stored", "content_type", "size"):
            setattr(file, name, getattr(source, name))
        is_new = file.pk is None
        file.save()
        kept.add(file.pk)
        if is_new:
            enqueue(READ_FILE, {"file_id": file.pk})
    gone = [file.pk for file in known if file.pk not in kept]
    if gone:
        EntryFile.objects.filter(pk__in=gone).delete()


def _lock_file(file_id: int) -> EntryFile | None:
    """Return the attachment with its entry held, the entry first as everywhere; None if it went."""
    entry = SearchEntry.objects.select_for_update(no_key=True).filter(files__pk=file_id).only("pk").first()
    return EntryFile.objects.filter(pk=file_id).first() if entry else None
