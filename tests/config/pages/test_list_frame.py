"""The frame of a list is rendered once for many; what belongs to one officer stands in no other's page."""

import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import escape

from config.pages import list_frame
from departments.officers.roles import Role
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db
DUTIES = "/admin/departments/duty/"
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture(autouse=True)
def _no_frame_is_kept():
    list_frame._kept.clear()


def desk_of(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def named(officer, name):
    officer.name = name
    officer.save()
    return officer


def test_two_officers_share_a_frame_but_neither_name_nor_token(bureau):
    first, second = (named(officer_in(bureau, Role.HANDLER), name) for name in ("欧阳<明>", "司马亮"))
    pages = [desk_of(officer).get(DUTIES).text for officer in (first, second)]
    assert len(list_frame._kept) == 1
    assert escape(first.name) in pages[0]
    assert first.name not in pages[0]
    assert second.name in pages[1]
    assert "欧阳" not in pages[1]
    tokens = [TOKENS.findall(page) for page in pages]
    assert len(tokens[0]) == len(tokens[1]) == 2  # to log out, and for what is done to rows
    assert not set(tokens[0]) & set(tokens[1])


def test_nothing_stands_in_for_something_any_more(bureau):
    page = desk_of(officer_in(bureau, Role.HANDLER)).get(DUTIES).text
    assert list_frame._BOUNDARY not in page


def test_another_role_has_another_menu(bureau):
    handler, author = (desk_of(officer_in(bureau, role)) for role in (Role.HANDLER, Role.AUTHOR))
    assert "/admin/interaction/message/" in handler.get(DUTIES).text
    assert "/admin/interaction/message/" not in author.get(DUTIES).text


def test_a_role_that_ends_takes_its_tables_away_at_once(bureau):
    officer = officer_in(bureau, Role.HANDLER, Role.AUTHOR)
    desk = desk_of(officer)
    assert "/admin/interaction/message/" in desk.get(DUTIES).text
    officer.assignments.filter(role=Role.HANDLER).delete()
    assert "/admin/interaction/message/" not in desk.get(DUTIES).text


def test_each_language_mode_and_window_has_its_own(bureau):
    desk = desk_of(officer_in(bureau, Role.HANDLER))
    plain = desk.get(DUTIES).text
    assert 'lang="zh-hans"' in plain
    assert 'id="nav-sidebar"' in plain
    assert 'id="nav-sidebar"' not in desk.get(f"{DUTIES}?_popup=1").text
    desk.cookies["mode"] = "elder"
    assert re.search(r'<body class="[^"]*\belder\b', desk.get(DUTIES).text)
    assert not re.search(r'<body class="[^"]*\belder\b', plain)
    desk.cookies["django_language"] = "zh-hant"
    assert 'lang="zh-hant"' in desk.get(DUTIES).text


def test_the_desk_of_supervisors_is_offered_to_them_alone(bureau, supervisor):
    assert "/supervision/" in desk_of(supervisor).get(DUTIES).text
    assert "/supervision/" not in desk_of(officer_in(bureau, Role.HANDLER)).get(DUTIES).text


def test_what_an_officer_is_told_stands_in_the_page_once_and_escaped(bureau):
    desk = desk_of(officer_in(bureau, Role.HANDLER))
    desk.get(DUTIES)
    response = HttpResponse()
    request = RequestFactory().get("/")
    request.session = desk.session
    storage = FallbackStorage(request)
    storage.add(messages.WARNING, "<b>路灯</b>")
    storage.update(response)
    request.session.save()
    desk.cookies.update(response.cookies)
    page = desk.get(DUTIES).text
    assert (
        page.split('class="messagelist"')[1].split("</ul>")[0].count('<li class="warning">&lt;b&gt;路灯&lt;/b&gt;</li>')
        == 1
    )
    assert "messagelist" not in desk.get(DUTIES).text


def test_kept_frames_are_bounded(bureau, monkeypatch):
    monkeypatch.setattr(list_frame._kept, "most", 2)
    desk = desk_of(officer_in(bureau, Role.HANDLER))
    for address in (DUTIES, "/admin/interaction/message/", f"{DUTIES}?_popup=1"):
        assert desk.get(address).status_code == 200
    assert len(list_frame._kept) <= 2
