"""The web server as the image starts it: what was asked is answered, whether it is reloaded or stopped meanwhile."""

import contextlib
import http.client
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from config.embedded.ports import free_ports, is_listening
from departments.models import SweepRun
from tests.operations.compose import command_of, image_environment, read_services
from tests.operations.databases import address
from tests.processes import LOCK_IS_WAITED_FOR, Process, environment, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.host]
READERS, EACH = 4, 400
PAGE = "/robots.txt"


@dataclass
class Web:
    """A running web server."""

    port: int
    process: Process

    def ask(self, path: str) -> int:
        """Ask on a connection of its own, as nginx does, and return the status."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asking.request("GET", path, headers={"Host": "localhost"})
            answer = asking.getresponse()
            answer.read()
            return answer.status
        finally:
            asking.close()


@pytest.fixture
def web(tmp_path) -> Iterator[Web]:
    (port,) = free_ports(1)
    env = {
        **image_environment(),
        **environment(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_PORT": str(port),
        "GRANIAN_RESPAWN_INTERVAL": "12",
        "GRANIAN_WORKERS": read_services()["web-1"]["environment"]["GRANIAN_WORKERS"],
    }
    process = Process(*command_of("web-1"), env=env, log=tmp_path / "web.log")
    server = Web(port, process)
    try:
        wait_until(lambda: is_listening(port), "the web server")
        assert server.ask(PAGE) == 200, (tmp_path / "web.log").read_text(encoding="utf-8")
        yield server
    finally:
        process.kill()


def workers_of(process: Process) -> set[int]:
    listed = Path(f"/proc/{process.popen.pid}/task/{process.popen.pid}/children").read_text(encoding="ascii")
    return {int(number) for number in listed.split()}


def test_a_reload_loses_no_request(web):
    """Readers go on and on while the process that answers is replaced; old and new serve side by side for a while.

    Where the kernel does not hand the queue of a closing socket on (net.ipv4.tcp_migrate_req), a connection that lay
    in it is reset before anything was read; nginx then asks again, and so do these readers, once.
    """
    counted: Counter[object] = Counter()
    before, end = workers_of(web.process), threading.Event()
    readers = [threading.Thread(target=read_on, args=(web, counted, end)) for _ in range(READERS)]
    for one in readers:
        one.start()
    web.process.popen.send_signal(signal.SIGHUP)
    wait_until(lambda: not before & workers_of(web.process), "the end of the old process")
    end.wait(1)
    end.set()
    for one in readers:
        one.join()
    assert set(counted) == {200}
    assert counted[200] > 50


def read_on(web: Web, counted: Counter[object], end: threading.Event) -> None:
    for _ in range(EACH):
        try:
            counted[web.ask(PAGE)] += 1
        except ConnectionResetError:
            counted[web.ask(PAGE)] += 1
        except OSError as lost:
            counted[type(lost).__name__] += 1
        if end.wait(0.1):
            return


def test_a_request_in_the_middle_is_answered_before_the_server_stops(web):
    """A lock holds the answer up until the server has been told to stop."""
    SweepRun.objects.all().delete()
    told: list[int] = []
    asking = threading.Thread(target=lambda: told.append(web.ask("/healthz")))
    with contextlib.closing(psycopg2.connect(**address())) as other, other.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {SweepRun._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        asking.start()
        wait_until(lambda: cursor.execute(LOCK_IS_WAITED_FOR) or cursor.fetchone()[0], "the request at the lock")
        web.process.popen.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert web.process.popen.poll() is None
    asking.join(30)
    assert told == [503], "the sweep never ran: that is an answer"
    assert web.process.popen.wait(60) == 0
    assert not web.process.has_children()


def test_a_process_that_is_killed_is_replaced(web):
    (victim,) = workers_of(web.process)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: workers_of(web.process) and victim not in workers_of(web.process), "another process")
    wait_until(lambda: is_listening(web.port), "its answer")
    assert web.ask(PAGE) == 200
