"""The form in which a year's notice is handed in."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from departments.calendar.forms import LARGEST_NOTICE, NoticeForm
from departments.calendar.notices import SHIPPED

TEXT = (SHIPPED / "2026.json").read_text(encoding="utf-8")


def handed_in(text="", content=None):
    files = MultiValueDict[str, UploadedFile]()
    if content is not None:
        files["file"] = SimpleUploadedFile("2026.json", content)
    return NoticeForm({"text": text}, files)


@pytest.mark.parametrize(
    "form", [handed_in(TEXT), handed_in(content=TEXT.encode()), handed_in(content=b"\xef\xbb\xbf" + TEXT.encode())]
)
def test_a_file_and_its_text_are_read_alike(form):
    assert form.is_valid(), form.errors
    assert form.notice.year == 2026
    assert json.loads(form.cleaned_data["text"]) == json.loads(TEXT)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (handed_in(), "__all__"),
        (handed_in("  \n"), "__all__"),
        (handed_in(TEXT, TEXT.encode()), "__all__"),
        (handed_in(content="年".encode("gb18030")), "file"),
        (handed_in(content=b"PK\x03\x04\xff"), "file"),
        (handed_in(content=b" " * (LARGEST_NOTICE + 1)), "file"),
        (handed_in(" " * 10 + "{" * (LARGEST_NOTICE + 1)), "text"),
        (handed_in("{}"), "text"),
        (handed_in(content=b"{}"), "file"),
    ],
)
def test_what_can_not_be_read_is_an_error_of_the_field_it_came_in(form, field):
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert form.notice is None


def test_every_fault_of_the_notice_is_told_with_its_place():
    content = json.loads(TEXT)
    content["days"][3]["date"] = "2026-13-01"
    content["papers"] = []
    form = handed_in(json.dumps(content))
    assert not form.is_valid()
    places = [error.split(":")[0] for error in form.errors["text"]]
    assert places == ["papers", "days[3].date"]
