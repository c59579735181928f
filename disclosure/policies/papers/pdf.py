"""A policy as PDF, by WeasyPrint. Its system libraries (Pango) may be absent: then there is no PDF, and pages say so.

Nothing is fetched while a PDF is made: a body can't make the server call any address.
"""

import logging
from functools import cache
from typing import Any

from django.template.loader import render_to_string

from disclosure.policies.papers.paper import Paper

CONTENT_TYPE = "application/pdf"

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines a paper otherwise


@cache
def can_make_pdf() -> bool:
    """Tell whether this machine has what WeasyPrint needs; tried once in a process, on the first policy shown."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def pdf_file(paper: Paper) -> bytes:
    """Return the paper as a PDF file. Raises ImportError or OSError where `can_make_pdf` says no."""
    import weasyprint

    page = render_to_string("disclosure/policies/paper.html", {"paper": paper})
    made: bytes = weasyprint.HTML(string=page, base_url=None, url_fetcher=_fetch_nothing).write_pdf()
    return made


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"a paper loads nothing: {url}")
