"""The parts of pages that are alike are rendered once for each set of facts, and never show those of another reader."""

import pytest
from django.urls import reverse

from config.pages.frame import HERE, _render_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    _render_once.cache_clear()


def body(client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_frame_is_rendered_once_for_many_pages(client):
    for query in range(5):
        body(client, f"/offices/?q={query}")
    assert _render_once.cache_info().misses == 3  # what stands in <head>, the head and the foot of the page


def test_each_page_leads_back_to_itself_safely(client):
    for path in ("/offices/?q=a", "/offices/?q=b%22%3E%3Cscript%3E"):
        html = body(client, path)
        assert f'name="next" value="{path}"' in html
        assert HERE not in html


def test_modes_languages_sections_and_readers_do_not_mix(client, supervisor):
    plain = body(client, "/offices/")
    client.cookies["mode"] = "elder"
    assert 'aria-pressed="true"' in body(client, "/offices/")
    client.cookies["django_language"] = "en"
    assert "Staff" in body(client, "/offices/")
    client.cookies.clear()
    assert body(client, "/privacy/") != plain
    client.force_login(supervisor)
    assert reverse("reports:dashboard") in body(client, "/offices/")
    client.logout()
    assert reverse("reports:dashboard") not in body(client, "/offices/")


def test_the_identity_of_the_site_is_not_kept_from_another(client, settings):
    body(client, "/offices/")
    settings.SITE_IDENTITY = {**settings.SITE_IDENTITY, "name": "另一个平台"}
    assert "另一个平台</span>" in body(client, "/offices/")
