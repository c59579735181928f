"""Every answer of the site carries the headers that keep strangers' code, frames and caches out."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from departments.officers.roles import Role
from tests.config.test_route_walk import body_of, walk
from tests.config.world import build_world
from tests.factories.departments import officer_in
from tests.scene import build_scene, own_pages, ticket_for

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OWN = ("/admin/", "/supervision/", "/api/v1/messages/")
"""What shows an officer more than the public sees."""

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/(?:ld\+)?json)\")|\son\w+=|\sstyle=|<style\b|javascript:"
)


def policy_of(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.get("Content-Security-Policy", "").split(";"))
    return {name: value for name, _space, value in parts}


def faults_of(answer) -> list[str]:
    """Return what an answer lacks, in a word each."""
    found = [name for name, value in FIXED.items() if answer.get(name) != value]
    if policy_of(answer) != POLICY and policy_of(answer).get("default-src") != "'none'":  # a stranger's file: stricter
        found.append("Content-Security-Policy")
    if "camera=()" not in answer.get("Permissions-Policy", "") or "geolocation=()" not in answer["Permissions-Policy"]:
        found.append("Permissions-Policy")
    return found


@pytest.fixture
def world(bureau):
    return build_world(bureau)


def test_no_answer_to_a_stranger_lacks_a_header(world):
    lacking = [
        f"{visit.method} {visit.address}: {answer.status_code} {found}"
        for visit, answer in walk(world, Client())
        if (found := faults_of(answer))
    ]
    assert lacking == []


def test_what_an_officer_is_answered_has_every_header_no_inline_code_and_goes_into_no_cache(world, city):
    """On every route, as an officer who holds every role and so sees the most.

    The policy would stop script and style of a page's own; here they would be seen as well.
    """
    browser = Client()
    browser.force_login(officer_in(city, *Role))
    lacking, inline, kept, asked = [], [], [], 0
    for visit, answer in walk(world, browser):
        asked += 1
        where = f"{visit.method} {visit.address}"
        if found := faults_of(answer):
            lacking.append(f"{where}: {answer.status_code} {found}")
        if visit.address.startswith(OWN) and "no-store" not in answer.get("Cache-Control", ""):
            kept.append(f"{where}: {answer.get('Cache-Control')}")
        is_page = visit.method == "get" and answer.get("Content-Type", "").startswith("text/html")
        if is_page and (written := INLINE.findall(body_of(answer))):
            inline.append(f"{where}: {written[:3]}")
    assert (lacking, inline, kept) == ([], [], [])
    assert asked > 150


def test_the_policy_allows_nothing_inline_and_nothing_evaluated():
    told = str(settings.CONTENT_SECURITY_POLICY)
    assert "unsafe" not in told
    assert "*" not in told


def test_answers_that_no_view_gave_have_the_headers_too(client, db):
    client.raise_request_exception = False
    for address in ("/nowhere/", "/admin/nowhere/", "/api/v1/nowhere/", "/x%00y", "/items/?year=abc"):
        assert faults_of(client.get(address)) == [], address
    for address in ("/admin/login/", "/messages/query/"):
        strict = Client(enforce_csrf_checks=True)
        assert faults_of(strict.post(address, {"a": "b"})) == [], address


def test_the_pages_of_a_letter_writer_and_of_the_log_in_go_into_no_cache(client):
    scene = build_scene()
    for message in (scene.letter, scene.answered):
        name, value = ticket_for(message, "ABCD2345EFGH")
        client.cookies[name] = value
        for address in own_pages().values():
            assert "no-store" in client.get(address)["Cache-Control"], address
    for address in ("/admin/login/", "/admin/login/code/", "/messages/query/", "/admin/"):
        assert "no-store" in Client().get(address)["Cache-Control"], address


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=31536000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SECURE_HSTS_PRELOAD=True,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)
def test_over_https_browsers_are_told_to_stay_there_and_cookies_go_nowhere_else(db, handler):
    browser = Client()
    assert browser.get("/").url == "https://testserver/"
    answer = browser.get("/admin/login/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert faults_of(answer) == []
    handler.set_password("正是河豚欲上时 2026")
    handler.save()
    fresh = Client()
    fresh.post("/admin/login/", {"username": handler.username, "password": "正是河豚欲上时 2026"}, secure=True)
    assert fresh.cookies["sessionid"]["secure"]
    assert fresh.cookies["sessionid"]["httponly"]
    assert fresh.cookies["sessionid"]["samesite"] == "Lax"
