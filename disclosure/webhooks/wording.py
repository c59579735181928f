"""How a webhook and its attempts are said in words."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from disclosure.search.kinds import EntryKind
from disclosure.webhooks.models import Webhook


def in_site_language(words: str | Promise) -> str:
    """Return words as they are kept on record, whatever the language of whoever acts."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(words)


def place_of(address: str) -> str:
    """Return an address without its query, where some receivers put a key of theirs."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def facts_of(webhook: Webhook) -> dict[str, str]:
    """Return what the register keeps of a webhook; needs branch and category loaded."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "name": webhook.name,
            "target": place_of(webhook.address),
            "kinds": "、".join(str(EntryKind(kind).label) for kind in webhook.kinds),
            "branch": webhook.branch.short_name if webhook.branch else "",
            "column": webhook.category.name if webhook.category else "",
        }
