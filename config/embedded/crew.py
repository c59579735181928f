"""The crew: supervisord and the web server, worker and beat that it starts, watches and starts again."""

import os
import re
import selectors
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from config.embedded import console
from config.embedded.exceptions import CannotRun
from config.embedded.locks import FileLock
from config.embedded.places import Home

PACKAGE = Path(__file__).resolve().parent
NAMES = {"web": "网站", "worker": "后台任务", "beat": "定时任务"}
STOP_WITHIN = 40  # seconds for all three together; supervisord.conf gives each 20
DIED = re.compile(r"exited: (\w+) \((.*); not expected\)")
GAVE_UP = re.compile(r"gave up: (\w+) entered FATAL state")
RUNS = re.compile(r"success: (\w+) entered RUNNING state")


class Crew:
    """Supervisord under a tether: it stops with this process, and its programs with it."""

    def __init__(self, home: Home, project: Path, environment: dict[str, str], inherited: list[int]) -> None:
        """Name the directories and the environment; the crew holds the inherited descriptors while any of it lives."""
        self.home = home
        self.project = project
        self.environment = environment
        self.inherited = inherited
        self.down: set[str] = set()
        self.starts: list[float] = []
        self.last_reports: deque[str] = deque(maxlen=12)

    def start(self) -> None:
        """Start supervisord, and with it everything else."""
        self.starts.append(time.monotonic())
        tether = [sys.executable, "-P", str(PACKAGE / "tether.py"), "--grace", str(STOP_WITHIN)]
        supervisord = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(PACKAGE / "supervisord.conf")]
        self.tether = subprocess.Popen(
            tether + supervisord,
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.inherited,
        )
        assert self.tether.stdout is not None  # noqa: S101 — it is a pipe
        self.reports = self.tether.stdout
        os.set_blocking(self.reports.fileno(), False)
        self.unread = b""

    def watch(self, seconds: float) -> None:
        """Spend so long on what supervisord reports; start it again if it died.

        Raises CannotRun if a program or supervisord itself keeps dying.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self.reports, selectors.EVENT_READ)
            if selector.select(seconds):
                self.read_reports()
        if self.tether.poll() is None:
            return
        if len(self.starts) > 3 and time.monotonic() - self.starts[-3] < 30:
            raise CannotRun("进程管理器无法运行。", "supervisord does not run.", log="\n".join(self.last_reports))
        console.say("! 进程管理器意外退出，正在重新启动 · supervisord died, starting it again")
        self.reports.close()
        self.start()

    def read_reports(self) -> None:
        """Take in what supervisord wrote and tell the person what matters of it."""
        fresh = os.read(self.reports.fileno(), 65536)
        if not fresh:
            time.sleep(0.1)  # it is ending; its exit status follows
            return
        *lines, self.unread = (self.unread + fresh).split(b"\n")
        for line in lines:
            text = line.decode(errors="replace")
            self.last_reports.append(text)
            self.report(text)

    def report(self, line: str) -> None:
        """Tell the person that a program died or runs again. Raises CannotRun if supervisord gave it up."""
        if found := DIED.search(line):
            name, how = found.groups()
            self.down.add(name)
            console.say(f"! {NAMES[name]}意外退出，正在重新启动 · {name} died ({how}), starting it again")
        elif found := RUNS.search(line):
            name = found[1]
            if name in self.down:
                console.say(f"  {NAMES[name]}已恢复 · {name} runs again")
                self.down.discard(name)
        elif found := GAVE_UP.search(line):
            raise self.failure(found[1], NAMES[found[1]], "it died ten times in a row")

    def failure(self, name: str, chinese: str, how: str) -> CannotRun:
        """Return the failure of one program, with the end of its log."""
        log = self.home.logs / f"{name}.log"
        return CannotRun(f"{chinese}无法运行。", f"{name} does not run: {how}.", f"See {log}", console.last_lines(log))

    def stop(self) -> None:
        """Stop everything and return when nothing of it is left."""
        self.tether.terminate()
        try:
            self.tether.communicate(timeout=STOP_WITHIN + 5)
        except subprocess.TimeoutExpired:
            self.tether.kill()
            self.tether.wait()


def wait_for_earlier_crew(lock: FileLock) -> None:
    """Wait until the crew of a run that was killed is gone: it stops by itself within seconds."""
    if lock.try_exclusive():
        return
    console.say("  等待上次运行的进程退出… · waiting for the processes of an earlier run to end")
    if not lock.wait_exclusive(STOP_WITHIN + 5):
        raise CannotRun(
            "上次运行留下的进程没有退出。",
            "Processes of an earlier run do not end.",
            "Look for them and end them: ps -ef | grep config/embedded/tether.py",
        )
