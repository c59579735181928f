"""The gate behind the log-in: whose time is up is logged out, who still owes a proof is nobody until it is given.

It stands before every page, the API too, so that a new address is closed without anybody's doing.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from departments.officers.access.services import needs_second_factor
from departments.officers.access.sessions import BY_SIGN_ON, HOW, PROVED, end, note_use, why_over
from departments.officers.access.unsent import LEFT_BY, forget_what_is_sent, keep_unsent
from departments.officers.models import Officer

PASSWORD, FACTOR = "admin:password_change", "admin:second_factor_enrol"  # noqa: S105 - names of routes
OPEN = (PASSWORD, FACTOR, "admin:password_change_done", "admin:logout", "admin:jsi18n")


def owed_step(request: HttpRequest, officer: Officer, now: datetime) -> str:
    """Return the route of what the officer must do before anything else, or an empty string."""
    if not settings.LOG_INS_ARE_GUARDED:
        return ""
    if officer.must_change_password and request.session.get(HOW) != BY_SIGN_ON:
        return PASSWORD
    if not request.session.get(PROVED) and needs_second_factor(officer, timezone.localdate(now)):
        return FACTOR
    return ""


class GateMiddleware:
    """Sets `request.owed_step`; what a logged-in officer is shown goes into no cache.

    A reader without a session costs nothing here, and no page comes to depend on a session by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.owed_step = ""  # type: ignore[attr-defined]
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session
        if has_session:
            self._admit(request, timezone.now())
        elif request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES:
            if left_by := request.session.get(LEFT_BY):  # another page of the same browser met the end first
                keep_unsent(request, left_by)
        response = self.get_response(request)
        if has_session and "no-store" not in response.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def _admit(self, request: HttpRequest, now: datetime) -> None:
        if why := why_over(request.session, now):
            self._end(request, why)
        elif not isinstance(officer := request.user, Officer):
            end(request, "changed")  # Django found another password, or log-in barred
        elif step := owed_step(request, officer, now):
            self._close(request, step)
        else:
            note_use(request.session, now)
            forget_what_is_sent(request)

    def _end(self, request: HttpRequest, why: str) -> None:
        officer = request.user
        end(request, why)
        if isinstance(officer, Officer):
            request.session[LEFT_BY] = officer.pk
            keep_unsent(request, officer.pk)

    def _close(self, request: HttpRequest, step: str) -> None:
        request.owed_step = step  # type: ignore[attr-defined]
        if request.path not in {reverse(name) for name in OPEN}:
            request.user = AnonymousUser()
