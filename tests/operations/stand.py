"""A production host that is made to fail: Debian's PostgreSQL 15 and Redis, web, worker and clock, on a small disk.

PostgreSQL keeps its word (fsync, synchronous_commit); throttles and guards are those of a server. Everything that is
started is stopped by its process id, also when something fails.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from cryptography.fernet import Fernet

from config.embedded.ports import free_ports, is_listening
from tests.processes import Process, python, wait_until

POSTGRES = Path("/usr/lib/postgresql/15/bin")
DISK_BYTES = 256 * 2**20
"""Room for the files of some fifty thousand letters: only what fills it on purpose does so."""
WEB_PROCESSES = 2
MIGRATED_WITHIN = 300  # seconds
MAILBOXES = ("mayor", "direct", "bureau")
DUTIES_TO_COME_DUE = 200
"""Duties of other letters: some of them come due before each fault, so that the sweep has work in each."""

CITY = f"""
from datetime import timedelta
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from departments.officers.access.sessions import BY_PASSWORD, HOW, PROVED, SEEN, STARTED
from departments.officers.roles import Role
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.duties import duty_of
from tests.factories.interaction import MailboxFactory
city = CityFactory(name="六安市人民政府")
office = DepartmentFactory(parent=city)
for code in {MAILBOXES!r}:
    MailboxFactory(department=office, code=code)
later = timezone.localdate() + timedelta(days=5)
for _ in range({DUTIES_TO_COME_DUE}):
    duty_of(office, due_on=later, channel="mayor", subject_kind="made-for-the-sweep")
supervisor = officer_in(city, Role.SUPERVISOR)
session = SessionStore()
session[SESSION_KEY] = str(supervisor.pk)
session[BACKEND_SESSION_KEY] = "departments.officers.backends.AssignmentBackend"
session[HASH_SESSION_KEY] = supervisor.get_session_auth_hash()
now = timezone.now().timestamp()
session.update({{STARTED: now, SEEN: now, HOW: BY_PASSWORD, PROVED: True}})
session.save()
print(session.session_key)
"""


def what_is_missing() -> str:
    """Return what this machine lacks for a stand; "" if nothing."""
    if not (POSTGRES / "postgres").exists():
        return "Debian's PostgreSQL 15 is not here"
    return "" if shutil.which("redis-server") else "Redis is not here"


class Cluster:
    """A PostgreSQL of its own on loopback that writes every commit to the disk before it says so."""

    def __init__(self, folder: Path) -> None:
        self.place, self.log = folder / "postgres", folder / "postgres.log"
        self.word, (self.port,) = secrets.token_hex(16), free_ports(1)
        self.url = f"postgres://yangguang:{self.word}@127.0.0.1:{self.port}/postgres"
        self.person: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            account = pwd.getpwnam("postgres")
            self.person = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self.server: subprocess.Popen | None = None

    def make(self) -> None:
        self.place.mkdir(mode=0o700)
        word = self.place.parent / "word"
        word.write_text(self.word, encoding="ascii")
        if self.person:
            for path in (self.place, word):
                os.chown(path, self.person["user"], self.person["group"])
        making = [POSTGRES / "initdb", "-D", self.place / "data", "-U", "yangguang", "-A", "scram-sha-256"]
        making += ["-E", "UTF8", f"--pwfile={word}", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(making, cwd="/", check=True, capture_output=True, **self.person)

    def start(self, *, fsync: str = "on") -> None:
        words = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.place}
        words |= {"fsync": fsync, "synchronous_commit": "on"}
        command = [POSTGRES / "postgres", "-D", self.place / "data"]
        command += [part for name, value in words.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                command, cwd="/", stdout=log, stderr=log, start_new_session=True, **self.person
            )
        wait_until(self.is_ready, "PostgreSQL")

    def stop(self, how: int = signal.SIGQUIT) -> None:
        """Stop it; by default immediately, as when it crashes: every connection breaks off, recovery follows."""
        if self.server is None:
            return
        self.server.send_signal(how)
        try:
            self.server.wait(20)
        finally:
            self.server.kill()
            self.server.wait()
            self.server = None

    def is_ready(self) -> bool:
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(self.url).close()
            return True
        return False

    def ask(self, question: str, *facts: Any) -> list[tuple]:
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question, facts)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


class SmallDisk:
    """A disk of its own for the files of letters, which can be filled; only root can mount one."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.is_mounted = False
        self.ballast = place / "ballast"

    def mount(self) -> None:
        self.place.mkdir(parents=True, exist_ok=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=700", "tmpfs", str(self.place)]
        self.is_mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True).returncode == 0

    def unmount(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", str(self.place)], check=True)

    def fill(self) -> None:
        """Leave no byte free; what lies there stays."""
        with self.ballast.open("wb", buffering=0) as ballast, suppress(OSError):
            while ballast.write(bytes(2**20)):
                pass

    def clear(self) -> None:
        self.ballast.unlink(missing_ok=True)


class Stand:
    """Everything of one host. `url` is its web server's; `session` the cookie of a supervisor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Cluster(folder)
        self.disk = SmallDisk(folder / "var" / "files" / "private")
        self.redis_port, self.port = free_ports(2)
        self.processes: dict[str, Process] = {}
        self.session = ""
        self.env = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.database.url,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PERSONAL_KEYS": Fernet.generate_key().decode(),
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "IS_HTTPS": "false",
            "VAR_DIR": str(folder / "var"),
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "SITE_ADDRESS": f"http://127.0.0.1:{self.port}",
            "SITE_MAIL_FROM": "open@gov.example.cn",
            "DJANGO_SETTINGS_MODULE": "tests.operations.host_settings",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONWARNINGS": "ignore",
            "HOME": str(folder),
        }

    # -- the parts -----------------------------------------------------------------------------------------------------
    def start(self, name: str) -> None:
        self.processes[name] = Process(*self.command_of(name), env=self.env, log=self.folder / f"{name}.log")

    def command_of(self, name: str) -> tuple[str, ...]:
        if name == "redis":
            words = ("--port", str(self.redis_port), "--bind", "127.0.0.1", "--appendonly", "yes")
            return ("redis-server", *words, "--dir", str(self.folder))
        if name == "web":
            return self.web_command("config.wsgi:application", self.port)
        celery = (sys.executable, "-m", "celery", "-A", "tests.quick_celery", name, "-l", "warning")
        return (*celery, "-c", "2", "--without-gossip", "--without-mingle") if name == "worker" else celery

    def web_command(self, application: str, port: int) -> tuple[str, ...]:
        """Return the server of production for any application: the bare reference gets the same."""
        return (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", str(WEB_PROCESSES), "--blocking-threads", "8"),
            *("--backlog", "1024", "--respawn-failed-workers", "--respawn-interval", "0.5"),
            *("--log-level", "warning", application),
        )

    def begin(self) -> None:
        """Make the city and start everything."""
        self.database.make()
        self.database.start(fsync="off")  # nothing is promised to anybody yet
        self.disk.mount()
        migrate = Process(sys.executable, "manage.py", "migrate", env=self.env, log=self.folder / "migrate.log")
        if migrate.popen.wait(MIGRATED_WITHIN):
            raise AssertionError((self.folder / "migrate.log").read_text(encoding="utf-8")[-2000:])
        self.session = python(CITY, self.env).strip()
        self.database.stop(signal.SIGINT)
        self.database.start()
        for name in ("redis", "web", "worker", "beat"):
            self.start(name)
        wait_until(lambda: is_listening(self.redis_port) and is_listening(self.port), "web and Redis")

    def end(self) -> None:
        for process in self.processes.values():
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            self.database.stop()
        self.disk.unmount()

    def web_processes(self) -> list[int]:
        """Return the process ids of those that answer: the children of the server that run Python."""
        parent = self.processes["web"].popen.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        words = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        return [pid for pid, command in words.items() if b"resource_tracker" not in command]

    # -- the faults ----------------------------------------------------------------------------------------------------
    def restart_database(self, seconds_away: float) -> None:
        self.database.stop()
        time.sleep(seconds_away)
        self.database.start()

    def stop_redis(self, seconds_away: float) -> None:
        self.processes["redis"].kill()
        time.sleep(seconds_away)
        self.start("redis")
        wait_until(lambda: is_listening(self.redis_port), "Redis")

    def kill_worker(self, seconds_away: float) -> None:
        """Kill it and its children; then do what the service manager does."""
        self.processes["worker"].kill()
        time.sleep(seconds_away)
        self.start("worker")

    def kill_web_process(self, seconds_away: float) -> None:
        """Kill one of those that answer; the server starts another."""
        before = self.web_processes()
        assert len(before) == WEB_PROCESSES, before
        os.kill(before[0], signal.SIGKILL)
        time.sleep(seconds_away)
        wait_until(lambda: len(set(self.web_processes()) - {before[0]}) == WEB_PROCESSES, "another web process")

    def fill_disk(self, seconds_away: float) -> None:
        self.disk.fill()
        time.sleep(seconds_away)
        self.disk.clear()

    def faults(self) -> dict[str, Callable[[float], None]]:
        """Return what can fail here, by name; each takes the seconds for which the part is away."""
        faults = {
            "database": self.restart_database,
            "redis": self.stop_redis,
            "worker": self.kill_worker,
            "web": self.kill_web_process,
        }
        return {**faults, "disk": self.fill_disk} if self.disk.is_mounted else faults

    def let_duties_come_due(self, number: int) -> None:
        """Let time pass for some duties that were not due; the sweep has to find each."""
        self.database.ask(
            "UPDATE departments_duty SET due_on = current_date - 3 WHERE id IN (SELECT id FROM departments_duty"
            " WHERE subject_kind = 'made-for-the-sweep' AND due_on > current_date LIMIT %s)",
            number,
        )

    def tell(self, code: str, facts: Any) -> Any:
        """Run a piece of Python on the stand's database with `facts` in it, and return what it prints as JSON."""
        path = self.folder / "facts.json"
        path.write_text(json.dumps(facts), encoding="utf-8")
        return json.loads(
            python(f"import json, sys; facts = json.load(open(sys.argv[1]))\n{code}", self.env, str(path))
        )


@contextmanager
def standing() -> Generator[Stand]:
    """Yield a stand with everything running; afterwards nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="yangguang-faults-", dir="/var/tmp")).resolve()
    folder.chmod(0o755)  # the user of PostgreSQL passes through
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stand = Stand(folder)
        stack.callback(stand.end)
        stand.begin()
        yield stand
