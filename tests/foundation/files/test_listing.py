"""The files of a store: every one below a folder, by its name in the store."""

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from foundation.files.listing import files_below


def test_every_file_is_named_however_deep_it_lies():
    store = InMemoryStorage()
    names = {"a.txt", "items/2014/06/b.pdf", "items/2014/07/c.pdf", "messages/d.jpg"}
    for name in names:
        store.save(name, ContentFile(b"x"))
    assert set(files_below(store)) == names
    assert set(files_below(store, "items/2014")) == {"items/2014/06/b.pdf", "items/2014/07/c.pdf"}


def test_a_folder_that_no_file_has_made_yet_is_empty():
    assert list(files_below(InMemoryStorage(), "messages")) == []
