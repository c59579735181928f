"""A policy as PDF."""

from django.template.loader import render_to_string

from disclosure.policies.papers.paper import Paper
from foundation.pdf.making import make_pdf


def pdf_file(paper: Paper) -> bytes:
    """Return the paper as a PDF file. Raises PdfUnavailable."""
    return make_pdf(render_to_string("disclosure/policies/paper.html", {"paper": paper}))
