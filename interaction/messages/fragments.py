"""Where a message stands, as lists of the back office show it: rendered once for all that look alike."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from interaction.messages.models import Message


def status_html(message: Message) -> SafeString:
    """Return the tags of a message by its status, its outcome and its visibility."""
    return _rendered(get_language(), message.status, message.outcome, message.visibility)


@lru_cache(maxsize=400)
def _rendered(_language: str | None, status: str, outcome: str, visibility: str) -> SafeString:
    message = Message(status=status, outcome=outcome, visibility=visibility)
    return render_to_string("admin/interaction/message/_status.html", {"message": message})
