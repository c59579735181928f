"""What a page says to machines in the words of schema.org, as JSON-LD. Pure, but for the site's settings.

A block of data is no script: browsers don't run it, and the site's rule on scripts doesn't touch it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from disclosure.items.models import Item, Version
from disclosure.items.presentation import Document
from disclosure.items.statuses import Validity

IN_FORCE = {
    Validity.EFFECTIVE: "InForce",
    Validity.AMENDED: "PartiallyInForce",
    Validity.NOT_YET: "NotInForce",
    Validity.EXPIRED: "NotInForce",
    Validity.ABOLISHED: "NotInForce",
}
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(told: Mapping[str, Any]) -> SafeString:
    """Return the element that carries `told`; empty values are left out, and no word can end the element."""
    filled = {"@context": "https://schema.org"} | {name: value for name, value in told.items() if value}
    text = json.dumps(filled, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 — escaped above


def organisation(name: str, **more: Any) -> dict[str, Any]:
    """Return an office in the words of schema.org."""
    return {"@type": "GovernmentOrganization", "name": name, **more}


def document_data(item: Item, version: Version, document: Document, address: str) -> dict[str, Any]:
    """Return the current version of a public item: Legislation if it bears a document number, else a document."""
    issuers = [organisation(office) for office in document.offices]
    told: dict[str, Any] = {
        "@type": "Legislation" if version.document_number else "DigitalDocument",
        "@id": address,
        "url": address,
        "name": version.title,
        "identifier": item.index_number,
        "description": document.summary,
        "keywords": version.keywords,
        "genre": version.genre,
        "about": version.theme,
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        "datePublished": item.first_published_at.isoformat() if item.first_published_at else "",
        "dateModified": version.published_at.isoformat(),
        "version": document.number,
        "publisher": issuers,
    }
    if version.document_number:
        told |= {
            "legislationIdentifier": version.document_number,
            "legislationDate": version.formed_on.isoformat(),
            "legislationDateOfApplicability": version.effective_on.isoformat() if version.effective_on else "",
            "legislationPassedBy": issuers,
            "legislationLegalForce": f"https://schema.org/{IN_FORCE[document.standing]}",
        }
    return told
