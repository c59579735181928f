"""How long a log-in lasts, what ends it, and what the log-in page says of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from departments.officers.access.services import reset_factor
from departments.officers.access.sessions import NOTED_EVERY, SEEN
from departments.officers.services import bar_officer, issue_password
from tests.departments.officers.access.conftest import (
    NOON,
    PASSWORD,
    code_at,
    enrolled,
    give_code,
    is_inside,
    log_in,
)

pytestmark = pytest.mark.django_db

IDLE, LONGEST = settings.SESSION_IDLE, settings.SESSION_LONGEST
SECOND = timedelta(seconds=1)


def said(browser: Client) -> str:
    """Return what the log-in page says above its form."""
    page = browser.get("/admin/login/").content.decode()
    _before, _found, rest = page.partition('class="access-note" role="status">')
    return rest.partition("</p>")[0]


def test_the_limits_are_half_an_hour_and_eight_hours():
    assert (IDLE, LONGEST) == (timedelta(minutes=30), timedelta(hours=8))


def test_after_half_an_hour_without_a_sign_the_log_in_is_over_and_the_page_says_why(in_by_password, handler, clock):
    browser = in_by_password(handler)
    clock.move_to(NOON + IDLE)
    assert is_inside(browser)
    clock.move_to(NOON + IDLE + IDLE + SECOND)
    assert browser.get("/api/v1/messages/").status_code in {401, 403}
    assert not is_inside(browser)
    assert "30分钟没有操作" in said(browser)
    assert said(browser) == ""


def test_who_works_on_stays_in_for_eight_hours_and_no_longer(in_by_password, handler, clock):
    browser = in_by_password(handler)
    for quarters in range(1, 33):
        clock.move_to(NOON + timedelta(minutes=15) * quarters)
        assert is_inside(browser), quarters
    clock.move_to(NOON + LONGEST + SECOND)
    assert not is_inside(browser)
    assert "最长8小时" in said(browser)


def test_the_next_morning_the_page_still_says_why(in_by_password, handler, clock):
    browser = in_by_password(handler)
    clock.move_to(NOON + timedelta(hours=20))
    assert not is_inside(browser)
    assert said(browser)


def test_the_time_of_last_use_is_written_once_a_minute(in_by_password, handler, clock):
    browser = in_by_password(handler)
    is_inside(browser)
    before = browser.session[SEEN]
    clock.move_to(NOON + NOTED_EVERY - SECOND)
    is_inside(browser)
    assert browser.session[SEEN] == before
    clock.move_to(NOON + NOTED_EVERY)
    is_inside(browser)
    assert browser.session[SEEN] == before + NOTED_EVERY.total_seconds()


def test_a_session_without_stamps_is_over(client, handler):
    client.force_login(handler)
    session = client.session
    for name in [name for name in session.keys() if name.startswith("log_in_")]:
        del session[name]
    session.save()
    assert not is_inside(client)


def test_a_changed_password_ends_every_other_session_and_keeps_this_one(in_by_password, handler, clock):
    here, there = in_by_password(handler), Client()
    log_in(there, handler)
    change = {
        "old_password": PASSWORD,
        "new_password1": "另一个足够长的新密码 77",
        "new_password2": "另一个足够长的新密码 77",
    }
    assert here.post("/admin/password_change/", change).status_code == 302
    assert is_inside(here)
    assert not is_inside(there)
    assert "密码" in said(there)


@pytest.mark.parametrize("what", ["issued", "barred", "reset"])
def test_what_an_administrator_does_ends_every_session(in_by_password, handler, administrator, clock, what):
    secret, _codes = enrolled(handler)
    browser = in_by_password(handler, code_at(secret))
    assert is_inside(browser)
    if what == "issued":
        issue_password(handler, by=administrator, at=NOON)
    elif what == "barred":
        bar_officer(handler, by=administrator, at=NOON)
    else:
        reset_factor(handler, by=administrator, at=NOON, reason="手机丢失")
    assert not is_inside(browser)
    assert browser.get("/api/v1/messages/").status_code in {401, 403}
    assert "失效" in said(browser)


def test_logging_out_removes_the_session(in_by_password, handler, clock):
    browser = in_by_password(handler)
    assert browser.post("/admin/logout/").status_code == 200
    assert not Session.objects.exists()
    assert not is_inside(browser)


def test_a_session_known_before_the_log_in_is_worth_nothing_after_it(client, handler, clock):
    secret, _codes = enrolled(handler)
    handler.set_password(PASSWORD)
    handler.save()
    log_in(client, handler)
    waiting = client.cookies["sessionid"].value
    give_code(client, code_at(secret))
    thief = Client()
    thief.cookies["sessionid"] = waiting
    assert not is_inside(thief)
    assert thief.get("/admin/login/code/").url == "/admin/login/"


def test_a_reader_without_a_session_is_not_looked_up_and_gets_no_cookie(client, db):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/")
    assert answer.status_code == 200
    assert not [one for one in asked if "session" in one["sql"] or "officer" in one["sql"]]
    assert not answer.cookies


def test_what_a_logged_in_officer_is_shown_goes_into_no_cache(in_by_password, handler, clock):
    browser = in_by_password(handler)
    for address in ("/", "/admin/", "/admin/second-factor/", "/api/v1/messages/", "/supervision/", "/admin/jsi18n/"):
        assert "no-store" in browser.get(address)["Cache-Control"], address
