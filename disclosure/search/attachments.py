"""The work that follows the indexing of an entry with attachments: reading their words."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure.search.models import EntryFile
from disclosure.search.services import give_up_file, store_pages
from foundation.extraction.extracting import can_read, extract_pages
from foundation.extraction.limits import MEGABYTE, Trouble, Unreadable
from foundation.files.names import split_extension
from foundation.files.serving import private_storage
from foundation.outbox.handlers import named

MOST_ATTEMPTS = 3
"""A file whose reading was broken off so often is given up; a person may ask again."""

LARGEST = 50 * MEGABYTE


@named(_("read the text of an attachment for the search"))
def read_file(file_id: int) -> None:
    """Read the words of the attachment with this primary key, if it still waits for that; called by the outbox.

    A document that can't be read is recorded as such and not tried again. What may be better later (the store of files
    doesn't answer) is raised, so that the outbox tries again; `attempts` bounds that.
    """
    waiting = EntryFile.objects.waiting().filter(pk=file_id)
    if not waiting.update(attempts=F("attempts") + 1):
        return
    attachment = EntryFile.objects.get(pk=file_id)
    extension = split_extension(attachment.name)[1]
    try:
        if not can_read(extension):
            raise Unreadable(Trouble.FORMAT)
        if attachment.size > LARGEST:
            raise Unreadable(Trouble.TOO_HEAVY)
        with private_storage().open(attachment.stored, "rb") as content:
            pages = extract_pages(content, extension)
    except Unreadable as unreadable:
        give_up_file(file_id, unreadable.trouble, at=timezone.now())
    except OSError:
        if attachment.attempts < MOST_ATTEMPTS:
            raise
        give_up_file(file_id, Trouble.DAMAGED, at=timezone.now())
    else:
        store_pages(file_id, pages, at=timezone.now())
