"""Uploaded files in a bucket: stored, served and missed as files in a directory are, over real HTTP."""

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import environ
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.embedded.ports import free_ports, is_listening
from config.stores import read_file_store
from config.watching import look_around
from foundation.files.serving import private_storage
from interaction.models import Message, MessageAttachment
from tests.factories.interaction import receive
from tests.foundation.files import samples
from tests.interaction.conftest import mailbox  # noqa: F401 — a fixture
from tests.interaction.intake.conftest import citizen, clock  # noqa: F401 — fixtures
from tests.processes import running, wait_until
from tests.receiver import says

KEY, SECRET, BUCKET = "city", "word/with+signs", "yangguang"


@pytest.fixture(scope="module")
def bucket_server(tmp_path_factory) -> Iterator[str]:
    """A server that speaks S3, with an empty bucket."""
    (port,) = free_ports(1)
    command = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    with running(*command, env=dict(os.environ), log=tmp_path_factory.mktemp("s3") / "log"):
        wait_until(lambda: is_listening(port), "the S3 server")
        address = f"http://127.0.0.1:{port}"
        client = boto3.client(
            "s3", endpoint_url=address, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1"
        )
        client.create_bucket(Bucket=BUCKET)
        yield address


class Faulty(BaseHTTPRequestHandler):
    """A store that answers everything with the status of its server."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        says(self.server.status)(self)

    do_GET = do_HEAD = do_PUT = do_POST = answer  # noqa: N815 - the names are the library's

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def faulty_server(status: int) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Faulty) as server:
        server.status = status
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def store_at(settings, monkeypatch, tmp_path) -> Callable[[str], Storage]:
    """Return what makes the store of an address the private one, of the models' files too."""

    def become(server: str) -> Storage:
        host = server.removeprefix("http://")
        address = f"s3://{KEY}:word%2Fwith%2Bsigns@{host}/{BUCKET}?region=us-east-1&secure=false"
        monkeypatch.setattr(environ.Env, "ENVIRON", {"FILE_STORE_URL": address})
        settings.STORAGES = {**settings.STORAGES, **read_file_store("FILE_STORE_URL", default=tmp_path)}
        monkeypatch.setattr(MessageAttachment._meta.get_field("file"), "storage", private_storage())
        return private_storage()

    return become


@pytest.fixture
def store(bucket_server, store_at) -> Storage:
    return store_at(bucket_server)


def test_what_is_stored_comes_back_and_no_file_takes_the_place_of_another(store):
    first = store.save("items/2026/11/预算.pdf", ContentFile(samples.PDF))
    second = store.save("items/2026/11/预算.pdf", ContentFile(b"another"))
    assert first != second
    assert [store.open(name).read() for name in (first, second)] == [samples.PDF, b"another"]
    assert storages["default"].exists(first) is False


def test_a_file_that_is_gone_is_told_as_in_a_directory(store):
    with pytest.raises(FileNotFoundError):
        store.open("messages/2026/11/none.pdf").read()


def test_what_is_stored_is_granted_to_nobody_else(store):
    name = store.save("messages/secret.txt", ContentFile("来信".encode()))
    grants = store.bucket.Object(f"private/{name}").Acl().grants
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


@pytest.mark.django_db
def test_a_letter_with_a_file_is_kept_in_the_bucket_and_read_by_its_sender_alone(store, citizen, mailbox):  # noqa: F811
    number, code = citizen.write(mailbox, attachments=[SimpleUploadedFile("照片.pdf", samples.PDF)])
    attachment = MessageAttachment.objects.get(message__receipt_number=number)
    assert store.exists(attachment.file.name)
    assert hashlib.sha256(store.open(attachment.file.name).read()).hexdigest() == attachment.sha256

    citizen.ask(number, code)
    page = citizen.client.get("/messages/query/letter/")
    address = re.search(r'href="(/messages/query/letter/files/\d+/)"', page.content.decode())[1]
    answer = citizen.client.get(address)
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Length"] == str(len(samples.PDF))
    assert "no-store" in answer["Cache-Control"]
    citizen.client.post("/messages/query/leave/")
    assert citizen.client.get(address).status_code == 302


def refused(citizen, mailbox):  # noqa: F811
    """Send a letter with a file to a store that does not take it; return the answer and the form's hidden words."""
    citizen.client.raise_request_exception = False
    hidden = citizen.open(mailbox)
    return citizen.send(mailbox, hidden, attachments=[SimpleUploadedFile("照片.pdf", samples.PDF)]), hidden


@pytest.mark.django_db
def test_a_store_that_nobody_reaches_refuses_a_letter_politely_and_takes_it_when_it_is_back(
    bucket_server,
    store_at,
    citizen,  # noqa: F811
    mailbox,  # noqa: F811
):
    store_at(f"http://127.0.0.1:{free_ports(1)[0]}")
    answer, hidden = refused(citizen, mailbox)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert Message.objects.count() == 0
    store_at(bucket_server)
    again = citizen.send(mailbox, hidden, attachments=[SimpleUploadedFile("照片.pdf", samples.PDF)])
    assert (again.status_code, Message.objects.count(), MessageAttachment.objects.count()) == (302, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "told"), [(503, 503), (429, 503), (500, 503), (403, 500)])
def test_what_the_store_says_is_told_as_passing_or_as_a_fault(store_at, citizen, mailbox, status, told):  # noqa: F811
    with faulty_server(status) as address:
        store_at(address)
        assert refused(citizen, mailbox)[0].status_code == told
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_the_watch_asks_the_bucket_for_its_newest_file(bucket_server, store_at, mailbox, settings):  # noqa: F811
    """/healthz asks no bucket; a key that has expired would be met by citizens alone."""
    settings.WATCH_DOOR = ("127.0.0.1", 1)
    store = store_at(bucket_server)
    assert look_around(timezone.now())["files"] == {"status": "ok"}, "nothing is stored yet"
    message, _code = receive(mailbox)
    name = store.save("messages/2026/11/a.pdf", ContentFile(samples.PDF))
    MessageAttachment.objects.create(message=message, file=name, name="a.pdf", size=1)
    assert look_around(timezone.now())["files"] == {"status": "ok"}
    with faulty_server(403) as address:
        store_at(address)
        assert look_around(timezone.now())["files"]["reason"] == "the bucket can't be read: ClientError"
    store_at(f"http://127.0.0.1:{free_ports(1)[0]}")
    assert look_around(timezone.now())["files"]["reason"] == "the bucket can't be read: EndpointConnectionError"
    store_at(bucket_server).delete(name)
    told = look_around(timezone.now())["files"]
    assert told == {"status": "failing", "reason": "the newest file is not in the bucket"}
