"""Pages that come in two pieces: with SLOW_PAGES=1 a test that reads a page before it is there fails every time.

On a busy machine it would fail once in a hundred runs. What is slow is only the way of a page to a browser.
"""

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

FIRST, PAUSE = 9, 1.0
"""Bytes that come at once, and seconds until the rest: a browser leaves the old page for the first ones."""


class TwoPieces:
    """Sends what a browser navigates to in two pieces; all else, and what leads on to another page, at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        is_page = request.headers.get("Sec-Fetch-Dest") == "document" and not answer.has_header("Location")
        if not is_page or not isinstance(answer, HttpResponse) or not answer.content:
            return answer
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        slow = StreamingHttpResponse(_pieces(answer.content), status=answer.status_code, headers=headers)
        slow.cookies = answer.cookies
        return slow


def _pieces(content: bytes) -> Iterator[bytes]:
    yield content[:FIRST]
    time.sleep(PAUSE)
    yield content[FIRST:]
