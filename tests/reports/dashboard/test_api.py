"""The statistics for other systems: the desk's figures, for those who may, within their offices."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from departments.clients.services import register_client
from departments.models import ApiClient
from departments.officers.roles import Role
from tests.factories.departments import officer_in
from tests.factories.duties import duty_of

from .conftest import TODAY

pytestmark = pytest.mark.django_db

STATISTICS = "/api/v1/statistics/overdue/"


def machine_of(department, *scopes, **changes) -> APIClient:
    """Return a program with a fresh key for `department`."""
    author = officer_in(department, Role.AUTHOR) if "items:write" in scopes else None
    given = {"acts_for": author, "expires_on": timezone.localdate() + timedelta(days=30), "addresses": [], **changes}
    _client, key = register_client(
        name=f"系统{ApiClient.objects.count()}",
        department=department,
        scopes=list(scopes),
        by=None,
        at=timezone.now(),
        **given,
    )
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return api


def test_a_machine_reads_the_figures_of_the_desk(client, city, supervisor, offices, busy_city, monday_morning):
    answer = machine_of(city, "statistics:read").get(STATISTICS)
    assert answer.status_code == 200
    client.force_login(supervisor)
    desk = client.get("/supervision/?all=1").context
    assert answer.data["overdue"] == desk["overview"].total.n_overdue
    assert answer.data["open"] == desk["overview"].n_open
    assert answer.data["ages"] == {
        code: desk["overview"].total.ages[code] for code in ("1-5", "6-15", "16-30", "over-30")
    }
    assert {one["name"]: one["overdue"] for one in answer.data["offices"]} == {
        one.group.office.name: one.line.n_overdue for one in desk["overview"].lines
    }
    assert [one["rate"]["due"] for one in answer.data["months"]] == [one.rate.n_due for one in desk["overview"].months]
    assert answer.data["as_of"].startswith("2026-11-23T10:00:00")


def test_a_supervisor_reads_them_by_session(client, supervisor, bureau, monday_morning):
    duty_of(bureau, due_on=TODAY - timedelta(days=2))
    client.force_login(supervisor)
    assert client.get(STATISTICS).json()["overdue"] == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_no_other_role_reads_them(client, bureau, role):
    client.force_login(officer_in(bureau, role))
    answer = client.get(STATISTICS)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_without_a_key_nobody_reads_them(client, db):
    answer = client.get(STATISTICS)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_key_without_the_scope_does_not_suffice(bureau):
    answer = machine_of(bureau, "messages:submit", "items:write").get(STATISTICS)
    assert (answer.status_code, answer.data["code"]) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_on": timezone.localdate() - timedelta(days=1)}, "expired_key"),
        ({"addresses": ["10.9.0.0/16"]}, "foreign_address"),
    ],
)
def test_an_old_or_foreign_key_is_refused(bureau, changes, code):
    answer = machine_of(bureau, "statistics:read", **changes).get(STATISTICS)
    assert (answer.status_code, answer.data["code"]) == (401, code)


def test_a_machine_is_known_by_its_address_in_either_family(bureau):
    api = machine_of(bureau, "statistics:read", addresses=["10.9.0.0/16"])
    assert api.get(STATISTICS, REMOTE_ADDR="::ffff:10.9.1.2").status_code == 200
    assert api.get(STATISTICS, REMOTE_ADDR="::ffff:10.8.1.2").status_code == 401


def test_a_machine_sees_its_own_offices_only(bureau, other_bureau, monday_morning):
    duty_of(bureau, due_on=TODAY - timedelta(days=2))
    for _ in range(3):
        duty_of(other_bureau, due_on=TODAY - timedelta(days=2))
    api = machine_of(bureau, "statistics:read")
    figures = api.get(STATISTICS).data
    assert (figures["overdue"], [one["code"] for one in figures["offices"]]) == (1, [bureau.code])
    assert api.get(STATISTICS, {"branch": other_bureau.code}).status_code == 404
    assert api.get(STATISTICS, {"branch": bureau.code}).data["overdue"] == 1


@pytest.mark.parametrize(("query", "field"), [("since=x", "since"), ("mailbox=none", "mailbox"), ("sort=1", "sort")])
def test_a_wrong_filter_is_named(client, supervisor, query, field):
    client.force_login(supervisor)
    answer = client.get(f"{STATISTICS}?{query}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_few_duties_have_no_percentage(city, bureau, monday_morning):
    duty_of(bureau, due_on=TODAY - timedelta(days=2), met_on=TODAY - timedelta(days=2))
    rate = machine_of(city, "statistics:read").get(STATISTICS).data["rate"]
    assert rate == {"on_time": 1, "due": 1, "percentage": None}
