"""Tags and filters that every template may use."""

import re
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import template
from django.db.models import Model
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.pages.days import cells_of, looks_used
from config.pages.frame import footer_html, head_html, masthead_html
from config.pages.list_frame import framed
from config.pages.tones import LATE, PLAIN, WARN, tone_of
from departments.duties.fragments import TONES
from departments.duties.lateness import Punctuality, days_late, punctuality
from departments.duties.models import Duty
from departments.duties.reckoning import Reckoning
from disclosure.items.models import Item
from disclosure.items.statuses import ItemKind
from foundation.badges import badge

register = template.Library()

BACKQUOTED = re.compile(r"`([^`]+)`")
BACK_OFFICES = {ItemKind.DOCUMENT.value: "item"}  # the other kinds are called like their models
SOON = 2  # days: from here on a due date is marked


@register.simple_tag(takes_context=True)
def page_head(context: Context) -> SafeString:
    """Return what the <head> of every page has alike."""
    return head_html(cast(dict[str, Any], context.flatten()))


@register.simple_tag(takes_context=True)
def masthead(context: Context) -> SafeString:
    """Return the head of the page."""
    return masthead_html(cast(dict[str, Any], context.flatten()))


@register.simple_tag(takes_context=True)
def page_footer(context: Context) -> SafeString:
    """Return the foot of the page."""
    return footer_html(cast(dict[str, Any], context.flatten()))


@register.simple_block_tag(takes_context=True)
def framed_list(context: Context, content: str) -> SafeString:
    """Return a list of the back office in its frame."""
    return framed(cast(dict[str, Any], context.flatten()), content)


@register.simple_tag
def status_tag(obj: Model, field: str) -> SafeString | str:
    """Return the tag of a status of `obj`: the words of its choice in the tone of its value; nothing if empty."""
    value = getattr(obj, field)
    if not value:
        return ""
    words = getattr(obj, f"get_{field}_display")()
    return badge(words, tone_of(f"{obj._meta.label_lower}.{field}", value))


@register.simple_tag
def due_tag(duty: Duty, today: date) -> SafeString:
    """Return where a duty stands on `today` (a local date), counted in natural days."""
    match punctuality(duty, today):
        case Punctuality.OVERDUE:
            days = days_late(duty, today)
            return badge(ngettext("%(n)s day overdue", "%(n)s days overdue", days) % {"n": days}, LATE)
        case Punctuality.OPEN:
            return open_due_tag((duty.due_on - today).days)
        case closed_or_stopped:
            return badge(closed_or_stopped.label, TONES[closed_or_stopped])


def open_due_tag(days: int) -> SafeString:
    """Return the tag of an open duty that is due in `days` natural days."""
    if days == 0:
        return badge(_("due today"), WARN)
    words = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return badge(words, WARN if days <= SOON else PLAIN)


@register.simple_tag
def back_office_url(item: Item) -> str:
    """Return the address of an item in the back office, by its kind."""
    model = BACK_OFFICES.get(item.kind, item.kind)
    return reverse(f"admin:disclosure_{model}_change", args=[item.pk])


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """Return a date, or the local date of an instant, as a <time> element; nothing for None."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{0}">{0}</time>', local.isoformat())


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Return an instant in local time, to the minute, as a <time> element; nothing for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = f"{local:%Y-%m-%d %H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def code_words(text: str) -> SafeString:
    """Return text with what stands in backquotes as <code>, lines kept."""
    html = BACKQUOTED.sub(r"<code>\1</code>", escape(text)).replace("\n", "<br>")
    return mark_safe(html)  # noqa: S308 — escaped before


@register.filter
def minutes(value: timedelta) -> int:
    """Return a length of time in whole minutes."""
    return int(value.total_seconds() // 60)


@register.inclusion_tag("components/working.html")
def working(reckoning: Reckoning) -> dict[str, Any]:
    """Show the day-by-day account of a due date."""
    cells = cells_of(reckoning)
    return {"reckoning": reckoning, "cells": cells, "looks": looks_used(cells)}
