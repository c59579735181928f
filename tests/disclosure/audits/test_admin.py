"""The back office of audits: the forms name what is wrong, the steps lead from the demand to its end."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from config.pages.agenda import agenda_of
from departments.models import Duty
from disclosure.audits.reading import EXPECTED
from disclosure.audits.statuses import RectificationStatus
from disclosure.models import AuditedProject, AuditFinding, AuditReport
from tests.factories.audits import MARCH, demanded, finding_of, project_of, publish, report_on, reported
from tests.factories.disclosure import DraftFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_march(time_machine):
    """The day on which the factories demand rectification."""
    time_machine.move_to(MARCH, tick=False)


def address(model: str, name: str, *args: object) -> str:
    return reverse(f"admin:disclosure_{model}_{name}", args=args)


def errors(answer) -> set[str]:
    assert answer.status_code == 200, answer
    return set(answer.context["adminform"].form.errors)


def project_form(report: AuditReport, **changes: object) -> dict[str, object]:
    return {
        "report": report.pk,
        "name": "滨河路工程",
        "owner": report.department.pk,
        "contractor": "测试建设有限公司",
        "auditor": "",
        "submitted": "100.00",
        "approved": "90.00",
        "audited_on": "2023-06-30",
        "findings_text": "",
        **changes,
    }


def test_an_auditor_enters_a_report_beside_a_draft_of_the_own_office(client, audit_office, auditor, bureau):
    client.force_login(auditor)
    item = DraftFactory(department=audit_office)
    filled = {
        "item": item.pk,
        "kind": "execution",
        "fiscal_year": "2023",
        "audited_offices": [bureau.pk],
        "summary": "",
    }
    assert client.post(address("auditreport", "add"), filled).status_code == 302
    report = AuditReport.objects.get()
    assert (report.item, list(report.audited_offices.all())) == (item, [bureau])
    assert list(item.editors.all()) == [auditor]


def test_no_item_of_another_office_or_already_published_can_carry_a_report(client, audit_office, auditor, bureau):
    client.force_login(auditor)
    published_item = publish(report_on(audit_office)).item
    for item in (DraftFactory(department=bureau), published_item):
        filled = {"item": item.pk, "kind": "execution", "fiscal_year": "2023", "summary": ""}
        assert "item" in errors(client.post(address("auditreport", "add"), filled))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contractor": "张三"}, "contractor"),
        ({"submitted": "0"}, "submitted"),
        ({"approved": "-1"}, "approved"),
        ({"audited_on": "2024-03-02"}, "audited_on"),
        ({"name": ""}, "name"),
    ],
)
def test_the_form_of_a_project_names_the_field(client, audit_office, auditor, change, field):
    client.force_login(auditor)
    filled = project_form(report_on(audit_office), **change)
    assert field in errors(client.post(address("auditedproject", "add"), filled))
    assert not AuditedProject.objects.exists()


def test_a_confirmed_contractor_is_taken_and_the_reduction_reckoned(client, audit_office, auditor):
    client.force_login(auditor)
    filled = project_form(report_on(audit_office), contractor="老张", is_contractor_confirmed="on")
    assert client.post(address("auditedproject", "add"), filled).status_code == 302
    assert str(AuditedProject.objects.get().reduced) == "10.00"


def test_where_a_project_or_finding_can_only_be_read_its_sums_stand_in_groups_of_thousands(
    client, audit_office, auditor
):
    report = report_on(audit_office)
    project = project_of(report, approved=Decimal("1234567.50"))
    finding = finding_of(report, amount=Decimal("7654321.00"))
    client.force_login(auditor)
    page = client.get(address("auditedproject", "change", project.pk)).text
    assert 'value="1234567.50"' in page
    assert "−234,567.50" in page
    publish(report)
    page = client.get(address("auditedproject", "change", project.pk)).text
    for shown in ("1,000,000.00", "1,234,567.50", "−234,567.50", "−23.5%"):
        assert page.count(shown) == 1
    assert "1234567" not in page
    page = client.get(address("auditfinding", "change", finding.pk)).text
    assert "7,654,321.00" in page
    assert "7654321" not in page


def test_a_finding_can_wait_to_be_demanded_but_no_status_can_be_typed(client, audit_office, auditor, bureau):
    client.force_login(auditor)
    filled = {"report": report_on(audit_office).pk, "department": bureau.pk, "text": "账实不符。", "status": "accepted"}
    assert "status" in errors(client.post(address("auditfinding", "add"), filled))
    assert client.post(address("auditfinding", "add"), filled | {"status": "planned"}).status_code == 302
    assert AuditFinding.objects.get().status == RectificationStatus.PLANNED


def test_what_is_entered_stays_with_its_report(client, audit_office, auditor):
    here, there = report_on(audit_office), report_on(audit_office)
    project, finding = project_of(here), finding_of(here)
    project_of(there)
    finding_of(there)
    client.force_login(auditor)
    moved = project_form(there, name="改名工程")
    assert client.post(address("auditedproject", "change", project.pk), moved).status_code == 302
    words = {"report": there.pk, "department": audit_office.pk, "text": "改过的文字。", "status": "planned"}
    assert client.post(address("auditfinding", "change", finding.pk), words).status_code == 302
    project.refresh_from_db()
    finding.refresh_from_db()
    assert (project.report, project.name) == (here, "改名工程")
    assert (finding.report, finding.text) == (here, "改过的文字。")


def test_what_the_service_refuses_is_said_in_the_form_and_the_text_is_kept(client, audit_office, auditor, bureau):
    client.force_login(auditor)
    report = report_on(audit_office)
    filled = {"report": report.pk, "department": bureau.pk, "status": "none", "text": "联系人手机13812345678，长文。"}
    answer = client.post(address("auditfinding", "add"), filled)
    assert answer.status_code == 200
    assert "13812345678，长文。" in answer.text
    assert "手机号" in str(answer.context["adminform"].form.non_field_errors())
    assert not AuditFinding.objects.exists()


def test_whoever_saves_after_the_report_was_handed_on_is_told_and_keeps_the_text(client, audit_office, auditor, bureau):
    client.force_login(auditor)
    finding = finding_of(report_on(audit_office), bureau)
    publish(finding.report)
    filled = {"report": finding.report_id, "department": bureau.pk, "status": "planned", "text": "还没有保存的长文"}
    answer = client.post(address("auditfinding", "change", finding.pk), filled)
    assert answer.status_code == 200
    assert "不能再改" in answer.text
    assert "还没有保存的长文" in answer.text
    assert AuditFinding.objects.get().text == finding.text


def workbook(*rows: tuple) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(list(EXPECTED))
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("审计项目.xlsx", content.getvalue())


def test_a_list_of_projects_is_imported(client, audit_office, auditor, bureau):
    report = report_on(audit_office)
    client.force_login(auditor)
    rows = [(f"工程{n}", bureau.name, "测试建设有限公司", 12.5, 12, date(2023, 6, 1)) for n in range(3)]
    where = address("auditreport", "import", report.pk)
    assert 'enctype="multipart/form-data"' in client.get(where).content.decode()
    assert client.post(where, {"file": workbook(*rows), "unit": "万元"}).status_code == 302
    assert set(report.projects.values_list("submitted", "reduced")) == {(125000, 5000)}
    assert report.projects.count() == 3


def test_a_list_of_the_old_format_is_asked_for_anew(client, audit_office, auditor):
    """How far the sheets of an XLS reach can't be looked at before room is made for all of it."""
    client.force_login(auditor)
    old = SimpleUploadedFile("审计项目.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    where = address("auditreport", "import", report_on(audit_office).pk)
    answer = client.post(where, {"file": old, "unit": "元"})
    assert "csv, xlsx" in str(answer.context["form"].errors["file"])


def test_a_wrong_list_is_refused_whole_with_rows_and_columns(client, audit_office, auditor, bureau):
    report = report_on(audit_office)
    client.force_login(auditor)
    rows = [
        ("好工程", bureau.name, "测试建设有限公司", 12.5, 12, date(2023, 6, 1)),
        ("坏工程", "无此单位", "张三", "x", 12, date(2023, 6, 1)),
    ]
    answer = client.post(address("auditreport", "import", report.pk), {"file": workbook(*rows), "unit": "元"})
    told = answer.content.decode()
    for column in ("建设单位", "施工单位", "送审金额"):
        assert column in told
    assert len(answer.context["form"].errors["file"]) == 3
    assert not report.projects.exists()


def test_a_file_that_is_no_table_is_refused_in_words(client, audit_office, auditor):
    report = report_on(audit_office)
    client.force_login(auditor)
    upload = SimpleUploadedFile("审计项目.csv", "名称,金额\n甲,1\n".encode())
    answer = client.post(address("auditreport", "import", report.pk), {"file": upload, "unit": "元"})
    assert "项目名称" in str(answer.context["form"].errors["file"])


def test_the_whole_way_from_the_demand_to_its_acceptance(client, audit_office, bureau, auditor, accountant):
    report = report_on(audit_office)
    finding = finding_of(report, bureau)
    report = publish(report)
    client.force_login(auditor)
    demand = address("auditreport", "demand", report.pk)
    assert client.post(demand, {"delivered_on": "2024-03-01"}).status_code == 302
    assert Duty.objects.get().department == bureau

    client.force_login(accountant)
    shown = client.get(address("auditfinding", "change", finding.pk)).content.decode()
    assert address("auditfinding", "report", finding.pk) in shown
    assert address("auditfinding", "accept", finding.pk) not in shown
    assert client.post(address("auditfinding", "accept", finding.pk)).status_code == 403
    assert client.post(address("auditfinding", "report", finding.pk), {"words": "已整改。"}).status_code == 302

    client.force_login(auditor)
    assert client.post(address("auditfinding", "report", finding.pk), {"words": "x"}).status_code == 403
    asked = client.get(address("auditfinding", "accept", finding.pk)).content.decode()
    assert "已整改。" in asked, "whoever accepts reads what was reported"
    assert finding.text in asked
    assert client.post(address("auditfinding", "reject", finding.pk), {"reason": "缺凭证"}).status_code == 302
    client.force_login(accountant)
    client.post(address("auditfinding", "report", finding.pk), {"words": "已补凭证。"})
    client.force_login(auditor)
    assert client.post(address("auditfinding", "accept", finding.pk)).status_code == 302
    finding.refresh_from_db()
    assert (finding.status, finding.duty.met_on) == (RectificationStatus.ACCEPTED, date(2024, 3, 1))


def test_what_was_published_is_shown_but_not_changed(client, audit_office, auditor):
    report = report_on(audit_office)
    project = project_of(report)
    publish(report)
    client.force_login(auditor)
    where = address("auditedproject", "change", project.pk)
    assert client.get(where).status_code == 200
    assert "不能再改" in str(client.post(where, project_form(report)).context["adminform"].form.non_field_errors())
    project.refresh_from_db()
    assert project.name != project_form(report)["name"]
    assert client.post(address("auditedproject", "delete", project.pk), {"post": "yes"}).status_code == 403


def test_a_report_leads_to_its_projects_and_findings(client, audit_office, auditor):
    report = report_on(audit_office)
    project_of(report)
    finding_of(report)
    client.force_login(auditor)
    html = client.get(address("auditreport", "change", report.pk)).content.decode()
    for model in ("auditedproject", "auditfinding"):
        where = f"{address(model, 'changelist')}?q="
        link = html[html.index(where) :].split('"')[0]
        assert client.get(link).context["cl"].result_count == 1


@pytest.mark.parametrize("model", [AuditReport, AuditedProject, AuditFinding])
def test_a_draft_can_be_deleted_with_what_hangs_on_it(client, audit_office, auditor, model):
    report = report_on(audit_office)
    project = project_of(report)
    finding = finding_of(report)
    entry = {AuditReport: report, AuditedProject: project, AuditFinding: finding}[model]
    client.force_login(auditor)
    assert client.post(address(model._meta.model_name, "delete", entry.pk), {"post": "yes"}).status_code == 302
    assert not model.objects.exists()
    assert AuditReport.objects.exists() is (model is not AuditReport)


@pytest.mark.parametrize("model", [AuditReport, AuditedProject, AuditFinding])
def test_nothing_is_deleted_once_it_was_published(client, audit_office, auditor, model):
    report = report_on(audit_office)
    project_of(report)
    finding_of(report)
    publish(report)
    client.force_login(auditor)
    where = address(model._meta.model_name, "delete", model.objects.get().pk)
    assert client.post(where, {"post": "yes"}).status_code == 403
    assert model.objects.exists()


def test_the_lists_need_few_queries(client, audit_office, auditor, bureau, django_assert_max_num_queries):
    report = report_on(audit_office)
    for number in range(10):
        finding_of(report, bureau, project=project_of(report, name=f"工程{number}"))
    client.force_login(auditor)
    for model in ("auditreport", "auditedproject", "auditfinding"):
        with django_assert_max_num_queries(12):
            assert client.get(address(model, "changelist")).status_code == 200


def test_the_agenda_shows_what_is_owed_and_what_waits(client, audit_office, bureau, auditor, accountant, time_machine):
    finding = demanded(audit_office, bureau)
    time_machine.move_to("2024-04-28T01:00:00Z", tick=False)
    today = date(2024, 4, 28)
    assert [line.finding for line in agenda_of(accountant, today).lines] == [finding]
    waiting = reported(audit_office, bureau, at=MARCH)
    assert agenda_of(auditor, today).rectifications == [waiting]
    assert agenda_of(accountant, today).rectifications == []
    client.force_login(accountant)
    assert address("auditfinding", "change", finding.pk) in client.get(reverse("admin:index")).content.decode()
    client.force_login(auditor)
    assert address("auditfinding", "change", waiting.pk) in client.get(reverse("admin:index")).content.decode()
