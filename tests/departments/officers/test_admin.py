"""The back office of offices, officers and roles: what it shows, and that its buttons are the services."""

import re
from html import unescape

import pytest
from django.utils import timezone

from departments.models import Assignment, Department, Officer, RegisterEvent, ResponsiblePerson
from departments.officers.roles import Role
from tests.factories.departments import DepartmentFactory, credit_code, officer_in

pytestmark = pytest.mark.django_db

ADMIN = "/admin/departments/"


@pytest.fixture
def desk(client, administrator):
    """The city administrator's browser."""
    client.force_login(administrator)
    return client


def secret_on(answer) -> str:
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return re.search(r'secret-once"><code>([^<]+)</code>', answer.content.decode())[1]


def new_officer(desk, department, **changes):
    given = {"username": "li.si", "name": "李四", "email": "", "phone": "", "role": "handler"}
    return desk.post(f"{ADMIN}officer/add/", {**given, "department": department.pk, **changes})


def test_a_new_officer_gets_a_role_and_a_password_that_is_shown_once(desk, client, bureau, administrator):
    password = secret_on(new_officer(desk, bureau))
    officer = Officer.objects.get(username="li.si")
    assert officer.check_password(password)
    assert officer.assignments.get().role == Role.HANDLER
    assert RegisterEvent.objects.filter(officer=officer, actor=administrator).count() == 2
    assert password not in desk.get(f"{ADMIN}officer/{officer.pk}/change/").content.decode()


def test_the_form_names_a_log_in_name_that_is_taken(desk, bureau, handler):
    answer = new_officer(desk, bureau, username=handler.username)
    assert "username" in answer.context["adminform"].form.errors
    assert Officer.objects.filter(username=handler.username).count() == 1


def test_a_changed_name_goes_through_the_service(desk, handler):
    given = {"username": handler.username, "name": "新名", "email": "", "phone": "", "is_active": "", "password": "x"}
    formset = {"assignments-TOTAL_FORMS": "0", "assignments-INITIAL_FORMS": "0"}
    answer = desk.post(f"{ADMIN}officer/{handler.pk}/change/", {**given, **formset})
    assert answer.status_code == 302
    fresh = Officer.objects.get(pk=handler.pk)
    assert (fresh.name, fresh.is_active, fresh.password) == ("新名", True, handler.password)
    assert RegisterEvent.objects.get().kind == RegisterEvent.Kind.OFFICER_CHANGED


def test_a_new_password_is_asked_for_first_and_shown_once(desk, handler):
    address = f"{ADMIN}officer/{handler.pk}/password/"
    assert desk.get(address).status_code == 200
    assert Officer.objects.get(pk=handler.pk).password == handler.password
    password = secret_on(desk.post(address))
    assert Officer.objects.get(pk=handler.pk).check_password(password)


def test_log_in_is_barred_and_allowed_again_and_each_button_stands_only_where_it_fits(desk, handler):
    page = f"{ADMIN}officer/{handler.pk}/change/"
    assert f"/{handler.pk}/bar/" in desk.get(page).content.decode()
    assert desk.post(f"{ADMIN}officer/{handler.pk}/bar/").status_code == 302
    assert not Officer.objects.get(pk=handler.pk).is_active
    assert f"/{handler.pk}/bar/" not in desk.get(page).content.decode()
    assert desk.get(f"{ADMIN}officer/{handler.pk}/bar/").status_code == 302
    desk.post(f"{ADMIN}officer/{handler.pk}/admit/")
    assert Officer.objects.get(pk=handler.pk).is_active


def test_a_role_is_granted_and_ended_but_never_changed_into_another(desk, bureau, other_bureau, handler):
    today = timezone.localdate().isoformat()
    given = {"officer": handler.pk, "department": bureau.pk, "role": "checker", "starts_on": today, "ends_on": ""}
    assert desk.post(f"{ADMIN}assignment/add/", given).status_code == 302
    assignment = Assignment.objects.get(role="checker")
    address = f"{ADMIN}assignment/{assignment.pk}/change/"
    changed = {"officer": handler.pk, "department": other_bureau.pk, "role": "administrator", "starts_on": today}
    assert "ends_on" in desk.post(address, changed).context["adminform"].form.errors
    assert desk.post(address, {**changed, "ends_on": today}).status_code == 302
    assignment.refresh_from_db()
    assert (assignment.department, assignment.role, assignment.ends_on.isoformat()) == (bureau, "checker", today)
    assert [event.kind for event in RegisterEvent.objects.order_by("pk")] == ["role_granted", "role_ended"]


def test_a_refused_role_is_told_in_the_form_and_leaves_nothing(desk, bureau, administrator, handler):
    today = timezone.localdate().isoformat()
    given = {"officer": handler.pk, "department": bureau.pk, "role": "administrator", "starts_on": today}
    answer = desk.post(f"{ADMIN}assignment/add/", given)
    assert answer.status_code == 200
    (told,) = answer.context["adminform"].form.non_field_errors()
    assert told in unescape(answer.text)
    assert not Assignment.objects.filter(officer=handler, role="administrator").exists()


def office_form(above, number=800, **changes):
    given = {
        "code": credit_code(number),
        "name": "裕安区档案馆",
        "short_name": "档案馆",
        "kind": "agency",
        "parent": above.pk,
        "responsible_persons-TOTAL_FORMS": "0",
        "responsible_persons-INITIAL_FORMS": "0",
    }
    return {**given, **changes}


def test_a_new_office_has_its_posts_vacant_and_the_list_says_so(desk, bureau):
    assert desk.post(f"{ADMIN}department/add/", office_form(bureau)).status_code == 302
    office = Department.objects.get(name="裕安区档案馆")
    assert (office.parent, office.pinyin) == (bureau, "yu an qu dang an guan")
    row = next(row for row in desk.get(f"{ADMIN}department/").context["cl"].result_list if row.pk == office.pk)
    assert row.n_named == 0
    person = office.responsible_persons.get(post=ResponsiblePerson.Post.LEADER)
    ResponsiblePerson.objects.filter(pk=person.pk).update(name="张三")
    row = next(row for row in desk.get(f"{ADMIN}department/").context["cl"].result_list if row.pk == office.pk)
    assert row.n_named == 1


def test_a_form_names_predecessors_of_the_own_offices_and_keeps_what_stands_there(client, bureau, other_bureau):
    below, merged = DepartmentFactory(parent=bureau), DepartmentFactory(parent=bureau, predecessors=[other_bureau])
    given = office_form(bureau, code=merged.code, name=merged.name, short_name=merged.short_name)
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    address = f"{ADMIN}department/{merged.pk}/change/"
    shown = client.get(address).content.decode()
    assert f'<option value="{other_bureau.pk}" selected' in shown
    both = {"predecessors": [below.pk, other_bureau.pk]}
    assert client.post(address, {**given, **both}).status_code == 302
    assert set(merged.predecessors.all()) == {below, other_bureau}
    refused = client.post(address, {**given, "predecessors": [bureau.parent_id]})
    assert list(refused.context["adminform"].form.errors) == ["predecessors"]
    assert client.post(address, {**given, "predecessors": [below.pk]}).status_code == 302
    assert client.post(address, {**given, **both}).status_code == 200  # it is not there any more, and not their own
    assert set(merged.predecessors.all()) == {below}


@pytest.mark.parametrize("changes", [{"code": "123"}, {"parent": ""}, {"name": ""}])
def test_a_wrong_office_is_named_at_its_field(desk, bureau, changes):
    answer = desk.post(f"{ADMIN}department/add/", office_form(bureau, **changes))
    assert list(changes) == list(answer.context["adminform"].form.errors)


def test_a_moved_office_takes_its_branch_along_and_keeps_its_code(desk, bureau, other_bureau):
    below = DepartmentFactory(parent=bureau)
    given = office_form(other_bureau, code=credit_code(801), name=bureau.name, short_name=bureau.short_name)
    assert desk.post(f"{ADMIN}department/{bureau.pk}/change/", given).status_code == 302
    fresh = Department.objects.get(pk=bureau.pk)
    assert (fresh.code, fresh.parent) == (bureau.code, other_bureau)
    assert Department.objects.get(pk=below.pk).path.startswith(other_bureau.path)


def test_an_office_below_itself_is_an_error_of_the_form(desk, bureau):
    below = DepartmentFactory(parent=bureau)
    given = office_form(below, name=bureau.name, short_name=bureau.short_name)
    answer = desk.post(f"{ADMIN}department/{bureau.pk}/change/", given)
    assert "parent" in answer.context["adminform"].form.errors


def test_a_named_person_leaves_a_trace(desk, bureau, administrator):
    person = ResponsiblePerson.objects.create(department=bureau, post="leader")
    given = office_form(bureau.parent, name=bureau.name, short_name=bureau.short_name) | {
        "responsible_persons-TOTAL_FORMS": "1",
        "responsible_persons-INITIAL_FORMS": "1",
        "responsible_persons-0-id": person.pk,
        "responsible_persons-0-department": bureau.pk,
        "responsible_persons-0-post": "leader",
        "responsible_persons-0-name": "张三",
        "responsible_persons-0-phone": "",
    }
    assert desk.post(f"{ADMIN}department/{bureau.pk}/change/", given).status_code == 302
    assert any("张三" in str(event.facts) for event in RegisterEvent.objects.filter(actor=administrator))


@pytest.mark.parametrize("model", ["department", "officer", "assignment", "apiclient", "registerevent"])
def test_nothing_of_the_register_is_ever_deleted(desk, bureau, handler, model):
    row = {"department": bureau, "officer": handler, "assignment": handler.assignments.get()}.get(model)
    if row is not None:
        assert desk.post(f"{ADMIN}{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    page = desk.get(f"{ADMIN}{model}/").content.decode()
    assert "delete_selected" not in page


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.SUPERVISOR}])
def test_no_other_role_opens_the_register(client, bureau, role):
    client.force_login(officer_in(bureau, role))
    for model in ("department", "officer", "assignment", "apiclient", "registerevent"):
        assert client.get(f"{ADMIN}{model}/").status_code == 403


@pytest.mark.parametrize(
    ("model", "most"), [("department", 12), ("officer", 12), ("assignment", 12), ("registerevent", 12)]
)
def test_a_list_costs_the_same_however_long_it_is(desk, city, model, most, django_assert_max_num_queries):
    for _ in range(15):
        officer_in(DepartmentFactory(parent=city), Role.HANDLER)
    with django_assert_max_num_queries(most):
        assert desk.get(f"{ADMIN}{model}/").status_code == 200


def test_the_history_of_a_row_tells_the_steps_taken(desk, handler):
    desk.post(f"{ADMIN}officer/{handler.pk}/bar/")
    page = desk.get(f"{ADMIN}officer/{handler.pk}/history/")
    assert page.status_code == 200
    assert "停用登录" in page.content.decode()
