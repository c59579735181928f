"""Offices are entered, changed and moved; each change stands in the register; nobody reaches beyond the own offices."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.utils import timezone

from departments.models import Department, RegisterEvent, ResponsiblePerson
from departments.officers.roles import Role
from departments.offices.models import DepartmentKind
from departments.offices.services import change_office, register_office
from departments.offices.sorting import sort_key
from foundation.refusals import NotAllowed, WrongState
from tests.factories.departments import DepartmentFactory, credit_code, officer_in

pytestmark = pytest.mark.django_db


def a_new_office(parent, number=900):
    return Department(
        code=credit_code(number),
        name=f"裕安区第{number}办",
        short_name=f"第{number}办",
        kind=DepartmentKind.AGENCY,
        parent=parent,
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("六安市教育局", "lu an shi jiao yu ju"),
        ("12345热线", "12345 re xian"),
        (" ", ""),
    ],
)
def test_the_sort_key_is_the_pinyin_of_the_name(name, key):
    assert sort_key(name) == key


def test_a_name_outside_the_common_character_sets_keeps_a_syllable_for_every_character():
    assert len(sort_key("流波䃥镇").split()) == 4
    assert sort_key("流波䃥镇").isascii()


def test_a_new_office_gets_its_place_its_sort_key_and_its_vacant_posts(city, administrator):
    office = register_office(a_new_office(city), by=administrator, at=timezone.now())
    assert office.path == f"{city.path}{office.code}/"
    assert office.pinyin.startswith("yu an qu di 900")
    assert {person.post for person in office.responsible_persons.all()} == set(ResponsiblePerson.Post.values)
    assert all(person.is_vacant for person in office.responsible_persons.all())
    event = RegisterEvent.objects.get(kind=RegisterEvent.Kind.OFFICE_REGISTERED)
    assert (event.department, event.actor, event.facts) == (office, administrator, {"code": office.code})


def test_a_new_office_stands_below_its_parent_also_when_that_was_moved_meanwhile(
    city, bureau, other_bureau, administrator
):
    read_before = Department.objects.get(pk=bureau.pk)
    bureau.parent = other_bureau
    change_office(bureau, by=administrator, at=timezone.now())
    office = register_office(a_new_office(read_before), by=administrator, at=timezone.now())
    assert office.path == f"{other_bureau.path}{bureau.code}/{office.code}/"


def test_an_office_takes_the_place_of_several_and_the_register_names_them(city, bureau, other_bureau, administrator):
    office = a_new_office(city)
    register_office(office, by=administrator, at=timezone.now(), predecessors=[other_bureau, bureau])
    assert set(office.predecessors.all()) == {bureau, other_bureau}
    names = "；".join(one.name for one in sorted((bureau, other_bureau), key=lambda one: one.path))
    assert RegisterEvent.objects.latest("pk").facts == {"code": office.code, "predecessors": names}
    change_office(office, by=administrator, at=timezone.now(), predecessors=[bureau])
    assert RegisterEvent.objects.latest("pk").facts == {"predecessors": [names, bureau.name]}
    for unchanged in ([bureau], None):
        change_office(office, by=administrator, at=timezone.now(), predecessors=unchanged)
    assert RegisterEvent.objects.count() == 2
    with pytest.raises(WrongState) as refusal:
        change_office(office, by=administrator, at=timezone.now(), predecessors=[bureau, office])
    assert refusal.value.code == "own_predecessor"
    assert set(office.predecessors.all()) == {bureau}


def test_nobody_succeeds_an_office_from_outside_but_keeps_what_stood_before(bureau, other_bureau):
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        register_office(a_new_office(bureau), by=keeper, at=timezone.now(), predecessors=[other_bureau])
    bureau.predecessors.add(other_bureau)
    change_office(bureau, by=keeper, at=timezone.now(), predecessors=[other_bureau])
    assert bureau.predecessors.get() == other_bureau


def test_the_heirs_of_an_office_are_found_over_several_steps(city, bureau, other_bureau):
    first = DepartmentFactory(parent=city, predecessors=[bureau, other_bureau], dissolved_on=date(2020, 1, 1))
    second = DepartmentFactory(parent=city, predecessors=[first])
    assert Department.objects.heirs_of(bureau) == {first.pk, second.pk}
    assert Department.objects.heirs_of(second) == set()
    today = timezone.localdate()
    assert Department.objects.sole_heir_of(other_bureau, today) == second
    assert Department.objects.sole_heir_of(second, today) is None
    DepartmentFactory(parent=city, predecessors=[bureau])
    assert Department.objects.sole_heir_of(bureau, today) is None


def test_an_office_founded_out_of_a_living_heir_takes_no_share_of_what_went_before(city, bureau):
    heir = DepartmentFactory(parent=city, predecessors=[bureau])
    DepartmentFactory(parent=city, predecessors=[heir])
    assert Department.objects.sole_heir_of(bureau, timezone.localdate()) == heir


def test_only_the_command_line_plants_a_root(administrator):
    with pytest.raises(NotAllowed):
        register_office(a_new_office(None), by=administrator, at=timezone.now())
    assert register_office(a_new_office(None), by=None, at=timezone.now()).depth == 0


def test_an_office_is_not_entered_below_one_that_is_not_ones_own_nor_below_a_dissolved_one(bureau, other_bureau, city):
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        register_office(a_new_office(other_bureau), by=keeper, at=timezone.now())
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2020, 1, 1))
    with pytest.raises(WrongState, match=bureau.short_name):
        register_office(a_new_office(bureau), by=keeper, at=timezone.now())
    assert not RegisterEvent.objects.exists()


def test_a_moved_office_takes_all_below_it_along_and_the_register_knows_both_places(
    city, bureau, other_bureau, administrator
):
    below = DepartmentFactory(parent=bureau)
    bureau.parent = other_bureau
    change_office(bureau, by=administrator, at=timezone.now())
    below.refresh_from_db()
    assert below.path == f"{other_bureau.path}{bureau.code}/{below.code}/"
    event = RegisterEvent.objects.get()
    assert event.kind == RegisterEvent.Kind.OFFICE_MOVED
    assert event.facts["parent_id"] == [str(city.pk), str(other_bureau.pk)]


def test_an_office_never_moves_below_itself(bureau, administrator):
    below = DepartmentFactory(parent=bureau)
    bureau.parent = below
    with pytest.raises(ValidationError), transaction.atomic():
        change_office(bureau, by=administrator, at=timezone.now())
    assert not RegisterEvent.objects.exists()


def test_a_changed_name_changes_the_sort_key_and_a_saved_form_without_a_change_leaves_no_event(bureau, administrator):
    bureau.name, bureau.short_name = "六安市教育局", "市教育局"
    change_office(bureau, by=administrator, at=timezone.now())
    bureau.refresh_from_db()
    assert bureau.pinyin == "lu an shi jiao yu ju"
    assert RegisterEvent.objects.count() == 1
    change_office(bureau, by=administrator, at=timezone.now())
    assert RegisterEvent.objects.count() == 1


def test_an_administrator_can_neither_take_an_office_from_outside_nor_give_one_away(city, bureau, other_bureau):
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    below, foreign = DepartmentFactory(parent=bureau), DepartmentFactory(parent=other_bureau)
    for office, place in ((below, other_bureau), (foreign, bureau)):
        office.parent = place
        with pytest.raises(NotAllowed):
            change_office(office, by=keeper, at=timezone.now())
    below.refresh_from_db()
    assert below.parent == bureau


def test_the_register_can_be_neither_changed_nor_shortened(city, administrator):
    register_office(a_new_office(city), by=administrator, at=timezone.now())
    for change in (lambda rows: rows.update(facts={}), lambda rows: rows.delete()):
        with pytest.raises(InternalError, match="append-only"), transaction.atomic():
            change(RegisterEvent.objects.all())
