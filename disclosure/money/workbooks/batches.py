"""Uploads of many workbooks: received, read one by one by workers, given up, forgotten.

Each workbook is read in a transaction of its own that holds its row: its figures and its outcome are committed
together. So a worker that is killed leaves the row as it was, a second worker takes another row, and to run twice is to
run once.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from disclosure.money.audit import Finding, Severity
from disclosure.money.models import ImportBatch, ImportedWorkbook
from disclosure.money.models.imports import KEPT
from disclosure.money.statuses import WorkbookStatus
from disclosure.money.workbooks.arrivals import Arrival
from disclosure.money.workbooks.cells import Problem
from disclosure.money.workbooks.importing import Choice, Outcome, import_workbook
from foundation.files.serving import private_storage
from foundation.locking import lock_row
from foundation.outbox.handlers import named
from foundation.outbox.services import enqueue
from foundation.refusals import NotAllowed, Refusal, WrongState

WORK_ON = "disclosure.money.workbooks.batches.work_on"
SLICE = 20.0
"""Seconds that a worker gives to one import before other work has its turn."""

MOST_ATTEMPTS = 3
"""A workbook with which so many workers died is refused: it is the workbook."""

QUIET = timedelta(minutes=2)
"""So long nothing was settled in an import whose worker is taken for dead."""

KEPT_PROBLEMS = 500
"""So many are kept of one workbook; more help nobody."""

EXPIRED_AT_ONCE = 20


@transaction.atomic
def receive(
    arrivals: Iterable[Arrival], choice: Choice, *, department: Department, by: Officer, at: datetime
) -> ImportBatch:
    """Store what was uploaded for `department` and have it read; what is no workbook is refused at once.

    Raises NotAllowed for whoever enters no statements of the office, Refusal without a single file. Files of an upload
    that fails in the middle are removed again.
    """
    if not may(by, "disclosure.change_statement", department, timezone.localdate(at)):
        raise NotAllowed(_("You may not enter statements of this office."))
    batch = ImportBatch.objects.create(
        department=department,
        uploaded_by=by,
        uploaded_at=at,
        unit=choice.unit,
        fiscal_year=choice.fiscal_year,
        kind=choice.kind,
        scope=choice.scope,
        is_replacing=choice.is_replacing,
    )
    stored: list[str] = []
    try:
        for position, arrival in enumerate(arrivals, start=1):
            _store(batch, position, arrival, at, stored)
            batch.n_workbooks = position
    except BaseException:
        _remove(stored)
        raise
    if not batch.n_workbooks:
        raise Refusal(_("Choose at least one workbook."), code="no_workbook")
    batch.save(update_fields=["n_workbooks"])
    _go_on(batch.pk, 0)
    return batch


@named(gettext_lazy("read imported workbooks"))
def work_on(batch: int, turn: int = 0) -> None:
    """Read workbooks of an import for a while; called by the outbox, which also has the rest done."""
    end = time.monotonic() + SLICE
    while read_next(batch, at=timezone.now()):
        if time.monotonic() >= end:
            with transaction.atomic():
                _go_on(batch, turn + 1)
            return


def read_next(batch: int, *, at: datetime) -> bool:
    """Read one workbook of the import that nobody else is reading; return False if there is none."""
    workbook = _begin(batch)
    if workbook is None:
        return False
    with transaction.atomic():
        rows = ImportedWorkbook.objects.select_for_update(of=("self",), skip_locked=True).waiting()
        locked = rows.select_related("batch__uploaded_by", "batch__unit__department").filter(pk=workbook).first()
        if locked is not None:
            _settle(locked, at)
    return True


@transaction.atomic
def cancel_batch(batch: ImportBatch, *, by: Officer, at: datetime) -> ImportBatch:
    """Leave unread what waits; what was read stays. Raises NotAllowed, or WrongState when nothing waits."""
    batch = lock_row(ImportBatch.objects.select_related("department"), batch.pk)
    if not may(by, "disclosure.change_statement", batch.department, timezone.localdate(at)):
        raise NotAllowed(_("You may not enter statements of this office."))
    left = batch.workbooks.waiting().update(status=WorkbookStatus.CANCELLED, finished_at=at)
    if not left:
        raise WrongState(_("Every workbook of this import is done already."))
    batch.cancelled_at = at
    batch.save(update_fields=["cancelled_at"])
    return batch


def resume_stalled(*, now: datetime) -> int:
    """Have those imports worked on whose worker died; return how many.

    Their turns are counted from the moment: those of the dead worker are known, and would not be taken again.
    """
    stalled = list(ImportBatch.objects.stalled(now - QUIET).values_list("pk", flat=True))
    for batch in stalled:
        with transaction.atomic():
            turn = int(now.timestamp())
            enqueue(WORK_ON, {"batch": batch, "turn": turn}, key=f"import:{batch}:again:{turn // 60}")
    return len(stalled)


def forget_files(*, now: datetime) -> int:
    """Remove the files of some imports that are older than `KEPT`, and return of how many."""
    expired = list(ImportBatch.objects.expired(now - KEPT).order_by("pk")[:EXPIRED_AT_ONCE])
    for batch in expired:
        with transaction.atomic():
            workbooks = batch.workbooks.select_for_update().exclude(file="")
            names = [name for name in workbooks.values_list("file", flat=True) if name]
            batch.workbooks.update(file="")
            transaction.on_commit(partial(_remove, names))
    return len(expired)


def _go_on(batch: int, turn: int) -> None:
    enqueue(WORK_ON, {"batch": batch, "turn": turn}, key=f"import:{batch}:{turn}")


def _store(batch: ImportBatch, position: int, arrival: Arrival, at: datetime, stored: list[str]) -> None:
    workbook = ImportedWorkbook(batch=batch, position=position, name=arrival.name)
    if arrival.refusal:
        workbook.status, workbook.reason, workbook.finished_at = WorkbookStatus.REFUSED, arrival.refusal, at
    else:
        workbook.file.save(f"{batch.pk}-{position}.xlsx", ContentFile(arrival.content), save=False)
        stored.append(workbook.file.name or "")
    workbook.save()


def _remove(names: Sequence[str]) -> None:
    for name in names:
        private_storage().delete(name)


@transaction.atomic
def _begin(batch: int) -> int | None:
    """Count a beginning, in a transaction of its own: a workbook that kills its workers is found by it."""
    rows = ImportedWorkbook.objects.filter(batch=batch).waiting()
    workbook = rows.select_for_update(of=("self",), skip_locked=True).first()
    if workbook is None:
        return None
    workbook.attempts += 1
    workbook.save(update_fields=["attempts"])
    return workbook.pk


def _settle(workbook: ImportedWorkbook, at: datetime) -> None:
    """Read a locked workbook and write down what came of it."""
    batch = workbook.batch
    try:
        with override(settings.LANGUAGE_CODE):
            if workbook.attempts > MOST_ATTEMPTS:
                text = _("Reading it broke off %(times)s times. Copy the figures into a new template.")
                raise Refusal(text % {"times": MOST_ATTEMPTS})
            with transaction.atomic():
                outcome = _import(workbook, batch, at)
    except Refusal as refusal:
        workbook.status, workbook.reason = WorkbookStatus.REFUSED, str(refusal)[:500]
    else:
        _record(workbook, outcome)
    workbook.finished_at = at
    workbook.save()


def _import(workbook: ImportedWorkbook, batch: ImportBatch, at: datetime) -> Outcome:
    try:
        with workbook.file.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError):  # removed from the disk, or forgotten after its time
        raise Refusal(_("The file is gone; send it again.")) from None
    outcome = import_workbook(content, workbook.name, Choice.of(batch), by=batch.uploaded_by, at=at)
    if outcome.statement is not None:
        _require_only_one(workbook, outcome)
    return outcome


def _require_only_one(workbook: ImportedWorkbook, outcome: Outcome) -> None:
    """Refuse a second workbook of the import for the same statement. The statement is locked: nobody else writes it."""
    twin = workbook.batch.workbooks.filter(statement=outcome.statement, status=WorkbookStatus.IMPORTED).first()
    if twin is not None:
        raise Refusal(_("“%(name)s” of the same import is about the same statement.") % {"name": twin.name})


def _record(workbook: ImportedWorkbook, outcome: Outcome) -> None:
    shown = outcome.problems or outcome.remarks
    with override(settings.LANGUAGE_CODE):
        workbook.problems = [_plain(problem) for problem in shown[:KEPT_PROBLEMS]]
        if outcome.problems:
            workbook.reason = _("%(count)s errors; nothing was written.") % {"count": len(outcome.problems)}
    workbook.n_problems = len(shown)
    workbook.template = outcome.template
    workbook.status = WorkbookStatus.IMPORTED if outcome.statement else WorkbookStatus.REFUSED
    if outcome.statement:
        workbook.statement, workbook.saved_at = outcome.statement, outcome.statement.updated_at
        workbook.n_errors, workbook.n_warnings = count_findings(outcome.findings)


def count_findings(findings: Sequence[Finding]) -> tuple[int, int]:
    """Return how many errors and how many warnings there are."""
    n_errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return n_errors, len(findings) - n_errors


def _plain(problem: Problem) -> dict[str, str]:
    return {name: str(value) for name, value in problem._asdict().items()}
