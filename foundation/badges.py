"""The tag of a status: words, and the tone that gives them shape and colour (`.badge--…`)."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

PLAIN, OK, NOTE, WARN, LATE, DEAD = "", "ok", "note", "warn", "late", "dead"


def badge(words: Any, tone: str) -> SafeString:
    """Return the tag of `words` in one of the tones above."""
    return format_html('<span class="badge badge--{}">{}</span>', tone or "plain", words)
