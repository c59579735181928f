"""What happens to every request: the true address, the language, the one place where domain errors become answers."""

import logging
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from config.api.errors import PROBLEM, problem_document
from departments.officers.log_ins import network_of
from foundation.networks import is_within, plain_address, read_network
from foundation.refusals import NotAllowed, Refusal

MOVED, SENT_ELSEWHERE, WRONG_METHOD = 301, 308, 405
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class ForwardedAddressMiddleware:
    """Replace REMOTE_ADDR by the forwarded address when, and only when, a trusted proxy speaks.

    The header is read from the right: the last address that is not itself a trusted proxy is the client's. A proxy that
    is not believed is told of once: as long as it isn't, all readers have its address, its lock-outs and its limits.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.trusted = [read_network(network) for network in settings.TRUSTED_PROXIES]
        self.has_told = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = speaker = plain_address(request.META.get("REMOTE_ADDR", ""))
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded and not self._is_trusted(speaker):
            self._tell_of_stranger(request, speaker)
        elif forwarded:
            for address in reversed(forwarded.split(",")):
                if address.strip() and not self._is_trusted(address.strip()):
                    request.META["REMOTE_ADDR"] = plain_address(address.strip())
                    break
        return self.get_response(request)

    def _tell_of_stranger(self, request: HttpRequest, speaker: str) -> None:
        vars(request)["is_handed_on_by_stranger"] = True
        if not self.has_told:
            self.has_told = True
            network = network_of(speaker)
            logger.warning("%s hands requests on; if that is your proxy, TRUSTED_PROXIES must name it", network)

    def _is_trusted(self, address: str) -> bool:
        return is_within(address, self.trusted)


class PolicyMiddleware:
    """Tell browsers what our pages load, put together once, and that none may use cameras, places and the like.

    No page has a policy of its own. Django's pages for a developer (DEBUG) have inline styles; they are left alone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        if not (settings.DEBUG and response.status_code in {404, 500}):
            response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Speak Simplified Chinese unless the reader chose otherwise; the browser's own language is not asked."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class SlashMiddleware(CommonMiddleware):
    """Lead to the address with its slash by 308 what is sent, by 301 what is asked for.

    After 301 most programs ask where they should send: a batch of deliveries became the list of earlier ones, with 200.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is not response and answer.status_code == MOVED and request.method not in {"GET", "HEAD"}:
            answer.status_code = SENT_ELSEWHERE
        return answer


class UnreadableRequestMiddleware:
    """Answer with 400 what can't be read: a null character in the address, a form in another encoding than UTF-8.

    No name or number holds a null character, and the database refuses it; forms and serializers refuse it in what is
    posted. On a form in another encoding Django itself fails, again while it shows the error; in one with files it
    would put a sign for "unreadable" where the words were.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_strange = has_strange_encoding(request)
        if not (is_strange or has_null_character(request)):
            return self.get_response(request)
        sentence = _("Send the form in UTF-8.") if is_strange else _("The request can't be read.")
        return refuse_unread(request, 400, "parse_error", sentence)


class UnmeasuredBodyMiddleware:
    """Answer with 411 what comes in pieces without its length: Django would read it as nothing, and ask for all of it.

    nginx gathers the pieces and tells the length; this is for whoever speaks to a web server directly.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" not in request.META or request.META.get("CONTENT_LENGTH"):
            return self.get_response(request)
        sentence = _("Send the length of the body (Content-Length), not the body in pieces.")
        return refuse_unread(request, 411, "length_required", sentence)


class WrongMethodMiddleware:
    """Say in words that an address takes only what a form sends (405): Django answers with an empty page.

    The API speaks for itself, and so does whatever already has a body.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != WRONG_METHOD or answer.content:
            return answer
        page = render(request, "405.html", status=WRONG_METHOD)
        page.headers["Allow"] = answer.headers["Allow"]
        return page


def refuse_unread(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    """Answer what can't be read: a program with the problem's code and sentence, a person with a page."""
    if request.path.startswith(reverse("api:root")):
        return JsonResponse(problem_document(status, code, sentence), status=status, content_type=PROBLEM)
    return render(request, "400.html", status=status)


def has_null_character(request: HttpRequest) -> bool:
    return "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "")


def has_strange_encoding(request: HttpRequest) -> bool:
    """Tell whether a form says that it is written in another encoding than UTF-8; browsers send it in the page's."""
    if request.content_type not in FORMS or not request.content_params:
        return False
    return request.content_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}


class DemonstrationMiddleware:
    """Keep what a demonstration answers out of every search engine, files and the API too, not only its pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.IS_DEMO:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


class DomainErrorMiddleware:
    """Turn a refused business action that no view caught into words.

    In the back office a message above the page the officer was on; elsewhere a page (409; 403 if not allowed).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if request.method == "POST" and request.path.startswith(reverse("admin:index")):
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())
        status = 403 if isinstance(error, NotAllowed) else 409
        return render(request, "refused.html", {"refusal": str(error)}, status=status)
