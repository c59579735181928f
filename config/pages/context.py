"""What every page knows: who runs the site, how the reader wants to read, and the sections of the site."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from disclosure.catalogue.navigation import read_tree

MODE_COOKIE = "mode"
ELDER = "elder"

# the columns that the norm puts into the navigation under fixed names, before and after the documents themselves
# Source: 国办公开办函〔2019〕61号 (政府信息公开平台规范)
FIXED_BEFORE = ((_("Disclosure guide"), "政府信息公开指南"), (_("Disclosure rules"), "政府信息公开制度"))
FIXED_AFTER = ((_("Yearly disclosure reports"), "政府信息公开年报"),)

# label, route, the namespaces and names of the pages inside
DOCUMENTS = (
    _("Statutory proactive disclosure"),
    "disclosure:items",
    ("disclosure:item", "disclosure:version", "disclosure:category"),
)
MONEY = (_("Public money"), "disclosure:money", ("disclosure:money", "disclosure:audit"))
POLICIES = (_("Policies"), "disclosure:policies", ("disclosure:polic", "disclosure:interpretation"))
OTHERS = (
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
        "sections": sections_for(request),
    }


def sections_for(request: HttpRequest) -> list[Section]:
    """Return the navigation in the order of the norm; a column that the catalogue lacks is left out."""
    before, after = fixed_columns(request, FIXED_BEFORE), fixed_columns(request, FIXED_AFTER)
    documents, policies = as_section(request, *DOCUMENTS), as_section(request, *POLICIES)
    money = as_section(request, *MONEY)
    if any(section.is_current for section in [*before, *after, policies, money]):
        documents = replace(documents, is_current=False)
    others = (as_section(request, *entry) for entry in entries_for(request))
    return [*before, documents, policies, *after, money, *others]


def fixed_columns(request: HttpRequest, fixed: Sequence[tuple[Any, str]]) -> list[Section]:
    """Return the entries of columns with fixed names, read from the cached catalogue."""
    codes = {branch.name: branch.code for branch in read_tree()}
    found = [(label, address_of("disclosure:category", codes[name])) for label, name in fixed if name in codes]
    return [Section(label, url, is_current=request.path == url) for label, url in found]


def entries_for(request: HttpRequest) -> tuple[Any, ...]:
    """Return the other sections that this reader may enter; the desk is offered to logged-in supervisors.

    A reader without a session cookie costs no query and makes no page depend on the session.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return OTHERS
    return (*OTHERS, DESK) if request.user.has_perm("reports.view_dashboard") else OTHERS


def as_section(request: HttpRequest, label: Any, name: str, inside: tuple[str, ...]) -> Section:
    """Return one entry of the navigation."""
    match = request.resolver_match
    return Section(label, address_of(name), is_current=match is not None and match.view_name.startswith(inside))


@cache
def address_of(name: str, *values: str) -> str:
    """Return the address of a route, looked up once: every page shows the navigation."""
    return reverse(name, args=values)
