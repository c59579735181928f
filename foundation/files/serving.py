"""Handing files out: the private ones to no cache, the public ones to every cache, none as a page of ours."""

from typing import IO

from django.core.files.storage import Storage, storages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from foundation.files.names import clean_name

PUBLIC_SECONDS = 600
"""How long a cache may keep a public file without asking: so long may a withdrawn one still be seen."""

SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"})
SANDBOX = "default-src 'none'; sandbox"


def private_storage() -> Storage:
    """Return the storage whose files no URL reaches: settings.STORAGES["private"]."""
    return storages["private"]


def send_private(file: IO[bytes], name: str, content_type: str) -> FileResponse:
    """Return `file` for download under `name`, kept by no cache. The caller has checked that the person may have it.

    Always as a download: what a stranger sent is never shown in a page of ours. The response closes `file`.
    """
    response = _send(file, name, content_type, as_attachment=True)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response


def send_public(
    request: HttpRequest, file: IO[bytes], name: str, content_type: str, *, digest: str
) -> HttpResponseBase:
    """Return a published `file`, or 304 if the browser has the content of `digest`. `file` will be closed.

    PDF and pictures are shown in the browser, the rest is a download.
    """
    etag = quote_etag(digest)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
    is_download = content_type not in SHOWN_IN_BROWSER
    response = unchanged or _send(file, name, content_type, as_attachment=is_download)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return response


def _send(file: IO[bytes], name: str, content_type: str, *, as_attachment: bool) -> FileResponse:
    """Django writes the name after RFC 5987, so that Chinese names arrive whole."""
    response = FileResponse(file, as_attachment=as_attachment, filename=clean_name(name), content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
