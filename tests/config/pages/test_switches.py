"""The reader's two switches: large print and language. They remember, lead back, and lead nowhere else."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

ONE_YEAR = 365 * 24 * 3600


def test_large_print_is_remembered_for_a_year_and_leads_back(client):
    answer = client.post(reverse("pages:mode"), {"mode": "elder", "next": "/offices/?q=%E7%8E%AF"})
    assert (answer.status_code, answer.url) == (302, "/offices/?q=%E7%8E%AF")
    assert answer.cookies["mode"]["max-age"] == ONE_YEAR
    assert 'data-mode="elder"' in client.get("/").content.decode()


def test_large_print_can_be_switched_off(client):
    client.post(reverse("pages:mode"), {"mode": "elder"})
    client.post(reverse("pages:mode"), {"mode": "plain"})
    assert "data-mode" not in client.get("/").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_language_is_remembered(client, language):
    client.post(reverse("pages:language"), {"language": language, "next": "/"})
    assert f'<html lang="{language}"' in client.get("/").content.decode()


def test_an_unknown_language_changes_nothing(client):
    answer = client.post(reverse("pages:language"), {"language": "xx", "next": "/"})
    assert answer.status_code == 302
    assert not answer.cookies


def test_without_a_choice_the_site_speaks_simplified_chinese_whatever_the_browser_asks(client):
    text = client.get("/", headers={"accept-language": "en-GB,en"}).content.decode()
    assert '<html lang="zh-hans"' in text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "http:///evil.example"],
)
@pytest.mark.parametrize("name", ["pages:mode", "pages:language"])
def test_a_switch_never_leads_to_another_site(client, name, elsewhere):
    answer = client.post(reverse(name), {"next": elsewhere, "mode": "elder", "language": "en"})
    assert answer.url == reverse("pages:home")


@pytest.mark.parametrize("name", ["pages:mode", "pages:language"])
def test_a_switch_is_no_link_and_says_so(client, name):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "只接收其他页面上按钮提交的内容" in answer.content.decode()
