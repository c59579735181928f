"""An import under real workers: one is killed in the middle, and every workbook is read exactly once all the same."""

from collections.abc import Generator
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from departments.models import Department
from departments.officers.roles import Role
from disclosure.models import ImportBatch, ImportedWorkbook, Statement
from disclosure.money.statuses import WorkbookStatus
from disclosure.money.workbooks.arrivals import Arrival
from disclosure.money.workbooks.batches import QUIET, receive
from disclosure.money.workbooks.importing import Choice
from foundation.files.serving import private_storage
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.money import finance_unit
from tests.factories.workbooks import filled
from tests.processes import Process, beat, environment, wait_until, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
WORKBOOKS = 40


@pytest.fixture
def staff() -> Generator[list[Process]]:
    """The processes that the test has started; killed in the end."""
    started: list[Process] = []
    yield started
    for process in started:
        process.kill()


def sent(office: Department) -> ImportBatch:
    officer = officer_in(office, Role.FINANCE)
    arrivals = [Arrival(f"{number}.xlsx", filled(finance_unit(office))) for number in range(WORKBOOKS)]
    return receive(arrivals, Choice(), department=office, by=officer, at=timezone.now())


def n_settled(batch: ImportBatch) -> int:
    return batch.workbooks.exclude(status=WorkbookStatus.WAITING).count()


def test_a_worker_killed_in_the_middle_loses_no_workbook_and_reads_none_twice(
    staff: list[Process], tmp_path: Path
) -> None:
    env = environment(tmp_path)
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "private").symlink_to(private_storage().path(""))
    batch = sent(DepartmentFactory())
    victim = worker(env, tmp_path / "victim.log")
    staff += [victim, beat(env, tmp_path / "beat.log")]
    wait_until(lambda: n_settled(batch) >= 3, "the first workbooks")
    victim.kill()
    settled = n_settled(batch)
    assert settled < WORKBOOKS, "the worker was too fast to be killed in the middle"
    assert Statement.objects.count() == settled, "figures and outcome are committed together"
    first = dict(Statement.objects.values_list("pk", "updated_at"))

    # what the dead worker had is free again once it is taken for dead
    ImportedWorkbook.objects.exclude(finished_at=None).update(finished_at=F("finished_at") - 2 * QUIET)
    ImportBatch.objects.update(uploaded_at=F("uploaded_at") - 2 * QUIET)
    staff.append(worker(env, tmp_path / "heir.log"))
    wait_until(lambda: n_settled(batch) == WORKBOOKS, "the rest")
    assert set(batch.workbooks.values_list("status", flat=True)) == {WorkbookStatus.IMPORTED}
    assert batch.workbooks.values("statement").distinct().count() == Statement.objects.count() == WORKBOOKS
    again = dict(Statement.objects.filter(pk__in=first).values_list("pk", "updated_at"))
    assert again == first, "what was read before the end was not read again"
