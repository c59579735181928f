"""Officers are created, given roles and barred, inside the own scope only, and each change is on record."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from departments.models import Assignment, Department, Officer, RegisterEvent
from departments.officers.roles import Role
from departments.officers.services import (
    admit_officer,
    bar_officer,
    change_officer,
    create_officer,
    end_assignment,
    grant_role,
    issue_password,
)
from foundation.refusals import NotAllowed, WrongState
from tests.factories.departments import AssignmentFactory, DepartmentFactory, OfficerFactory, officer_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(bureau) -> Officer:
    """The administrator of the bureau alone."""
    return officer_in(bureau, Role.ADMINISTRATOR)


def today():
    return timezone.localdate()


def a_person(department, by, **changes):
    given = {"username": "li.si", "name": "李四", "role": Role.HANDLER}
    return create_officer(department=department, by=by, at=timezone.now(), **{**given, **changes})


def test_a_new_officer_has_a_first_role_and_a_password_that_stands_nowhere(bureau, keeper):
    officer, password = a_person(bureau, keeper)
    assert officer.check_password(password)
    assert len(password) >= 16
    assert [(a.role, a.department, a.starts_on) for a in officer.assignments.all()] == [(Role.HANDLER, bureau, today())]
    kinds = list(RegisterEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [RegisterEvent.Kind.OFFICER_CREATED, RegisterEvent.Kind.ROLE_GRANTED]
    assert password not in json.dumps(list(RegisterEvent.objects.values_list("facts", flat=True)))


def test_an_officer_refused_a_role_is_not_created_either(other_bureau, keeper):
    with pytest.raises(NotAllowed):
        a_person(other_bureau, keeper)
    assert not Officer.objects.filter(username="li.si").exists()
    assert not RegisterEvent.objects.exists()


def test_a_role_is_granted_only_in_the_own_offices(bureau, other_bureau, city, keeper):
    officer, _ = a_person(bureau, keeper)
    below = DepartmentFactory(parent=bureau)
    grant_role(officer=officer, department=below, role=Role.CHECKER, starts_on=today(), by=keeper, at=timezone.now())
    for department in (other_bureau, city):
        with pytest.raises(NotAllowed):
            grant_role(
                officer=officer,
                department=department,
                role=Role.CHECKER,
                starts_on=today(),
                by=keeper,
                at=timezone.now(),
            )
    assert officer.assignments.count() == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_grants_roles(bureau, role):
    with pytest.raises(NotAllowed):
        a_person(bureau, officer_in(bureau, role))


def test_nobody_grants_a_role_to_themselves(bureau, keeper):
    below = DepartmentFactory(parent=bureau)
    with pytest.raises(NotAllowed):
        grant_role(
            officer=keeper, department=below, role=Role.ADMINISTRATOR, starts_on=today(), by=keeper, at=timezone.now()
        )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_administration_and_any_other_role_never_meet_in_one_hand(bureau, administrator, role):
    for held, granted in ((role, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, role)):
        officer = officer_in(bureau, held)
        with pytest.raises(WrongState) as refusal:
            grant_role(
                officer=officer, department=bureau, role=granted, starts_on=today(), by=administrator, at=timezone.now()
            )
        assert refusal.value.code == "roles_conflict"


def test_what_is_held_after_the_time_of_a_role_stands_in_nobodys_way(bureau, administrator):
    begin = today() + timedelta(days=30)
    officer = OfficerFactory()
    AssignmentFactory(officer=officer, department=bureau, role=Role.ADMINISTRATOR, starts_on=begin)
    given = {"officer": officer, "department": bureau, "by": administrator, "at": timezone.now()}
    for role in (Role.ADMINISTRATOR, Role.HANDLER):
        with pytest.raises(WrongState):
            grant_role(role=role, starts_on=today(), ends_on=begin, **given)
    grant_role(role=Role.HANDLER, starts_on=today(), ends_on=begin - timedelta(days=1), **given)
    assert officer.assignments.count() == 2


def test_a_role_is_not_granted_twice_at_a_time(bureau, administrator, handler):
    with pytest.raises(WrongState) as refusal:
        grant_role(
            officer=handler,
            department=bureau,
            role=Role.HANDLER,
            starts_on=today(),
            by=administrator,
            at=timezone.now(),
        )
    assert refusal.value.code == "role_held"


def test_no_role_is_granted_in_a_dissolved_office(bureau, administrator, handler):
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=today())
    bureau.refresh_from_db()
    with pytest.raises(WrongState) as refusal:
        grant_role(
            officer=handler,
            department=bureau,
            role=Role.CHECKER,
            starts_on=today(),
            by=administrator,
            at=timezone.now(),
        )
    assert refusal.value.code == "office_dissolved"


def test_a_role_ended_yesterday_is_gone_today_and_a_date_long_past_is_refused(bureau, administrator, handler):
    assignment = handler.assignments.get()
    with pytest.raises(WrongState) as refusal:
        end_assignment(assignment, ends_on=today() - timedelta(days=2), by=administrator, at=timezone.now())
    assert refusal.value.code == "too_early"
    end_assignment(assignment, ends_on=today() - timedelta(days=1), by=administrator, at=timezone.now())
    fresh = Officer.objects.get(pk=handler.pk)
    assert not fresh.has_perm("interaction.handle_message")
    assert RegisterEvent.objects.get().facts == {
        "role": "handler",
        "to": ["", (today() - timedelta(days=1)).isoformat()],
    }


def test_a_role_that_has_a_last_day_ends_sooner_but_never_later(bureau, administrator):
    """Otherwise an old role of an administrator, or one's own, would come to life past the guards of granting."""
    ended = AssignmentFactory(
        officer=administrator,
        department=bureau,
        role=Role.AUTHOR,
        starts_on=today() - timedelta(days=90),
        ends_on=today() - timedelta(days=60),
    )
    running = AssignmentFactory(department=bureau, role=Role.AUTHOR, ends_on=today() + timedelta(days=9))
    for assignment in (ended, running):
        with pytest.raises(WrongState) as refusal:
            end_assignment(assignment, ends_on=today() + timedelta(days=30), by=administrator, at=timezone.now())
        assert refusal.value.code == "role_ends_sooner"
    end_assignment(running, ends_on=today(), by=administrator, at=timezone.now())
    assert Assignment.objects.get(pk=running.pk).ends_on == today()
    assert not Officer.objects.get(pk=administrator.pk).has_perm("disclosure.add_item")


def test_what_was_done_already_to_a_log_in_is_refused_and_recorded_once(bureau, keeper):
    officer = officer_in(bureau, Role.AUTHOR)
    for act, code in ((bar_officer, "barred_already"), (admit_officer, "admitted_already")):
        act(officer, by=keeper, at=timezone.now())
        with pytest.raises(WrongState) as refusal:
            act(officer, by=keeper, at=timezone.now())
        assert refusal.value.code == code
    assert RegisterEvent.objects.filter(officer=officer).count() == 2


def test_the_last_administrator_can_be_neither_ended_nor_barred(city, administrator):
    with pytest.raises(WrongState) as refusal:
        end_assignment(administrator.assignments.get(), ends_on=today(), by=administrator, at=timezone.now())
    assert refusal.value.code == "last_administrator"
    with pytest.raises(WrongState):
        bar_officer(administrator, by=administrator, at=timezone.now())
    assert Officer.objects.get(pk=administrator.pk).is_active
    assert administrator.assignments.get().ends_on is None


def test_an_administrator_may_go_when_another_stays_in_the_office_or_above(bureau, keeper, administrator):
    end_assignment(keeper.assignments.get(), ends_on=today(), by=administrator, at=timezone.now())
    colleague = officer_in(administrator.assignments.get().department, Role.ADMINISTRATOR)
    bar_officer(administrator, by=colleague, at=timezone.now())
    assert not Officer.objects.get(pk=administrator.pk).is_active


def test_an_administrator_whose_role_ends_or_who_is_barred_does_not_count_as_another(city, administrator):
    barred, leaving = officer_in(city, Role.ADMINISTRATOR), officer_in(city, Role.ADMINISTRATOR)
    Officer.objects.filter(pk=barred.pk).update(is_active=False)
    leaving.assignments.update(ends_on=today() + timedelta(days=30))
    with pytest.raises(WrongState):
        bar_officer(administrator, by=leaving, at=timezone.now())


def test_an_administrator_of_tomorrow_does_not_keep_the_office_today(city, administrator):
    coming = officer_in(city, Role.ADMINISTRATOR)
    coming.assignments.update(starts_on=today() + timedelta(days=1))
    with pytest.raises(WrongState) as refusal:
        bar_officer(administrator, by=None, at=timezone.now())
    assert refusal.value.code == "last_administrator"
    end_assignment(administrator.assignments.get(), ends_on=today(), by=None, at=timezone.now())
    with pytest.raises(WrongState) as refusal:
        bar_officer(coming, by=None, at=timezone.now())  # tomorrow there would be nobody
    assert refusal.value.code == "last_administrator"
    assert Officer.objects.filter(pk__in=(administrator.pk, coming.pk), is_active=True).count() == 2


def test_an_administrator_of_tomorrow_may_be_barred_where_another_stays(city, administrator):
    coming = officer_in(city, Role.ADMINISTRATOR)
    coming.assignments.update(starts_on=today() + timedelta(days=1))
    bar_officer(coming, by=administrator, at=timezone.now())
    assert not Officer.objects.get(pk=coming.pk).is_active


@pytest.mark.parametrize("act", [issue_password, bar_officer, admit_officer, change_officer])
def test_an_officer_with_a_role_outside_is_not_the_own_to_change(city, bureau, keeper, act):
    above = officer_in(bureau, Role.CHECKER)
    AssignmentFactory(officer=above, department=city, role=Role.SUPERVISOR)
    before = Officer.objects.filter(pk=above.pk).values().get()
    with pytest.raises(NotAllowed):
        act(above, by=keeper, at=timezone.now())
    assert Officer.objects.filter(pk=above.pk).values().get() == before
    assert not RegisterEvent.objects.exists()


def test_a_role_outside_that_has_ended_no_longer_stands_in_the_way(city, bureau, keeper):
    officer = officer_in(bureau, Role.CHECKER)
    AssignmentFactory(officer=officer, department=city, role=Role.HANDLER, ends_on=today() - timedelta(days=1))
    password = issue_password(officer, by=keeper, at=timezone.now())
    assert Officer.objects.get(pk=officer.pk).check_password(password)


def test_a_barred_officer_cannot_log_in_until_admitted_again(client, bureau, keeper):
    officer, password = a_person(bureau, keeper)
    bar_officer(officer, by=keeper, at=timezone.now())
    client.post("/admin/login/", {"username": "li.si", "password": password})
    assert "_auth_user_id" not in client.session
    admit_officer(officer, by=keeper, at=timezone.now())
    client.post("/admin/login/", {"username": "li.si", "password": password})
    assert client.session["_auth_user_id"] == str(officer.pk)
    kinds = list(RegisterEvent.objects.filter(officer=officer).order_by("pk").values_list("kind", flat=True))[2:]
    assert kinds == [RegisterEvent.Kind.OFFICER_BARRED, RegisterEvent.Kind.OFFICER_ADMITTED]


def test_a_new_password_ends_the_open_sessions(client, bureau, keeper):
    officer, _ = a_person(bureau, keeper)
    client.force_login(officer)
    assert client.get("/admin/").status_code == 200
    issue_password(officer, by=keeper, at=timezone.now())
    assert client.get("/admin/").status_code == 302


def test_a_changed_name_is_on_record_with_both_values(bureau, keeper):
    officer, _ = a_person(bureau, keeper)
    officer.name = "李四光"
    change_officer(officer, by=keeper, at=timezone.now())
    assert RegisterEvent.objects.first().facts == {"name": ["李四", "李四光"]}


def test_an_officer_without_any_role_is_filed_nowhere_and_says_so(administrator):
    with pytest.raises(WrongState) as refusal:
        issue_password(OfficerFactory(), by=None, at=timezone.now())
    assert refusal.value.code == "officer_without_role"


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(city):
    first, second = officer_in(city, Role.ADMINISTRATOR), officer_in(city, Role.ADMINISTRATOR)
    barrier, refused = threading.Barrier(2), []

    def remove(target, by):
        barrier.wait()
        try:
            bar_officer(target, by=by, at=timezone.now())
        except (WrongState, NotAllowed) as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Assignment.objects.administrators().current(today()).count() == 1
    assert len(refused) == 1
