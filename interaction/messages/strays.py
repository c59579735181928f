"""Files that belong to no letter: what is left of a transaction that broke off after they were named.

They are looked for by a person, never by the clock: on a database that was restored too old, every file is a stray.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from foundation.files.listing import files_below
from foundation.files.serving import private_storage
from interaction.messages.models import FOLDER, MessageAttachment

YOUNGEST = timedelta(days=1)
"""A younger file may belong to a letter that is being taken in."""

AT_ONCE = 1000


def stray_files(*, now: datetime) -> Iterator[str]:
    """Yield the names in the private store of files of letters that no row knows and that are a day old by `now`."""
    storage = private_storage()
    names = files_below(storage, FOLDER)
    while some := list(islice(names, AT_ONCE)):
        known = set(MessageAttachment.objects.filter(file__in=some).values_list("file", flat=True))
        for name in some:
            if name not in known and storage.get_modified_time(name) < now - YOUNGEST:
                yield name
