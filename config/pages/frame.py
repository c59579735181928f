"""The head and the foot of every page, and what stands in its <head>, as strings.

They differ by a few facts only (language, mode, the section one is in), so each process renders each of them once; on a
page of one document they would otherwise cost as much as the document itself (performance targets 1 and 2).
"""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST_KEPT = 256
HERE = "the-address-of-this-page"
"""Stands where the address goes, so that the kept string is the same for every page of a section."""

Facts = tuple[tuple[str, Any], ...]


def head_html(context: Mapping[str, Any]) -> SafeString:
    """Return what the <head> of every page has alike (components/head.html)."""
    return mark_safe(_render("components/head.html", _shared_facts(context)))  # noqa: S308 — a rendered template


def masthead_html(context: Mapping[str, Any]) -> SafeString:
    """Return the head of the page that `context` describes (components/masthead.html)."""
    sections = tuple((str(one.label), one.url, one.is_current) for one in context.get("sections", ()))
    facts = (
        ("languages", tuple(context.get("languages", ()))),
        ("sections", sections),
        ("is_elder", bool(context.get("is_elder"))),
        *_shared_facts(context),
    )
    html = _render("components/masthead.html", facts)
    return mark_safe(html.replace(HERE, escape(context.get("here", "/"))))  # noqa: S308 — escaped here


def footer_html(context: Mapping[str, Any]) -> SafeString:
    """Return the foot of the page (components/footer.html)."""
    return mark_safe(_render("components/footer.html", _shared_facts(context)))  # noqa: S308 — a rendered template


def _shared_facts(context: Mapping[str, Any]) -> Facts:
    site = tuple(sorted(context.get("site", {}).items()))
    return (("site", site), ("is_demo", bool(context.get("is_demo"))), ("LANGUAGE_CODE", get_language()))


def _render(template: str, facts: Facts) -> str:
    """Return the rendered template; while developing it is rendered anew each time."""
    return _render_anew(template, facts) if settings.DEBUG else _render_once(template, facts)


def _render_anew(template: str, facts: Facts) -> str:
    context = dict(facts)
    context["site"] = dict(context["site"])
    sections = context.get("sections", ())
    context["sections"] = [{"label": label, "url": url, "is_current": here} for label, url, here in sections]
    return render_to_string(template, {**context, "here": HERE})


_render_once = lru_cache(maxsize=MOST_KEPT)(_render_anew)
