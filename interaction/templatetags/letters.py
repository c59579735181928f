"""How the words of messages and replies are shown."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return `text` as paragraphs, one per line, escaped; blank lines and the white space around lines are dropped.

    Signs such as < and > inside the text are words of its author and stay.
    """
    lines = (line.strip() for line in text.splitlines())
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines if line))
