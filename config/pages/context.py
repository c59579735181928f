"""What every page knows: who runs the site, how the reader wants to read, and the sections of the site."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

MODE_COOKIE = "mode"
ELDER = "elder"

# label, address, the namespaces and names of the pages inside
SECTIONS = (
    (_("Statutory proactive disclosure"), "disclosure:items", ("disclosure:",)),
    (_("Offices and their duties"), "pages:departments", ("pages:department",)),
    (_("Letters and answers"), "interaction:mailboxes", ("interaction:",)),
)
DESK = (_("Supervision desk"), "reports:dashboard", ("reports:",))


@dataclass(frozen=True)
class Section:
    """A section of the site as the navigation shows it."""

    label: Any
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's identity, the reader's mode (elder or plain) and the navigation."""
    return {
        "site": settings.SITE_IDENTITY,
        "is_demo": settings.IS_DEMO,
        "is_elder": request.COOKIES.get(MODE_COOKIE) == ELDER,
        "here": request.get_full_path(),
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        "sections": [section for entry in entries_for(request) if (section := as_section(request, *entry))],
    }


def entries_for(request: HttpRequest) -> tuple[Any, ...]:
    """Return the sections this reader may enter; the desk is offered to logged-in supervisors.

    A reader without a session cookie costs no query and makes no page depend on the session.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return SECTIONS
    return (*SECTIONS, DESK) if request.user.has_perm("reports.view_dashboard") else SECTIONS


def as_section(request: HttpRequest, label: Any, name: str, inside: tuple[str, ...]) -> Section | None:
    """Return one entry of the navigation, or None where the site has no such page."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    match = request.resolver_match
    return Section(label, url, is_current=match is not None and match.view_name.startswith(inside))
