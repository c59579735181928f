"""Error pages: they come out in any state, say what to do, and name nobody."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from config.urls import handler500  # noqa: F401 — read by Django
from config.urls import urlpatterns as site_urls

ADDRESS = "zhang.san@example.org"


def broken(request):
    raise RuntimeError(ADDRESS)


def forbidden(request):
    raise PermissionDenied(ADDRESS)


def malformed(request):
    raise BadRequest(ADDRESS)


urlpatterns = [
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("malformed/", malformed),
    *site_urls,
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status"), [("/broken/", 500), ("/forbidden/", 403), ("/malformed/", 400), ("/nowhere/", 404)]
)
def test_an_error_page_shows_nothing_of_the_error(address, status):
    answer = Client(raise_request_exception=False).get(f"{address}?name={ADDRESS}")
    text = answer.content.decode()
    assert answer.status_code == status
    assert "<h1" in text
    assert "RuntimeError" not in text
    assert text.count(ADDRESS) == (text.count('name="next"') if status in {403, 404} else 0)


@pytest.mark.urls(__name__)
def test_the_page_of_our_own_fault_comes_out_without_a_database():
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert 'href="/"' in answer.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("mode", "is_large"), [("elder", True), ("plain", False)])
def test_the_page_of_our_own_fault_keeps_the_large_print_of_its_reader(mode, is_large):
    visitor = Client(raise_request_exception=False)
    visitor.cookies["mode"] = mode
    assert ('data-mode="elder"' in visitor.get("/broken/").content.decode()) is is_large


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_standalone_pages_need_no_context(template):
    assert "<!DOCTYPE html>" in render_to_string(template)


@pytest.mark.parametrize("template", ["400.html", "500.html", "503.html"])
def test_the_standalone_pages_name_their_icon(template):
    """Else every browser asks for /favicon.ico, which costs a second error page while the site is in trouble."""
    assert '<link rel="icon" href="/static/img/mark.svg"' in render_to_string(template)


@pytest.mark.django_db
def test_an_expired_form_is_explained(settings):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "somebody", "password": "secret"})
    assert answer.status_code == 403
    assert "somebody" not in answer.content.decode()


@pytest.mark.django_db
def test_after_too_many_wrong_passwords_the_log_in_says_how_long_to_wait(client, settings):
    settings.AXES_FAILURE_LIMIT = 2
    for _ in range(3):
        answer = client.post("/admin/login/", {"username": "somebody", "password": "wrong"})
    text = answer.content.decode()
    assert answer.status_code == 429
    assert str(int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60) in text
    assert "somebody" not in text
