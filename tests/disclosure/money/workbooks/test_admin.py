"""The pages of workbooks and statutory tables: a whole journey, what others may not see, how many queries they take."""

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from departments.models import Department
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceUnit, ImportBatch, ImportedWorkbook, Statement, StatementTable
from disclosure.money.services import save_table
from disclosure.money.workbooks.arrivals import Arrival
from disclosure.money.workbooks.batches import receive, work_on
from disclosure.money.workbooks.importing import Choice
from disclosure.money.workbooks.names import RESULT, THREE
from tests.factories.departments import officer_in
from tests.factories.money import SEPTEMBER, approve, drafted, finance_unit
from tests.factories.workbooks import GENERAL, edited, filled, general_table

pytestmark = pytest.mark.django_db
UPLOAD = "admin:disclosure_importbatch_add"


@pytest.fixture
def desk(client: Client, accountant: Officer) -> Client:
    client.force_login(accountant)
    return client


def upload(desk: Client, *contents: bytes, **chosen: str):
    files = [SimpleUploadedFile(f"{number}.xlsx", content) for number, content in enumerate(contents)]
    return desk.post(reverse(UPLOAD), {"workbooks": files, **chosen})


def page(answer) -> str:
    return answer.content.decode()


def test_from_the_template_over_an_error_to_the_audited_draft(desk, treasury, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    wanted = {"unit": unit.code, "fiscal_year": 2023, "kind": "final_account", "scope": "own", "layout": "vertical"}
    answer = desk.get(reverse("admin:disclosure_importbatch_template"), wanted)
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book[THREE]["A4"].value == "合计"

    wrong = edited(filled(unit), {(THREE, "D4"): "若干"})
    sent = upload(desk, wrong, unit=f"{unit.code} {unit.name}", fiscal_year="2023")
    result = desk.get(sent.url)
    assert "D4" in page(result)
    assert "“若干”不是金额。" in page(result)
    assert not Statement.objects.exists()
    workbook = ImportedWorkbook.objects.get()
    marked = desk.get(reverse("admin:disclosure_importbatch_marked", args=[workbook.batch_id, workbook.pk]))
    copy = b"".join(marked.streaming_content)
    assert load_workbook(io.BytesIO(copy)).sheetnames[0] == RESULT

    sent = upload(desk, edited(copy, {(THREE, "D4"): 1.5}))
    result = desk.get(sent.url)
    assert Statement.objects.get().unit == unit
    assert "badge--late" in page(result), "the total is not what its parts add up to"
    assert page(desk.get(reverse("admin:disclosure_importbatch_changelist"))).count("badge--") >= 2


def test_a_workbook_that_can_be_read_but_not_marked_says_so_beside_its_errors(desk, unit: FinanceUnit) -> None:
    source, file = ZipFile(io.BytesIO(filled(unit, cells={(THREE, "D4"): "若干"}))), io.BytesIO()
    with ZipFile(file, "w") as odd:
        for name in source.namelist():
            styled = source.read(name).replace(b'<family val="2"', b'<family val="34"')  # as WPS writes it
            odd.writestr(name, styled if name == "xl/styles.xml" else source.read(name))
    workbook_page = upload(desk, file.getvalue()).url
    workbook = ImportedWorkbook.objects.get()
    marked = reverse("admin:disclosure_importbatch_marked", args=[workbook.batch_id, workbook.pk])
    answer = desk.get(marked, follow=True)
    assert answer.redirect_chain == [(workbook_page, 302)]
    assert "messagelist" in page(answer)
    assert "“若干”不是金额。" in page(answer)


def test_several_workbooks_are_queued_and_the_page_shows_how_far_they_are(
    desk, unit: FinanceUnit, accountant: Officer
) -> None:
    other = finance_unit(unit.department)
    sent = upload(desk, filled(unit), filled(other, cells={(THREE, "D4"): "x"}))
    batch = ImportBatch.objects.get()
    waiting = desk.get(sent.url)
    assert waiting.headers["Refresh"]
    assert "Refresh" not in desk.get(sent.url, {"still": "1"}).headers
    work_on(batch.pk)
    done = desk.get(sent.url)
    assert "Refresh" not in done.headers
    assert 'value="2"' in page(done)
    assert page(desk.get(sent.url, {"status": "refused"})).count("/workbooks/") == 1
    desk.get(sent.url, {"page": "99", "status": "nonsense"})


def test_what_waits_is_given_up_by_a_button(desk, unit: FinanceUnit) -> None:
    upload(desk, filled(unit), filled(finance_unit(unit.department)))
    batch = ImportBatch.objects.get()
    cancel = reverse("admin:disclosure_importbatch_cancel", args=[batch.pk])
    assert desk.get(cancel).status_code == 405
    assert desk.post(cancel).status_code == 302
    assert set(batch.workbooks.values_list("status", flat=True)) == {"cancelled"}
    assert "Refresh" not in desk.get(reverse("admin:disclosure_importbatch_change", args=[batch.pk])).headers


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsm", b"x", "XLSX"),
        ("a.zip", b"PK\x03\x04broken", "压缩包"),
        ("a.pdf", b"%PDF-1.7", "XLSX"),
    ],
)
def test_what_is_no_workbook_is_refused_beside_the_field(desk, name: str, content: bytes, said: str) -> None:
    answer = desk.post(reverse(UPLOAD), {"workbooks": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert said in page(answer)
    assert not ImportBatch.objects.exists()


def test_without_a_file_the_form_says_so(desk) -> None:
    assert "errorlist" in page(desk.post(reverse(UPLOAD), {}))


def test_an_unknown_unit_is_refused(desk, unit: FinanceUnit, other_bureau: Department) -> None:
    stranger = finance_unit(other_bureau)
    for told in ("nonsense", stranger.code, stranger.name):
        answer = upload(desk, filled(unit), unit=told)
        assert "errorlist" in page(answer)
    asked = {"unit": stranger.code, "fiscal_year": 2023, "kind": "budget", "scope": "own", "layout": "vertical"}
    assert "errorlist" in page(desk.get(reverse("admin:disclosure_importbatch_template"), asked))
    assert stranger.name not in page(desk.get(reverse(UPLOAD)))


def test_those_of_another_office_find_nothing(
    client: Client, unit: FinanceUnit, accountant: Officer, other_bureau: Department
) -> None:
    batch = receive(
        [Arrival("a.xlsx", filled(unit, cells={(THREE, "D4"): "x"}))],
        Choice(),
        department=unit.department,
        by=accountant,
        at=SEPTEMBER,
    )
    work_on(batch.pk)
    draft = drafted(unit)
    workbook = batch.workbooks.get()
    addresses = [
        reverse("admin:disclosure_importbatch_change", args=[batch.pk]),
        reverse("admin:disclosure_importbatch_cancel", args=[batch.pk]),
        *(
            reverse(f"admin:disclosure_importbatch_{name}", args=[batch.pk, workbook.pk])
            for name in ("workbook", "marked", "sent")
        ),
        reverse("admin:disclosure_statementtable_overview", args=[draft.pk]),
        reverse("admin:disclosure_statementtable_entry", args=[draft.pk, "general"]),
    ]
    client.force_login(officer_in(other_bureau, Role.FINANCE))
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in (404, 405), address
    client.force_login(officer_in(unit.department, Role.AUTHOR))
    assert client.get(reverse(UPLOAD)).status_code == 403
    assert client.get(reverse("admin:disclosure_importbatch_template")).status_code == 403
    own = finance_unit(other_bureau)
    mine = officer_in(other_bureau, Role.FINANCE)
    theirs = receive([Arrival("b.xlsx", filled(own))], Choice(), department=other_bureau, by=mine, at=SEPTEMBER)
    client.force_login(accountant)
    crossed = reverse("admin:disclosure_importbatch_workbook", args=[batch.pk, theirs.workbooks.get().pk])
    assert client.get(crossed).status_code == 404, "a workbook is found below its own import only"


def test_the_page_of_an_import_takes_few_queries(
    desk, unit: FinanceUnit, accountant: Officer, django_assert_max_num_queries
) -> None:
    batch = receive(
        [Arrival(f"{number}.xlsx", b"x") for number in range(120)],
        Choice(),
        department=unit.department,
        by=accountant,
        at=timezone.now() - timedelta(hours=1),
    )
    address = reverse("admin:disclosure_importbatch_change", args=[batch.pk])
    with django_assert_max_num_queries(10):
        answer = desk.get(address)
    assert page(answer).count("/workbooks/") == 50
    with django_assert_max_num_queries(10):
        desk.get(reverse("admin:disclosure_importbatch_changelist"))


# -- statutory tables --------------------------------------------------------------------------------------------------
def entry_address(draft: Statement, code: str = "general") -> str:
    return reverse("admin:disclosure_statementtable_entry", args=[draft.pk, code])


def typed(draft: Statement, rows, **head: str) -> dict[str, str]:
    draft.refresh_from_db()
    sent = {
        "display_unit": "万元",
        "note": "",
        "seen": draft.updated_at.strftime("%Y-%m-%dT%H:%M:%S.%f%z"),
        "row-TOTAL_FORMS": str(len(rows)),
        "row-INITIAL_FORMS": "0",
        **head,
    }
    for number, (code, name, *amounts) in enumerate(rows):
        sent |= {f"row-{number}-code": code, f"row-{number}-name": name}
        sent |= {f"row-{number}-amount{place}": amount for place, amount in enumerate(amounts)}
    return sent


def test_a_table_is_typed_and_its_sums_are_checked(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    assert "2010301" not in page(desk.get(entry_address(draft)))
    answer = desk.post(entry_address(draft), typed(draft, GENERAL), follow=True)
    assert "messagelist" in page(answer)
    assert "2010301" in page(answer)
    assert 'id="h-faults"' not in page(answer)
    wrong = [("", "合计", "301", "200", "101"), *GENERAL[1:]]
    answer = desk.post(entry_address(draft), typed(draft, wrong), follow=True)
    assert 'id="h-faults"' in page(answer)
    overview = page(desk.get(reverse("admin:disclosure_statementtable_overview", args=[draft.pk])))
    assert overview.count("badge--late") == 1
    table = StatementTable.objects.get()
    assert desk.get(reverse("admin:disclosure_statementtable_change", args=[table.pk])).url == entry_address(draft)


def test_whoever_was_overtaken_keeps_the_table_and_may_save_it_again(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    open_beside = typed(draft, GENERAL)
    desk.post(entry_address(draft, "funds"), typed(draft, [], note="无此项收支。"))
    answer = desk.post(entry_address(draft), open_beside)
    assert "另一个窗口" in page(answer)
    assert "2010301" in page(answer)
    assert StatementTable.objects.get().code == "funds"
    again = answer.context["form"]["seen"].value()
    assert desk.post(entry_address(draft), {**open_beside, "seen": again}).status_code == 302
    assert set(StatementTable.objects.values_list("code", flat=True)) == {"funds", "general"}


def test_dirty_amounts_are_read_and_wrong_ones_refused_beside_their_field(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    rows = [("２０１", "一般公共服务支出", "12.02万", "不掌握", ""), ("", "", "", "", "")]
    desk.post(entry_address(draft), typed(draft, rows))
    lines = StatementTable.objects.get().lines.order_by("column")
    assert {line.column: (line.code, line.amount, line.absence) for line in lines} == {
        "合计": ("201", 120_200, ""),
        "基本支出": ("201", None, "not_held"),
        "项目支出": ("201", None, "blank"),
    }
    answer = desk.post(entry_address(draft), typed(draft, [("20x", "名", "若干", "1", "2"), ("201", "", "1", "", "")]))
    assert page(answer).count('aria-invalid="true"') == 3, "a code, an amount and a missing name"
    answer = desk.post(entry_address(draft), typed(draft, [("201", "名", "若干", "1", "2")]))
    assert "“若干”不是金额。" in page(answer)
    assert StatementTable.objects.get().lines.count() == 3


def test_more_rows_come_without_a_script_and_keep_what_was_typed(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    answer = desk.post(entry_address(draft), typed(draft, [("201", "半途", "1", "1", "0")], more="1"))
    assert "半途" in page(answer)
    assert page(answer).count('-code"') >= 11
    assert not StatementTable.objects.exists()
    for count in ("nonsense", "99999999", "-1"):
        sent = typed(draft, [("201", "半途", "1", "1", "0")], more="1") | {"row-TOTAL_FORMS": count}
        assert desk.post(entry_address(draft), sent).status_code == 200


def test_an_empty_table_says_why(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    assert "errornote" in page(desk.post(entry_address(draft), typed(draft, []))) or not StatementTable.objects.exists()
    desk.post(entry_address(draft), typed(draft, [], note="本单位没有政府性基金预算。"))
    assert StatementTable.objects.get().is_empty


def test_the_balance_has_names_on_both_sides(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    sent = typed(draft, []) | {
        "row-TOTAL_FORMS": "2",
        "row-0-name0": "一般公共预算拨款收入",
        "row-0-amount0": "10",
        "row-0-name1": "一般公共服务支出",
        "row-0-amount1": "10",
        "row-1-name0": "收入总计",
        "row-1-amount0": "10",
        "row-1-name1": "支出总计",
        "row-1-amount1": "11",
    }
    answer = desk.post(entry_address(draft, "balance"), sent, follow=True)
    assert 'id="h-faults"' in page(answer)
    assert StatementTable.objects.get().lines.count() == 4


def test_a_table_saved_by_somebody_else_meanwhile_is_kept(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    sent = typed(draft, GENERAL)
    save_table(draft, general_table(), by=draft.entered_by, at=SEPTEMBER)
    before = StatementTable.objects.get().pk
    answer = desk.post(entry_address(draft), sent)
    assert answer.status_code == 200
    assert StatementTable.objects.get().pk == before


def test_what_is_no_draft_is_shown_and_not_changed(desk, unit: FinanceUnit) -> None:
    draft = drafted(unit)
    save_table(draft, general_table(), by=draft.entered_by, at=SEPTEMBER)
    Statement.objects.update(status="submitted")
    answer = page(desk.get(entry_address(draft)))
    assert "2010301" in answer
    assert "row-0-code" not in answer
    assert desk.post(entry_address(draft), typed(draft, GENERAL)).status_code == 403
    assert desk.get(entry_address(draft, "nonsense")).status_code == 404


def test_the_pages_of_tables_take_few_queries(desk, unit: FinanceUnit, django_assert_max_num_queries) -> None:
    draft = drafted(unit)
    save_table(draft, general_table(), by=draft.entered_by, at=SEPTEMBER)
    for address in (entry_address(draft), reverse("admin:disclosure_statementtable_overview", args=[draft.pk])):
        with django_assert_max_num_queries(9):
            desk.get(address)
