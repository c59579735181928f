"""Run a command that can't outlive the process that asked for it, and that leaves no child of its own behind.

A process runner stops its programs when it is asked to; killed with -9 it can't, and the programs would run on,
holding their port. So each program hangs on a tether: when the tether's parent dies, the program is asked to stop;
when the program dies, however it died, the rest of its process group is killed.

Run as a file (`python -P config/embedded/tether.py [--grace SECONDS] COMMAND...`), with the standard library alone, so
that it costs little: it imports nothing of the project.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_AGAIN_AFTER = 1.0  # seconds; how soon a dead parent is noticed where the kernel doesn't tell (macOS)


def follow_parent(signal_number: int, parent: int) -> None:
    """Have the kernel send this process the signal when its parent dies (Linux; elsewhere nothing is done).

    For a child between fork and exec: the setting survives exec. If the parent died before it could be made, exit.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal_number)  # 1: PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


class Tether:
    """One command, started in a process group of its own."""

    def __init__(self, command: list[str], grace: float) -> None:
        """Start the command; from the first request to stop it has `grace` seconds to do so."""
        self.parent = os.getppid()
        self.grace = grace
        self.deadline: float | None = None
        self.reader, writer = os.pipe()
        for end in (self.reader, writer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        me = os.getpid()
        follow_parent(signal.SIGTERM, self.parent)
        self.child = subprocess.Popen(
            command,
            start_new_session=True,
            preexec_fn=lambda: follow_parent(signal.SIGTERM, me),
        )
        for number in STOPPING:
            signal.signal(number, self.stop)

    def stop(self, *_: object) -> None:
        """Ask the command to stop, once."""
        if self.deadline is None:
            self.deadline = time.monotonic() + self.grace
            with contextlib.suppress(ProcessLookupError):
                self.child.terminate()

    def wait(self) -> int:
        """Return the command's exit status, as a shell would give it; what is left of its group has been killed."""
        while self.child.poll() is None:
            select.select([self.reader], [], [], LOOK_AGAIN_AFTER)
            with contextlib.suppress(BlockingIOError):
                os.read(self.reader, 512)
            if os.getppid() != self.parent:
                self.stop()
            if self.deadline is not None and time.monotonic() > self.deadline:
                self.child.kill()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        status = self.child.returncode
        return status if status >= 0 else 128 - status


def main(words: list[str]) -> int:
    """Run the command given in `words`, after an optional `--grace SECONDS`."""
    grace = 8.0
    if words[0] == "--grace":
        grace, words = float(words[1]), words[2:]
    return Tether(words, grace).wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
