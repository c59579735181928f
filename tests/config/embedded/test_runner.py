"""`make run` and `make manage` as a person meets them: the real commands, the real processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from config.embedded.places import Home
from config.embedded.ports import free_ports
from tests.config.embedded.conftest import eventually, kill_all, processes_of

pytestmark = pytest.mark.processes
PROJECT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "config.embedded"]


FIRST_START = 300
"""Seconds in which the first start is over, the demo city loaded, also on a machine that is busy with other tests."""


class Running:
    """One `make run` with what it wrote so far."""

    def __init__(self, var: Path, port: int) -> None:
        self.var = var
        self.port = port
        self.output = var.parent / f"output-{port}.txt"
        environment = {**os.environ, "VAR_DIR": str(var), "PORT": str(port), "EMBEDDED_DIR": str(var.parent / "place")}
        environment.pop("REDIS_URL", None)
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "run"], cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def text(self) -> str:
        """Return what it wrote so far."""
        return self.output.read_text(encoding="utf-8")

    def says(self, words: str, seconds: float = FIRST_START) -> bool:
        """Return whether it comes to say this while it runs."""
        eventually(lambda: words in self.text() or self.process.poll() is not None, seconds)
        return words in self.text()

    def answers(self) -> bool:
        """Return whether the site answers, whatever it says."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def find(self, pattern: str) -> int:
        """Return the lowest-numbered process of this installation whose arguments match."""
        return min((number for number, words in processes_of(self.var).items() if re.search(pattern, words)), default=0)


@pytest.fixture
def running(common_folder) -> Iterator[Running]:
    """A platform that is up; its tables, demo city and static files are made once for all tests here."""
    running = Running(common_folder / "var", free_ports(1)[0])
    assert running.says("Ctrl-C stops", FIRST_START), running.text()
    yield running
    running.process.kill()
    running.process.wait()


def run_for_words(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the package to its end and return what it wrote."""
    settings = {**os.environ, "VAR_DIR": str(folder / "var"), "EMBEDDED_DIR": str(folder / "place"), **environment}
    return subprocess.run(
        [*COMMAND, *words], cwd=PROJECT, env=settings, capture_output=True, text=True, check=False, timeout=FIRST_START
    )


def test_it_lives_through_the_death_of_each_process_and_leaves_nothing(running):
    assert running.answers()
    log_ins = Home(running.var).credentials
    if log_ins.exists():
        assert all(person["password"] in running.text() for person in json.loads(log_ins.read_text(encoding="utf-8")))

    for pattern in (r"-m granian ", r"-m celery -A config beat", r"-m celery -A config worker", r"/postgres -D"):
        process = partial(running.find, rf"^(?!.*tether).*{pattern}")
        assert eventually(process), running.text()
        killed = process()
        assert killed, running.text()  # 0 would kill the tests themselves
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: process() not in {0, killed}), running.text()  # noqa: B023
    assert eventually(running.answers)
    assert running.says("web runs again"), running.text()

    second = run_for_words(running.var.parent, "run", PORT=str(free_ports(1)[0]))
    assert second.returncode == 1
    assert f"running already: http://127.0.0.1:{running.port}" in second.stdout
    code = "from departments.models import Department; print('offices:', Department.objects.count())"
    shared = run_for_words(running.var.parent, "manage", "shell", "-c", code)
    assert "offices:" in shared.stdout, shared.stderr
    assert running.answers()

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(FIRST_START) == 0
    assert "everything has stopped" in running.text()
    assert eventually(lambda: not processes_of(running.var.parent))


def test_a_runner_that_is_killed_takes_everything_along_and_the_next_one_recovers(running):
    running.process.kill()
    running.process.wait()
    again = Running(running.var, running.port)  # at once, while the others are still ending
    try:
        assert again.says("Ctrl-C stops"), again.text()
        assert again.answers()
        kill_all(processes_of(running.var.parent))
        again.process.wait()
        third = Running(running.var, running.port)
        assert third.says("Ctrl-C stops"), third.text()
        assert third.answers()
        third.process.terminate()
        assert third.process.wait(FIRST_START) == 0
    finally:
        again.process.kill()
    assert eventually(lambda: not processes_of(running.var.parent))


def test_a_taken_port_is_told_with_one_that_is_free(open_folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = run_for_words(open_folder, "run", PORT=str(port))
    assert told.returncode == 1
    assert f"Port {port} is taken by another program." in told.stdout
    assert re.search(r"PORT=\d+ make run", told.stdout)
    assert "Traceback" not in told.stdout + told.stderr


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０００"])
def test_a_port_that_is_none_is_told(open_folder, port):
    told = run_for_words(open_folder, "run", PORT=port)
    assert told.returncode == 1
    assert f"PORT={port} is not a port." in told.stdout


def test_an_address_of_another_machine_is_told(open_folder):
    told = run_for_words(open_folder, "run", HOST="192.0.2.1", PORT=str(free_ports(1)[0]))
    assert told.returncode == 1
    assert "Can't listen on 192.0.2.1" in told.stdout


def test_a_management_command_starts_the_database_for_the_moment_and_ends_as_it_does(open_folder):
    done = run_for_words(
        open_folder, "manage", "shell", "-c", "from django.db import connection as c; c.ensure_connection()"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert run_for_words(open_folder, "manage", "no_such_command").returncode == 1
    assert eventually(lambda: not processes_of(open_folder))


def test_a_dump_can_be_taken_with_the_servers_own_tool(open_folder):
    done = run_for_words(open_folder, "use", "pg_dump", "--schema-only")
    assert done.returncode == 0, done.stderr
    assert "PostgreSQL database dump complete" in done.stdout


def test_a_command_that_is_none_is_told(open_folder):
    done = run_for_words(open_folder, "use", "no-such-tool")
    assert (done.returncode, done.stderr) == (1, "")
    assert "There is no command no-such-tool." in done.stdout


def test_a_command_on_trial_gets_a_database_and_its_status_is_kept(open_folder):
    code = "import os, psycopg2; psycopg2.connect(os.environ['DATABASE_URL'])"
    code += "; raise SystemExit(3 + ('DJANGO_SETTINGS_MODULE' in os.environ))"
    done = run_for_words(open_folder, "test", sys.executable, "-c", code, DATABASE_URL="", REDIS_URL="")
    assert done.returncode == 3
    assert "embedded PostgreSQL 18" in done.stdout


def test_a_command_on_trial_uses_the_database_that_is_named(open_folder):
    code = "import os; print(os.environ['DATABASE_URL'])"
    done = run_for_words(open_folder, "test", sys.executable, "-c", code, DATABASE_URL="postgres://mine", REDIS_URL="")
    assert done.stdout.endswith("postgres://mine\n")
