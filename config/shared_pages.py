"""One rendering of a public page serves everybody who asks for it within the same second.

A page is shared within the second of the clock in which its rendering began, so a publication, a correction or a
withdrawal is on every page one second after its commit whatever wrote it: nothing has to be announced, and nothing can
be forgotten. A burst of readers costs one rendering per page, second and process; readers one by one pay nothing
for it. Why no page lives longer: docs/decisions/0036-shared-pages.md.

nginx may share a page in turn, within the same second (`X-Accel-Expires`): both together keep to it, and what is
given to nginx is worth keeping.
"""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Event, Lock
from typing import NamedTuple, TypeGuard

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.text import compress_string

from config.pages.context import MODE_COOKIE
from foundation.remembered import Kept

SECONDS = 1.0
MOST_PAGES = 200
LONGEST = 256 * 1024
"""Bytes of a page that is still shared; with MOST_PAGES the bound of what a process keeps."""

SHARED_TYPES = ("text/html", "application/atom+xml")
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))", re.IGNORECASE)

Key = tuple[str, ...]


class Shared(NamedTuple):
    """A rendered page: when its rendering began (by the monotonic clock and in which second of the other one), what it
    says, and which page it is.
    """

    begun: float
    second: int
    response: HttpResponse
    match: ResolverMatch | None


class SharedPagesMiddleware:
    """Answer from a rendering of the last second what does not depend on who asks.

    Shared are pages that anybody may read, asked for without any cookie but those of language and mode. A page that
    sets a cookie, forbids keeping or is streamed is never shared; nor is the interface for machines, whose limits count
    every request.

    Of several threads that are asked for a page at once one renders it, and the others wait for it, a second at most.
    For a page that turned out not to be shared nobody waits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[Key, Shared] = OrderedDict()
        self.keeping = Lock()
        self.rendering: dict[tuple[Key, int], Event] = {}
        self.apart: Kept[Key, bool] = Kept(MOST_PAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        begun, second = time.monotonic(), int(time.time())
        page = self._shared(key, begun, second)
        if page is not None:
            return answer_with(page, request)
        if key in self.apart:
            return self._render(request, key, begun, second)
        mine = Event()
        turn = self.rendering.setdefault((key, second), mine)
        if turn is not mine:
            turn.wait(SECONDS)
        try:
            page = self._shared(key, begun, second)  # also of another whose turn ended just before ours began
            return answer_with(page, request) if page else self._render(request, key, begun, second)
        finally:
            if turn is mine:
                del self.rendering[key, second]
                turn.set()

    def _shared(self, key: Key, begun: float, second: int) -> Shared | None:
        """Return the page if its rendering began in the same second as the request that asks for it."""
        page = self.pages.get(key)
        return page if page is not None and page.second == second and begun - page.begun < SECONDS else None

    def _render(self, request: HttpRequest, key: Key, begun: float, second: int) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_for_everybody(response):
            self.apart.keep(key, True)
            return response
        self.apart.pop(key, None)
        if takes_gzip(request):
            squeeze(response)
        mark(response, second)
        page = Shared(begun, second, response, request.resolver_match)
        self._keep(key, page)
        return answer_with(page, request)

    def _keep(self, key: Key, page: Shared) -> None:
        """Keep a page, and of the others, which lie in the order of their keeping, none that nobody will be given."""
        with self.keeping:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES or page.begun - next(iter(self.pages.values())).begun >= SECONDS:
                self.pages.popitem(last=False)


def key_of(request: HttpRequest) -> Key | None:
    """Return what the page depends on; None where it may depend on more.

    >>> key_of(request)
    ("https", "gov.example.cn", "/items/", "theme=...", "elder", "zh-hant", "gzip")

    The question counts as it was sent: `get_full_path` writes some that are read differently in one way.
    """
    if request.method != "GET" or "HTTP_AUTHORIZATION" in request.META:
        return None
    cookies = request.COOKIES
    if not cookies.keys() <= {MODE_COOKIE, settings.LANGUAGE_COOKIE_NAME}:
        return None
    return (
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.path,
        request.META.get("QUERY_STRING", ""),
        cookies.get(MODE_COOKIE, ""),
        cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
        "gzip" if takes_gzip(request) else "",
    )


def takes_gzip(request: HttpRequest) -> bool:
    """Tell whether the reader takes compressed pages. nginx asks in the words "gzip" or none (deploy/nginx)."""
    return GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None


def squeeze(response: HttpResponse) -> None:
    """Compress the page, once for all who are given it: doing so for each costs a proxy more than handing it out.

    Nothing of a shared page is secret, so its length tells nothing.
    """
    if response.has_header("Content-Encoding"):
        return
    response.content = compress_string(response.content)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = f"W/{tag}"  # another form of what the tag names


def is_for_everybody(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Tell whether the answer to one stranger is right for every other."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
        return False
    control = response.get("Cache-Control", "")
    is_kept_back = "no-store" in control or "private" in control
    is_shared_type = response.get("Content-Type", "").startswith(SHARED_TYPES)
    return is_shared_type and not is_kept_back and len(response.content) <= LONGEST


def mark(response: HttpResponse, second: int) -> None:
    """Let browsers ask again with a digest, and nginx share the page while the clock shows `second`."""
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    response.headers.setdefault("Cache-Control", "public, no-cache")
    if "ETag" not in response.headers:
        digest = hashlib.blake2b(response.content, digest_size=16).hexdigest()
        response.headers["ETag"] = quote_etag(digest)
    response.headers["X-Accel-Expires"] = f"@{second}"


def answer_with(page: Shared, request: HttpRequest) -> HttpResponseBase:
    """Return a copy of the page for this request, or 304 for whoever has it.

    A copy, since whoever answers next may add a header of this request alone.
    """
    request.resolver_match = page.match  # whoever counts requests counts this one to its page
    rendered = page.response
    response = HttpResponse(rendered.content, headers=rendered.headers)
    return get_conditional_response(request, etag=rendered.headers["ETag"], response=response) or response
