"""Public pages of what offices published: lists, columns, documents, their versions and files, tombstones."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.catalogue.models import Category
from disclosure.catalogue.navigation import read_tree, trail_of, trail_to
from disclosure.items.download import items_table
from disclosure.items.filters import ItemFilterForm, narrow
from disclosure.items.fragments import facts_html, files_html, neighbours_html, versions_html
from disclosure.items.linked_data import data_block, document_data
from disclosure.items.listing import list_context
from disclosure.items.models import Item, Version, VersionAttachment
from disclosure.items.presentation import StoredFile, published_document, trail_html
from disclosure.items.publication import CONTENT_FIELDS
from disclosure.items.statuses import ItemKind
from foundation.files.serving import send_public
from foundation.tables.writing import Format

GONE = 410
BAD_REQUEST = 400
SHOWN = (
    "kind",
    "visibility",
    "index_number",
    "first_published_at",
    "published_on",
    "disclosure_mode",
    "category_id",
    "withdrawn_at",
    "withdrawal_reason",
    "amended_since",
    "abolished_since",
    "lapsed_since",
    *(
        f"current_version__{name}"
        for name in ("number", "published_at", "issuing_offices", "drafting_office", *CONTENT_FIELDS)
    ),
)
"""What the page of a document reads; every column more is paid on each request."""


@require_safe
def list_items(request: HttpRequest) -> HttpResponse:
    """All published items, narrowed by the filters in the address."""
    context = list_context(request)
    status = 200 if context["form"].is_valid() else BAD_REQUEST
    return render(request, "disclosure/items/list.html", context, status=status)


@require_safe
def download_items(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list of the address's filters as a table; wrong filters are named on the page of the list."""
    filters = ItemFilterForm(request.GET)
    if not filters.is_valid():
        return list_items(request)
    site = request.build_absolute_uri("/").rstrip("/")
    return items_table(narrow(filters.cleaned_data), Format(form), site=site)


@require_safe
def show_category(request: HttpRequest, code: str) -> HttpResponse:
    """One column of the catalogue: what belongs there, how fresh it is, and its items."""
    category = get_object_or_404(Category, code=code)
    tree = read_tree()
    trail = trail_of(tree, category.path)
    if not trail or trail[-1].code != code:
        raise Http404
    context = list_context(request, column=trail[-1]) | {
        "category": category,
        "trail": trail_html(trail[:-1]),
        "latest": Item.objects.public()
        .in_category(category)
        .newest_first()
        .values_list("published_on", flat=True)
        .first(),
    }
    status = 200 if context["form"].is_valid() else BAD_REQUEST
    return render(request, "disclosure/items/category.html", context, status=status)


@require_safe
def show_item(request: HttpRequest, pk: int) -> HttpResponse:
    """A document as it stands, or the tombstone of one that was withdrawn (410); other kinds have their own pages."""
    item = find_item(pk)
    if not item.is_public or item.current_version is None:
        return show_tombstone(request, item)
    if item.kind != ItemKind.DOCUMENT:
        return redirect(item)
    return _show_version(request, item, item.current_version, item.shown_files or [])


@require_safe
def show_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A document as it was published at an earlier time."""
    item = find_item(pk)
    if not item.is_public:
        return show_tombstone(request, item)
    version = get_object_or_404(Version, item=item, number=number)
    return _show_version(request, item, version, version.attachments.values_list("pk", "name", "size"))


@require_safe
def send_attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A published file; of a withdrawn document the tombstone. Caches ask before they show it again."""
    files = VersionAttachment.objects.select_related("version__item__department", "version__item__category")
    attachment = get_object_or_404(files, pk=pk)
    item = attachment.version.item
    if not item.is_public:
        return show_tombstone(request, item)
    response = send_public(
        request, attachment.file.open("rb"), attachment.name, attachment.content_type, digest=attachment.sha256
    )
    response["Cache-Control"] = "public, no-cache"
    return response


def find_item(pk: int) -> Any:
    """Return what the page of an item needs, of one that is or was public; raise Http404."""
    items = Item.objects.ever_public().with_page().select_related("current_version").only(*SHOWN)
    return get_object_or_404(items, pk=pk)


def _show_version(request: HttpRequest, item: Any, version: Version, files: Iterable[StoredFile]) -> HttpResponse:
    return render(request, "disclosure/items/detail.html", page_context(request, item, version, files))


def page_context(request: HttpRequest, item: Any, version: Version, files: Iterable[StoredFile]) -> dict[str, Any]:
    """Return what the page of a version shows, for an item found by `find_item`."""
    document = published_document(item, version, list(files), timezone.localdate())
    address = request.build_absolute_uri(item.get_absolute_url())
    is_current = version.pk == item.current_version_id
    return {
        "item": item,
        "document": document,
        "is_current": is_current,
        "linked_data": data_block(document_data(item, version, document, address)) if is_current else "",
        "trail": trail_html(document.trail),
        "facts": facts_html(document.facts),
        "files": files_html(document.files),
        "versions": versions_html(item.pk, item.current_version.number, item.shown_versions),
        "has_versions": len(item.shown_versions) > 1,
        "neighbours": neighbours_html(item.shown_neighbours or []),
        "address": address,
    }


def show_tombstone(request: HttpRequest, item: Item) -> HttpResponse:
    """Answer 410 with what stays of a withdrawn item."""
    context = {
        "item": item,
        "version": item.current_version,
        "trail": trail_html(trail_to(read_tree(), item.category_id)),
    }
    return render(request, "disclosure/items/withdrawn.html", context, status=GONE)
