"""Attachments: read after the publication, found with the page, given up with a reason, gone with the item."""

import io
from datetime import timedelta

import docx
import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.items.services import sign_item, start_revision, submit_item, withdraw_item
from disclosure.models import EntryFile, EntryPage, ItemAttachment
from disclosure.search import attachments
from disclosure.search.attachments import MOST_ATTEMPTS, read_file
from disclosure.search.hits import hits_of
from disclosure.search.kinds import FileReason, FileStatus
from disclosure.search.services import read_file_again
from foundation.extraction.limits import Trouble, Unreadable
from foundation.files.serving import private_storage
from foundation.outbox.models import OutboxEntry
from foundation.refusals import WrongState
from tests.disclosure.search.conftest import look_for, question_of, titles, work_off
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING, DraftFactory, ItemAttachmentFactory
from tests.foundation.extraction.samples import a_pdf

pytestmark = pytest.mark.django_db

TODAY = MORNING.date()


def a_workbook() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["项目", "金额"])
    workbook.create_sheet("三公经费").append(["公务接待费", 12.5])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def a_letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("各县区人民政府：")
    document.add_table(1, 2).cell(0, 1).text = "秸秆禁烧巡查"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.fixture
def publish_with(bureau, signatory):
    """Publish an item with files and let the worker do what follows."""

    def act(**files: bytes):
        item = DraftFactory(department=bureau, title="年度计划", body="<p>见附件。</p>")
        for name, content in files.items():
            name = name.replace("_", ".")
            ItemAttachmentFactory(
                item=item,
                name=name,
                file=ContentFile(content, name=name),
                size=len(content),
                sha256=name.rjust(64, "0"),
            )
        item = sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING)
        work_off()
        return item

    return act


def matched(typed: str):
    (hit,) = hits_of(look_for(typed).keys, question_of(typed).marks, TODAY)
    return hit.page


def test_a_pdf_is_found_with_its_page(publish_with):
    publish_with(plan_pdf=a_pdf("Overview of the plan", "wetland restoration", "budget of the plan"))
    assert titles("wetland") == ["年度计划"]
    match = matched("wetland restoration")
    assert match.number == 2
    assert match.url.endswith("#page=2")
    assert "<mark>wetland</mark>" in match.text
    assert EntryFile.objects.get().pages == 3


def test_words_of_the_text_and_of_its_attachment_are_found_together(publish_with):
    publish_with(plan_pdf=a_pdf("wetland restoration"))
    assert titles("年度计划 wetland") == ["年度计划"]
    assert titles('"wetland restoration"') == ["年度计划"]
    assert titles('"restoration wetland"') == []


def test_word_and_excel_are_found_in_their_tables_and_sheets(publish_with):
    publish_with(letter_docx=a_letter(), table_xlsx=a_workbook())
    assert titles("秸秆禁烧") == ["年度计划"]
    assert matched("秸秆禁烧").number == 0
    assert matched("公务接待费").number == 2
    assert "#" not in matched("公务接待费").url


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("plan_ofd", b"PK", FileStatus.SKIPPED, "format"),
        ("plan_doc", b"\xd0\xcf", FileStatus.SKIPPED, "format"),
        ("plan_pdf", b"%PDF-1.4 broken", FileStatus.FAILED, "damaged"),
        ("plan_docx", b"PK broken", FileStatus.FAILED, "damaged"),
        ("plan_xlsx", b"PK broken", FileStatus.FAILED, "damaged"),
        ("plan_txt", b"  \n ", FileStatus.SKIPPED, "empty"),
    ],
)
def test_what_can_not_be_read_is_said_and_not_tried_again(publish_with, name, content, status, reason):
    publish_with(**{name: content})
    file = EntryFile.objects.get()
    assert (file.status, file.reason, file.attempts) == (status, reason, 1)
    assert titles("年度计划") == ["年度计划"]


def test_a_file_that_the_store_can_not_give_is_tried_a_few_times_and_given_up(publish_with):
    publish_with()
    item = publish_with(notes_txt="湿地".encode())
    file = EntryFile.objects.get()
    EntryFile.objects.update(status=FileStatus.WAITING, attempts=0)
    private_storage().delete(file.stored)
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(OSError, match="No such file"):
            read_file(file.pk)
    read_file(file.pk)
    file.refresh_from_db()
    assert (file.status, file.attempts, item.is_public) == (FileStatus.FAILED, MOST_ATTEMPTS, True)


def test_a_file_that_breaks_its_reader_is_recorded(publish_with, monkeypatch):
    def crash(*_):
        raise Unreadable(Trouble.CRASHED)

    monkeypatch.setattr(attachments, "extract_pages", crash)
    publish_with(plan_pdf=a_pdf("wetland"))
    assert EntryFile.objects.get().reason == Trouble.CRASHED


def test_every_trouble_has_words_for_people():
    assert {trouble.value for trouble in Trouble} == set(FileReason.values)


def test_a_person_has_it_read_again(publish_with, author, monkeypatch):
    def crash(*_):
        raise Unreadable(Trouble.CRASHED)

    with monkeypatch.context() as patch:
        patch.setattr(attachments, "extract_pages", crash)
        publish_with(plan_pdf=a_pdf("wetland"))
    file = read_file_again(EntryFile.objects.get(), by=author, at=MORNING)
    with pytest.raises(WrongState):
        read_file_again(file, by=author, at=MORNING)
    work_off()
    assert titles("wetland") == ["年度计划"]


def test_a_correction_that_keeps_a_file_does_not_read_it_again(publish_with, bureau, signatory):
    item = publish_with(plan_pdf=a_pdf("wetland"), notes_txt="垃圾焚烧".encode())
    item = start_revision(item, by=item.author, at=MORNING, reason="更正附件。")
    ItemAttachment.objects.get(item=item, name="notes.txt").delete()
    item.title = "年度计划（修订）"
    item.save()
    sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING + timedelta(days=1))
    read_before = OutboxEntry.objects.filter(handler__endswith="read_file").count()
    work_off()
    assert OutboxEntry.objects.filter(handler__endswith="read_file").count() == read_before
    assert titles("wetland") == ["年度计划（修订）"]
    assert titles("垃圾焚烧") == []
    assert EntryFile.objects.get().url == item.versions.first().attachments.get().get_absolute_url()


def test_with_the_item_its_attachments_are_gone(publish_with, signatory):
    item = publish_with(plan_pdf=a_pdf("wetland"))
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    assert titles("wetland") == []
    assert not EntryPage.objects.exists()


def test_a_file_that_was_being_read_when_the_item_went_leaves_nothing(publish_with, signatory, monkeypatch):
    item = publish_with(plan_pdf=a_pdf("wetland"))
    EntryFile.objects.update(status=FileStatus.WAITING)
    file, extract = EntryFile.objects.get(), attachments.extract_pages

    def withdraw_meanwhile(*given):
        withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
        return extract(*given)

    monkeypatch.setattr(attachments, "extract_pages", withdraw_meanwhile)
    read_file(file.pk)
    assert titles("wetland") == []
    assert not EntryPage.objects.exists()


def test_the_page_leads_to_the_page_of_the_attachment(publish_with, client):
    publish_with(plan_pdf=a_pdf("Overview", "wetland restoration"))
    html = client.get("/search/?q=wetland").content.decode()
    assert "第2页" in html or "第 2 页" in html
    file = EntryFile.objects.get()
    assert f'href="{file.url}#page=2"' in html
    assert client.get(file.url).status_code == 200


def test_the_back_office_shows_what_failed_to_its_own_office_and_has_it_read_again(
    publish_with, client, bureau, other_bureau
):
    publish_with(plan_pdf=b"%PDF-1.4 broken")
    address = reverse("admin:disclosure_entryfile_changelist")
    client.force_login(officer_in(bureau, Role.AUTHOR))
    assert "plan.pdf" in client.get(address).content.decode()
    again = reverse("admin:disclosure_entryfile_read", args=[EntryFile.objects.get().pk])
    assert client.post(again).status_code == 302
    assert EntryFile.objects.get().status == FileStatus.WAITING
    client.force_login(officer_in(other_bureau, Role.AUTHOR))
    assert "plan.pdf" not in client.get(address).content.decode()
    assert client.post(again).status_code == 404
