"""Audits of the demo city, invented and marked as such: the report of 2014 tells how many projects, not which.

They are dated from the day of loading, so that rectifications are under way, done and late.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone

from config.demo.facts import read_entries
from config.demo.items import Staff
from config.demo.offices import SINCE
from departments.models import Assignment, Department, Officer
from departments.officers.roles import Role
from disclosure.audits.services import (
    ProjectEntry,
    accept_rectification,
    demand_rectification,
    import_projects,
    report_rectification,
    save_finding,
    save_report,
)
from disclosure.audits.statuses import RectificationStatus
from disclosure.items.services import save_draft, sign_item, submit_item
from disclosure.models import AuditFinding, AuditReport, Category, Item

MARK = "（演示数据）"
COLUMN = "191300"
AUDITORS = "audit"


def publish_audits(offices: dict[str, Department], staff: Staff, now: datetime) -> int:
    """Publish the reports of audits.json with their projects and findings; return how many."""
    auditor = Officer.objects.get(pk=staff[AUDITORS, "checker"].pk)
    Assignment.objects.create(officer=auditor, department=offices[AUDITORS], role=Role.AUDITOR, starts_on=SINCE)
    entries = read_entries("audits.json")
    for entry in entries:
        report = _publish(entry, offices, staff, auditor, now)
        if entry["findings"]:
            _rectify(entry, report, staff, auditor, now)
    return len(entries)


def _publish(
    entry: dict[str, Any], offices: dict[str, Department], staff: Staff, auditor: Officer, now: datetime
) -> AuditReport:
    at = _days_ago(entry["published_days_ago"], now)
    office, author = offices[AUDITORS], staff[AUDITORS, "author"]
    item = Item(
        department=office,
        category=Category.objects.get(code=COLUMN),
        title=entry["title"] + MARK,
        body=_body(entry),
        genre="公告",
        theme="财政、金融、审计",
        source=office.name,
        formed_on=timezone.localdate(at) - timedelta(days=3),
        author=author,
    )
    save_draft(item, by=author, at=at)
    year = timezone.localdate(at).year - entry["years_ago"]  # all of it was over when the report was published
    report = AuditReport(item=item, kind=entry["kind"], fiscal_year=year, summary=entry["summary"] + MARK)
    save_report(report, by=auditor, at=at)
    report.audited_offices.set([offices[key] for key in entry["offices"]])
    import_projects(report, [_project(row, offices, year) for row in entry["projects"]], by=auditor, at=at)
    for finding in entry["findings"]:
        _find(finding, report, offices, auditor, at)
    submit_item(item, by=author, at=at + timedelta(hours=1))
    sign_item(item, by=staff[AUDITORS, "signatory"], at=at + timedelta(hours=6))
    return report


def _project(row: dict[str, Any], offices: dict[str, Department], year: int) -> ProjectEntry:
    return ProjectEntry(
        name=row["name"] + MARK,
        owner=offices[row["owner"]],
        contractor=row["contractor"],
        submitted=Decimal(row["submitted"]),
        approved=Decimal(row["approved"]),
        audited_on=date(year, row["month"], 15),
        findings_text=row.get("found", ""),
    )


def _find(
    finding: dict[str, Any], report: AuditReport, offices: dict[str, Department], auditor: Officer, at: datetime
) -> None:
    demands = finding["state"] != RectificationStatus.NONE
    found = AuditFinding(
        report=report,
        department=offices[finding["office"]],
        text=finding["text"] + MARK,
        amount=Decimal(finding["amount"]) if finding["amount"] else None,
        status=RectificationStatus.PLANNED if demands else RectificationStatus.NONE,
    )
    save_finding(found, by=auditor, at=at)


def _rectify(entry: dict[str, Any], report: AuditReport, staff: Staff, auditor: Officer, now: datetime) -> None:
    """Demand what is to be rectified, and lead each finding to the state that audits.json names."""
    delivered = _days_ago(entry["delivered_days_ago"], now)
    demand_rectification(report, by=auditor, at=delivered, delivered_on=timezone.localdate(delivered))
    for finding, told in zip(report.findings.order_by("position"), entry["findings"], strict=True):
        if told["state"] not in {RectificationStatus.REPORTED, RectificationStatus.ACCEPTED}:
            continue
        at = _days_ago(told["reported_days_ago"], now)
        by = staff[told["office"], "author"]
        report_rectification(finding, by=by, at=at, words=told["rectified"] + MARK)
        if told["state"] == RectificationStatus.ACCEPTED:
            accept_rectification(finding, by=auditor, at=at + timedelta(days=2))


def _days_ago(days: int, now: datetime) -> datetime:
    day = timezone.localdate(now) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def _body(entry: dict[str, Any]) -> str:
    note = "本页的审计事项、单位、金额和整改情况均为演示虚构，不是真实的审计结果。"
    return f"<p>{escape(entry['summary'])}</p><p><strong>演示说明：</strong>{note}</p>"
