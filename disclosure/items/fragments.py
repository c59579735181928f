"""The repeated parts of a document's page as strings: a template loop over them costs more than the rest of the page.

Every word that comes from an office is escaped here, one by one. The classes are those of static/css.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosure.items.presentation import Fact, File, minute

ITEM_ADDRESS = "/items/{}/"
VERSION_ADDRESS = "/items/{}/versions/{}/"

WIDE = ' class="full"'

VersionRow = tuple[int, str, str]
"""Number, time of publication (ISO 8601), reason."""

NeighbourRow = tuple[int, str, str, str]
"""Primary key, title, office, day of first publication."""


def facts_html(facts: Sequence[Fact]) -> SafeString:
    """Return the rows of the metadata table."""
    rows = (
        f"<div{WIDE if fact.is_wide else ''}><dt>{escape(fact.label)}</dt><dd>{escape(fact.value)}</dd></div>"
        for fact in facts
    )
    return mark_safe("".join(rows))  # noqa: S308 — escaped above


def files_html(files: Sequence[File]) -> SafeString:
    """Return the entries of the list of files; one without an address is only named."""
    rows = (
        f'<li><b>{escape(file.kind)}</b>{_named(file)}<span class="note num">{escape(file.size)}</span></li>'
        for file in files
    )
    return mark_safe("".join(rows))  # noqa: S308 — escaped above


def _named(file: File) -> str:
    name = escape(file.name)
    return f'<a href="{escape(file.url)}">{name}</a>' if file.url else f"<span>{name}</span>"


def versions_html(item_pk: int, current: int, versions: Sequence[VersionRow]) -> SafeString:
    """Return the entries of the list of versions, the newest first."""
    return mark_safe("".join(_version(item_pk, current, *row) for row in versions))  # noqa: S308 — escaped below


def _version(item_pk: int, current: int, number: int, published_at: str, reason: str) -> str:
    name = escape(_("Version %(number)s") % {"number": number})
    at = minute(datetime.fromisoformat(published_at))
    words = escape(reason or _("First publication."))
    mark = link = ""
    if number == current:
        mark = " · " + escape(_("current"))
    else:
        label = escape(_("Read this version"))
        link = f' <a href="{VERSION_ADDRESS.format(item_pk, number)}">{label}</a>'
    return f'<li class="done"><h3>{name}{mark}</h3><time>{at}</time><p class="muted small">{words}{link}</p></li>'


def neighbours_html(neighbours: Sequence[NeighbourRow]) -> SafeString:
    """Return the entries of the list of further documents."""
    rows = (
        f'<li><a href="{ITEM_ADDRESS.format(pk)}">{escape(title)}</a><span class="by"><span>{escape(office)}</span>'
        f'<time datetime="{day}">{day}</time></span></li>'
        for pk, title, office, day in neighbours
    )
    return mark_safe("".join(rows))  # noqa: S308 — escaped above
