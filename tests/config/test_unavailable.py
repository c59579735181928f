"""What passes is told as such: 503, when to try again, what became of what was sent; everything else stays a fault."""

import errno
import logging
import re
from pathlib import Path

import psycopg2
import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from config.unavailable import is_passing
from foundation.caches import counters
from foundation.files.storing import WholeFileStorage
from interaction.models import Message, MessageAttachment
from tests.factories.interaction import MailboxFactory
from tests.foundation.files import samples
from tests.interaction.intake.conftest import Citizen, clock, text_of  # noqa: F401 - the clock is a fixture

ENGLISH = re.compile(r">[^<]*[A-Za-z]{3,}[^<]*<")
API_LETTER = {
    "mailbox": "box",
    "subject": "解放南路路灯多日不亮",
    "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？",
    "sender": {"name": "欧阳明月", "phone": "13856400017"},
    "has_read_privacy_notice": True,
}


def caused_by(kind: type[Exception], cause: Exception) -> Exception:
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


class ReadOnly(psycopg2.InternalError):
    pgcode = "25006"


class Aborted(psycopg2.InternalError):
    pgcode = "25P02"


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("connection refused"),
        InterfaceError("connection already closed"),
        caused_by(InternalError, ReadOnly("cannot execute INSERT in a read-only transaction")),
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EDQUOT, "full"),
    ],
)
def test_what_passes(error):
    assert is_passing(error)


@pytest.mark.parametrize(
    "error",
    [
        caused_by(InternalError, Aborted("current transaction is aborted")),
        IntegrityError("twice"),
        DataError("too long"),
        OSError(errno.EACCES, "forbidden"),
        RuntimeError("a bug"),
    ],
)
def test_what_does_not_pass(error):
    assert not is_passing(error)


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def no_database(monkeypatch) -> None:
    def refuse(self):
        raise OperationalError('connection to server at "127.0.0.1", port 5432 failed: Connection refused')

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/messages/", "/messages/write/mayor/", "/items/", "/admin/", "/supervision/"]
)
def test_without_a_database_every_page_is_polite(visitor, no_database, address, caplog):
    visitor.cookies["sessionid"] = "somebody"
    with caplog.at_level(logging.INFO):
        answer = visitor.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "no-store" in answer["Cache-Control"]
    assert "服务暂时中断" in text_of(answer)
    assert not ENGLISH.search(answer.content.decode())
    assert "127.0.0.1" not in text_of(answer)
    assert [record.getMessage() for record in caplog.records] == [f"unavailable: OperationalError  at {address}"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_database_the_interface_says_so_in_its_own_form(visitor, no_database, method):
    if method == "get":
        answer = visitor.get("/api/v1/departments/")
    else:
        answer = visitor.post("/api/v1/messages/", API_LETTER, "application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["detail"].isprintable()
    assert "半分钟" in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_statement_or_a_lock_that_takes_too_long_is_told_alike(visitor, monkeypatch):
    def wait(self, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 20; SELECT pg_sleep(5)")

    monkeypatch.setattr("interaction.intake.views.MailboxesView.get_context_data", wait)
    answer = visitor.get("/messages/")
    connection.close()  # with its setting
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


@pytest.mark.django_db
def test_what_was_sent_is_said_to_be_safe_to_send_again(clock, bureau, monkeypatch):  # noqa: F811
    mailbox = MailboxFactory(department=bureau)
    citizen = Citizen(clock)
    citizen.client.raise_request_exception = False
    hidden = citizen.open(mailbox)
    with monkeypatch.context() as outage:
        outage.setattr(
            "interaction.intake.views.submit_message", lambda **letter: (_ for _ in ()).throw(OperationalError("gone"))
        )
        answer = citizen.send(mailbox, hidden)
    assert answer.status_code == 503
    assert "刷新" in text_of(answer)
    assert Message.objects.count() == 0
    assert [citizen.send(mailbox, hidden).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_a_full_disk_refuses_the_letter_and_leaves_neither_row_nor_file(clock, bureau, monkeypatch):  # noqa: F811
    folder = Path(MessageAttachment._meta.get_field("file").storage.path(""))
    before = files_below(folder)
    mailbox = MailboxFactory(department=bureau)
    citizen = Citizen(clock)
    citizen.client.raise_request_exception = False
    hidden = citizen.open(mailbox)
    stored = []

    def second_is_too_much(self, part, name):
        if stored:
            raise OSError(errno.ENOSPC, "No space left on device")
        stored.append(name)
        return whole(self, part, name)

    whole = WholeFileStorage._name

    def attachments():
        return [SimpleUploadedFile(name, samples.PDF) for name in ("一.pdf", "二.pdf")]

    with monkeypatch.context() as full:
        full.setattr(WholeFileStorage, "_name", second_is_too_much)
        answer = citizen.send(mailbox, hidden, attachments=attachments())
    assert answer.status_code == 503
    assert len(stored) == 1
    assert (Message.objects.count(), MessageAttachment.objects.count()) == (0, 0)
    assert files_below(folder) == before
    assert citizen.send(mailbox, hidden, attachments=attachments()).status_code == 302
    assert len(files_below(folder) - before) == 2


# -- while Redis is away ----------------------------------------------------------------------------------------------
@pytest.fixture
def no_redis(settings) -> None:
    nowhere = {"LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": {"socket_connect_timeout": 0.2}}
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "foundation.caches.RememberingRedisCache", **nowhere},
        "counters": {"BACKEND": "foundation.caches.CountingRedisCache", **nowhere},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/messages/", "/items/", "/search/?q=路灯", "/policies/", "/money/", "/data/"]
)
def test_without_redis_every_page_comes_out(visitor, no_redis, address):
    assert visitor.get(address).status_code == 200


@pytest.mark.django_db
def test_without_redis_a_letter_is_taken_after_a_question(clock, bureau, no_redis):  # noqa: F811
    mailbox = MailboxFactory(department=bureau)
    citizen = Citizen(clock)
    hidden = citizen.open(mailbox)
    first, second, *_rest = re.split(r"[+:]", hidden["guard_question"])
    refused = citizen.send(mailbox, hidden, guard_answer="99")
    assert (refused.status_code, Message.objects.count()) == (200, 0)
    assert citizen.send(mailbox, hidden, guard_answer=str(int(first) + int(second))).status_code == 302
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_without_redis_each_process_counts_for_itself(visitor, no_redis, monkeypatch):
    caches["own"].clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**SimpleRateThrottle.THROTTLE_RATES, "anon": "2/min"})
    assert [visitor.get("/api/v1/departments/").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
def test_a_letter_sent_again_under_its_key_counts_once(visitor, bureau, monkeypatch):
    counters.clear()
    MailboxFactory(department=bureau, code="box")
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**SimpleRateThrottle.THROTTLE_RATES, "submit": "2/hour"})

    def send(key):
        headers = {"Idempotency-Key": key * 16}
        return visitor.post("/api/v1/messages/", API_LETTER, "application/json", headers=headers).status_code

    assert [send("a") for _ in range(4)] == [201, 200, 200, 200]
    assert [send("b"), send("c"), send("a")] == [201, 429, 200]
    assert Message.objects.count() == 2
    counters.clear()
