"""What was typed while the log-in ended is not lost: shown after the next one, sent on by a click, to nobody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.middleware.csrf import rotate_token
from django.test import Client, RequestFactory

from departments.officers.access.unsent import MOST_CHARACTERS, UNSENT
from interaction.messages.statuses import MessageStatus
from interaction.models import Reply
from tests.departments.officers.access.conftest import NOON, code_at, enrolled, give_code, log_in, with_password
from tests.factories.interaction import MailboxFactory, bring_to

pytestmark = pytest.mark.django_db

TOO_LATE = NOON + settings.SESSION_IDLE + timedelta(seconds=1)
LONG_TEXT = "经现场核实，路灯线路老化，已列入改造计划。"
TYPED = {"facts": LONG_TEXT, "progress": "很快", "contact_phone": "0564-3379001"}
SHOWN_AT = "/admin/login/unsent/"


@pytest.fixture
def draft_page(bureau, handler, reviewer) -> str:
    """The page on which the handler writes a reply."""
    mailbox = MailboxFactory(department=bureau)
    message = bring_to(MessageStatus.ACCEPTED, mailbox, handler=handler, reviewer=reviewer)
    return f"/admin/interaction/message/{message.pk}/draft/"


@pytest.fixture
def overtaken(in_by_password, handler, clock, draft_page) -> Client:
    """The handler's browser, after a reply was sent a second too late."""
    browser = in_by_password(handler)
    clock.move_to(TOO_LATE)
    answer = browser.post(draft_page, {**TYPED, "_save": "保存", "check": "检查并显示"})
    assert answer.url.startswith("/admin/login/")
    return browser


def sent_on(page: str) -> tuple[str, dict[str, str]]:
    """Return where the form of the page leads and what it carries."""
    form = page.partition('<form method="post" action="/admin/interaction')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    hidden.pop("csrfmiddlewaretoken", None)
    return "/admin/interaction" + form.partition('"')[0], {name: unescape(value) for name, value in hidden.items()}


def test_what_was_typed_is_shown_after_the_next_log_in_and_sent_on_by_a_click(overtaken, handler, draft_page):
    assert not Reply.objects.exists()
    assert log_in(overtaken, handler).url == SHOWN_AT
    page = overtaken.get(SHOWN_AT).content.decode()
    assert re.findall(r"<pre[^>]*>([^<]*)</pre>", page) == [LONG_TEXT, "很快"]
    path, typed = sent_on(page)
    assert (path, typed) == (draft_page, {**TYPED, "_save": "保存", "check": "检查并显示"})
    assert overtaken.post(path, typed).status_code == 302
    assert Reply.objects.get().facts == LONG_TEXT
    assert UNSENT not in overtaken.session
    assert overtaken.get(SHOWN_AT).url == "/admin/"


def test_it_waits_for_the_second_factor_too(in_by_password, handler, clock, draft_page):
    secret, _codes = enrolled(with_password(handler))
    browser = in_by_password(handler, code_at(secret))
    clock.move_to(TOO_LATE)
    browser.post(draft_page, {"facts": LONG_TEXT})
    log_in(browser, handler)
    assert browser.get(SHOWN_AT).status_code == 302
    assert give_code(browser, code_at(secret, TOO_LATE)).url == SHOWN_AT
    assert LONG_TEXT in browser.get(SHOWN_AT).content.decode()


def test_it_can_be_thrown_away(overtaken, handler, draft_page):
    log_in(overtaken, handler)
    assert overtaken.post(SHOWN_AT).url == draft_page
    assert overtaken.get(SHOWN_AT).url == "/admin/"
    assert not Reply.objects.exists()


def test_another_officer_at_the_same_browser_sees_nothing_of_it(overtaken, supervisor):
    log_in(overtaken, with_password(supervisor))
    assert UNSENT not in overtaken.session
    assert LONG_TEXT not in overtaken.get(SHOWN_AT, follow=True).content.decode()


def test_it_is_kept_also_when_another_page_of_the_browser_met_the_end_first(in_by_password, handler, clock, draft_page):
    browser = in_by_password(handler)
    clock.move_to(TOO_LATE)
    browser.get("/admin/")
    browser.post(draft_page, {"facts": LONG_TEXT})
    assert log_in(browser, handler).url == SHOWN_AT


def test_of_files_the_names_alone_are_kept(in_by_password, handler, clock, draft_page):
    browser = in_by_password(handler)
    clock.move_to(TOO_LATE)
    browser.post(draft_page, {"facts": LONG_TEXT, "file": SimpleUploadedFile("清单.xlsx", b"x")})
    log_in(browser, handler)
    assert "清单.xlsx" in browser.get(SHOWN_AT).content.decode()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/admin/password_change/", {"old_password": "geheim"}),
        ("/admin/second-factor/enrol/", {"code": "123456"}),
        ("/messages/write/", {"text": LONG_TEXT}),
        ("/admin/departments/officer/", {"note": "x" * (MOST_CHARACTERS + 1)}),
    ],
)
def test_no_secret_and_nothing_from_elsewhere_is_kept_and_nothing_endless(in_by_password, handler, clock, path, typed):
    browser = in_by_password(handler)
    clock.move_to(TOO_LATE)
    browser.post(path, typed)
    assert UNSENT not in browser.session


@pytest.fixture
def checked(handler) -> Client:
    """A browser of the handler whose tokens are checked, with the token of its first log-in."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(handler)
    return browser


def token_of(browser: Client, path: str) -> str:
    return browser.get(path).context["csrf_token"]


def test_a_form_that_stood_open_while_its_officer_logged_in_anew_is_sent_on_by_a_click(
    checked, handler, clock, draft_page
):
    old = str(token_of(checked, draft_page))
    checked.force_login(handler)
    rotate_token(request := RequestFactory().get("/"))
    checked.cookies[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    typed = {"facts": LONG_TEXT, "csrfmiddlewaretoken": old}
    assert checked.post(draft_page, typed).url == SHOWN_AT
    assert not Reply.objects.exists()
    page = checked.get(SHOWN_AT)
    path, again = sent_on(page.content.decode())
    sent = checked.post(path, again | {"csrfmiddlewaretoken": str(page.context["csrf_token"])})
    assert sent.status_code == 302
    assert Reply.objects.get().facts == LONG_TEXT


@pytest.mark.parametrize("more", [{}, {"HTTP_ORIGIN": "https://elsewhere.example"}])
def test_a_form_without_token_or_from_elsewhere_is_refused_as_ever(checked, clock, draft_page, more):
    token_of(checked, draft_page)
    token = {"csrfmiddlewaretoken": "a" * 64} if more else {}
    answer = checked.post(draft_page, {"facts": LONG_TEXT, **token}, **more)
    assert answer.status_code == 403
    assert UNSENT not in checked.session


def test_a_stranger_leaves_nothing_in_a_session(client, draft_page):
    client.post(draft_page, {"facts": LONG_TEXT})
    assert UNSENT not in client.session
