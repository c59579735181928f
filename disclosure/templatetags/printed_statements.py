"""The buttons that lead to the printable statement."""

from typing import Any

from django import template
from django.urls import reverse

from foundation.pdf.making import probe

register = template.Library()


@register.inclusion_tag("disclosure/money/printing/_links.html")
def print_links(statement_pk: int, number: int | None = None) -> dict[str, Any]:
    """Show the buttons of a statement, of the current version or of the one with `number`.

    Where this machine can make no PDF, its button says so.
    """
    version = f"version={number}" if number else ""
    docx = reverse("disclosure:statement-docx", args=[statement_pk])
    return {
        "pdf": _with(reverse("disclosure:statement-pdf", args=[statement_pk]), version),
        "docx": _with(docx, version),
        "docx_vertical": _with(docx, version, "layout=vertical"),
        "verdict": probe(),
    }


def _with(address: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{address}?{query}" if query else address
