"""Simplified Chinese is complete: no Latin word stands on any page outside a short list of names and units."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

from departments.models import DeadlineRule
from tests.scene import NOT_PAGES, build_scene, officers_pages, own_pages, public_pages, route_names, ticket_for

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

ALLOWED = {
    "API", "CSV", "XLSX", "JSON", "PDF", "DOCX", "OFD", "JPG", "PNG", "MB", "KB", "ICP", "Word", "Excel",
    "WCAG", "AA", "GB", "Cookie", "Tab", "IP", "ID", "LD", "BM", "GET", "POST", "OpenAPI",
    "Atom", "ETag", "Frictionless", "HTML",
}  # fmt: skip
"""Names, units and formats that Chinese writes in Latin letters."""

SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content", "data-l", "data-more", "data-less", "label"}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’-]*")
CODE = re.compile(r"\S*(?:[A-Za-z]\S*\d|\d\S*[A-Za-z]|[@/_.]\S*[A-Za-z]|[A-Za-z]\S*[@/_])\S*")
"""What is no word of a language: codes, addresses, file names."""


class ReadText(HTMLParser):
    """Collects what a reader sees or hears; what is marked as another language is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        foreign = tag != "html" and "lang" in known
        if tag not in VOID and (self.silent or foreign or tag in {"script", "style", "code"}):
            self.silent.append(tag)
        elif not self.silent:
            shown = SHOWN_ATTRIBUTES - ({"content"} if tag == "meta" and known.get("name") != "description" else set())
            self.words += [value for name, value in attributes if name in shown and value]
            if tag == "input" and known.get("type") in {"submit", "button", "reset"}:
                self.words.append(known.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


VOID = {"input", "br", "img", "meta", "link", "hr", "source", "col", "path", "use"}


def latin_words(html: str) -> set[str]:
    reader = ReadText()
    reader.feed(html)
    text = CODE.sub(" ", " ".join(reader.words))
    return {word for word in WORD.findall(text) if len(word) > 1} - ALLOWED


@pytest.fixture
def scene(db):
    return build_scene()


@pytest.fixture
def demo(settings):
    settings.IS_DEMO = True


def test_the_reader_of_this_test_sees_what_people_see():
    html = '<p title="Good">早上 <b>morning</b><i lang="en">x y z</i><input value="typed"></p><script>let it</script>'
    assert latin_words(html) == {"Good", "morning"}
    assert latin_words("<p>11990000000000014T LD-20261123-0007 a@b.cn /x/y 附件.pdf</p>") == set()


def test_every_page_of_the_site_is_on_the_list(scene):
    listed = {name.split(" ")[0] for name in public_pages(scene)} | set(own_pages()) | set(officers_pages())
    assert set(route_names()) - listed - set(NOT_PAGES) == set()


def test_no_latin_word_stands_on_a_public_page(client, scene, demo):
    faults = {}
    for name, address in public_pages(scene).items():
        answer = client.get(address)
        assert answer.status_code in {200, 404, 410}, (name, answer.status_code)
        faults[name] = latin_words(answer.content.decode())
    assert {name: words for name, words in faults.items() if words} == {}


def test_no_latin_word_stands_on_the_pages_of_a_letter_writer(client, scene, demo):
    faults = {}
    for message in (scene.letter, scene.answered):
        for name, address in own_pages().items():
            cookie, value = ticket_for(message, "ABCD2345EFGH")
            client.cookies[cookie] = value
            answer = client.get(address)
            assert answer.status_code == 200
            faults[name, message.status] = latin_words(answer.content.decode())
    assert {name: words for name, words in faults.items() if words} == {}


def test_no_latin_word_stands_on_an_officers_page(client, scene, demo):
    client.force_login(scene.chief)
    codes = {scene.chief.username, *DeadlineRule.objects.values_list("code", flat=True)}
    faults = {}
    for name, address in officers_pages().items():
        answer = client.get(address, follow=True)
        assert answer.status_code in {200, 403}, (name, answer.status_code)
        faults[name] = latin_words(answer.content.decode()) - codes
    assert {name: words for name, words in faults.items() if words} == {}


def test_no_latin_word_stands_on_the_log_in_and_on_refused_forms(client, scene, demo):
    pages = {
        "log-in": client.get("/admin/login/"),
        "wrong log-in": client.post("/admin/login/", {"username": "x1", "password": "y1"}),
        "empty letter": client.post(public_pages(scene)["interaction:write"], {}),
        "empty query": client.post(public_pages(scene)["interaction:query"], {}),
        "wrong filter": client.get("/items/?year=abc1&office=1&genre=1"),
    }
    faults = {name: latin_words(answer.content.decode()) for name, answer in pages.items()}
    assert {name: words for name, words in faults.items() if words} == {}


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_every_public_page_speaks_the_other_languages_too(client, scene, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for name, address in public_pages(scene).items():
        text = client.get(address).content.decode()
        assert f'<html lang="{language}"' in text, name


def test_the_interface_is_really_translated(client, scene):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hant"
    assert "無障礙" in client.get("/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Accessibility" in client.get("/").content.decode()
