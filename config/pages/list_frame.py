"""The frame of a list of the back office: everything around its rows and filters, as strings.

Frames differ by a few facts only (the list, the language, the menu of one's roles), so each process renders each of
them once; what belongs to one officer and one request is put in its place. Around a page of fifty rows the frame would
otherwise cost more than the rows.
"""

import re
import secrets
from collections.abc import Hashable, Mapping
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from foundation.remembered import Kept

MOST_KEPT = 128
TEMPLATE = "admin/_list_frame.html"

_BOUNDARY = secrets.token_hex(16)  # nobody who writes into a page knows it
OFFICER, TOKEN, MESSAGES, CONTENT = (f"{name}-{_BOUNDARY}" for name in ("officer", "token", "messages", "content"))
PLACES = re.compile(f"((?:officer|token|messages|content)-{_BOUNDARY})")

_kept: Kept[Hashable, list[str]] = Kept(MOST_KEPT)


def framed(context: Mapping[str, Any], content: str) -> SafeString:
    """Return the page with `content` as the template TEMPLATE frames it; `context` is that of a list of the admin."""
    facts = _facts(context)
    key = (get_language(), get_script_prefix(), facts["menu"], *facts["plain"].items())
    pieces = _kept.get(key)
    if pieces is None or settings.DEBUG:
        pieces = _kept.keep(key, PLACES.split(_render(context, facts["plain"])))
    user = context["user"]
    values = {
        OFFICER: conditional_escape(user.get_short_name() or user.get_username()),
        TOKEN: str(context["csrf_token"]),
        MESSAGES: _messages(context),
        CONTENT: content,
    }
    return mark_safe("".join(values.get(piece, piece) for piece in pieces))  # noqa: S308 - rendered templates


def _facts(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that a frame depends on beside the language: of the menu its addresses, and single facts."""
    tables = [model for heading in context["available_apps"] for model in heading["models"]]
    plain = {
        "list": context["opts"].label,
        "title": str(context["title"]),
        "has_actions": bool(context["action_form"]),
        "is_popup": bool(context["is_popup"]),
        "is_demo": bool(context.get("is_demo")),
        "is_elder": bool(context.get("is_elder")),
        "owed_step": context["request"].owed_step,
        "may_supervise": "reports.view_dashboard" in context["perms"],
        "has_password": context["user"].has_usable_password(),
        "path": context["request"].path,
    }
    return {"menu": tuple((model["admin_url"], model["add_url"]) for model in tables), "plain": plain}


def _render(context: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """Render the frame from the facts alone, and from what the list and the site have alike at every request."""
    alike = ("opts", "media", "site_title", "site_header", "available_apps", "has_permission", "is_nav_sidebar_enabled")
    frame = {name: context[name] for name in alike} | {
        "cl": SimpleNamespace(opts=context["opts"]),
        "title": facts["title"],
        "action_form": facts["has_actions"],
        "actions_on_top": context["actions_on_top"],
        "actions_on_bottom": context["actions_on_bottom"],
        "is_popup": facts["is_popup"],
        "is_demo": facts["is_demo"],
        "is_elder": facts["is_elder"],
        "request": SimpleNamespace(path=facts["path"], owed_step=facts["owed_step"]),
        "perms": {"reports": {"view_dashboard": facts["may_supervise"]}},
        "user": SimpleNamespace(get_short_name=OFFICER, has_usable_password=facts["has_password"]),
        "csrf_token": TOKEN,
        "messages_here": MESSAGES,
        "content_here": CONTENT,
    }
    return render_to_string(TEMPLATE, frame)


def _messages(context: Mapping[str, Any]) -> str:
    told = list(context.get("messages") or ())
    return render_to_string("admin/_messages.html", {"messages": told}) if told else ""
