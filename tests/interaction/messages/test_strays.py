"""Files that belong to no letter are found, and removed when a person says so; all others stay."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from foundation.files.fields import validate_upload
from foundation.files.serving import private_storage
from tests.factories.interaction import MailboxFactory, receive
from tests.foundation.files import samples

pytestmark = pytest.mark.django_db
LONG_AGO = (timezone.now() - timedelta(days=2)).timestamp()


def grow_old(name: str) -> str:
    os.utime(private_storage().path(name), (LONG_AGO, LONG_AGO))
    return name


def told(*words: str) -> str:
    out = StringIO()
    call_command("stray_files", *words, stdout=out)
    return out.getvalue()


def test_only_what_no_letter_knows_and_is_a_day_old_is_found_and_removed(bureau):
    upload = SimpleUploadedFile("照片.pdf", samples.PDF)
    validate_upload(upload)
    message, _code = receive(MailboxFactory(department=bureau), files=[upload])
    kept = grow_old(message.attachments.get().file.name)
    old = grow_old(private_storage().save("messages/2014/12/stray.pdf", ContentFile(b"x")))
    part = grow_old(private_storage().save("messages/2014/12/.part-x", ContentFile(b"x")))
    young = private_storage().save("messages/2014/12/young.pdf", ContentFile(b"x"))
    other = grow_old(private_storage().save("items/2014/12/other.pdf", ContentFile(b"x")))

    found = told().splitlines()
    assert {old, part} <= set(found)
    assert not {kept, young, other} & set(found)
    assert f"{len(found) - 1} stray files removed." in told("--remove")
    assert [Path(private_storage().path(name)).exists() for name in (kept, young, other)] == [True, True, True]
    assert not private_storage().exists(old)
    assert told() == "0 stray files found.\n"
