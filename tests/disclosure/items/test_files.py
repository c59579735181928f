"""A stored file goes with the last row that has it."""

import pytest

from disclosure.items.services import drop_revision, sign_item, start_revision, submit_item
from disclosure.models import VersionAttachment
from foundation.files.serving import private_storage
from tests.factories.disclosure import MORNING, DraftFactory, ItemAttachmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment(bureau):
    return ItemAttachmentFactory(item=DraftFactory(department=bureau))


def test_a_file_of_a_draft_goes_with_its_row(attachment, django_capture_on_commit_callbacks):
    assert private_storage().exists(attachment.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        attachment.delete()
    assert not private_storage().exists(attachment.file.name)


def test_it_stays_until_the_commit(attachment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        attachment.delete()
    assert private_storage().exists(attachment.file.name)


def test_a_published_file_stays_whatever_happens_to_the_working_copy(
    attachment, signatory, django_capture_on_commit_callbacks
):
    item = submit_item(attachment.item, by=attachment.item.author, at=MORNING)
    item = sign_item(item, by=signatory, at=MORNING)
    item = start_revision(item, by=item.author, at=MORNING, reason="换附件")
    with django_capture_on_commit_callbacks(execute=True):
        item.attachments.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        drop_revision(item, by=item.author, at=MORNING)
    assert private_storage().exists(attachment.file.name)
    assert VersionAttachment.objects.get().file.name == item.attachments.get().file.name
