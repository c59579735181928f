"""No road of the back office leads to a row of another office: lists, choices, autocomplete, filters, inlines, history,
delete pages, recent actions, the way to the public page."""

import json

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError
from django.test import RequestFactory

from departments.models import ApiClient, Assignment, Department, Officer
from departments.officers.admin_scope import DepartmentScopedAdmin, scoped_choices
from departments.officers.roles import Role
from tests.factories.departments import AssignmentFactory, DepartmentFactory, officer_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(bureau) -> Officer:
    """The administrator of the bureau alone."""
    return officer_in(bureau, Role.ADMINISTRATOR)


@pytest.fixture
def foreigner(other_bureau) -> Officer:
    """A handler of the other bureau."""
    return officer_in(other_bureau, Role.HANDLER)


@pytest.fixture
def desk(client, keeper):
    """The keeper's browser."""
    client.force_login(keeper)
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("model", ["department", "officer", "assignment", "registerevent", "apiclient"])
def test_a_list_names_only_the_own_offices_and_people(desk, other_bureau, foreigner, model):
    page = text_of(desk.get(f"/admin/departments/{model}/"))
    assert other_bureau.short_name not in page
    assert foreigner.username not in page


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_row_out_of_scope_is_not_found_like_one_that_never_was(desk, other_bureau, foreigner, page):
    for address in (
        f"/admin/departments/department/{other_bureau.pk}/{page}/",
        f"/admin/departments/officer/{foreigner.pk}/{page}/",
        f"/admin/departments/assignment/{foreigner.assignments.get().pk}/{page}/",
        f"/admin/departments/officer/999999/{page}/",
    ):
        assert desk.get(address).status_code == 404, address
        assert desk.post(address, {"post": "yes"}).status_code == 404, address


def test_in_scope_without_the_right_to_change_is_forbidden(client, city, bureau):
    client.force_login(officer_in(city, Role.SUPERVISOR))
    address = f"/admin/departments/department/{bureau.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "x"}).status_code == 403


def test_an_officer_who_also_serves_elsewhere_is_seen_but_not_changed(desk, bureau, city):
    officer = officer_in(bureau, Role.CHECKER)
    AssignmentFactory(officer=officer, department=city, role=Role.SUPERVISOR)
    address = f"/admin/departments/officer/{officer.pk}/change/"
    page = text_of(desk.get(address))
    assert officer.username in page
    assert "supervisor" not in page
    assert desk.post(address, {"username": "mine", "name": "x"}).status_code == 403
    assert desk.post(f"/admin/departments/officer/{officer.pk}/password/").status_code == 403
    assert Officer.objects.get(pk=officer.pk).password == officer.password


def choices(desk, field, model="assignment", term=""):
    answer = desk.get(
        "/admin/autocomplete/",
        {"app_label": "departments", "model_name": model, "field_name": field, "term": term},
    )
    return answer.status_code, {row["text"] for row in json.loads(answer.content).get("results", ())} if (
        answer.status_code == 200
    ) else set()


def test_autocomplete_offers_what_the_form_accepts_and_no_more(desk, keeper, bureau, other_bureau, foreigner, handler):
    assert choices(desk, "department") == (200, {str(bureau)})
    assert choices(desk, "officer") == (200, {str(keeper), str(handler)})
    assert choices(desk, "department", term=other_bureau.short_name) == (200, set())
    assert choices(desk, "officer", term=foreigner.username) == (200, set())


def test_autocomplete_answers_nobody_who_may_not_use_the_form(client, bureau, handler):
    client.force_login(handler)
    assert choices(client, "officer")[0] == 403
    assert choices(client, "parent", model="department")[0] == 403


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"app_label": "departments", "model_name": "officer", "field_name": "password", "term": ""},
        {"app_label": "auth", "model_name": "group", "field_name": "permissions", "term": ""},
        {"app_label": "nothing", "model_name": "officer", "field_name": "x", "term": ""},
    ],
)
def test_autocomplete_of_anything_else_is_forbidden(desk, query):
    assert desk.get("/admin/autocomplete/", query).status_code == 403


def test_a_form_refuses_an_office_out_of_scope_even_when_it_is_sent(desk, other_bureau, handler):
    given = {"officer": handler.pk, "department": other_bureau.pk, "role": "checker", "starts_on": "2026-01-01"}
    answer = desk.post("/admin/departments/assignment/add/", given)
    assert answer.status_code == 200
    assert "department" in answer.context["adminform"].form.errors
    assert not Assignment.objects.filter(role="checker").exists()


def test_a_filter_offers_only_offices_in_scope(desk, bureau, other_bureau):
    for office in (bureau, other_bureau):
        for number in range(2):
            ApiClient.objects.create(
                name=f"{office}{number}",
                department=office,
                prefix=f"yg_{office.pk}_{number}",
                scopes=[],
                expires_on="2130-01-01",
            )
    below = DepartmentFactory(parent=bureau)
    page = text_of(desk.get("/admin/departments/apiclient/"))
    assert below.short_name in page
    assert other_bureau.short_name not in page


def test_a_filter_in_the_address_finds_nothing_out_of_scope(desk, other_bureau):
    ApiClient.objects.create(
        name="foreign", department=other_bureau, prefix="yg_foreign", scopes=[], expires_on="2130-01-01"
    )
    page = text_of(desk.get(f"/admin/departments/apiclient/?department__id__exact={other_bureau.pk}"))
    assert "foreign" not in page.replace("yg_foreign", "")


def test_history_is_shown_in_scope_and_recent_actions_nowhere(desk, keeper, handler, foreigner):
    kind = ContentType.objects.get_for_model(Officer)
    for officer in (handler, foreigner):
        LogEntry.objects.create(
            user=keeper, content_type=kind, object_id=officer.pk, object_repr=officer.username, action_flag=CHANGE
        )
    assert desk.get(f"/admin/departments/officer/{handler.pk}/history/").status_code == 200
    home = text_of(desk.get("/admin/"))
    assert foreigner.username not in home
    assert handler.username not in home


def test_the_way_to_the_public_page_leads_only_from_the_own_offices(desk, bureau, other_bureau, handler):
    kind = ContentType.objects.get_for_model(Department).pk
    assert desk.get(f"/admin/r/{kind}/{bureau.pk}/").url == bureau.get_absolute_url()
    for address in (
        f"/admin/r/{kind}/{other_bureau.pk}/",
        f"/admin/r/{ContentType.objects.get_for_model(Officer).pk}/{handler.pk}/",
        f"/admin/r/{ContentType.objects.get_for_model(Assignment).pk}/1/",
        "/admin/r/99999/1/",
        "/admin/r/x/1/",
    ):
        assert desk.get(address).status_code == 404, address


class OfficeAdmin(DepartmentScopedAdmin):
    """An admin of offices that would delete them."""

    scope_field = ""


def test_a_delete_page_names_kinds_and_numbers_of_what_hangs_on_a_row_never_names(
    keeper, bureau, handler, foreigner, other_bureau
):
    below = DepartmentFactory(parent=bureau)
    AssignmentFactory(officer=foreigner, department=below, role=Role.CHECKER)
    request = RequestFactory().get("/")
    request.user = keeper
    shown, _counts, _lacking, protected = OfficeAdmin(Department, admin.site).get_deleted_objects([below], request)
    assert shown == [str(below)]
    assert foreigner.name not in str(protected)
    assert any("1" in line for line in protected)
    with pytest.raises(ProtectedError):
        below.delete()


def test_choices_of_people_are_those_who_serve_in_scope(bureau, other_bureau, handler, foreigner, author):
    chosen = scoped_choices(author, Officer, ["disclosure.change_item"], author.created_at.date())
    assert set(chosen) == {handler, author}


def test_nothing_in_the_back_office_is_edited_in_its_list():
    """A list that can be edited saves every row that is seen, also those that may not be changed."""
    assert [type(one).__name__ for one in admin.site._registry.values() if one.list_editable] == []


def test_a_search_of_very_many_words_asks_for_its_beginning_only(desk, bureau):
    found = desk.get("/admin/departments/department/", {"q": f"{bureau.name} " * 500})
    assert bureau.name in text_of(found)
    assert len(str(found.context["cl"].queryset.query)) < 20_000


def test_dates_stand_as_on_the_public_pages(desk, bureau):
    page = text_of(desk.get("/admin/departments/assignment/"))
    assert "2010-01-01" in page
    assert "2010年" not in page
