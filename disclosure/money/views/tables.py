"""The statutory tables searched by subject, and one subject compared over offices and years."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from disclosure.money.figures import Absence, Cell
from disclosure.money.filters import SubjectForm, TablesForm
from disclosure.money.fragments import UNIT_ADDRESS
from disclosure.money.models import Subject
from disclosure.money.statuses import StatementKind
from disclosure.money.statutory import TableCode
from disclosure.money.subjects import columns_of, compare, find_subjects, line_rows, lines_of, tables_of
from disclosure.money.wording import cell
from foundation.tables.writing import Column, Format, Kind, table_response

BAD_REQUEST = 400
COLUMNS = (
    Column("fiscal_year", gettext_lazy("Fiscal year"), Kind.NUMBER),
    Column("kind", gettext_lazy("Kind")),
    Column("scope", gettext_lazy("Scope")),
    Column("unit__code", gettext_lazy("Budget code"), name="unit_code"),
    Column("unit__name", gettext_lazy("Unit"), name="unit_name"),
    Column("table", gettext_lazy("table")),
    Column("subject__code", gettext_lazy("classification code"), name="subject_code"),
    Column("subject__name", gettext_lazy("name"), name="subject_name"),
    Column("column", pgettext_lazy("of a table", "Column")),
    Column("amount", gettext_lazy("amount (yuan)"), Kind.NUMBER),
    Column("absence", gettext_lazy("no figure because")),
)


@require_safe
def search_tables(request: HttpRequest) -> HttpResponse:
    """Find a subject of expenditure by code or name."""
    form = TablesForm(request.GET)
    if not form.is_valid():
        return render(request, "disclosure/money/tables.html", {"form": form}, status=BAD_REQUEST)
    words, year = form.cleaned_data["q"], form.cleaned_data["year"]
    found = find_subjects(words, year) if words else None
    query = urlencode({"year": year}) if year else ""
    context = {"form": form, "found": found, "query": f"?{query}" if query else "", "year": year or ""}
    return render(request, "disclosure/money/tables.html", context)


@require_safe
def show_subject(request: HttpRequest, pk: int) -> HttpResponse:
    """One subject over offices and years."""
    subject = get_object_or_404(Subject, pk=pk)
    form = SubjectForm(request.GET)
    context: dict[str, Any] = {"form": form, "subject": subject}
    if not form.is_valid():
        return render(request, "disclosure/money/subject.html", context, status=BAD_REQUEST)
    lines, kind = _narrowed(subject, form)
    tables = tables_of(lines)
    wanted = form.cleaned_data["table"]
    table = wanted if wanted in tables else (tables[0] if tables else "")
    lines = lines.filter(table=table)
    columns = columns_of(lines)
    asked = form.cleaned_data["column"]
    column = asked if asked in columns else (columns[0] if columns else "")
    comparison = compare(lines, column, form.cleaned_data["after"] or 0)
    chosen = {"kind": kind, "table": table, "column": column, "year": form.cleaned_data["year"]}
    query = {name: value for name, value in chosen.items() if value}
    path = reverse("disclosure:money-subject", args=[pk])
    context |= {
        "kind": kind,
        "kind_label": StatementKind(kind).label,
        "kinds": [(value, label, value == kind) for value, label in StatementKind.choices],
        "table_label": TableCode(table).label if table else "",
        "tables": [(TableCode(code).label, f"?{_with_table(query, code)}", code == table) for code in tables],
        "column": column,
        "columns": [(name, f"?{urlencode({**query, 'column': name})}", name == column) for name in columns],
        "years": comparison.years,
        "rows": [
            {
                "name": unit["unit__name"],
                "url": UNIT_ADDRESS.format(unit["unit__code"]),
                "cells": [_shown(value) for value in values],
            }
            for unit, values in comparison.rows
        ],
        "older": f"{path}?{urlencode({**query, 'after': comparison.after})}" if comparison.after else "",
        "first": f"{path}?{urlencode(query)}" if form.cleaned_data["after"] else "",
        "query": urlencode(query),
    }
    return render(request, "disclosure/money/subject.html", context)


@require_safe
def download_subject(request: HttpRequest, pk: str, form: str) -> HttpResponseBase:
    """What was published of a subject as a table; wrong choices are named on its page."""
    subject = get_object_or_404(Subject, pk=pk)
    filters = SubjectForm(request.GET)
    if not filters.is_valid():
        return show_subject(request, int(pk))
    lines, _kind = _narrowed(subject, filters)
    if filters.cleaned_data["table"]:
        lines = lines.filter(table=filters.cleaned_data["table"])
    name = _("Statutory tables: %(subject)s") % {"subject": subject}
    return table_response(Format(form), name, COLUMNS, line_rows(lines))


def _with_table(query: dict[str, Any], code: str) -> str:
    """Return the query for another table, whose columns are others."""
    return urlencode({name: value for name, value in query.items() if name != "column"} | {"table": code})


def _narrowed(subject: Subject, form: SubjectForm) -> tuple[Any, str]:
    kind = form.cleaned_data["kind"] or StatementKind.FINAL_ACCOUNT.value
    lines = lines_of(subject).filter(kind=kind)
    if form.cleaned_data["year"]:
        lines = lines.filter(fiscal_year=form.cleaned_data["year"])
    return lines, kind


def _shown(value: tuple[Any, str] | None) -> str:
    """Return an amount in 万元; nothing where the unit published no such line for the year."""
    if value is None:
        return ""
    amount, absence = value
    return cell(Cell(amount, Absence(absence) if absence else None))
