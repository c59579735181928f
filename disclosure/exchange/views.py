"""The feeds and what search engines read; not told twice to whoever has read the journal's last change."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.http import condition, require_safe

from disclosure.exchange.datasets import catalogue_data, read_datasets
from disclosure.exchange.feeds import ColumnFeed, ItemFeed, OfficeFeed, SiteFeed, ThemeFeed
from disclosure.exchange.models import Change
from disclosure.exchange.sitemaps import index_lines, index_xml, item_lines, page_lines, robots_text, urls_xml
from disclosure.items.linked_data import data_block


def last_change(request: HttpRequest, **place: Any) -> str:
    """Return the ETag of every feed: whatever was published or taken back since makes another."""
    return quote_etag(str(Change.objects.last_number()))


def _send(feed: ItemFeed, request: HttpRequest, **place: str) -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        response: HttpResponse = feed(request, **place)
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
@condition(etag_func=last_change)
def site_feed(request: HttpRequest) -> HttpResponse:
    """The newest documents of the site."""
    return _send(SiteFeed(), request)


@require_safe
@condition(etag_func=last_change)
def office_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest documents of an office and of those below it."""
    return _send(OfficeFeed(), request, code=code)


@require_safe
@condition(etag_func=last_change)
def column_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest documents of a column and of those below it."""
    return _send(ColumnFeed(), request, code=code)


@require_safe
@condition(etag_func=last_change)
def theme_feed(request: HttpRequest, theme: str) -> HttpResponse:
    """The newest documents of a theme."""
    return _send(ThemeFeed(), request, theme=theme)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What data there are, in which forms, what each field means, under which licence."""
    datasets = read_datasets()
    address = settings.SITE_ADDRESS + reverse("disclosure:data")
    context = {"datasets": datasets, "linked_data": data_block(catalogue_data(datasets, address))}
    return render(request, "disclosure/exchange/data.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where the list of it is."""
    return HttpResponse(robots_text(), content_type="text/plain; charset=utf-8")


@require_safe
@condition(etag_func=last_change)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files in which all public pages are listed."""
    return _xml(index_xml(index_lines()))


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The pages that stand whatever is published."""
    return _xml(urls_xml(page_lines()))


@require_safe
@condition(etag_func=last_change)
def sitemap_items(request: HttpRequest, share: str) -> HttpResponse:
    """The documents of one range."""
    lines = item_lines(int(share))
    if not lines:
        raise Http404
    return _xml(urls_xml(lines))


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
