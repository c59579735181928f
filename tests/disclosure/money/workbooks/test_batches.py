"""Many workbooks at once: received, read one by one, given up, resumed, forgotten."""

import io
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from departments.models import Department
from departments.officers.models import Officer
from disclosure.models import FinanceUnit, ImportBatch, ImportedWorkbook, Statement
from disclosure.money.models.imports import KEPT
from disclosure.money.statuses import WorkbookStatus
from disclosure.money.workbooks import batches
from disclosure.money.workbooks.arrivals import Arrival, arrivals_of
from disclosure.money.workbooks.batches import (
    MOST_ATTEMPTS,
    QUIET,
    cancel_batch,
    forget_files,
    read_next,
    receive,
    resume_stalled,
    work_on,
)
from disclosure.money.workbooks.importing import Choice
from disclosure.money.workbooks.names import THREE
from foundation.files.serving import private_storage
from foundation.outbox.models import OutboxEntry
from foundation.outbox.statuses import Status
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.money import SEPTEMBER, entry, finance_unit
from tests.factories.workbooks import edited, filled

pytestmark = pytest.mark.django_db


def sent(officer: Officer, arrivals: Iterable[Arrival], **chosen: Any) -> ImportBatch:
    office = officer.assignments.get().department
    return receive(arrivals, Choice(**chosen), department=office, by=officer, at=timezone.now())


def workbook_of(unit: FinanceUnit, cells: Any = None, **fields: Any) -> Arrival:
    return Arrival(f"{unit.code}.xlsx", filled(unit, cells=cells, **fields))


def statuses(batch: ImportBatch) -> list[str]:
    return list(batch.workbooks.values_list("status", flat=True))


def archive(*members: tuple[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members:
            packed.writestr(name, content)
    file.seek(0)
    return file


def test_each_workbook_is_read_whole_or_not_at_all(unit: FinanceUnit, accountant: Officer) -> None:
    other = finance_unit(unit.department)
    batch = sent(
        accountant,
        [workbook_of(unit), workbook_of(other, {(THREE, "D4"): "x"}), Arrival("x.doc", b"", "不是工作簿。")],
    )
    assert statuses(batch) == ["waiting", "waiting", "refused"]
    work_on(batch.pk)
    assert statuses(batch) == ["imported", "refused", "refused"]
    assert Statement.objects.get().unit == unit
    wrong = batch.workbooks.get(position=2)
    assert (wrong.n_problems, [problem["cell"] for problem in wrong.problems]) == (1, ["D4"])
    assert "1" in wrong.reason


def test_it_is_asked_for_through_the_outbox(unit: FinanceUnit, accountant: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit)])
    waiting = OutboxEntry.objects.get()
    assert waiting.payload == {"batch": batch.pk, "turn": 0}
    assert waiting.handler == batches.WORK_ON


def test_to_run_twice_is_to_run_once(unit: FinanceUnit, accountant: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit)])
    work_on(batch.pk)
    before = Statement.objects.get().updated_at
    work_on(batch.pk)
    assert Statement.objects.get().updated_at == before
    assert batch.workbooks.get().attempts == 1


def test_a_second_workbook_about_the_same_statement_is_refused(unit: FinanceUnit, accountant: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit), workbook_of(unit)], is_replacing=True)
    work_on(batch.pk)
    assert statuses(batch) == ["imported", "refused"]
    assert f"{unit.code}.xlsx" in batch.workbooks.get(position=2).reason


def test_a_mended_copy_of_the_same_template_may_overwrite_what_it_brought(
    unit: FinanceUnit, accountant: Officer
) -> None:
    first = workbook_of(unit)
    work_on(sent(accountant, [first]).pk)
    mended = Arrival("b.xlsx", edited(first.content, {(THREE, "D4"): 1.7}))
    second = sent(accountant, [mended])
    work_on(second.pk)
    assert statuses(second) == ["imported"]
    stranger = sent(accountant, [workbook_of(finance_unit(unit.department)), Arrival("c.xlsx", first.content)])
    work_on(stranger.pk)
    assert statuses(stranger) == ["imported", "imported"]


def test_a_slice_that_ends_asks_for_the_next_one(unit: FinanceUnit, accountant: Officer, monkeypatch) -> None:
    monkeypatch.setattr(batches, "SLICE", 0.0)
    batch = sent(accountant, [workbook_of(unit), workbook_of(finance_unit(unit.department))])
    work_on(batch.pk)
    assert statuses(batch) == ["imported", "waiting"]
    work_on(batch.pk, turn=1)
    work_on(batch.pk, turn=2)
    assert statuses(batch) == ["imported", "imported"]
    assert [one.payload["turn"] for one in OutboxEntry.objects.order_by("pk")] == [0, 1, 2]


def test_a_workbook_that_breaks_its_reader_stands_back_and_is_refused_in_the_end(
    unit: FinanceUnit, accountant: Officer, monkeypatch
) -> None:
    batch = sent(accountant, [Arrival("poison.xlsx", b"poison"), workbook_of(unit)])
    real = batches.import_workbook

    def break_off(content: bytes, *arguments: Any, **given: Any) -> Any:
        if content == b"poison":
            raise RuntimeError
        return real(content, *arguments, **given)

    monkeypatch.setattr(batches, "import_workbook", break_off)
    with pytest.raises(RuntimeError):
        work_on(batch.pk)
    assert statuses(batch) == ["waiting", "waiting"]
    for _attempt in range(MOST_ATTEMPTS - 1):
        with pytest.raises(RuntimeError):
            work_on(batch.pk)
    assert statuses(batch) == ["waiting", "imported"], "the others do not wait for it"
    work_on(batch.pk)
    assert statuses(batch) == ["refused", "imported"]


def test_what_waits_can_be_given_up(unit: FinanceUnit, accountant: Officer, outsider: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit), workbook_of(finance_unit(unit.department))])
    assert read_next(batch.pk, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        cancel_batch(batch, by=outsider, at=SEPTEMBER)
    cancel_batch(batch, by=accountant, at=SEPTEMBER)
    assert statuses(batch) == ["imported", "cancelled"]
    work_on(batch.pk)
    assert Statement.objects.count() == 1
    with pytest.raises(WrongState):
        cancel_batch(batch, by=accountant, at=SEPTEMBER)


def test_an_import_whose_worker_died_is_taken_up_again(unit: FinanceUnit, accountant: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit)])
    now = timezone.now()
    assert resume_stalled(now=now) == 0, "it has only just come"
    assert resume_stalled(now=now + QUIET + timedelta(seconds=1)) == 1
    work_on(batch.pk)
    assert resume_stalled(now=now + 2 * QUIET) == 0


def test_a_resumed_import_goes_on_after_its_slice_of_time(
    unit: FinanceUnit, accountant: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SLICE", 0.0)
    units = [unit, *(finance_unit(unit.department) for _ in range(3))]
    batch = sent(accountant, [workbook_of(each) for each in units])
    work_on(batch.pk)
    OutboxEntry.objects.update(status=Status.DONE)  # what follows was begun, and its worker died
    assert resume_stalled(now=timezone.now() + QUIET + timedelta(seconds=1)) == 1
    for number_read in (2, 3, 4):
        entry_of_turn = OutboxEntry.objects.get(status=Status.PENDING)
        work_on(**entry_of_turn.payload)
        OutboxEntry.objects.filter(pk=entry_of_turn.pk).update(status=Status.DONE)
        assert statuses(batch).count("imported") == number_read


def test_files_are_forgotten_but_not_what_became_of_them(
    unit: FinanceUnit, accountant: Officer, django_capture_on_commit_callbacks
) -> None:
    batch = sent(accountant, [workbook_of(unit)])
    work_on(batch.pk)
    name = batch.workbooks.get().file.name
    assert forget_files(now=timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_files(now=timezone.now() + KEPT + timedelta(minutes=1)) == 1
    assert not private_storage().exists(name)
    assert statuses(batch) == ["imported"]
    assert forget_files(now=timezone.now() + KEPT + timedelta(minutes=1)) == 0


def test_only_those_who_enter_statements_send_workbooks(bureau: Department, outsider: Officer) -> None:
    with pytest.raises(NotAllowed):
        receive([], Choice(), department=bureau, by=outsider, at=SEPTEMBER)


def stored_files() -> set[Path]:
    return {path for path in Path(private_storage().path("workbooks")).rglob("*") if path.is_file()}


def test_an_upload_that_fails_in_the_middle_leaves_no_file(unit: FinanceUnit, accountant: Officer) -> None:
    def broken() -> Iterable[Arrival]:
        yield workbook_of(unit)
        raise Refusal("…")

    before = stored_files()
    with pytest.raises(Refusal):
        sent(accountant, broken())
    assert not ImportBatch.objects.exists()
    assert stored_files() == before


# -- what comes in -----------------------------------------------------------------------------------------------------
def test_an_archive_is_unpacked_without_its_folders_and_hidden_files() -> None:
    packed = archive(("甲局/表.xlsx", b"1"), ("__MACOSX/x.xlsx", b"2"), ("a/.x.xlsx", b"3"), ("../乙.xls", b"4"))
    assert [(one.name, one.content) for one in arrivals_of([("all.zip", packed)])] == [
        ("表.xlsx", b"1"),
        ("乙.xls", b""),
    ]


def test_names_of_a_chinese_windows_are_read() -> None:
    packed = archive(("0.xlsx", b"1"))
    raw = packed.getvalue().replace(b"0.xlsx", "财政".encode("gbk") + b".x")  # six bytes as before
    name = next(iter(arrivals_of([("a.zip", io.BytesIO(raw))]))).name
    assert name.startswith("财政")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04broken", archive().getvalue()],
    ids=["damaged", "empty"],
)
def test_an_archive_that_cannot_be_unpacked_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        list(arrivals_of([("a.zip", io.BytesIO(content))]))


def test_more_workbooks_than_a_thousand_are_refused(monkeypatch) -> None:
    monkeypatch.setattr("disclosure.money.workbooks.arrivals.MOST_WORKBOOKS", 3)
    packed = archive(*[(f"{number}.xlsx", b"x") for number in range(4)])
    with pytest.raises(Refusal):
        list(arrivals_of([("a.zip", packed)]))


def test_a_file_too_large_is_refused_without_being_read() -> None:
    packed = archive(("a.xlsx", b"\0" * (6 * 1024 * 1024)))
    (only,) = arrivals_of([("a.zip", packed)])
    assert only.refusal
    assert only.content == b""


# -- from the shell ----------------------------------------------------------------------------------------------------
def test_the_command_reads_a_folder_and_an_archive(unit: FinanceUnit, accountant: Officer, tmp_path, capsys) -> None:
    other = finance_unit(unit.department)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(filled(unit))
    (tmp_path / "b.zip").write_bytes(archive(("b.xlsx", filled(other))).getvalue())
    paths = [str(tmp_path / "in"), str(tmp_path / "b.zip")]
    call_command("import_statements", *paths, by=accountant.username, dry_run=True, verbosity=0)
    assert not Statement.objects.exists()
    call_command("import_statements", *paths, by=accountant.username, json=True, verbosity=0)
    assert capsys.readouterr().out.count('"read": true') == 2
    assert Statement.objects.count() == 2


def test_the_command_says_what_is_wrong_and_ends_with_an_error(
    unit: FinanceUnit, accountant: Officer, tmp_path, capsys
) -> None:
    (tmp_path / "a.xlsx").write_bytes(filled(unit, cells={(THREE, "D4"): "x"}))
    with pytest.raises(CommandError):
        call_command("import_statements", str(tmp_path / "a.xlsx"), by=accountant.username, verbosity=0)
    assert f"{THREE} D4" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_statements", str(tmp_path / "a.xlsx"), by="nobody", verbosity=0)
    with pytest.raises(CommandError):
        call_command("import_statements", str(tmp_path / "none.xlsx"), by=accountant.username, verbosity=0)


def test_a_thousand_rows_take_few_queries_each(
    unit: FinanceUnit, accountant: Officer, django_assert_max_num_queries
) -> None:
    batch = sent(accountant, [workbook_of(unit, typed=entry())])
    with django_assert_max_num_queries(60):
        read_next(batch.pk, at=SEPTEMBER)
    assert statuses(batch) == [WorkbookStatus.IMPORTED]


def test_a_file_that_is_gone_is_refused(unit: FinanceUnit, accountant: Officer) -> None:
    batch = sent(accountant, [workbook_of(unit)])
    workbook = ImportedWorkbook.objects.get()
    private_storage().delete(workbook.file.name)
    work_on(batch.pk)
    forgotten = sent(accountant, [workbook_of(unit)])
    forgotten.workbooks.update(file="")
    work_on(forgotten.pk)
    assert statuses(batch) == statuses(forgotten) == ["refused"]
