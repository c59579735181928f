"""Nobody outlives his parent, and nobody leaves children behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded.crew import PACKAGE
from tests.config.embedded.conftest import eventually, processes_of

pytestmark = pytest.mark.processes
TETHER = [sys.executable, "-P", str(PACKAGE / "tether.py")]
NAP = "import time; time.sleep(60)"


@pytest.fixture
def mark(open_folder, monkeypatch) -> Path:
    """A name in the environment by which every process of a test is found, and ended after it."""
    monkeypatch.setenv("MARK", str(open_folder))
    return open_folder


def count(mark: Path) -> int:
    """Return how many processes of the test are alive."""
    return len(processes_of(mark))


def test_it_ends_as_its_command_does():
    assert subprocess.run([*TETHER, sys.executable, "-c", "raise SystemExit(7)"], check=False).returncode == 7


def test_a_command_that_was_killed_is_told_apart():
    command = [*TETHER, sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    assert subprocess.run(command, check=False).returncode == 137


def test_it_passes_the_request_to_stop_on(mark):
    with subprocess.Popen([*TETHER, sys.executable, "-c", NAP]) as tether:
        assert eventually(lambda: count(mark) == 2)
        tether.terminate()
        assert tether.wait(60) == 128 + signal.SIGTERM
    assert count(mark) == 0


def test_a_command_that_does_not_stop_is_killed_after_its_grace(mark):
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([*TETHER, "--grace", "0.3", sys.executable, "-c", deaf], stdout=subprocess.PIPE) as tether:
        assert tether.stdout.readline() == b"deaf\n"
        tether.terminate()
        assert tether.wait(60) == 128 + signal.SIGKILL
    assert count(mark) == 0


def test_children_of_a_command_that_was_killed_are_killed_too(mark):
    parent = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', sys.argv[1]]); time.sleep(60)"
    with subprocess.Popen([*TETHER, sys.executable, "-c", parent, NAP]) as tether:
        assert eventually(lambda: count(mark) == 3)
        command = next(
            number
            for number, words in processes_of(mark).items()
            if words.endswith(NAP) and parent in words and "tether" not in words
        )
        os.kill(command, signal.SIGKILL)
        tether.wait(60)
    assert eventually(lambda: count(mark) == 0)


def test_a_tether_stops_its_command_when_its_parent_is_killed(mark):
    parent = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", parent, *TETHER, sys.executable, "-c", NAP]) as asked:
        assert eventually(lambda: count(mark) == 3)
        asked.kill()
    assert eventually(lambda: count(mark) == 0)


def test_a_command_stops_when_its_tether_is_killed(mark):
    with subprocess.Popen([*TETHER, sys.executable, "-c", NAP]) as tether:
        assert eventually(lambda: count(mark) == 2)
        tether.kill()
    assert eventually(lambda: count(mark) == 0)
