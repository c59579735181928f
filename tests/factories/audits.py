"""Audit reports, projects and findings, named by state, made by the services."""

from datetime import UTC, date, datetime
from decimal import Decimal

from departments.models import Department, Officer
from departments.officers.roles import Role
from disclosure.audits.services import (
    demand_rectification,
    report_rectification,
    save_finding,
    save_project,
    save_report,
)
from disclosure.audits.statuses import RectificationStatus
from disclosure.items.services import sign_item, submit_item
from disclosure.models import AuditedProject, AuditFinding, AuditReport, Item
from tests.factories.departments import officer_in
from tests.factories.disclosure import DraftFactory

MARCH = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""

DELIVERED_ON = date(2024, 3, 1)


def auditor_in(department: Department) -> Officer:
    """Return a new auditor of the office."""
    return officer_in(department, Role.AUDITOR)


def report_on(item: Item | Department, year: int = 2023, **fields: object) -> AuditReport:
    """Return the facts beside an item on its author's desk; of an office beside a new item."""
    carrier = item if isinstance(item, Item) else DraftFactory(department=item, title=f"{year}年度预算执行审计结果公告")
    report = AuditReport(item=carrier, fiscal_year=year, **fields)
    return save_report(report, by=auditor_in(carrier.department), at=MARCH)


def project_of(report: AuditReport, **fields: object) -> AuditedProject:
    """Return a project of the report, 1,000,000 yuan submitted and a tenth taken off, unless told otherwise."""
    values = {
        "name": "测试道路改造工程",
        "owner": report.item.department,
        "contractor": "测试建设集团有限公司",
        "submitted": Decimal("1000000.00"),
        "approved": Decimal("900000.00"),
        "audited_on": date(2023, 6, 30),
        **fields,
    }
    return save_project(AuditedProject(report=report, **values), by=auditor_in(report.department), at=MARCH)


def finding_of(report: AuditReport, department: Department | None = None, **fields: object) -> AuditFinding:
    """Return a finding that is to be rectified, unless told otherwise."""
    values = {"text": "专项资金滞留未及时拨付。", "status": RectificationStatus.PLANNED, **fields}
    finding = AuditFinding(report=report, department=department or report.department, **values)
    return save_finding(finding, by=auditor_in(report.department), at=MARCH)


def publish(report: AuditReport, at: datetime = MARCH) -> AuditReport:
    """Let the public read the report: submitted by its author, signed by another."""
    item = submit_item(report.item, by=report.item.author, at=at)
    sign_item(item, by=officer_in(item.department, Role.SIGNATORY), at=at)
    return AuditReport.objects.select_related("item__department").get(pk=report.pk)


def demanded(office: Department, audited: Department, **fields: object) -> AuditFinding:
    """Return a finding whose rectification `audited` owes to the auditors of `office` since 1 March 2024."""
    report = report_on(office)
    finding_of(report, audited, **fields)
    report = publish(report)
    return demand_rectification(report, by=auditor_in(office), at=MARCH, delivered_on=DELIVERED_ON)[0]


def reported(office: Department, audited: Department, at: datetime = MARCH) -> AuditFinding:
    """Return a finding whose rectification was reported and waits for the auditors."""
    finding = demanded(office, audited)
    by = officer_in(audited, Role.FINANCE)
    return report_rectification(finding, by=by, at=at, words="滞留资金已全部拨付到位。")
