"""The process that lays one page out: reads the order as JSON from its input, writes the PDF to its output.

Run as a script and free of Django, so that it loads WeasyPrint and nothing else. Nothing is fetched: a page can't make
the server call any address.
"""

import json
import sys
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher


def lay_out(order: dict[str, Any]) -> bytes:
    """Return the PDF of `html`, with the style sheet `css`; `options` are those of WeasyPrint."""
    page = HTML(string=order["html"], url_fetcher=URLFetcher(allowed_protocols=()))
    sheets = [CSS(string=order["css"])] if order["css"] else []
    return bytes(page.write_pdf(stylesheets=sheets, **order["options"]) or b"")


if __name__ == "__main__":
    sys.stdout.buffer.write(lay_out(json.load(sys.stdin)))
