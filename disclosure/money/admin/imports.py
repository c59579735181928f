"""The back office of workbooks: templates to download, uploads, their progress, what became of each workbook."""

import io
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.officers.admin_scope import DepartmentScopedAdmin, officer_of
from departments.officers.scoping import scope_paths
from departments.offices.models import Department
from disclosure.money.models import ImportBatch, ImportedWorkbook
from disclosure.money.services import audit_working_copy
from disclosure.money.statuses import StatementKind, StatementScope, WorkbookStatus
from disclosure.money.workbooks.arrivals import arrivals_of
from disclosure.money.workbooks.batches import cancel_batch, read_next, receive
from disclosure.money.workbooks.forms import TemplateForm, UploadForm, units_entered_by
from disclosure.money.workbooks.marking import mark_workbook
from disclosure.money.workbooks.names import KIND_WORDS, Layout
from disclosure.money.workbooks.prefilling import template_for
from disclosure.money.workbooks.templates import write_template
from foundation.badges import badge
from foundation.files.serving import send_private
from foundation.refusals import Refusal, WrongState
from foundation.tables.errors import TableError
from foundation.tables.writing import CONTENT_TYPES, Format

ENTER = "disclosure.change_statement"
OFFERED_UNITS = 50
PER_PAGE = 50
RELOAD_SECONDS = "4"
TONES: dict[str, str] = {
    WorkbookStatus.WAITING: "plain",
    WorkbookStatus.IMPORTED: "ok",
    WorkbookStatus.REFUSED: "late",
    WorkbookStatus.CANCELLED: "dead",
}


@admin.register(ImportBatch)
class ImportBatchAdmin(DepartmentScopedAdmin):
    """Imports of the own scope. Nothing is edited: workbooks come in, are read, and show what came of them."""

    list_display = ("heading", "department", "progress", "uploaded_by", "uploaded_at")
    list_select_related = ("department", "uploaded_by")
    list_per_page = PER_PAGE
    actions = None
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.with_progress()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("import of workbooks"), ordering="pk")
    def heading(self, batch: ImportBatch) -> str:
        return str(batch)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, batch: Any) -> SafeString:
        text = _("%(read)s read, %(refused)s refused, %(waiting)s waiting")
        shown = {"read": batch.n_imported, "refused": batch.n_refused, "waiting": batch.n_waiting}
        return badge(text % shown, _tone(batch))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = "disclosure_importbatch"
        return [
            path("template/", view(self.template_view), name=f"{name}_template"),
            path("<int:pk>/cancel/", view(self.cancel_view), name=f"{name}_cancel"),
            path("<int:pk>/workbooks/<int:workbook>/", view(self.workbook_view), name=f"{name}_workbook"),
            path("<int:pk>/workbooks/<int:workbook>/marked/", view(self.marked_view), name=f"{name}_marked"),
            path("<int:pk>/workbooks/<int:workbook>/sent/", view(self.sent_view), name=f"{name}_sent"),
            *super().get_urls(),
        ]

    # -- templates -------------------------------------------------------------------------------------------------
    def template_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """Ask which statement, and hand out its template; an address that says it all leads to the file at once."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self._require_entering(request)
        units = units_entered_by(officer_of(request), timezone.localdate())
        is_asked = "layout" in request.GET
        form = (
            TemplateForm(request.GET, units=units) if is_asked else TemplateForm(initial=_first(request), units=units)
        )
        if not is_asked or not form.is_valid():
            return self._page(
                request, "template", title=_("Download a template"), form=form, units=units[:OFFERED_UNITS]
            )
        chosen = form.cleaned_data
        template = template_for(
            chosen["unit"], chosen["fiscal_year"], chosen["kind"], chosen["scope"], Layout(chosen["layout"])
        )
        file = io.BytesIO()
        write_template(template, file)
        file.seek(0)
        name = f"{chosen['unit'].name}{chosen['fiscal_year']}年{KIND_WORDS[chosen['kind']]}填报表.xlsx"
        return send_private(file, name, CONTENT_TYPES[Format.XLSX])

    # -- uploads ---------------------------------------------------------------------------------------------------
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Take workbooks; a single one is read at once, more are read by the workers."""
        self._require_entering(request)
        units = units_entered_by(officer_of(request), timezone.localdate())
        if request.method != "POST":
            form = UploadForm(initial=_first(request), units=units)
        else:
            form = UploadForm(request.POST, request.FILES, units=units)
            if form.is_valid():
                try:
                    return self._receive(request, form)
                except Refusal as refusal:
                    form.add_error("workbooks", str(refusal))
        title = _("Read workbooks")
        return self._page(request, "upload", title=title, form=form, units=units[:OFFERED_UNITS])

    def _receive(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        choice = form.choice()
        office = choice.unit.department if choice.unit else self._own_office(request)
        uploads = ((upload.name or "", upload.file) for upload in form.cleaned_data["workbooks"])
        now = timezone.now()
        batch = receive(
            arrivals_of(uploads),
            choice,
            department=office,
            by=officer_of(request),
            at=now,
        )
        if batch.n_workbooks > 1:
            return HttpResponseRedirect(reverse("admin:disclosure_importbatch_change", args=[batch.pk]))
        read_next(batch.pk, at=now)
        workbook = batch.workbooks.get()
        return HttpResponseRedirect(reverse("admin:disclosure_importbatch_workbook", args=[batch.pk, workbook.pk]))

    def _own_office(self, request: HttpRequest) -> Department:
        """Return the topmost of the offices whose statements the officer enters."""
        paths = sorted(scope_paths(officer_of(request), ENTER, timezone.localdate()), key=len)
        return Department.objects.get(path=paths[0])

    def _require_entering(self, request: HttpRequest) -> None:
        if not officer_of(request).has_perm(ENTER):
            raise PermissionDenied

    # -- one import ------------------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how far an import is; the page loads itself again until all is done, unless told to stand still."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        batch = self._find(request, object_id)
        status = request.GET.get("status", "")
        workbooks = batch.workbooks.select_related("statement__unit")
        if status in WorkbookStatus.values:
            workbooks = workbooks.filter(status=status)
        page = Paginator(workbooks, PER_PAGE).get_page(request.GET.get("page"))
        is_still = "still" in request.GET
        answer = self._page(
            request,
            "batch",
            title=str(batch),
            original=batch,
            page=page,
            lines=[(workbook, _tag(workbook)) for workbook in page],
            counts=_counts(batch, status),
            status=status,
            is_still=is_still,
            n_done=batch.n_workbooks - batch.n_waiting,
        )
        if batch.n_waiting and not is_still:
            answer.headers["Refresh"] = RELOAD_SECONDS
        return answer

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave unread what waits."""
        batch = self._find(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            cancel_batch(batch, by=officer_of(request), at=timezone.now())
        except WrongState as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("What was still waiting is not read; what was read stays."))
        return HttpResponseRedirect(reverse("admin:disclosure_importbatch_change", args=[pk]))

    # -- one workbook ----------------------------------------------------------------------------------------------
    def workbook_view(self, request: HttpRequest, pk: int, workbook: int) -> HttpResponse:
        """Show what became of a workbook: what is wrong at which cell, or the draft and what the audit says of it."""
        found = self._find_workbook(request, pk, workbook)
        statement = found.statement
        findings = audit_working_copy(statement) if statement and statement.is_editable else []
        answer = self._page(
            request,
            "workbook",
            title=found.name,
            original=found.batch,
            workbook=found,
            tag=_tag(found),
            statement=statement,
            findings=findings,
        )
        if not found.is_settled:
            answer.headers["Refresh"] = RELOAD_SECONDS
        return answer

    def marked_view(self, request: HttpRequest, pk: int, workbook: int) -> HttpResponse | FileResponse:
        """Hand out a copy of the workbook with what is wrong at its cells."""
        found = self._find_workbook(request, pk, workbook)
        if not found.file or not found.problems:
            raise Http404
        try:
            with found.file.open("rb") as file:
                marked = mark_workbook(file.read(), found.problems)
        except TableError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:disclosure_importbatch_workbook", args=[pk, workbook]))
        return send_private(io.BytesIO(marked), _("marked") + f"_{found.name}", CONTENT_TYPES[Format.XLSX])

    def sent_view(self, request: HttpRequest, pk: int, workbook: int) -> FileResponse:
        """Hand out the workbook as it was sent."""
        found = self._find_workbook(request, pk, workbook)
        if not found.file:
            raise Http404
        return send_private(found.file.open("rb"), found.name, CONTENT_TYPES[Format.XLSX])

    def _find(self, request: HttpRequest, pk: int | str) -> Any:
        batch = self.get_object(request, str(pk))
        if not self.has_view_permission(request, batch):
            raise Http404
        return batch

    def _find_workbook(self, request: HttpRequest, pk: int, workbook: int) -> ImportedWorkbook:
        rows = ImportedWorkbook.objects.select_related("statement__unit", "statement__department")
        found = get_object_or_404(rows, pk=workbook, batch=self._find(request, pk))
        return found

    def _page(self, request: HttpRequest, name: str, **context: Any) -> TemplateResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        answer = TemplateResponse(request, f"admin/disclosure/importbatch/{name}.html", {**frame, **context})
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _first(request: HttpRequest) -> dict[str, Any]:
    """Return what the address chooses beforehand, else last year's final account."""
    chosen = {name: request.GET[name] for name in ("unit", "fiscal_year", "kind", "scope") if name in request.GET}
    start = {
        "fiscal_year": timezone.localdate().year - 1,
        "kind": StatementKind.FINAL_ACCOUNT,
        "scope": StatementScope.OWN,
    }
    return (
        chosen
        if request.resolver_match and request.resolver_match.url_name == "disclosure_importbatch_add"
        else (start | chosen)
    )


def _tone(batch: Any) -> str:
    if batch.n_waiting:
        return "warn"
    return "late" if batch.n_refused else "ok"


def _tag(workbook: ImportedWorkbook) -> SafeString:
    words = workbook.get_status_display()
    return badge(words, TONES[workbook.status])


def _counts(batch: Any, status: str) -> list[tuple[str, str, int, bool]]:
    """Return for each status its value, its words, how many workbooks stand there, and whether it is chosen."""
    found = [
        (value, str(words), getattr(batch, f"n_{value}"), value == status) for value, words in WorkbookStatus.choices
    ]
    return [one for one in found if one[2]]
