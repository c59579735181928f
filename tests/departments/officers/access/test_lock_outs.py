"""Log-in closes for one name from one address: never for the office behind it, never for the officer elsewhere."""

from datetime import timedelta

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.test import Client
from django.utils import timezone

from departments.models import RegisterEvent, SecondFactor
from departments.officers.access.closing import TRIES
from departments.officers.access.exceptions import WrongCode
from departments.officers.access.lock_outs import lift_lock_out, lock_outs_of
from departments.officers.access.services import prove
from departments.officers.roles import Role
from foundation.refusals import NotAllowed, WrongState
from tests.departments.officers.access.conftest import (
    NOON,
    PASSWORD,
    code_at,
    enrolled,
    is_inside,
    log_in,
    with_password,
)
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db

OFFICE = "203.0.113.10"
"""The one address behind which a whole office sits."""


@pytest.fixture
def locked(handler, clock):
    """The handler after eight wrong passwords from the office, each from a browser of its own."""
    with_password(handler)
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = wrong(handler, number)
    assert answer.status_code == 429
    return handler


def wrong(officer, number: int = 0):
    browser = Client(REMOTE_ADDR=OFFICE, headers={"user-agent": f"browser {number}"})
    return log_in(browser, officer, password=f"wrong {number}")


def comes_in(officer, address: str) -> bool:
    browser = Client(REMOTE_ADDR=address)
    log_in(browser, officer)
    return is_inside(browser)


def test_the_ninth_try_is_refused_even_with_the_right_password_in_words(locked):
    answer = log_in(Client(REMOTE_ADDR=OFFICE), locked)
    assert answer.status_code == 429
    assert "15分钟" in answer.content.decode()


def test_a_colleague_at_the_same_address_comes_in(locked, bureau, reviewer):
    assert comes_in(with_password(reviewer), OFFICE)


def test_the_same_officer_comes_in_from_another_address(locked):
    assert not comes_in(locked, OFFICE)
    assert comes_in(locked, "198.51.100.7")


def test_a_stranger_who_tries_the_name_from_elsewhere_does_not_stop_the_officer(locked):
    """The office's address is the stranger's here; what matters is that they differ."""
    assert comes_in(locked, "203.0.113.11")


def test_an_address_of_its_own_for_each_try_is_no_way_around_it(handler, clock, administrator):
    """One subscriber of IPv6 has 18 quintillion addresses; the neighbour in the next network goes on."""
    with_password(handler)
    for number in range(settings.AXES_FAILURE_LIMIT):
        log_in(Client(REMOTE_ADDR=f"2001:db8:5:7:{number:x}::1"), handler, password="wrong")  # noqa: S106
    assert not comes_in(handler, "2001:db8:5:7:ffff::9")
    assert comes_in(handler, "2001:db8:5:8::1")
    assert [one.network for one in lock_outs_of(handler, at=timezone.now())] == ["2001:db8:5::/48"]
    assert len(set(AccessFailureLog.objects.values_list("ip_address", flat=True))) > settings.AXES_FAILURE_LIMIT - 1
    lift_lock_out(handler, by=administrator, at=timezone.now())
    assert comes_in(handler, "2001:db8:5:7:ffff::9")


def test_it_opens_again_by_itself(locked, clock):
    clock.move_to(NOON + settings.AXES_COOLOFF_TIME + timedelta(seconds=1))
    assert comes_in(locked, OFFICE)


def test_tries_during_the_lock_out_do_not_prolong_it(handler, clock):
    with_password(handler)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        wrong(handler)
    clock.move_to(NOON + settings.AXES_COOLOFF_TIME / 2)
    assert wrong(handler).status_code == 429
    clock.move_to(NOON + settings.AXES_COOLOFF_TIME + timedelta(seconds=1))
    assert comes_in(handler, OFFICE)


def test_seven_wrong_passwords_close_nothing(handler, clock):
    with_password(handler)
    for number in range(settings.AXES_FAILURE_LIMIT - 1):
        wrong(handler, number)
    assert comes_in(handler, OFFICE)


def test_a_session_that_is_open_goes_on(handler, clock):
    inside = Client(REMOTE_ADDR=OFFICE)
    log_in(inside, with_password(handler))
    for number in range(settings.AXES_FAILURE_LIMIT):
        wrong(handler, number)
    assert is_inside(inside)


def test_the_page_of_the_own_password_is_no_place_to_guess_it(handler, clock):
    browser = Client()
    log_in(browser, with_password(handler))
    fresh = "青箬笠绿蓑衣 2026"
    guess = {"old_password": "wrong", "new_password1": fresh, "new_password2": fresh}
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert browser.post("/admin/password_change/", guess).status_code == 200
    assert browser.post("/admin/password_change/", guess).status_code == 429
    assert browser.post("/admin/password_change/", {**guess, "old_password": PASSWORD}).status_code == 429
    handler.refresh_from_db()
    assert handler.check_password(PASSWORD)
    assert AccessFailureLog.objects.filter(username=handler.username).exists()


def test_the_back_office_shows_the_lock_out_and_lifts_it_with_a_trace(client, locked, administrator):
    page_of = f"/admin/departments/officer/{locked.pk}/"
    administrator_comes(client, administrator)
    page = client.get(f"{page_of}change/").content.decode()
    assert "203.0.113.0/24" in page
    assert OFFICE not in page
    assert client.post(f"{page_of}lift/").status_code == 302
    assert comes_in(locked, OFFICE)
    event = RegisterEvent.objects.get(kind="lock_out_lifted")
    assert (event.officer, event.actor, event.facts) == (locked, administrator, {"networks": ["203.0.113.0/24"]})
    assert f"{locked.pk}/lift/" not in client.get(f"{page_of}change/").content.decode()
    assert AccessFailureLog.objects.filter(username=locked.username).count() == settings.AXES_FAILURE_LIMIT


def administrator_comes(browser: Client, administrator) -> None:
    browser.force_login(administrator)
    session = browser.session
    session["log_in_proved"] = True
    session.save()


def test_a_lock_out_is_lifted_by_whoever_keeps_the_officer_only(locked, other_bureau, bureau):
    for other in (officer_in(other_bureau, Role.ADMINISTRATOR), officer_in(bureau, Role.SUPERVISOR), locked):
        with pytest.raises(NotAllowed):
            lift_lock_out(locked, by=other, at=NOON)
    assert lock_outs_of(locked, at=NOON)


def test_what_is_not_closed_is_not_lifted(handler, administrator):
    with pytest.raises(WrongState):
        lift_lock_out(handler, by=administrator, at=NOON)


def test_closed_codes_are_shown_and_lifted_too(handler, administrator):
    secret, _codes = enrolled(handler)
    for _ in range(TRIES):
        with pytest.raises(WrongCode):
            prove(handler, typed="123456" if code_at(secret) != "123456" else "654321", at=NOON)
    assert [one.network for one in lock_outs_of(handler, at=NOON)] == [""]
    lift_lock_out(handler, by=administrator, at=NOON)
    assert SecondFactor.objects.get().n_wrong == 0
    prove(handler, typed=code_at(secret), at=NOON)


def test_the_log_ins_of_an_officer_are_listed_to_the_administrator_and_to_no_other(
    client, locked, administrator, clock
):
    comes_in(locked, "198.51.100.7")
    address = f"/admin/departments/officer/{locked.pk}/log-ins/"
    administrator_comes(client, administrator)
    page = client.get(address).content.decode()
    assert page.count("203.0.113.0/24") == settings.AXES_FAILURE_LIMIT
    assert page.count("198.51.100.0/24") == 1
    assert OFFICE not in page
    assert client.post(address).status_code in {200, 403, 405}
    client.force_login(locked)
    assert client.get(address).status_code in {403, 404}


def test_every_log_in_and_log_out_is_on_record(client, handler, clock):
    log_in(client, with_password(handler), REMOTE_ADDR=OFFICE)
    record = AccessLog.objects.get()
    assert (record.username, record.ip_address, record.logout_time) == (handler.username, OFFICE, None)
    client.post("/admin/logout/")
    record.refresh_from_db()
    assert record.logout_time == timezone.now()


def test_the_page_of_log_ins_costs_the_same_however_many_there_are(
    client, handler, administrator, django_assert_max_num_queries, clock
):
    administrator_comes(client, administrator)
    for number in range(60):
        AccessLog.objects.create(username=handler.username, ip_address=f"192.0.2.{number}")
    with django_assert_max_num_queries(12):
        page = client.get(f"/admin/departments/officer/{handler.pk}/log-ins/").content.decode()
    assert page.count("192.0.2.0/24") == 50


def test_no_number_of_failures_takes_the_latest_off_the_record(handler, clock):
    AccessFailureLog.objects.bulk_create(
        AccessFailureLog(username=handler.username, ip_address=OFFICE) for _number in range(1000)
    )
    wrong(with_password(handler))
    assert AccessFailureLog.objects.filter(username=handler.username).count() == 1001


# -- whoever sits in the office itself ---------------------------------------------------------------------------------


@pytest.fixture
def own_browser(handler, clock) -> Client:
    """The browser at the handler's desk: logged in there before, logged out again."""
    browser = Client(REMOTE_ADDR=OFFICE)
    log_in(browser, with_password(handler))
    browser.post("/admin/logout/")
    return browser


def close_from_the_office(*officers) -> None:
    for officer in officers:
        for number in range(settings.AXES_FAILURE_LIMIT):
            answer = wrong(officer, number)
        assert answer.status_code == 429


def test_somebody_in_the_office_who_closes_every_name_locks_nobody_out_of_the_own_browser(
    own_browser, handler, reviewer, clock
):
    close_from_the_office(handler, reviewer)
    assert not comes_in(handler, OFFICE)
    log_in(own_browser, handler)
    assert is_inside(own_browser)


def test_a_known_browser_has_eight_tries_of_its_own_and_no_more(own_browser, handler, clock):
    close_from_the_office(handler)
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in(own_browser, handler, password=f"wrong {number}")
        assert answer.status_code == (429 if number == settings.AXES_FAILURE_LIMIT - 1 else 200)
    assert log_in(own_browser, handler).status_code == 429
    assert AccessFailureLog.objects.filter(username=handler.username).count() == 2 * settings.AXES_FAILURE_LIMIT


def test_a_browser_knows_those_who_logged_in_there_and_nobody_else(own_browser, handler, reviewer, clock):
    with_password(reviewer)
    close_from_the_office(reviewer)
    assert log_in(own_browser, reviewer).status_code == 429


def test_the_mark_of_a_known_browser_can_not_be_made(own_browser, handler, clock):
    close_from_the_office(handler)
    cookie = own_browser.cookies["known_browser"]
    assert cookie["httponly"]
    assert handler.username not in cookie.value
    forged = Client(REMOTE_ADDR=OFFICE)
    forged.cookies["known_browser"] = cookie.value.replace(":", ":0", 1)
    assert log_in(forged, handler).status_code == 429


def test_two_officers_may_share_a_browser(own_browser, handler, reviewer, clock):
    log_in(own_browser, with_password(reviewer))
    own_browser.post("/admin/logout/")
    close_from_the_office(handler, reviewer)
    for officer in (handler, reviewer):
        log_in(own_browser, officer)
        assert is_inside(own_browser)
        own_browser.post("/admin/logout/")
