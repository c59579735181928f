"""A document as its page shows it, made from a published version or, as a preview, from a working copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosure.catalogue.navigation import Branch, read_tree, trail_to
from disclosure.items.models import Item, ItemContent, Version
from disclosure.items.publication import BETWEEN_OFFICES, working_content
from disclosure.items.sanitising import to_safe_page
from disclosure.items.statuses import DisclosureMode, ItemStatus, Validity
from disclosure.items.validity import validity_on
from foundation.badges import DEAD, NOTE, OK, PLAIN, WARN

KILO = 1024
FILE_ADDRESS = "/attachments/{}/"
STATUS_TONES: Mapping[str, str] = {
    ItemStatus.DRAFT: PLAIN,
    ItemStatus.SUBMITTED: WARN,
    ItemStatus.PUBLISHED: OK,
    ItemStatus.WITHDRAWN: DEAD,
}
VALIDITY_TONES: Mapping[str, str] = {
    Validity.EFFECTIVE: OK,
    Validity.NOT_YET: NOTE,
    Validity.AMENDED: NOTE,
    Validity.EXPIRED: DEAD,
    Validity.ABOLISHED: DEAD,
}
CATALOGUE_ADDRESS = "/catalogue/{}/"


class Fact(NamedTuple):
    """A line of the metadata table; `is_wide` takes the whole width."""

    label: str
    value: str
    is_wide: bool = False


class File(NamedTuple):
    """A file of the document, ready to print."""

    kind: str
    name: str
    url: str
    size: str


StoredFile = tuple[int, str, int]
"""A published file as the database gives it: primary key, name, size in bytes."""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that the page of a document prints; times are local."""

    title: str
    body: SafeString
    issuers: str
    offices: list[str]
    document_number: str
    standing: Validity
    validity: str
    validity_tone: str
    summary: str
    keywords: str
    source: str
    published_on: str
    published_at: str
    number: int
    facts: list[Fact]
    files: list[File]
    trail: list[Branch]


def published_document(item: Item, version: Version, files: Sequence[StoredFile], today: date) -> Document:
    """Return a version of a public item."""
    shown = [File(kind_of(name), name, FILE_ADDRESS.format(pk), human_size(size)) for pk, name, size in files]
    return _document(item, version, version.issuing_offices, version.drafting_office, version.summary, shown, today)


def preview_document(item: Item, today: date) -> Document:
    """Return the working copy as the public would see it if it were signed now."""
    words = working_content(item)
    return _document(
        item,
        item,
        str(words["issuing_offices"]),
        str(words["drafting_office"]),
        str(words["summary"]),
        [File(kind_of(file.name), file.name, "", human_size(file.size)) for file in item.attachments.all()],
        today,
    )


def _document(
    item: Item,
    content: Item | Version,
    issuers: str,
    drafter: str,
    summary: str,
    files: list[File],
    today: date,
) -> Document:
    validity = validity_on(today, content.validity, content.effective_on, content.abolished_on, item.register)
    trail = trail_to(read_tree(), item.category_id)
    published_at = item.first_published_at
    return Document(
        title=content.title,
        body=mark_safe(to_safe_page(content.body)),  # noqa: S308 — cleaned by to_safe_page
        issuers=issuers,
        offices=issuers.split(BETWEEN_OFFICES),
        document_number=content.document_number,
        standing=validity,
        validity=str(validity.label),
        validity_tone=VALIDITY_TONES[validity],
        summary=summary,
        keywords=content.keywords,
        source=content.source or issuers,
        published_on=item.published_on.isoformat() if item.published_on else "",
        published_at=minute(published_at) if published_at else "",
        number=content.number if isinstance(content, Version) else 0,
        facts=facts_of(item, content, issuers, drafter, summary, str(validity.label), trail),
        files=files,
        trail=trail,
    )


def facts_of(
    item: Item,
    content: ItemContent,
    issuers: str,
    drafter: str,
    summary: str,
    validity: str,
    trail: Sequence[Branch],
) -> list[Fact]:
    """Return the metadata table in the province's order; what is empty has no line. Source: 网站（栏目）技术规范."""
    mode = DisclosureMode(item.disclosure_mode).label
    facts = [
        Fact(_("Index number"), item.index_number or ""),
        Fact(_("Column"), " › ".join(branch.name for branch in trail)),
        Fact(_("Issued by"), issuers),
        Fact(_("Document number"), content.document_number),
        Fact(_("Formed on"), _day(content.formed_on)),
        Fact(_("Published on"), _day(item.published_on)),
        Fact(_("Effective on"), _day(content.effective_on)),
        Fact(_("Abolished on"), _day(content.abolished_on)),
        Fact(_("Validity"), validity),
        Fact(_("Genre"), content.genre),
        Fact(_("Theme"), content.theme),
        Fact(_("Audience"), content.audience),
        Fact(_("Mode of disclosure"), str(mode)),
        Fact(_("Drafted by"), drafter),
        Fact(_("Source"), content.source),
        Fact(_("Keywords"), content.keywords, is_wide=True),
        Fact(_("Summary of the content"), summary, is_wide=True),
    ]
    return [fact for fact in facts if fact.value]


def kind_of(name: str) -> str:
    """Return what a file is called in short, from its ending: PDF, XLSX."""
    return name.rpartition(".")[2].upper()[:5]


def human_size(size: int) -> str:
    """Return a size in bytes as a person reads it: 412 KB, 1.2 MB."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.0f} KB"
    return f"{size / KILO / KILO:.1f} MB"


def minute(at: datetime) -> str:
    """Return an instant in local time as YYYY-MM-DD HH:MM (政府网站发展指引: PubDate)."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def trail_html(trail: Sequence[Branch]) -> SafeString:
    """Return the columns of a trail as steps of the path at the top of a page."""
    steps = "".join(
        f'<li><a href="{CATALOGUE_ADDRESS.format(branch.code)}">{conditional_escape(branch.name)}</a></li>'
        for branch in trail
    )
    return mark_safe(steps)  # noqa: S308 — names are escaped one by one


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
