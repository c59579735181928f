"""The watch meets the site as a reader does: by its name, its certificate, and what stands behind them."""

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from config.backup.notes import MAY_BE_OLD, check_backup, note_backup
from config.door import examine_door
from tests.operations.door import write_certificate

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SITE_IS_WELL = {"site": {"status": "ok"}, "proxies": {"status": "ok"}}
WELL = {"status": "ok", "checks": {"database": {"status": "ok"}, "proxies": {"status": "ok"}}}


class Door(BaseHTTPRequestHandler):
    """Answers as it is told, and remembers under which name it was asked."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words: object) -> None:
        """Leave standard error alone."""


@pytest.fixture
def door(settings) -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Door) as server:
        server.answer, server.asked = (200, json.dumps(WELL)), []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SITE_ADDRESS, settings.WATCH_DOOR = "http://gov.example.cn", server.server_address
        yield server
        server.shutdown()


@pytest.fixture
def tls(door, settings, tmp_path, monkeypatch) -> Path:
    """A certificate for 127.0.0.1 that ends tomorrow, believed as the system's own are."""
    write_certificate(tmp_path / "tls")
    kept = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    kept.load_cert_chain(tmp_path / "tls" / "fullchain.pem", tmp_path / "tls" / "privkey.pem")
    door.socket = kept.wrap_socket(door.socket, server_side=True)
    settings.SITE_ADDRESS = "https://127.0.0.1"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "fullchain.pem"))
    return tmp_path / "tls" / "fullchain.pem"


def test_a_site_that_answers_is_well_though_its_work_stands_still(door):
    """What /healthz finds amiss the watch finds by itself."""
    assert examine_door(NOW) == SITE_IS_WELL
    door.answer = (503, json.dumps(WELL))
    assert examine_door(NOW) == SITE_IS_WELL
    assert door.asked == [("/healthz", "gov.example.cn")] * 2


@pytest.mark.parametrize("answer", [(503, "<h1>out of service</h1>"), (400, "{}"), (200, "[]")])
def test_a_door_with_no_web_server_behind_it_is_told(door, answer):
    door.answer = answer
    told = examine_door(NOW)["site"]
    assert told["status"] == "failing"
    assert str(answer[0]) in told["reason"]


def test_a_door_that_is_shut_is_told(door, settings):
    settings.WATCH_DOOR = ("127.0.0.1", 1)
    assert examine_door(NOW) == {"site": {"status": "failing", "reason": "no answer: ConnectionRefusedError"}}


def test_a_proxy_that_is_not_believed_is_told(door):
    stranger = {"status": "warning", "reason": "TRUSTED_PROXIES does not name who hands requests on"}
    door.answer = (200, json.dumps({"checks": {"proxies": stranger}}))
    assert examine_door(NOW) == {**SITE_IS_WELL, "proxies": stranger}


def test_a_certificate_is_told_two_weeks_before_it_ends(tls):
    now = datetime.now(UTC)
    assert examine_door(now - timedelta(days=20)) == SITE_IS_WELL
    told = examine_door(now)["site"]
    assert told["status"] == "warning"
    assert f"{now + timedelta(days=1):%Y-%m-%d}" in told["reason"]


def test_a_certificate_that_nobody_believes_is_told(tls, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    assert examine_door(NOW)["site"] == {"status": "failing", "reason": "certificate: self-signed certificate"}


# -- the nightly backup -----------------------------------------------------------------------------------------------
def test_a_backup_that_was_not_made_for_two_nights_is_told(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert check_backup(NOW) == {"status": "ok"}, "where none was ever made here, others may take care of it"
    note_backup(now=NOW)
    assert check_backup(NOW + MAY_BE_OLD) == {"status": "ok"}
    late = check_backup(NOW + MAY_BE_OLD + timedelta(minutes=1))
    assert late == {"status": "warning", "reason": "none since 2026-11-27"}
