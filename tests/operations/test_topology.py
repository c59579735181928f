"""The whole production host, started by hand with the image's own commands, and a citizen's way through it.

nginx as shipped, two web servers, two workers, the clock, the watch, Debian's PostgreSQL 15 and Redis.
"""

import html
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet
from requests.adapters import HTTPAdapter

from config.embedded.ports import free_ports, is_listening
from tests.operations.compose import command_of, image_environment, read_services, unless_told
from tests.operations.debian import debian_postgres, debian_redis
from tests.operations.door import find_nginx, lay_out_door
from tests.processes import ROOT, Process, python, wait_until

pytestmark = pytest.mark.host

CITIZEN, NEIGHBOUR = "127.0.0.5", "127.0.0.6"
"""Addresses of loopback that are no trusted proxy: readers."""

CITY = """
from django.core.management import call_command
from tests.factories.departments import credit_code
call_command("create_administrator", "admin", name="系统管理员", office=credit_code(1), office_name="六安市人民政府")
from departments.models import Department
from tests.factories.interaction import MailboxFactory
MailboxFactory(department=Department.objects.get(), name="市长信箱", code="mayor")
"""
LETTER = {
    "subject": "解放南路路灯多日不亮",
    "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？",
    "name": "欧阳明月",
    "phone": "138 5640 0017",
    "email": "ouyang@example.cn",
    "address": "",
    "has_read_notice": "on",
}


@dataclass
class Host:
    """A production host: where its door is, its processes by name, the folder of everything."""

    folder: Path
    env: dict[str, str]
    port: int = 0
    tls_port: int = 0
    web_ports: list[int] = field(default_factory=list)
    processes: dict[str, Process] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.tls_port}"

    def start(self, name: str, *command: str, **changes: str) -> None:
        env = {**self.env, **changes}
        self.processes[name] = Process(*command, env=env, log=self.folder / f"{name}.log")

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


class FromAddress(HTTPAdapter):
    """Connects from this address of loopback."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


def reader(host: Host, address: str = CITIZEN, **headers: str) -> requests.Session:
    """A browser at this address, with a cookie jar, that trusts the host's certificate."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", FromAddress(address))
    session.verify = str(host.folder / "nginx" / "tls" / "fullchain.pem")
    session.headers.update({"Referer": f"{host.address}/", **headers})
    return session


def hidden_fields(page: requests.Response) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found if name != "next"}


def environment(folder: Path, database: str, broker: str) -> dict[str, str]:
    """Return what an operator writes into .env and the image and compose add."""
    return {
        **image_environment(),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "VAR_DIR": str(folder / "var"),
        "XDG_CACHE_HOME": str(folder),
        "HOME": str(folder),
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_WORKERS": "1",
        "WORKER_PROCESSES": "1",
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "SECRET_KEY": "only-for-this-host-" + "x" * 40,
        "PERSONAL_KEYS": Fernet.generate_key().decode(),
        "LOG_FORMAT": unless_told(read_services()["web-1"]["environment"]["LOG_FORMAT"]),
        "ALARM_MAIL": "duty@gov.example.cn",
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXIES": "127.0.0.1",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "SITE_ADDRESS": "https://127.0.0.1",
        "SITE_MAIL_FROM": "open@gov.example.cn",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def prepare(host: Host) -> None:
    """Migrate as the image does, then open an office and a mailbox."""
    host.start("migrate", *command_of("migrate"))
    assert host.processes.pop("migrate").popen.wait(300) == 0, host.log_of("migrate")
    python(CITY, {**host.env, "PYTHONPATH": str(Path(__file__).parents[2])})


def start_everything(host: Host) -> None:
    host.port, host.tls_port, *host.web_ports = free_ports(4)
    for number, port in enumerate(host.web_ports, start=1):
        host.start(f"web-{number}", *command_of(f"web-{number}"), GRANIAN_PORT=str(port))
        host.start(f"worker-{number}", *command_of("worker"))
    host.start("beat", *command_of("beat"))
    host.start("watch", *command_of("watch"))
    door = lay_out_door(host.folder, port=host.port, tls_port=host.tls_port, web_ports=list(host.web_ports))
    (host.folder / "static").symlink_to(host.folder / "var" / "static")
    host.start("nginx", *door)
    for port in (*host.web_ports, host.tls_port):
        wait_until(lambda port=port: is_listening(port), f"port {port}")
    for number in (1, 2):
        wait_until(lambda n=number: " ready." in host.log_of(f"worker-{n}"), f"worker {number}")


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    find_nginx()
    folder = Path(tempfile.mkdtemp(prefix="yangguang-host-", dir="/var/tmp")).resolve()
    folder.chmod(0o755)  # nginx's own user reads static files in it
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = stack.enter_context(debian_postgres(folder))
        broker = stack.enter_context(debian_redis(folder))
        host = Host(folder, environment(folder, database, broker))
        stack.callback(lambda: [process.kill() for process in host.processes.values()])
        prepare(host)
        start_everything(host)
        yield host


def test_a_citizen_writes_gets_a_receipt_and_finds_the_letter_again(host):
    citizen = reader(host)
    form = citizen.get(f"{host.address}/messages/write/mayor/")
    assert form.status_code == 200, form.text
    time.sleep(4)  # a form sent at once is taken for a machine's
    receipt = citizen.post(form.url, data={**hidden_fields(form), **LETTER})
    assert receipt.url.endswith("/messages/receipt/"), receipt.text
    number, code = re.findall(r'<dd class="big">([^<]+)</dd>', receipt.text)
    host.codes += [number, code]

    later = reader(host, NEIGHBOUR)
    asking = later.get(f"{host.address}/messages/query/")
    asked = {**hidden_fields(asking), "receipt_number": number, "code": code}
    progress = later.post(asking.url, data=asked)
    assert progress.url.endswith("/messages/query/letter/"), progress.text
    assert LETTER["subject"] in html.unescape(progress.text)


def test_a_form_without_its_sign_is_refused(host):
    answer = reader(host).post(f"{host.address}/messages/query/", data={"receipt_number": "1", "code": "2"})
    assert answer.status_code == 403


def test_the_clock_sends_and_a_worker_does_what_follows_a_letter(host):
    """A worker takes what the clock leaves in Redis, and the citizen's mail leaves through the outbox."""
    wait_until(lambda: "deliver_pending" in host.log_of("worker-1") + host.log_of("worker-2"), "the clock")
    mails = host.folder / "mail"
    wait_until(lambda: mails.is_dir() and any(mails.iterdir()), "the mail of a receipt")


def test_health_is_told_through_the_door_once_the_sweep_has_run(host):
    """The clock sends the first sweep after a minute; it is asked for here in the same words."""
    sweep = "from departments.duties.tasks import sweep; sweep.delay()"
    python(sweep, host.env)
    asked = reader(host)
    wait_until(lambda: asked.get(f"{host.address}/healthz").status_code == 200, "the sweep")
    wait_until((host.folder / "var" / "watch.json").exists, "the watch's first look")
    for word, port, status in (("web", host.web_ports[0], 0), ("web", host.port, 1), ("watch", 0, 0)):
        host.start("probe", "python", str(ROOT / "deploy" / "probe.py"), word, GRANIAN_PORT=str(port))
        assert host.processes.pop("probe").popen.wait(60) == status, (word, host.log_of("probe"))


def test_officers_find_their_log_in_page(host):
    page = reader(host).get(f"{host.address}/admin/")
    assert page.url.startswith(f"{host.address}/admin/login/")
    assert 'name="password"' in page.text
    cookies = page.headers["Set-Cookie"]
    assert "Secure" in cookies


def test_static_files_come_from_nginx_compressed_and_for_a_year(host):
    citizen = reader(host)
    home = citizen.get(f"{host.address}/")
    path = re.search(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', home.text)[1]
    sheet = citizen.get(host.address + path)
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet.headers["Content-Encoding"] == "gzip"
    assert sheet.headers["Content-Type"] == "text/css"
    wait_until(lambda: f'"{path}"' in host.log_of("nginx"), "nginx's line, written after the answer")
    lines = [json.loads(line) for line in host.log_of("nginx").splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["path"] == path]
    assert [(line["upstream"], line["network"]) for line in asked] == [("", "127.0.0.0/24")]


def test_figures_are_for_the_inside_alone(host):
    assert reader(host).get(f"{host.address}/metrics").status_code == 404
    told = requests.get(f"http://127.0.0.1:{host.web_ports[0]}/metrics", timeout=10).text
    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert float(figures["yangguang_duties_open"]) == 1
    assert float(figures["yangguang_queue_length"]) >= 0
    assert any(name.startswith("yangguang_requests_total{") and "intake" not in name for name in figures)


def test_a_request_has_one_number_at_the_door_and_behind_it(host):
    number = reader(host).get(f"{host.address}/nothing/here/").headers["X-Request-ID"]
    wait_until(lambda: f'"request_id":"{number}"' in host.log_of("nginx"), "nginx's line, written after the answer")
    logs = host.log_of("web-1") + host.log_of("web-2")
    (line,) = [json.loads(line) for line in logs.splitlines() if number in line]
    assert (line["logger"], line["message"]) == ("django.request", "Not Found: /nothing/here/")


def test_plain_http_leads_to_https(host):
    answer = requests.get(f"http://127.0.0.1:{host.port}/messages/?a=1", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (308, "https://127.0.0.1/messages/?a=1")


def test_a_lock_out_strikes_the_true_address_whatever_it_claims_to_be(host):
    """Eight wrong passwords; then the address is locked, under a forged one too, and its neighbour is not."""

    def log_in(address: str, **headers: str) -> int:
        person = reader(host, address, **headers)
        page = person.get(f"{host.address}/admin/login/")
        words = {**hidden_fields(page), "username": "admin", "password": "wrong"}
        return person.post(page.url, data=words).status_code

    for attempt in range(8):
        log_in(CITIZEN, **{"X-Forwarded-For": f"203.0.113.{attempt}"})
    assert log_in(CITIZEN, **{"X-Forwarded-For": "203.0.113.99"}) == 429
    assert log_in(NEIGHBOUR, **{"X-Forwarded-For": CITIZEN}) == 200


def test_one_web_server_is_enough_and_with_none_a_polite_page_says_when_to_come_back(host):
    assert host.processes["web-1"].stop() == 0
    citizen = reader(host)
    assert {citizen.get(f"{host.address}/messages/").status_code for _ in range(6)} == {200}

    assert host.processes["web-2"].stop() == 0
    for answer in (citizen.get(f"{host.address}/"), citizen.post(f"{host.address}/messages/write/mayor/", data=LETTER)):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "请过半分钟再试" in answer.text
    told = citizen.get(f"{host.address}/api/v1/items/")
    assert (told.status_code, told.headers["Content-Type"]) == (503, "application/problem+json")
    assert told.json()["code"] == "unavailable"


def test_everything_stops_when_asked_and_leaves_nothing(host):
    asked = ("watch", "beat", "worker-1", "worker-2", "nginx")
    for name in asked:
        host.processes[name].popen.terminate()
    for name in asked:
        assert host.processes[name].popen.wait(30) == 0, host.log_of(name)
    assert [name for name, process in host.processes.items() if process.has_children()] == []


def test_no_log_holds_what_a_citizen_wrote_or_who_came(host):
    """Of all processes, the database among them, after all of the above."""
    words = [LETTER[name] for name in ("subject", "text", "name", "phone", "email")]
    words += [LETTER["phone"].replace(" ", ""), *host.codes, CITIZEN, NEIGHBOUR, "203.0.113"]
    logs = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in host.folder.glob("*.log")}
    assert {"web-1.log", "worker-1.log", "nginx.log", "postgres.log", "redis.log"} <= set(logs)
    assert [(name, word) for name, text in logs.items() for word in words if word in text] == []
    assert len(host.codes) == 2
