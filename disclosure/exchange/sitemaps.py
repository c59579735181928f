"""The list of all public pages for search engines: an index of files, each of a fixed range of documents.

A file holds the documents of a range of primary keys, so publications never move a document from one to another, and
only files of ranges in which something happened are read anew. Source: sitemaps.org 0.9 (50,000 addresses at most).
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.conf import settings
from django.db.models import Case, F, Max, Sum, Value, When
from django.urls import reverse

from disclosure.catalogue.navigation import read_tree
from disclosure.exchange.actions import ChangeAction
from disclosure.exchange.models import Change
from disclosure.items.models import Item
from disclosure.items.offices import read_offices

SHARE = 10_000
"""So many primary keys to a file."""

Line = tuple[str, datetime | None]
"""A path on the site, and when it last changed if that is known."""

BALANCE = Sum(
    Case(When(action=ChangeAction.APPEARED, then=1), When(action=ChangeAction.WENT, then=-1), default=Value(0))
)


def index_lines() -> list[Line]:
    """Return the files: that of the standing pages, and those of ranges in which a document is public."""
    items = Change.objects.of_items().annotate(share=F("key") / SHARE).values("share").order_by("share")
    shares = items.annotate(balance=BALANCE, last=Max("at")).filter(balance__gt=0).values_list("share", "last")
    documents = [(reverse("disclosure:sitemap-items", args=[share]), last) for share, last in shares]
    return [(reverse("disclosure:sitemap-pages"), None), *documents]


def page_lines() -> list[Line]:
    """Return the pages that stand whatever is published: the lists, the columns, the offices."""
    names = (
        "pages:home",
        "disclosure:items",
        "disclosure:policies",
        "disclosure:policy-register",
        "disclosure:interpretations",
        "disclosure:money",
        "disclosure:money-tables",
        "disclosure:audits",
        "disclosure:data",
        "pages:departments",
        "interaction:mailboxes",
        "interaction:answers",
        "pages:sitemap",
    )
    paths = [reverse(name) for name in names]
    paths += [reverse("disclosure:category", args=[branch.code]) for branch in read_tree()]
    paths += [reverse("pages:department", args=[office.code]) for office in read_offices()]
    return [(path, None) for path in paths]


def item_lines(share: int) -> list[Line]:
    """Return the public documents of a range; empty where there are none."""
    items = Item.objects.public().filter(pk__gte=share * SHARE, pk__lt=(share + 1) * SHARE).order_by("pk")
    told = items.values_list("pk", "kind", "current_version__published_at")
    return [(Item(pk=pk, kind=kind).get_absolute_url(), at) for pk, kind, at in told]


def index_xml(lines: Iterable[Line]) -> str:
    return _document("sitemapindex", "sitemap", lines)


def urls_xml(lines: Iterable[Line]) -> str:
    return _document("urlset", "url", lines)


def _document(root: str, element: str, lines: Iterable[Line]) -> str:
    rows = "".join(
        f"<{element}><loc>{escape(settings.SITE_ADDRESS + path)}</loc>"
        + (f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else "")
        + f"</{element}>\n"
        for path, at in lines
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{rows}</{root}>\n'


def robots_text() -> str:
    """Return what robots may read: everything public but lists that questions make; nothing of a demonstration."""
    if settings.IS_DEMO:
        return "User-agent: *\nDisallow: /\n"
    closed = [reverse(name) for name in ("admin:index", "disclosure:search", "reports:dashboard")]
    rules = "".join(f"Disallow: {path}\n" for path in closed)
    return f"User-agent: *\n{rules}Sitemap: {settings.SITE_ADDRESS}{reverse('disclosure:sitemap-index')}\n"
