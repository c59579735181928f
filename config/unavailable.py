"""What a visitor is told while a part is away that comes back: database, disk, bucket. 503, when to try again, and how.

Errors come here from everywhere, middleware and templates too, so this is the last place where they can be answered
(`handler500`). Nothing here may need what is away: no database, no cache, no file.
"""

import errno
import logging
import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from config import stores
from config.api.errors import PROBLEM, ROOT, problem_document, server_error
from config.pages.context import ELDER, MODE_COOKIE

RETRY_AFTER = 30
"""Seconds; a database that was restarted is back sooner, one that recovers from a crash seldom."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
READ_ONLY = "25006"
"""SQLSTATE: the server we speak to became a replica, or its administrator holds it so."""

logger = logging.getLogger(__name__)


def answer_fault(request: HttpRequest) -> HttpResponse:
    """Answer an error that nobody caught: 503 if the same request may succeed in a while, else 500."""
    error = sys.exc_info()[1]
    if error and is_passing(error):
        return answer_unavailable(request, error)
    return server_error() if request.path.startswith(ROOT) else bare_page(request, "500.html", 500)


def bare_page(request: HttpRequest, template: str, status: int, **context: bool) -> HttpResponse:
    """Return a page that needs no database, in large print for a reader who chose it."""
    is_elder = request.COOKIES.get(MODE_COOKIE) == ELDER
    return render(None, template, {"is_elder": is_elder, **context}, status=status)


def is_passing(error: BaseException) -> bool:
    """Tell whether the error lies in what is around us and passes: nothing is wrong with request or program.

    Of the database: it can't be reached, starts, stops, broke off, has no connection left, let a lock or a statement
    wait too long, met a deadlock, is full, or takes no writes. Of the disk: it is full. Of a bucket: it
    does not answer.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if isinstance(error, InternalError):
        return state_of(error) == READ_ONLY
    return (isinstance(error, OSError) and error.errno in FULL) or stores.is_away(error)


def state_of(error: BaseException) -> str:
    """Return the SQLSTATE of a database's error; "" where it has none, as when nobody answered."""
    return getattr(error.__cause__, "pgcode", None) or ""


def answer_unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Say that it passes, when to try again, and that a letter sent again is one letter."""
    logger.error("unavailable: %s %s at %s", type(error).__name__, state_of(error), request.path)
    if request.path.startswith(ROOT):
        sentence = _("The service is interrupted for a moment. Please send the same request again in half a minute.")
        document = problem_document(503, "unavailable", sentence)
        response: HttpResponse = JsonResponse(document, status=503, content_type=PROBLEM)
    else:
        response = bare_page(request, "503.html", 503, was_sent=request.method == "POST")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    # one line is in the log; Django would add a traceback for each visitor of an outage
    vars(response)["_has_been_logged"] = True
    return response
