"""Second factors: set up, proved, moved, turned off, reset; each change on record and told."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from departments.models import Officer, RecoveryCode, RegisterEvent, SecondFactor
from departments.officers.access.closing import TRIES
from departments.officers.access.exceptions import CodesClosed, WrongCode
from departments.officers.access.services import (
    CODES,
    confirmed_factor,
    enrol_factor,
    needs_second_factor,
    propose_factor,
    prove,
    renew_codes,
    reset_factor,
    secret_of,
    turn_factor_off,
)
from departments.officers.roles import ROLE_PERMISSIONS, Role
from foundation.outbox.services import deliver_next
from foundation.refusals import NotAllowed, WrongState
from tests.departments.officers.access.conftest import NOON, code_at, enrolled
from tests.factories.departments import AssignmentFactory, officer_in

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(RegisterEvent.objects.order_by("pk").values_list("kind", flat=True))


def post() -> list[str]:
    """Deliver what waits and return the bodies of the mails."""
    while deliver_next(now=NOON + timedelta(days=36_500)):
        pass
    return [one.body for one in mail.outbox]


def test_roles_that_see_all_or_give_rights_are_guarded(city, bureau):
    for role in Role:
        officer = officer_in(bureau, role)
        powers = {"reports.view_dashboard", "departments.change_officer", "departments.annul_breach"}
        assert needs_second_factor(officer, NOON.date()) == bool(powers & ROLE_PERMISSIONS[role]), role


def test_a_role_that_has_ended_demands_nothing(bureau, handler):
    AssignmentFactory(officer=handler, department=bureau, role=Role.SUPERVISOR, ends_on=NOON.date())
    assert needs_second_factor(handler, NOON.date())
    assert not needs_second_factor(Officer.objects.get(pk=handler.pk), NOON.date() + timedelta(days=1))


def test_a_factor_is_set_up_by_its_first_code_and_nothing_of_it_can_be_read_from_the_tables(handler):
    candidate = propose_factor(handler, at=NOON)
    assert propose_factor(handler, at=NOON, shown=candidate.pk) == candidate
    secret = secret_of(candidate)
    assert confirmed_factor(handler) is None
    codes = enrol_factor(handler, typed=code_at(secret), at=NOON)
    assert len(set(codes)) == CODES
    assert kinds() == ["factor_enrolled"]
    with connection.cursor() as cursor:
        for table in ("secondfactor", "recoverycode", "registerevent"):
            cursor.execute(f"SELECT t::text FROM departments_{table} t")  # noqa: S608 - names of tables
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert secret not in rows
            assert not [code for code in codes if code in rows]
    assert secret.encode() not in bytes(SecondFactor.objects.get().sealed)


def test_a_wrong_first_code_leaves_the_candidate_as_it_was(handler):
    secret = secret_of(propose_factor(handler, at=NOON))
    with pytest.raises(WrongCode):
        enrol_factor(handler, typed="000000" if code_at(secret) != "000000" else "111111", at=NOON)
    assert confirmed_factor(handler) is None
    assert not RecoveryCode.objects.exists()
    with pytest.raises(WrongState):
        enrol_factor(officer_in(handler.assignments.get().department, Role.AUTHOR), typed="123456", at=NOON)


def test_a_code_is_taken_once(handler):
    secret, _codes = enrolled(handler)
    prove(handler, typed=code_at(secret), at=NOON)
    for typed in (code_at(secret), code_at(secret, steps=-1)):
        with pytest.raises(WrongCode):
            prove(handler, typed=typed, at=NOON)
    prove(handler, typed=code_at(secret, steps=1), at=NOON)


def test_the_code_of_the_enrolment_does_not_open_the_log_in(handler):
    secret = secret_of(propose_factor(handler, at=NOON))
    enrol_factor(handler, typed=code_at(secret), at=NOON)
    with pytest.raises(WrongCode):
        prove(handler, typed=code_at(secret), at=NOON)


def test_the_code_of_another_officer_opens_nothing(handler, reviewer):
    _mine, others = enrolled(handler), enrolled(reviewer)
    for typed in (code_at(others[0]), others[1][0]):
        with pytest.raises(WrongCode):
            prove(handler, typed=typed, at=NOON)


def test_a_recovery_code_is_taken_once_however_it_is_typed_and_is_told(handler):
    _secret, codes = enrolled(handler)
    prove(handler, typed=f" {codes[3].lower()[:4]}-{codes[3][4:]}", at=NOON)
    with pytest.raises(WrongCode):
        prove(handler, typed=codes[3], at=NOON)
    prove(handler, typed=codes[4], at=NOON)
    assert kinds() == ["factor_enrolled", "code_spent", "code_spent"]
    assert RegisterEvent.objects.order_by("pk").last().facts == {"codes_left": CODES - 2}
    assert len(post()) == 2


def test_wrong_codes_close_codes_but_not_recovery_codes_and_are_told_once(handler):
    secret, codes = enrolled(handler)
    for _ in range(TRIES):
        with pytest.raises(WrongCode):
            prove(handler, typed="12 34 56" if code_at(secret) != "123456" else "654321", at=NOON)
    with pytest.raises(CodesClosed):
        prove(handler, typed=code_at(secret), at=NOON)
    prove(handler, typed=codes[0], at=NOON)
    assert kinds() == ["factor_enrolled", "codes_closed", "code_spent"]
    later = NOON + timedelta(minutes=16)
    prove(handler, typed=code_at(secret, later), at=later)
    assert SecondFactor.objects.get().n_wrong == 0
    assert sum("密码" in body and "验证码" in body for body in post()) == 1


def test_new_recovery_codes_take_the_old_ones_place(handler):
    _secret, old = enrolled(handler)
    new = renew_codes(handler, at=NOON)
    with pytest.raises(WrongCode):
        prove(handler, typed=old[0], at=NOON)
    prove(handler, typed=new[0], at=NOON)
    with pytest.raises(WrongState):
        renew_codes(officer_in(handler.assignments.get().department, Role.AUTHOR), at=NOON)


def test_a_factor_moves_to_another_phone_and_the_old_one_opens_nothing(handler):
    old, _codes = enrolled(handler)
    new, _codes = enrolled(handler)
    assert SecondFactor.objects.filter(officer=handler).count() == 1
    with pytest.raises(WrongCode):
        prove(handler, typed=code_at(old), at=NOON)
    prove(handler, typed=code_at(new), at=NOON)


def test_a_factor_is_turned_off_only_where_no_role_demands_it(handler, supervisor):
    for officer in (handler, supervisor):
        enrolled(officer)
    turn_factor_off(handler, at=NOON)
    assert confirmed_factor(handler) is None
    assert not handler.recovery_codes.exists()
    with pytest.raises(NotAllowed):
        turn_factor_off(supervisor, at=NOON)
    assert confirmed_factor(supervisor) is not None
    with pytest.raises(WrongState):
        turn_factor_off(handler, at=NOON)
    assert len(post()) == 1


def test_an_administrator_resets_the_factor_of_an_officer_kept_and_of_nobody_else(
    handler, administrator, bureau, other_bureau
):
    enrolled(handler)
    before = handler.get_session_auth_hash()
    stranger = officer_in(other_bureau, Role.ADMINISTRATOR)
    for other in (stranger, officer_in(bureau, Role.SUPERVISOR), handler):
        with pytest.raises(NotAllowed):
            reset_factor(handler, by=other, at=NOON, reason="手机丢失")
    enrolled(administrator)
    with pytest.raises(NotAllowed):
        reset_factor(administrator, by=administrator, at=NOON, reason="手机丢失")
    reset_factor(handler, by=administrator, at=NOON, reason="手机丢失")
    assert confirmed_factor(handler) is None
    assert Officer.objects.get(pk=handler.pk).get_session_auth_hash() != before
    event = RegisterEvent.objects.get(kind="factor_reset")
    assert (event.actor, event.officer, event.facts) == (administrator, handler, {"reason": "手机丢失"})
    assert len(post()) == 1
    assert mail.outbox[0].to == [handler.email]


def test_an_officer_without_any_role_has_no_journal_but_a_factor(db):
    nobody = Officer.objects.create_user("nobody", name="无职", password="x")
    enrolled(nobody)
    assert confirmed_factor(nobody) is not None
    assert not RegisterEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_code_at_once_one_comes_in(handler):
    secret, codes = enrolled(handler)
    for typed in (code_at(secret), codes[0]):
        outcomes: list[str] = []
        barrier = threading.Barrier(2)

        def give(typed: str = typed, outcomes: list[str] = outcomes, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            try:
                prove(handler, typed=typed, at=NOON)
                outcomes.append("in")
            except WrongCode:
                outcomes.append("out")
            finally:
                connection.close()

        threads = [threading.Thread(target=give) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["in", "out"]
