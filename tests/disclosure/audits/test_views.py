"""The public pages of audits: what they show, what they count, what they refuse; never more queries than said."""

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.audits.download import ADDRESS
from disclosure.audits.services import accept_rectification, demand_rectification, report_rectification
from disclosure.audits.statuses import RectificationStatus
from disclosure.items.services import withdraw_item
from tests.factories.audits import MARCH, auditor_in, demanded, finding_of, project_of, publish, report_on
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db


def page(client, **query: str) -> str:
    return client.get(reverse("disclosure:audits", query=query or None)).content.decode()


@pytest.fixture
def listed(audit_office, bureau, other_bureau):
    """A public report on 2023 with three projects of two offices."""
    report = report_on(audit_office)
    for number, owner in enumerate((bureau, bureau, other_bureau), start=1):
        project_of(report, name=f"工程{number}号", owner=owner, audited_on=date(2023, 6, number))
    return publish(report)


def test_the_list_shows_the_newest_first_with_its_totals(client, listed):
    html = page(client)
    assert html.index("工程3号") < html.index("工程2号") < html.index("工程1号")
    assert "3,000,000.00" in html
    assert "300,000.00" in html
    assert "10.0%" in html
    assert listed.item.current_version.title in html


def test_filters_narrow_list_and_totals_alike(client, listed, bureau, audit_office):
    other = report_on(audit_office, 2022)
    project_of(other, name="前年的工程")
    publish(other)
    assert "前年的工程" in page(client)
    narrowed = page(client, year="2023", office=bureau.code)
    assert "前年的工程" not in narrowed
    assert "工程3号" not in narrowed
    assert "2,000,000.00" in narrowed
    assert "工程2号" in page(client, q="工程2")
    assert "noindex" in page(client, q="工程2")


@pytest.mark.parametrize(
    "query", [{"year": "x"}, {"year": "1"}, {"office": "x"}, {"after": "x"}, {"after": "2023-01-01_0"}]
)
def test_a_wrong_filter_is_named(client, listed, query):
    answer = client.get(reverse("disclosure:audits", query=query))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert client.get(reverse("disclosure:audits-download", args=["csv"], query=query)).status_code == 400


def test_pages_lead_on_and_back_through_every_project_once(client, audit_office):
    report = report_on(audit_office)
    for number in range(45):
        project_of(report, name=f"第{number:02d}号工程", audited_on=date(2023, 1, 1) + timedelta(days=number // 7))
    publish(report)
    seen, address = [], reverse("disclosure:audits")
    for _page in range(3):
        context = client.get(address).context
        seen += [row.name for row in context["rows"]]
        address, newer = context["older"] or address, context["newer"]
    assert len(seen) == len(set(seen)) == 45
    assert not client.get(newer).context["is_first"]
    assert [row.name for row in client.get(newer).context["rows"]] == seen[20:40]


def test_the_three_downloads_hold_the_filtered_list(client, listed, bureau):
    def download(form: str) -> bytes:
        address = reverse("disclosure:audits-download", args=[form], query={"office": bureau.code})
        return b"".join(client.get(address).streaming_content)

    rows = list(csv.reader(io.StringIO(download("csv").decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][5:9] == ["1000000.00", "900000.00", "100000.00", "10.0%"]
    told = json.loads(download("json"))
    assert [row["name"] for row in told] == ["工程2号", "工程1号"]
    assert Decimal(str(told[0]["rate"])) == Decimal("0.1")
    assert told[0]["url"].endswith(listed.projects.get(name="工程2号").get_absolute_url())
    assert download("xlsx")[:2] == b"PK"


def test_the_address_in_downloads_is_the_page(listed):
    project = listed.projects.first()
    assert ADDRESS.format(project.pk) == project.get_absolute_url()


def test_drafts_are_nowhere(client, audit_office):
    report = report_on(audit_office)
    project = project_of(report, name="尚未公布的工程")
    assert "尚未公布的工程" not in page(client)
    for address in (report.get_absolute_url(), project.get_absolute_url()):
        assert client.get(address).status_code == 404


def test_withdrawn_reports_leave_a_tombstone(client, listed, audit_office):
    project = listed.projects.first()
    withdraw_item(listed.item, by=officer_in(audit_office, Role.SIGNATORY), at=MARCH, reason="有误")
    assert "工程1号" not in page(client)
    for address in (listed.get_absolute_url(), project.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "工程1号" not in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "tone"), [(59, "note"), (60, "note"), (61, "late")], ids=["before", "on the last day", "after"]
)
def test_the_report_says_where_a_rectification_stands(client, audit_office, bureau, time_machine, days, tone):
    finding = demanded(audit_office, bureau)
    time_machine.move_to(MARCH + timedelta(days=days))
    html = client.get(finding.report.get_absolute_url()).content.decode()
    assert f'badge badge--{tone}">' in html
    assert "专项资金滞留未及时拨付。" in html
    assert "2024-04-30" in html


def test_what_was_rectified_is_told_with_its_steps(client, audit_office, bureau, auditor, accountant):
    finding = demanded(audit_office, bureau)
    finding = report_rectification(finding, by=accountant, at=MARCH, words="滞留资金已拨付。")
    accept_rectification(finding, by=auditor, at=MARCH)
    html = client.get(finding.report.get_absolute_url()).content.decode()
    assert html.count("滞留资金已拨付。") == 2
    assert 'badge badge--ok">' in html
    assert accountant.name not in html
    assert auditor.name not in html


def test_a_project_shows_its_sums_and_its_findings(client, audit_office, bureau, auditor):
    report = report_on(audit_office)
    project = project_of(report, auditor="测试造价咨询有限公司", findings_text="多计工程量。")
    finding_of(report, bureau, project=project, amount=Decimal("100000.00"), status=RectificationStatus.NONE)
    publish(report)
    html = client.get(project.get_absolute_url()).content.decode()
    for expected in (
        "1,000,000.00",
        "900,000.00",
        "100,000.00",
        "10.0%",
        "测试造价咨询有限公司",
        "多计工程量。",
        "专项资金",
    ):
        assert expected in html


def test_the_queries_do_not_grow_with_the_rows(client, audit_office, bureau, django_assert_max_num_queries):
    report = report_on(audit_office)
    for number in range(25):
        finding_of(report, bureau, project=project_of(report, name=f"工程{number}"))
    report = publish(report)
    demand_rectification(report, by=auditor_in(audit_office), at=MARCH, delivered_on=date(2024, 3, 1))
    addresses = (reverse("disclosure:audits"), report.get_absolute_url(), report.projects.first().get_absolute_url())
    for address in addresses:
        client.get(address)
    for address, budget in zip(addresses, (6, 7, 4), strict=True):
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200
