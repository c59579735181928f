"""The back office of API clients: a key is shown once, renewed, revoked; every step is on record."""

import re
from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone
from rest_framework.test import APIClient

from departments.clients.services import register_client
from departments.models import ApiClient, RegisterEvent
from departments.officers.roles import Role
from foundation.refusals import Refusal
from tests.factories.departments import DepartmentFactory, officer_in

pytestmark = pytest.mark.django_db

CLIENTS = "/admin/departments/apiclient/"


@pytest.fixture
def desk(client, bureau):
    """The browser of the bureau's administrator."""
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    return client


def form(department, **changes):
    last_day = (timezone.localdate() + timedelta(days=90)).isoformat()
    given = {"name": "门户", "department": department.pk, "scopes": ["statistics:read"], "expires_on": last_day}
    return {**given, "addresses": "", **changes}


def key_on(answer) -> str:
    assert answer.status_code == 200
    return re.search(r'secret-once"><code>([^<]+)</code>', answer.content.decode())[1]


def opens(key: str) -> bool:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return api.get("/api/v1/statistics/overdue/").status_code == 200


def test_a_registered_client_shows_its_key_once_and_opens_the_door(desk, bureau):
    key = key_on(desk.post(f"{CLIENTS}add/", form(bureau)))
    machine = ApiClient.objects.get()
    assert opens(key)
    assert key not in desk.get(f"{CLIENTS}{machine.pk}/change/").content.decode()
    assert key not in str(list(RegisterEvent.objects.values()))
    assert machine.created_by is not None


def test_a_renewed_key_closes_the_old_one(desk, bureau):
    old = key_on(desk.post(f"{CLIENTS}add/", form(bureau)))
    new = key_on(desk.post(f"{CLIENTS}{ApiClient.objects.get().pk}/renew/"))
    assert opens(new)
    assert not opens(old)


def test_a_revoked_client_is_out_for_good(desk, bureau):
    key = key_on(desk.post(f"{CLIENTS}add/", form(bureau)))
    machine = ApiClient.objects.get()
    assert desk.post(f"{CLIENTS}{machine.pk}/revoke/").status_code == 302
    assert not opens(key)
    assert desk.post(f"{CLIENTS}{machine.pk}/renew/").status_code == 302
    kinds = list(RegisterEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["client_registered", "client_revoked"]


def test_a_new_key_is_good_for_a_day_at_least_and_a_known_one_may_be_ended(desk, bureau):
    yesterday, today = (timezone.localdate() - timedelta(days=days) for days in (1, 0))
    answer = desk.post(f"{CLIENTS}add/", form(bureau, expires_on=yesterday.isoformat()))
    assert answer.context["adminform"].form.errors["expires_on"] == ["这一天已经过去：密钥将无法使用。"]
    key = key_on(desk.post(f"{CLIENTS}add/", form(bureau, expires_on=today.isoformat())))
    assert opens(key)
    ended = form(bureau, expires_on=yesterday.isoformat())
    assert desk.post(f"{CLIENTS}{ApiClient.objects.get().pk}/change/", ended).status_code == 302
    assert not opens(key)


def test_networks_are_read_line_by_line_and_a_wrong_one_is_named(desk, bureau):
    answer = desk.post(f"{CLIENTS}add/", form(bureau, addresses="10.1.2.3/24\n300.1.1.1"))
    assert "300.1.1.1" in str(answer.context["adminform"].form.errors["addresses"])
    desk.post(f"{CLIENTS}add/", form(bureau, addresses="10.1.2.3/24, 2001:db8::1"))
    assert ApiClient.objects.get().addresses == ["10.1.2.0/24", "2001:db8::1/128"]


def test_a_change_keeps_key_and_office_and_is_on_record(desk, bureau, other_bureau):
    key = key_on(desk.post(f"{CLIENTS}add/", form(bureau)))
    machine, author = ApiClient.objects.get(), officer_in(bureau, Role.AUTHOR)
    writing = {"scopes": ["statistics:read", "items:write"], "acts_for": author.pk}
    changed = form(other_bureau, **writing, is_active="", prefix="x")
    assert desk.post(f"{CLIENTS}{machine.pk}/change/", changed).status_code == 302
    fresh = ApiClient.objects.get()
    assert (fresh.department, fresh.scopes, fresh.is_active) == (bureau, ["statistics:read", "items:write"], True)
    assert opens(key)
    event = RegisterEvent.objects.get(kind="client_changed")
    assert event.facts["acts_for"] == ["", author.name]
    assert event.facts["scopes"] == ["statistics:read", "statistics:read；items:write"]


def test_no_client_acts_for_an_office_outside_the_own(desk, other_bureau):
    answer = desk.post(f"{CLIENTS}add/", form(other_bureau))
    assert "department" in answer.context["adminform"].form.errors
    assert not ApiClient.objects.exists()


# -- in whose name deliveries are drafted --------------------------------------------------------------------------
def test_who_delivers_names_an_author_of_the_office(desk, bureau):
    author = officer_in(bureau, Role.AUTHOR)
    key_on(desk.post(f"{CLIENTS}add/", form(bureau, scopes=["items:write"], acts_for=author.pk)))
    assert ApiClient.objects.get().acts_for == author
    assert RegisterEvent.objects.get().facts["acts_for"] == author.name


@pytest.mark.parametrize("kind", ["nobody", "handler", "left", "barred", "of an office below", "of another office"])
def test_nobody_else_can_stand_for_deliveries(desk, bureau, other_bureau, kind):
    author = {
        "nobody": lambda: None,
        "handler": lambda: officer_in(bureau, Role.HANDLER),
        "left": lambda: ended(officer_in(bureau, Role.AUTHOR)),
        "barred": lambda: barred(officer_in(bureau, Role.AUTHOR)),
        "of an office below": lambda: officer_in(DepartmentFactory(parent=bureau), Role.AUTHOR),
        "of another office": lambda: officer_in(other_bureau, Role.AUTHOR),
    }[kind]()
    chosen = {"acts_for": author.pk if author else ""}
    answer = desk.post(f"{CLIENTS}add/", form(bureau, scopes=["items:write"], **chosen))
    assert "acts_for" in answer.context["adminform"].form.errors
    assert not ApiClient.objects.exists()


def ended(officer):
    officer.assignments.update(ends_on=timezone.localdate() - timedelta(days=1))
    return officer


def barred(officer):
    officer.is_active = False
    officer.save()
    return officer


def test_who_reads_only_needs_nobody_to_stand_for_it(desk, bureau):
    key_on(desk.post(f"{CLIENTS}add/", form(bureau)))
    assert ApiClient.objects.get().acts_for is None


def test_a_change_asks_again_who_stands_for_deliveries(desk, bureau):
    author = officer_in(bureau, Role.AUTHOR)
    writing = form(bureau, scopes=["items:write"], acts_for=author.pk)
    desk.post(f"{CLIENTS}add/", writing)
    address = f"{CLIENTS}{ApiClient.objects.get().pk}/change/"
    ended(author)
    assert "acts_for" in desk.post(address, writing).context["adminform"].form.errors
    other = officer_in(bureau, Role.AUTHOR)
    assert desk.post(address, {**writing, "acts_for": other.pk}).status_code == 302
    assert RegisterEvent.objects.get(kind="client_changed").facts["acts_for"] == [author.name, other.name]


def test_the_service_asks_whoever_calls_it(bureau):
    given = {"department": bureau, "expires_on": timezone.localdate(), "addresses": [], "by": None}
    with pytest.raises(Refusal) as refused:
        register_client(name="办公系统", scopes=["items:write"], at=timezone.now(), **given)
    assert refused.value.code == "no_author"
    assert not ApiClient.objects.exists()


def test_who_stands_for_deliveries_stays_on_record(bureau):
    author = officer_in(bureau, Role.AUTHOR)
    given = {"department": bureau, "expires_on": timezone.localdate(), "addresses": [], "by": None}
    register_client(name="办公系统", scopes=["items:write"], acts_for=author, at=timezone.now(), **given)
    with pytest.raises(ProtectedError):
        author.delete()
