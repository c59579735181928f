import io

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory

from foundation.files.serving import private_storage, send_private, send_public
from tests.foundation.files import samples


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_private_file_is_a_download_that_no_cache_keeps():
    response = send_private(io.BytesIO(samples.PDF), "关于危房的申请.pdf", "application/pdf")
    assert body(response) == samples.PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(samples.PDF))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E5%85%B3%E4%BA%8E")
    assert disposition.isascii()


@pytest.mark.parametrize("name", ['a"; filename=evil.exe', "a\r\nSet-Cookie: x.pdf", "../../a.pdf"])
def test_a_name_can_not_break_out_of_its_header(name):
    disposition = send_private(io.BytesIO(b"x"), name, "application/pdf")["Content-Disposition"]
    assert "\n" not in disposition
    assert "/" not in disposition
    assert disposition.count('"') in {0, 2}


@pytest.mark.parametrize(
    ("content_type", "way"),
    [("application/pdf", "inline"), ("image/png", "inline"), ("application/msword", "attachment")],
)
def test_a_public_file_is_shown_if_the_browser_can_and_may_be_cached(content_type, way):
    response = send_public(RequestFactory().get("/"), io.BytesIO(b"x"), "决算.pdf", content_type, digest="ab" * 32)
    assert response["Content-Disposition"].startswith(way)
    assert response["Cache-Control"] == "public, max-age=600"
    assert response["ETag"] == f'"{"ab" * 32}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response) == b"x"


def test_a_browser_that_has_the_file_is_told_so_and_the_file_is_closed():
    file = io.BytesIO(b"x")
    request = RequestFactory().get("/", headers={"if-none-match": '"d1"'})
    response = send_public(request, file, "a.pdf", "application/pdf", digest="d1")
    assert (response.status_code, response.content, file.closed) == (304, b"", True)
    assert response["Cache-Control"] == "public, max-age=600"
    changed = send_public(request, io.BytesIO(b"y"), "a.pdf", "application/pdf", digest="d2")
    assert changed.status_code == 200


def test_private_files_lie_apart_from_the_public_ones(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    name = private_storage().save("来信/申请.txt", ContentFile(b"x"))
    assert (tmp_path / name).read_bytes() == b"x"
