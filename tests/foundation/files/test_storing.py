"""A file is stored whole or not at all; no file is replaced."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile

from foundation.files.storing import WholeFileStorage


@pytest.fixture
def storage(tmp_path) -> WholeFileStorage:
    return WholeFileStorage(location=tmp_path)


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_stored_is_read_back(storage, tmp_path):
    name = storage.save("letters/2026/11/照片.pdf", ContentFile(b"abc" * 100_000))
    assert name == "letters/2026/11/照片.pdf"
    assert storage.open(name).read() == b"abc" * 100_000
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o644
    assert files_below(tmp_path) == [name]


def test_text_and_large_uploads_are_stored_too(storage):
    assert storage.open(storage.save("a.txt", ContentFile("六安市"))).read() == "六安市".encode()
    with TemporaryUploadedFile("b.pdf", "application/pdf", 3, None) as upload:
        upload.write(b"pdf")
        upload.seek(0)
        assert storage.open(storage.save("b.pdf", upload)).read() == b"pdf"


def test_a_taken_name_is_never_replaced_also_when_it_was_taken_meanwhile(storage):
    first = storage.save("a.pdf", ContentFile(b"first"))
    second = storage._save("a.pdf", ContentFile(b"second"))  # as the one of two who looks, and then comes second
    assert first != second
    assert (storage.open(first).read(), storage.open(second).read()) == (b"first", b"second")


@pytest.mark.parametrize("place", ["write", "fsync"])
def test_a_full_disk_leaves_nothing(storage, tmp_path, monkeypatch, place):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    class Content(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            full()

    content = Content(b"whole") if place == "write" else ContentFile(b"whole")
    if place == "fsync":
        monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        storage.save("letters/a.pdf", content)
    assert files_below(tmp_path) == []
