"""A statement as it was published, and each version of it. The working copy is never read here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosure.money.models import Statement, StatementVersion
from disclosure.money.statement_page import statement_context

MOST_VERSIONS = 50


@require_safe
def show_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement as it stands."""
    statement = _find(pk)
    version: Any = statement.current_version
    return _show(request, statement, version)


@require_safe
def show_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A statement as it was published at an earlier time."""
    statement = _find(pk)
    return _show(request, statement, get_object_or_404(StatementVersion, statement=statement, number=number))


def _find(pk: int) -> Statement:
    statements = Statement.objects.open_to_all().select_related("unit__parent", "department", "current_version")
    statement: Statement = get_object_or_404(statements.defer("explanation", "restatement_reason"), pk=pk)
    return statement


def _show(request: HttpRequest, statement: Statement, version: StatementVersion) -> HttpResponse:
    versions = statement.versions.order_by("-number").values("number", "published_at", "reason", "digest")
    context = {
        "statement": statement,
        "version": version,
        "versions": versions[:MOST_VERSIONS],
        "is_taken_over": bool(statement.taken_over_from) and version.number == 1,
        "is_current": version.pk == statement.current_version_id,
        **statement_context(version),
    }
    return render(request, "disclosure/money/statement.html", context)
