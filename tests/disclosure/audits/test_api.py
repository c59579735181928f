"""Audits in the API: what the pages show, and nothing of what is not published."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.audits import demanded, finding_of, project_of, publish, report_on

pytestmark = pytest.mark.django_db


def test_reports_are_listed_with_their_item_and_told_with_their_findings(client, audit_office, bureau):
    finding = demanded(audit_office, bureau, amount=Decimal("12.30"))
    report = finding.report
    listed = client.get(reverse("api:audit-report-list")).json()["results"]
    assert [row["id"] for row in listed] == [report.pk]
    assert "findings" not in listed[0]
    told = client.get(reverse("api:audit-report-detail", args=[report.pk])).json()
    assert told["item"] == report.item_id
    found = told["findings"][0]
    assert (found["department"], found["due_on"], found["status"]) == (bureau.code, "2024-04-30", "open")
    assert found["is_late"] is True


def test_projects_are_narrowed_by_year_owner_and_words(client, audit_office, bureau):
    report = report_on(audit_office)
    project_of(report, name="甲工程", owner=bureau)
    project_of(report, name="乙工程")
    publish(report)
    address = reverse("api:audited-project-list")

    def names(**query: str) -> list[str]:
        return [row["name"] for row in client.get(address, query).json()["results"]]

    assert set(names()) == {"甲工程", "乙工程"}
    assert names(owner=bureau.code) == ["甲工程"]
    assert names(q="乙") == ["乙工程"]
    assert names(fiscal_year="2022") == []
    row = client.get(address, {"q": "甲"}).json()["results"][0]
    assert (row["submitted"], row["reduced"], row["rate"]) == ("1000000.00", "100000.00", "0.100")


def test_drafts_are_not_found(client, audit_office):
    report = report_on(audit_office)
    project = project_of(report)
    finding_of(report)
    assert client.get(reverse("api:audit-report-list")).json()["results"] == []
    assert client.get(reverse("api:audit-report-detail", args=[report.pk])).status_code == 404
    assert client.get(reverse("api:audited-project-detail", args=[project.pk])).status_code == 404


def test_the_queries_do_not_grow(client, audit_office, bureau, django_assert_max_num_queries):
    report = report_on(audit_office)
    for number in range(12):
        project_of(report, name=f"工程{number}")
        finding_of(report, bureau)
    publish(report)
    for address, budget in (
        (reverse("api:audited-project-list"), 2),
        (reverse("api:audit-report-list"), 2),
        (reverse("api:audit-report-detail", args=[report.pk]), 6),
    ):
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200
