"""Nothing of a sender where it does not belong: public pages, addresses, logs, the outbox, duties, other offices."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from departments.models import Duty, DutyEvent
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import deliver_next
from interaction.intake import views
from interaction.models import Message, MessageEvent, PublicCopy
from tests.factories.interaction import MONDAY, PARTS
from tests.interaction.intake.conftest import LETTER, Citizen, citizen, clock, text_of

__all__ = ["citizen", "clock"]
pytestmark = pytest.mark.django_db

NAME, PHONE, EMAIL, ADDRESS, IDENTITY = (
    "欧阳明月",
    "13856400017",
    "mingyue@example.org",
    "梅山路十二号",
    "34240119800101001X",
)
SECRETS = (NAME, PHONE, "138 5640 0017", EMAIL, ADDRESS, IDENTITY)
FULL = {
    "email": EMAIL,
    "address": ADDRESS,
    "consents": "on",
    "subject": f"{NAME}反映路灯不亮",
    "text": f"我是{NAME}，电话{PHONE}，身份证{IDENTITY}，住{ADDRESS}。路灯不亮，请尽快修复。",
}


def assert_silent(text: str, where: str) -> None:
    for secret in SECRETS:
        assert secret not in text, f"{secret} stands in {where}"


class Collector(logging.Handler):
    """Keeps every line, with the tracebacks, from the first fixture to the end of the test."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log(monkeypatch) -> Iterator[Callable[[], str]]:
    """Return everything that was logged, every logger at its most talkative."""
    collector, root = Collector(), logging.getLogger()
    for logger in [root, *map(logging.getLogger, logging.root.manager.loggerDict)]:
        monkeypatch.setattr(logger, "level", logging.DEBUG)
        monkeypatch.setattr(logger, "disabled", False)
        logger._cache.clear()
    root.addHandler(collector)
    logging.getLogger("django.request").debug("the log is listening")
    yield lambda: "\n".join(collector.lines)
    root.removeHandler(collector)
    assert "the log is listening" in collector.lines
    root.manager._clear_cache()


@pytest.fixture
def journey(citizen: Citizen, mailbox, handler, reviewer, other_bureau, log) -> dict[str, str]:
    """A letter full of personal data goes all the way, by page, admin and mail; return its number and code."""
    number, code = citizen.write(mailbox, **FULL)
    citizen.ask(number, code)
    citizen.client.get(reverse("interaction:progress"))
    message = Message.objects.get()
    office, review = Client(), Client()
    for browser, officer in ((office, handler), (review, reviewer)):
        browser.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
    page = f"/admin/interaction/message/{message.pk}"
    parts = {
        name: getattr(PARTS, name) for name in ("law_and_policy", "progress", "facts", "next_step", "contact_phone")
    }
    office.post(f"{page}/accept/")
    office.post(f"{page}/draft/", parts)
    office.post(f"{page}/submit/")
    review.get(f"{page}/send/")
    public = {"visibility": "public", "public_subject": FULL["subject"], "public_text": FULL["text"]}
    review.post(f"{page}/send/", public)
    while deliver_next(now=MONDAY + timedelta(days=36_500)):
        pass
    return {"number": number, "code": code}


def test_logs_name_nobody_and_no_code(journey, log):
    assert Message.objects.get().status == "closed"
    assert len(mail.outbox) == 3
    assert_silent(log(), "the log")
    assert journey["code"] not in log()


def test_public_pages_name_nobody(journey, client):
    answer = reverse("interaction:answer", args=[PublicCopy.objects.get().pk])
    for address in (reverse("interaction:mailboxes"), reverse("interaction:answers"), answer, reverse("pages:home")):
        assert_silent(text_of(client.get(address)), address)
    assert "欧阳**" in text_of(client.get(answer))
    assert journey["number"] not in text_of(client.get(answer))


def test_tables_around_the_message_name_nobody(journey):
    for model in (Duty, DutyEvent, OutboxEntry, MessageEvent, apps.get_model("admin", "LogEntry")):
        stored = str(list(model.objects.values()))
        assert_silent(stored, model.__name__)
        assert journey["code"].replace("-", "") not in stored


def test_another_office_finds_no_trace(journey, outsider):
    client = Client()
    client.force_login(outsider, backend="departments.officers.backends.AssignmentBackend")
    message = Message.objects.get()
    for address in ("/admin/", "/admin/interaction/message/", f"/admin/interaction/message/?q={NAME}"):
        page = text_of(client.get(address)).replace(f'value="{NAME}"', "")
        assert_silent(page, address)
        assert message.receipt_number not in page
    assert client.get(f"/admin/interaction/message/{message.pk}/change/").status_code == 404


def test_an_error_page_and_its_log_tell_nothing_of_what_was_typed(citizen, mailbox, monkeypatch, log):
    def fail(**kwargs: object) -> None:
        raise RuntimeError("something broke")

    monkeypatch.setattr(views, "submit_message", fail)
    citizen.client.raise_request_exception = False
    page = citizen.send(mailbox, **FULL)
    assert page.status_code == 500
    assert_silent(text_of(page), "the error page")
    assert_silent(log(), "the log")
    assert LETTER["subject"] not in log()


def test_the_report_of_an_error_hides_what_was_typed(citizen, mailbox, monkeypatch, rf):
    """Django can mail error reports with the fields of the form; those of the letter are starred."""
    from django.views.debug import SafeExceptionReporterFilter

    seen = []

    def fail(**kwargs: object) -> None:
        raise RuntimeError("something broke")

    def keep(sender, request, **kwargs) -> None:
        seen.append(dict(SafeExceptionReporterFilter().get_post_parameters(request)))

    from django.core.signals import got_request_exception

    monkeypatch.setattr(views, "submit_message", fail)
    got_request_exception.connect(keep)
    try:
        citizen.client.raise_request_exception = False
        citizen.send(mailbox, **FULL)
    finally:
        got_request_exception.disconnect(keep)
    assert_silent(str(seen), "the report")


def test_addresses_and_cookies_carry_no_secret(citizen, mailbox):
    response = citizen.send(mailbox, **FULL)
    code = text_of(citizen.client.get(response.url)).split('<dd class="big">')[2][:14]
    cookie = citizen.client.cookies["letter"].value
    assert_silent(response.url + cookie, "address and cookie")
    assert code not in cookie
    assert response.url == reverse("interaction:receipt")
