"""How the pages of log-in and second factor are shown: frame, picture, words."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from departments.officers.access.totp import enrolment_uri, in_groups
from departments.officers.models import Officer
from foundation.personal.codes import group_code


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page in the frame of the back office, which no cache may keep."""
    frame = admin.site.each_context(request)
    answer = TemplateResponse(request, f"admin/access/{template}.html", {**frame, **context}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def enrolment(officer: Officer, secret: str) -> dict[str, Any]:
    """Return what the page of enrolment shows of a secret."""
    site = urlsplit(settings.SITE_ADDRESS).hostname or ""  # in Latin letters: the picture stays coarse
    uri = enrolment_uri(secret, account=officer.username, issuer=site)
    return {"picture": picture_of(uri), "secret": in_groups(secret), "account": officer.username}


def picture_of(text: str) -> SafeString:
    """Return a QR code as an SVG element without style or script, dark on light also at night: phones read it so."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn from squares, no text stands in it


def grouped(codes: Iterable[str]) -> list[str]:
    return [group_code(code) for code in codes]


def why_ended(why: str) -> str:
    """Return the sentence that the log-in page says after a session has ended."""
    idle, longest = settings.SESSION_IDLE.total_seconds() // 60, settings.SESSION_LONGEST.total_seconds() // 3600
    sentences = {
        "idle": _("You were logged out because nothing was done for %(minutes)d minutes. Log in to go on.")
        % {"minutes": idle},
        "long": _("A log-in lasts %(hours)d hours at most. Log in again to go on.") % {"hours": longest},
        "changed": _("This log-in has ended: password, second factor or permission to log in was changed elsewhere."),
    }
    return sentences.get(why, "")
