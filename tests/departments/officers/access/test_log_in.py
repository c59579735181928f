"""Logging in: password, then the code; what is demanded of whom; what is open before it is done."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.models import Officer, RegisterEvent, SecondFactor
from departments.officers.access.gate import OPEN
from departments.officers.access.services import confirmed_factor, reset_factor
from departments.officers.access.sessions import MAY_WAIT
from departments.officers.roles import GUARDED_ROLES, Role
from departments.officers.services import change_officer, create_officer, grant_role, issue_password
from foundation.outbox.services import deliver_next
from tests.config.test_route_walk import walk
from tests.config.world import build_world
from tests.departments.officers.access.conftest import (
    NOON,
    PASSWORD,
    code_at,
    enrolled,
    give_code,
    is_inside,
    log_in,
    secret_in_hand,
    with_password,
)
from tests.factories.departments import credit_code, officer_in

pytestmark = pytest.mark.django_db

CODE_PAGE, ENROL_PAGE, PASSWORD_PAGE = "/admin/login/code/", "/admin/second-factor/enrol/", "/admin/password_change/"


def test_without_a_factor_the_password_alone_opens(client, handler, clock):
    assert log_in(client, with_password(handler)).url == "/admin/"
    assert is_inside(client)


def test_with_a_factor_the_password_opens_nothing_and_the_code_does(client, handler, clock):
    secret, _codes = enrolled(with_password(handler))
    assert log_in(client, handler).url == CODE_PAGE
    assert "_auth_user_id" not in client.session
    assert not is_inside(client)
    assert client.get("/api/v1/messages/").status_code in {401, 403}
    assert not AccessLog.objects.exists()
    key = client.session.session_key
    assert give_code(client, code_at(secret)).url == "/admin/"
    assert is_inside(client)
    assert client.session.session_key != key
    assert AccessLog.objects.get().username == handler.username


def test_the_way_goes_on_to_the_page_that_was_wanted(client, supervisor, clock):
    secret, _codes = enrolled(with_password(supervisor))
    client.post("/admin/login/?next=/supervision/", {"username": supervisor.username, "password": PASSWORD})
    assert give_code(client, code_at(secret)).url == "/supervision/"


@pytest.mark.parametrize("wanted", ["items", "admin:index", "//evil.example", "https://evil.example/", "a.b"])
def test_a_way_that_somebody_else_wrote_breaks_nothing_and_leads_nowhere_else(client, handler, clock, wanted):
    with_password(handler)
    answer = client.post("/admin/login/", {"username": handler.username, "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert is_inside(client)


def test_a_wrong_code_is_told_counted_and_recorded_and_a_used_one_is_wrong(client, handler, clock):
    secret, _codes = enrolled(with_password(handler))
    log_in(client, handler)
    give_code(client, code_at(secret))
    other = Client()
    log_in(other, handler)
    answer = give_code(other, code_at(secret))
    assert answer.status_code == 200
    assert "已经用过" in answer.content.decode()
    assert not is_inside(other)
    assert SecondFactor.objects.get().n_wrong == 1
    assert AccessFailureLog.objects.get().username == handler.username
    attempt = AccessAttempt.objects.get()
    assert code_at(secret) not in attempt.post_data


def test_eight_wrong_codes_from_one_address_end_the_tries_there_and_not_elsewhere(client, handler, clock):
    secret, _codes = enrolled(with_password(handler))
    log_in(client, handler)
    for _ in range(8):
        answer = give_code(client, "nonsense")
    assert answer.status_code == 429
    assert give_code(client, code_at(secret)).status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    log_in(elsewhere, handler)
    assert give_code(elsewhere, code_at(secret)).url == "/admin/"


def test_a_right_password_waits_ten_minutes_for_its_code(client, handler, clock):
    secret, _codes = enrolled(with_password(handler))
    log_in(client, handler)
    later = NOON + MAY_WAIT + timedelta(seconds=1)
    clock.move_to(later)
    assert give_code(client, code_at(secret, later)).url == "/admin/login/"
    assert not is_inside(client)


@pytest.mark.parametrize("change", ["password", "barred", "reset"])
def test_a_waiting_log_in_ends_with_what_it_stood_on(client, handler, administrator, clock, change):
    secret, _codes = enrolled(with_password(handler))
    log_in(client, handler)
    if change == "password":
        issue_password(handler, by=administrator, at=NOON)
    elif change == "barred":
        Officer.objects.filter(pk=handler.pk).update(is_active=False)
    else:
        reset_factor(handler, by=administrator, at=NOON, reason="x")
    assert give_code(client, code_at(secret)).url == "/admin/login/"
    assert not is_inside(client)


def test_the_page_of_the_code_is_closed_to_whoever_gave_no_password(client, handler, clock):
    secret, _codes = enrolled(handler)
    assert client.get(CODE_PAGE).url == "/admin/login/"
    assert give_code(client, code_at(secret)).url == "/admin/login/"


@pytest.mark.parametrize("role", sorted(GUARDED_ROLES))
def test_supervisors_and_administrators_are_led_to_the_enrolment_and_nothing_else_opens(client, city, clock, role):
    officer = with_password(officer_in(city, role))
    assert log_in(client, officer).url == ENROL_PAGE
    for address in ("/admin/", "/supervision/", "/admin/departments/officer/", "/admin/second-factor/"):
        assert client.get(address).url.startswith("/admin/login/"), address
    assert client.get("/admin/login/").url == ENROL_PAGE
    for address in ("/api/v1/messages/", "/api/v1/statistics/overdue/"):
        assert client.get(address).status_code in {401, 403}, address
    assert client.get("/").status_code == 200


def test_whoever_owes_a_proof_is_a_stranger_on_every_route(client, city, bureau, clock):
    """The walk over all routes, as one whose password was right and as nobody at all: the answers are the same."""
    world, open_pages = build_world(bureau), {reverse(name) for name in OPEN}
    log_in(client, with_password(officer_in(city, Role.SUPERVISOR)))
    differing = [
        f"{visit.method} {visit.address}: {mine.status_code}, a stranger: {theirs.status_code}"
        for (visit, mine), (_visit, theirs) in zip(walk(world, client), walk(world, Client()), strict=True)
        if visit.address not in {*open_pages, "/admin/login/"}
        and (mine.status_code, mine.get("Location")) != (theirs.status_code, theirs.get("Location"))
    ]
    assert differing == []
    assert not is_inside(client)


def test_the_enrolment_shows_picture_and_key_takes_the_code_and_gives_ten_codes_once(client, supervisor, clock):
    log_in(client, with_password(supervisor))
    page = client.get(ENROL_PAGE)
    text = page.content.decode()
    secret = secret_in_hand(supervisor)
    assert "<svg" in text
    assert secret in text.replace(" ", "")
    assert "no-store" in page["Cache-Control"]
    assert "style=" not in text
    assert client.post(ENROL_PAGE, {"code": "000000"}).status_code == 200
    assert confirmed_factor(supervisor) is None
    answer = client.post(ENROL_PAGE, {"code": code_at(secret)})
    codes = re.findall(r"<code>([A-Z0-9-]{14})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert is_inside(client)
    assert client.get("/supervision/").status_code == 200
    assert codes[0] not in client.get("/admin/second-factor/").content.decode()
    other = Client()
    log_in(other, supervisor)
    assert give_code(other, codes[0].lower()).url == "/admin/"


def test_a_role_given_during_a_session_demands_the_factor_at_the_next_page(client, handler, bureau, clock):
    log_in(client, with_password(handler))
    assert is_inside(client)
    grant_role(officer=handler, department=bureau, role=Role.SUPERVISOR, starts_on=NOON.date(), by=None, at=NOON)
    assert not is_inside(client)
    assert client.get("/admin/login/").url == ENROL_PAGE


def test_a_session_of_before_the_factor_does_not_survive_its_setting_up(in_by_password, handler, clock):
    first, second = in_by_password(handler), Client()
    log_in(second, handler)
    second.get(ENROL_PAGE)
    second.post(ENROL_PAGE, {"code": code_at(secret_in_hand(handler))})
    assert is_inside(second)
    assert not is_inside(first)


def test_the_demo_demands_nothing(client, supervisor, settings, clock):
    settings.LOG_INS_ARE_GUARDED = False
    log_in(client, with_password(supervisor))
    assert is_inside(client)


def test_the_factor_moves_with_the_password_and_is_turned_off_with_it(in_by_password, handler, clock):
    old, _codes = enrolled(handler)
    browser = in_by_password(handler, code_at(old))
    page = browser.get(ENROL_PAGE)
    assert "password" in page.context["form"].fields
    new = secret_in_hand(handler)
    refused = browser.post(ENROL_PAGE, {"code": code_at(new), "password": "wrong"})
    assert "password" in refused.context["form"].errors
    browser.post(ENROL_PAGE, {"code": code_at(new), "password": PASSWORD})
    assert SecondFactor.objects.confirmed().get(officer=handler).pk
    other = Client()
    log_in(other, handler)
    assert give_code(other, code_at(old, steps=1)).status_code == 200
    assert browser.post("/admin/second-factor/off/", {"password": "wrong"}).status_code == 200
    assert confirmed_factor(handler) is not None
    assert browser.post("/admin/second-factor/off/", {"password": PASSWORD}).status_code == 302
    assert confirmed_factor(handler) is None
    assert is_inside(browser)


def test_the_page_of_the_factor_offers_what_the_officer_may_do(in_by_password, handler, supervisor, clock):
    for officer, may_turn_off in ((handler, True), (supervisor, False)):
        secret, _codes = enrolled(officer)
        browser = in_by_password(officer, code_at(secret))
        page = browser.get("/admin/second-factor/").content.decode()
        assert ("/second-factor/off/" in page) == may_turn_off
        assert browser.get("/admin/second-factor/off/").status_code == (200 if may_turn_off else 302)


def test_recovery_codes_are_renewed_with_the_password(in_by_password, handler, clock):
    secret, old = enrolled(handler)
    browser = in_by_password(handler, code_at(secret))
    answer = browser.post("/admin/second-factor/codes/", {"password": PASSWORD})
    new = re.findall(r"<code>([A-Z0-9-]{14})</code>", answer.content.decode())
    assert len(new) == 10
    other = Client()
    log_in(other, handler)
    assert give_code(other, old[0]).status_code == 200
    assert give_code(other, new[0]).url == "/admin/"


def test_an_administrator_resets_the_factor_in_the_back_office_with_a_reason(client, administrator, handler):
    enrolled(handler)
    client.force_login(administrator)
    session = client.session
    session["log_in_proved"] = True
    session.save()
    address = f"/admin/departments/officer/{handler.pk}/reset_factor/"
    assert address in client.get(f"/admin/departments/officer/{handler.pk}/change/").content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert confirmed_factor(handler) is not None
    assert client.post(address, {"reason": "手机丢失，已当面核实"}).status_code == 302
    assert confirmed_factor(handler) is None
    journal = client.get("/admin/departments/registerevent/").content.decode()
    assert "手机丢失，已当面核实" in journal


def test_nobody_sets_up_a_secret_that_another_log_in_has_seen(client, handler, administrator, clock):
    """Whoever gave out the password could have logged in with it and looked, before the officer did."""
    password = issue_password(handler, by=administrator, at=timezone.now())
    insider = Client()
    log_in(insider, handler, password=password)
    insider.get(ENROL_PAGE)
    seen = secret_in_hand(handler)
    log_in(client, handler, password=password)
    client.get(ENROL_PAGE)
    shown = secret_in_hand(handler)
    assert shown != seen
    assert client.post(ENROL_PAGE, {"code": code_at(seen, timezone.now())}).context["form"].errors
    assert secret_in_hand(handler) == shown, "a wrong code leaves the picture as it is"
    client.post(ENROL_PAGE, {"code": code_at(shown, timezone.now())})
    assert confirmed_factor(handler) is not None
    assert not insider.get(ENROL_PAGE).context


# -- first passwords ---------------------------------------------------------------------------------------------------


def test_a_first_password_is_changed_before_anything_else(client, bureau, clock):
    officer, first = create_officer(
        username="li.si", name="李四", department=bureau, role=Role.HANDLER, by=None, at=timezone.now()
    )
    assert log_in(client, officer, password=first).url == PASSWORD_PAGE
    assert not is_inside(client)
    assert client.get("/api/v1/messages/").status_code in {401, 403}
    page = client.get(PASSWORD_PAGE)
    assert "他人为您设置" in page.content.decode()
    change = {"old_password": first, "new_password1": first, "new_password2": first}
    assert "new_password2" in client.post(PASSWORD_PAGE, change).context["form"].errors
    answer = client.post(PASSWORD_PAGE, {**change, "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert answer.status_code == 302
    assert is_inside(client)
    assert RegisterEvent.objects.filter(kind="password_changed", officer=officer, actor=officer).exists()


def test_an_issued_password_must_be_changed_too_and_the_officer_is_told(client, handler, administrator, mailoutbox):
    password = issue_password(handler, by=administrator, at=timezone.now())
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass
    assert [one.to for one in mailoutbox] == [[handler.email]]
    assert password not in mailoutbox[0].body
    assert log_in(client, handler, password=password).url == PASSWORD_PAGE


def test_a_new_address_is_told_to_the_one_before(handler, administrator, mailoutbox):
    """Otherwise whoever means to use another's log-in has its mails sent elsewhere first, and nobody learns of it."""
    former = handler.email
    handler.email, handler.phone = "elsewhere@example.org", "0564-3370001"
    change_officer(handler, by=administrator, at=timezone.now())
    issue_password(handler, by=administrator, at=timezone.now())
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass
    assert [one.to for one in mailoutbox] == [[former], ["elsewhere@example.org"]]
    assert "邮箱" in mailoutbox[0].body
    assert "elsewhere" not in mailoutbox[0].body
    handler.email = ""
    change_officer(handler, by=administrator, at=timezone.now())
    handler.email = former
    change_officer(handler, by=administrator, at=timezone.now())
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass
    assert [one.to for one in mailoutbox[2:]] == [["elsewhere@example.org"]], "where there was none, none is told"


def test_the_first_administrator_changes_the_password_and_sets_up_the_factor(client, db, capsys):
    call_command(
        "create_administrator",
        "boss",
        "--name",
        "王管理",
        "--office",
        credit_code(1),
        "--office-name",
        "六安市人民政府",
    )
    password = capsys.readouterr().out.replace("：", " ").split()[-1]
    boss = Officer.objects.get()
    assert log_in(client, boss, password=password).url == PASSWORD_PAGE
    change = {"old_password": password, "new_password1": PASSWORD, "new_password2": PASSWORD}
    client.post(PASSWORD_PAGE, change)
    assert client.get("/admin/login/").url == ENROL_PAGE
    client.get(ENROL_PAGE)
    client.post(ENROL_PAGE, {"code": code_at(secret_in_hand(boss), timezone.now())})
    assert is_inside(client)


@pytest.mark.parametrize("bad", ["short-1", "123456789012", "password1234", "officername1", PASSWORD])
def test_a_bad_new_password_is_refused(client, bureau, bad, clock):
    officer = with_password(officer_in(bureau, Role.HANDLER))
    Officer.objects.filter(pk=officer.pk).update(username="officername", must_change_password=True)
    officer.refresh_from_db()
    log_in(client, officer)
    change = {"old_password": PASSWORD, "new_password1": bad, "new_password2": bad}
    assert client.post(PASSWORD_PAGE, change).context["form"].errors
    assert not is_inside(client)


def test_what_is_open_before_the_proofs_is_a_short_list():
    assert set(OPEN) == {
        "admin:password_change",
        "admin:password_change_done",
        "admin:second_factor_enrol",
        "admin:logout",
        "admin:jsi18n",
    }
