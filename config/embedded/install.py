"""Make the virtual environment and install the locked requirements in it, unless that is done already.

Run as a file by the machine's own Python, before anything is installed: the standard library alone.
`python3 config/embedded/install.py embedded|development`
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
NOTE = VENV / "installed.json"
LOG = VENV / "install.log"
SUITABLE = ((3, 11), (3, 13))
NO_VENV = """✗ 这个 Python 不能建立虚拟环境。
  This Python can't make virtual environments: {reason}
  → Debian, Ubuntu: sudo apt-get install python3-venv"""
FAILED = """✗ 安装依赖失败。
  The requirements could not be installed; the whole story is in {log}
  → No network? Behind a proxy: HTTPS_PROXY=http://proxy:3128 make run
  → No wheel for this system (Alpine, 32 bits)? Run it with docker-compose.yml instead."""
NOT_OURS = """✗ 没有权限写入 {project}：它属于另一个用户。
  No permission to write in {project}: it belongs to another user.
  → Run as its owner, or make a copy of your own: git clone '{project}'"""


class CannotInstall(Exception):
    """A failure that a person can mend; its text says how."""


def say(line: str, end: str = "\n") -> None:
    """Write to the terminal at once."""
    sys.stdout.write(line + end)
    sys.stdout.flush()


def version_of(python: Path) -> str | None:
    """Return the version that this interpreter reports, None if it doesn't run."""
    try:
        told = subprocess.run(
            [python, "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return told.stdout.strip()


def is_suitable(version: str | None) -> bool:
    """Return whether this version of Python can run the project."""
    return version is not None and SUITABLE[0] <= tuple(map(int, version.split(".")[:2])) <= SUITABLE[1]


def make_venv() -> None:
    """Make the virtual environment afresh if its interpreter doesn't run or doesn't suit, and see to its pip."""
    if not is_suitable(version_of(PYTHON)):
        if VENV.exists():
            shutil.rmtree(VENV)
        run_quietly([sys.executable, "-m", "venv", str(VENV)], NO_VENV)
    elif not has_pip():
        run_quietly([str(PYTHON), "-m", "ensurepip"], NO_VENV)


def has_pip() -> bool:
    """Return whether the virtual environment has pip (one made by another tool may not)."""
    return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def run_quietly(command: list[str], failure: str) -> None:
    """Run a command whose output matters only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stdout + done.stderr).strip()
        raise CannotInstall(failure.format(reason=told.splitlines()[-1] if told else done.returncode))


def read_note() -> dict[str, str]:
    """Return what is installed: for each requirements file, the digest that was installed last."""
    try:
        note: dict[str, str] = json.loads(NOTE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note


def install(name: str, requirements: Path) -> None:
    """Install one file of locked requirements, with one line of progress.

    The file names everything, so pip need not look for what each package needs (`make check` holds it against that);
    and it would compile on one processor what `compile_all` does on each.
    """
    total = len(re.findall(r"^[a-z0-9][^\s=]*==", requirements.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"  安装依赖 · installing {name} requirements (about {total} packages, once)")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-deps", "--no-compile"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", str(requirements)]
    started = time.monotonic()
    last: list[str] = []
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    with (
        LOG.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, errors="replace"
        ) as pip,
    ):
        done = 0
        for line in pip.stdout or []:
            log.write(line)
            last = [*last[-7:], line.rstrip()]
            done += line.startswith(("Collecting ", "Processing ", "Ignoring ", "Requirement already satisfied"))
            show_progress(done, total, line)
    if pip.returncode:
        raise CannotInstall("\n".join([FAILED.format(log=LOG), *(f"  | {line}" for line in last)]))
    compile_all()
    clear_line()
    say(f"  依赖已就绪 · installed in {time.monotonic() - started:.0f} s")


def compile_all() -> None:
    """Compile what is not compiled yet; some files are of other versions of Python, and are passed over."""
    command = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
    subprocess.run(command, capture_output=True, check=False)


def show_progress(done: int, total: int, line: str) -> None:
    """Rewrite the line of progress, on a terminal only."""
    if sys.stdout.isatty():
        words = line.split()
        what = words[1].split("=")[0] if line.startswith("Collecting ") else ""
        what = "…" if line.startswith("Installing collected") else what
        if what:
            say(f"\r\033[K  {done}/{total} {what}", end="")


def clear_line() -> None:
    """Remove the line of progress."""
    if sys.stdout.isatty():
        say("\r\033[K", end="")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Keep a second installation in this project waiting until this one is done."""
    descriptor = os.open(PROJECT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("  另一个安装正在进行，等待中… · another installation is under way, waiting for it")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def install_missing(names: list[str]) -> None:
    """Make the virtual environment and install those files that changed since they were installed last."""
    make_venv()
    note = read_note()
    for name in names:
        path = PROJECT / "requirements" / f"{name}.txt"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if note.get(name) != digest:
            install(name, path)
            note[name] = digest
            NOTE.write_text(json.dumps(note), encoding="utf-8")


def main(names: list[str]) -> int:
    """Install what is asked for and missing; return the exit status."""
    if not is_suitable(".".join(map(str, sys.version_info[:2]))):
        say("✗ 需要 Python 3.11 到 3.13。\n  Python 3.11 to 3.13 is needed.\n  → PYTHON=python3.12 make run")
        return 1
    try:
        with alone():
            install_missing(names)
    except CannotInstall as trouble:
        clear_line()
        say(str(trouble))
        return 1
    except PermissionError:
        say(NOT_OURS.format(project=PROJECT))
        return 1
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))
    sys.exit(130)
