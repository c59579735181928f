"""The back office of the statutory tables of a statement: which are there, and typing them one by one."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.officers.admin_scope import DepartmentScopedAdmin, officer_of
from disclosure.money.admin.table_forms import (
    MORE_ROWS,
    SPARE_ROWS,
    TableForm,
    initial_rows,
    lines_of,
    most_rows,
    row_formset,
)
from disclosure.money.composing import table_entry
from disclosure.money.models import Statement, StatementTable
from disclosure.money.services import TableEntry, save_table
from disclosure.money.services.tables import faults_of
from disclosure.money.statutory import LAYOUT_OF, TABLES, Scheme, StatutoryTable, TableCode
from disclosure.money.workbooks.names import PRINTED_TABLES
from foundation.refusals import Refusal, WrongState

ENTER = "disclosure.change_statement"


class ListedTable(NamedTuple):
    """A line of the overview: the table's code and name, the stored one if any, and how many faults it has."""

    code: str
    label: str
    printed: str
    table: StatementTable | None
    n_rows: int
    n_faults: int


@admin.register(StatementTable)
class StatementTableAdmin(DepartmentScopedAdmin):
    """The tables of a statement have pages of their own below it; there is no list over all statements."""

    scope_field = "statement__department"
    list_display = ("code", "statement", "is_empty")
    list_select_related = ("statement__unit",)
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, "disclosure_statementtable"
        return [
            path("of/<int:statement>/", view(self.overview), name=f"{name}_overview"),
            path("of/<int:statement>/<slug:code>/", view(self.entry), name=f"{name}_entry"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the page on which the table is typed."""
        table = self.get_object(request, object_id)
        return HttpResponseRedirect(
            reverse("admin:disclosure_statementtable_entry", args=[table.statement_id, table.code])
        )

    def overview(self, request: HttpRequest, statement: int) -> HttpResponse:
        """List the eight tables with what is there and what is wrong."""
        found = self._find(request, statement)
        stored = {
            table.code: table
            for table in found.tables.prefetch_related("lines").annotate(n_rows=Count("lines__position", distinct=True))
        }
        tables = [self._listed(layout, stored.get(layout.code)) for layout in TABLES]
        title = _("Statutory tables")
        return self._page(
            request, "overview", found, title=title, tables=tables, may_enter=self._may_enter(request, found)
        )

    def entry(self, request: HttpRequest, statement: int, code: str) -> HttpResponse:
        """Show a table with its rows to type; the server checks codes and sums when it is saved."""
        found, layout = self._find(request, statement), LAYOUT_OF.get(code)
        if layout is None:
            raise Http404
        may_enter = self._may_enter(request, found)
        if request.method == "POST":
            if not may_enter:
                raise PermissionDenied
            return self._save(request, found, layout)
        stored = found.tables.filter(code=code).prefetch_related("lines").first()
        entry = table_entry(stored) if stored else TableEntry(code, display_unit=found.display_unit)
        rows = initial_rows(layout, entry)
        fits = len(rows) <= most_rows(layout)
        formset = row_formset(layout, min(SPARE_ROWS, most_rows(layout) - len(rows)) if fits else 0)
        initial = {"display_unit": entry.display_unit, "note": entry.note, "seen": _stamp(found)}
        return self._sheet(
            request,
            found,
            layout,
            form=TableForm(initial=initial),
            rows=formset(initial=rows if fits and may_enter else [], prefix="row"),
            shown=[] if fits and may_enter else _shown_rows(layout, rows),
            faults=faults_of(entry) if stored else [],
            may_enter=may_enter and fits,
            fits=fits,
        )

    def _save(self, request: HttpRequest, statement: Statement, layout: StatutoryTable) -> HttpResponse:
        form, rows = TableForm(request.POST), row_formset(layout, 0)(request.POST, prefix="row")
        if "more" in request.POST:
            return self._sheet(request, statement, layout, form=form, rows=_longer(request, layout), may_enter=True)
        is_whole = rows.is_valid() or not rows.non_form_errors()
        if form.is_valid() and is_whole:
            chosen = form.cleaned_data
            lines = lines_of(rows.forms, chosen["display_unit"])
            if not any(row.errors for row in rows.forms):
                try:
                    entry = TableEntry(layout.code, lines, chosen["display_unit"], "" if lines else chosen["note"])
                    save_table(statement, entry, by=officer_of(request), at=timezone.now(), seen=chosen["seen"])
                except WrongState as refusal:
                    form.explain_conflict(refusal, seen=_stamp(Statement.objects.get(pk=statement.pk)))
                except Refusal as refusal:
                    form.add_error(None, str(refusal))
                else:
                    return self._saved(request, statement, entry)
        return self._sheet(request, statement, layout, form=form, rows=rows, may_enter=True)

    def _saved(self, request: HttpRequest, statement: Statement, entry: TableEntry) -> HttpResponse:
        faults = faults_of(entry)
        if faults:
            text = _("Saved. %(count)s things are to be mended before the statement can be submitted.")
            messages.warning(request, text % {"count": len(faults)})
        else:
            messages.success(request, _("Saved; codes and sums are right."))
        return HttpResponseRedirect(reverse("admin:disclosure_statementtable_entry", args=[statement.pk, entry.code]))

    def _listed(self, layout: StatutoryTable, table: Any) -> ListedTable:
        n_faults = len(faults_of(table_entry(table))) if table else 0
        label, printed = str(TableCode(layout.code).label), PRINTED_TABLES[layout.code]
        return ListedTable(layout.code, label, printed, table, table.n_rows if table else 0, n_faults)

    def _find(self, request: HttpRequest, statement: int) -> Statement:
        rows = Statement.objects.visible_to(officer_of(request), timezone.localdate())
        found: Statement | None = rows.select_related("unit", "department").filter(pk=statement).first()
        if found is None:
            raise Http404
        return found

    def _may_enter(self, request: HttpRequest, statement: Statement) -> bool:
        return statement.is_editable and officer_of(request).has_perm(ENTER, statement)

    def _sheet(
        self, request: HttpRequest, statement: Statement, layout: StatutoryTable, **context: Any
    ) -> HttpResponse:
        name = PRINTED_TABLES[layout.code]
        return self._page(
            request,
            "entry",
            statement,
            title=name,
            columns=_headings(layout),
            most_rows=most_rows(layout),
            **{"faults": [], "shown": [], "fits": True, **context},
        )

    def _page(self, request: HttpRequest, name: str, statement: Statement, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "statement": statement}
        answer = TemplateResponse(request, f"admin/disclosure/statementtable/{name}.html", {**frame, **context})
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _longer(request: HttpRequest, layout: StatutoryTable) -> Any:
    """Return the rows as they were typed, with more empty ones below."""
    sent = request.POST.copy()
    count = sent.get("row-TOTAL_FORMS", "")
    known = int(count) if count.isascii() and count.isdigit() else 0
    sent["row-TOTAL_FORMS"] = str(min(known + MORE_ROWS, most_rows(layout)))
    return row_formset(layout, 0)(sent, prefix="row")


def _stamp(statement: Statement) -> str:
    return statement.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z")


def _headings(layout: StatutoryTable) -> list[Any]:
    if layout.scheme is Scheme.NONE:
        return [
            heading for column in layout.columns for heading in (_("%(column)s, name") % {"column": column}, column)
        ]
    return [_("classification code"), _("name"), *layout.columns]


def _shown_rows(layout: StatutoryTable, rows: list[dict[str, Any]]) -> list[list[tuple[str, bool]]]:
    """Return the rows as texts, each told whether it is an amount."""
    names: list[str] = []
    for place in range(len(layout.columns)):
        names += [f"name{place}"] if layout.scheme is Scheme.NONE else []
        names.append(f"amount{place}")
    names = names if layout.scheme is Scheme.NONE else ["code", "name", *names]
    return [[(str(row.get(name, "")), name.startswith("amount")) for name in names] for row in rows]
