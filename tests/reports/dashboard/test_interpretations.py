"""The rate of interpretation on the desk; every figure leads to exactly the list it counts."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from departments.duties.actors import SYSTEM
from departments.duties.services import suspend_duty
from departments.officers.roles import Role
from disclosure.models import Policy
from tests.factories.departments import AssignmentFactory, DepartmentFactory, officer_in
from tests.factories.policies import published_interpretation, published_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def policies(city, bureau, other_bureau):
    below = DepartmentFactory(parent=bureau)
    explained = published_policy(city, drafting_department=bureau)
    published_interpretation(bureau, policy=explained)
    published_policy(bureau, title="本局未解读文件")
    published_policy(below, title="下级未解读文件")
    published_policy(other_bureau, title="他局未解读文件")
    published_policy(bureau, policy_class="other", must_be_interpreted=False)


def table(client, **query):
    return client.get(reverse("reports:dashboard"), query).context["interpretations"]


def check_figures(client, row):
    for figure in (row.interpreted, row.owed, row.missing):
        split = urlsplit(figure.url)
        listed = client.get(split.path, parse_qs(split.query)).context["rows"]
        assert len(listed) == figure.number, figure


def test_the_supervisor_sees_every_office_and_each_figure_opens_its_list(client, supervisor, policies):
    client.force_login(supervisor)
    shown = table(client)
    assert (shown.total.interpreted.number, shown.total.owed.number, shown.total.rate) == (1, 4, "1/4")
    assert len(shown.offices) == 3
    for row in (shown.total, *shown.offices):
        check_figures(client, row)
    assert {row.title for row in shown.missing} == {"本局未解读文件", "下级未解读文件", "他局未解读文件"}
    assert all(row.is_overdue for row in shown.missing)


def test_what_has_its_clock_stopped_is_not_overdue(client, supervisor, policies):
    duty = Policy.objects.get(current_version__title="本局未解读文件").interpretation_duty
    suspend_duty(duty, at=duty.starts_at, by=SYSTEM, reason="third_party")
    client.force_login(supervisor)
    assert {row.title for row in table(client).missing if row.is_overdue} == {"下级未解读文件", "他局未解读文件"}


def test_a_branch_shows_its_own(client, supervisor, bureau, policies):
    client.force_login(supervisor)
    shown = table(client, branch=bureau.code)
    assert (shown.total.interpreted.number, shown.total.owed.number) == (1, 3)
    check_figures(client, shown.total)
    assert "他局未解读文件" not in {row.title for row in shown.missing}


def test_an_officer_sees_the_own_office_only(client, other_bureau, policies):
    client.force_login(officer_in(other_bureau, Role.SUPERVISOR))
    shown = table(client)
    assert shown.total.owed.number == 1
    check_figures(client, shown.total)
    assert {row.title for row in shown.missing} == {"他局未解读文件"}


def test_of_two_offices_each_figure_opens_its_list_and_the_total_claims_no_list_of_one(
    client, bureau, other_bureau, policies
):
    officer = officer_in(bureau, Role.SUPERVISOR)
    AssignmentFactory(officer=officer, department=other_bureau, role=Role.SUPERVISOR)
    client.force_login(officer)
    shown = table(client)
    assert (shown.total.owed.number, shown.total.owed.link) == (4, "4")
    for row in shown.offices:
        check_figures(client, row)


def test_without_policies_there_is_no_table(client, supervisor):
    client.force_login(supervisor)
    assert table(client) is None


def test_it_costs_three_queries_however_many(client, supervisor, policies, bureau, django_assert_max_num_queries):
    client.force_login(supervisor)
    for _number in range(3):
        published_policy(bureau)
    with django_assert_max_num_queries(16):
        table(client)
    assert Policy.objects.uninterpreted().count() == 6
