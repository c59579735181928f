import hashlib

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils.datastructures import MultiValueDict

from foundation.files.fields import SafeFileField, SafeFilesField
from foundation.files.limits import Limits
from tests.foundation.files import samples

SMALL = Limits(max_bytes=1000, max_total_bytes=1500, max_files=3, extensions=frozenset({"pdf", "txt"}))


class OneForm(forms.Form):
    paper = SafeFileField(limits=SMALL)


class ManyForm(forms.Form):
    papers = SafeFilesField(limits=SMALL, required=False)


def upload(name="申请.pdf", content=samples.PDF, content_type="text/html"):
    return SimpleUploadedFile(name, content, content_type)


def many(*uploads):
    return ManyForm({}, MultiValueDict({"papers": list(uploads)}))


def test_a_good_file_gets_a_clean_name_its_true_type_and_digest():
    form = OneForm({}, {"paper": upload("申请（一）．ＰＤＦ")})
    assert form.is_valid(), form.errors
    paper = form.cleaned_data["paper"]
    assert (paper.name, paper.content_type) == ("申请（一）.pdf", "application/pdf")
    assert paper.digest == hashlib.sha256(samples.PDF).hexdigest()
    assert paper.read() == samples.PDF


def test_a_file_on_disk_is_inspected_alike():
    file = TemporaryUploadedFile("a.pdf", "text/html", len(samples.PDF), None)
    file.write(samples.PDF)
    form = OneForm({}, {"paper": file})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["paper"].read() == samples.PDF


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (upload(content=samples.EXE), "content_not_allowed"),
        (upload(content=b""), "empty"),
        (upload("申请.docx", samples.make_docx()), "extension_not_allowed"),
        (upload(content=samples.PDF.ljust(1001)), "too_large"),
    ],
)
def test_the_error_of_a_bad_file_names_it(file, code):
    form = OneForm({}, {"paper": file})
    assert form.errors.as_data()["paper"][0].code == code
    assert "申请" in form.errors["paper"][0]


def test_a_required_file_that_is_missing_is_said_so():
    assert OneForm({}, {}).errors.as_data()["paper"][0].code == "required"


def test_no_files_are_an_empty_list_unless_one_is_required():
    form = many()
    assert form.is_valid()
    assert form.cleaned_data["papers"] == []
    form.fields["papers"].required = True
    form.full_clean()
    assert form.errors.as_data()["papers"][0].code == "required"


def test_several_good_files_keep_their_order():
    form = many(upload("一.pdf"), upload("二.txt", "二".encode()))
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["papers"]] == ["一.pdf", "二.txt"]


def test_every_bad_file_of_several_is_told_at_once():
    form = many(upload("一.pdf", samples.EXE), upload("二.pdf"), upload("三.txt", b""))
    messages = form.errors["papers"]
    assert len(messages) == 2
    assert "一.pdf" in messages[0]
    assert "三.txt" in messages[1]


def test_too_many_files_and_too_much_together_are_refused():
    assert many(*[upload()] * 3).is_valid()
    assert many(*[upload()] * 4).errors.as_data()["papers"][0].code == "too_many"
    heavy = [upload("一.txt", b"a" * 800), upload("二.txt", b"a" * 701)]
    assert many(*heavy).errors.as_data()["papers"][0].code == "too_much"


def test_the_widget_needs_no_script_and_tells_the_browser_what_is_accepted():
    html = str(many()["papers"])
    assert 'type="file"' in html
    assert " multiple" in html
    assert 'accept=".pdf,.txt"' in html
    assert " multiple" not in str(OneForm()["paper"])
