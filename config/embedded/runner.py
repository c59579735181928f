"""`make run`: everything is started in order, watched, and stopped; `make manage`: one command among it."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.embedded import console
from config.embedded.crew import Crew, wait_for_earlier_crew
from config.embedded.database import Database
from config.embedded.environment import HOST, PORT, child_environment, read_log_ins, site_address
from config.embedded.exceptions import CannotRun
from config.embedded.keys import write_private
from config.embedded.locks import FileLock
from config.embedded.places import Home, find_place
from config.embedded.ports import free_ports
from config.embedded.postgres import find_programs
from config.embedded.tether import follow_parent

PRIVATE = 0o077  # the umask of all that writes below var/: others may pass through root's, but read nothing
ANSWER_WITHIN = 60  # seconds from the start of the web server to its first answer


class Leaving(BaseException):
    """The person asked to stop (Ctrl-C), or the terminal or the machine goes down."""


def leave_when_asked() -> None:
    """Turn the signals that ask to stop into `Leaving`; one that the shell had ignored (nohup) stays ignored."""

    def leave(*_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Leaving

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, leave)
    if "MAKELEVEL" in os.environ:
        follow_parent(signal.SIGTERM, os.getppid())  # make killed: the person has no other hold on us


def read_port() -> int:
    """Return the port of `PORT`. Raises CannotRun if it isn't one."""
    text = os.environ.get("PORT", str(PORT))
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise CannotRun(f"PORT={text} 不是端口号。", f"PORT={text} is not a port.", "Try: PORT=8123 make run")


def check_port(host: str, port: int) -> None:
    """Raise CannotRun if the site can't listen there, with a port that is free."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen(1)
    except OSError as error:
        raise port_trouble(host, port, error) from error


def port_trouble(host: str, port: int, error: OSError) -> CannotRun:
    """Return what to tell about a port that can't be had."""
    if error.errno == errno.EADDRINUSE:
        (other,) = free_ports(1)
        return CannotRun(
            f"端口 {port} 已被别的程序占用。",
            f"Port {port} is taken by another program.",
            f"Use another one: PORT={other} make run",
        )
    if error.errno == errno.EACCES:
        return CannotRun(
            f"没有权限使用端口 {port}。", f"No permission for port {port}.", "Use one above 1023: PORT=8123 make run"
        )
    return CannotRun(f"无法监听 {host}:{port}。", f"Can't listen on {host}:{port}: {error.strerror}.", "Check HOST.")


@contextmanager
def only_run(home: Home) -> Iterator[list[int]]:
    """Hold what only one `make run` may hold; the descriptors given back are for the crew to hold as well.

    Raises CannotRun if another one runs.
    """
    note = home.state / "run.json"
    with FileLock(home.state / "run.lock") as lock, FileLock(home.state / "crew.lock") as crew:
        if not lock.try_exclusive():
            with suppress(FileNotFoundError, ValueError):
                told = json.loads(note.read_text(encoding="utf-8"))
                raise CannotRun(
                    f"已经在运行：{told['address']}",
                    f"It is running already: {told['address']} (process {told['process']})",
                    f"Stop it with Ctrl-C in its terminal, or: kill {told['process']}",
                )
            raise CannotRun("已经在启动。", "It is being started already.", "Wait a moment.")
        note.unlink(missing_ok=True)
        wait_for_earlier_crew(crew)
        try:
            yield [crew.descriptor]
        finally:
            note.unlink(missing_ok=True)


def run(home: Home, project: Path) -> int:
    """Start everything, stay until asked to stop, stop everything; return the exit status."""
    leave_when_asked()
    with suppress(Leaving):
        home.prepare()
        console.say("阳光 Yangguang")
        host, port = os.environ.get("HOST") or HOST, read_port()
        with only_run(home) as held:
            check_port(host, port)
            start_and_stay(home, project, (host, port), held)
    return 0


def start_and_stay(home: Home, project: Path, listen: tuple[str, int], held: list[int]) -> None:
    """Start database and processes in order and watch over them; whatever ends this, everything is stopped."""
    started = time.monotonic()
    database = Database(home)
    crew: Crew | None = None
    try:
        open_database(database)
        os.umask(PRIVATE)
        environment = child_environment(home, database, *listen)
        inherited = [*held, database.lock.descriptor]
        prepare(project, environment, inherited)
        crew = Crew(home, project, environment, inherited)
        note = {"process": os.getpid(), "address": environment["SITE_ADDRESS"]}
        write_private(home.state / "run.json", json.dumps(note))
        start_crew(crew, *listen)
        show_summary(home, environment, time.monotonic() - started)
        stay(crew, database)
    finally:
        close(crew, database)


def open_database(database: Database) -> None:
    """Start the database, or join the one that a management command has started."""
    is_new = find_place(database.home).is_new
    chinese, english = ("建立数据库", "new database") if is_new else ("数据库", "database")
    with console.step(chinese, english) as words:
        database.open()
        words.append(f"PostgreSQL {database.version}")


def prepare(project: Path, environment: dict[str, str], inherited: list[int]) -> None:
    """Bring tables, demo city and static files up to date. Raises CannotRun if that fails.

    Away from the terminal's Ctrl-C, which is ours to obey: this process is killed then, and its transaction undone.
    """
    done = subprocess.run(
        [sys.executable, "-m", "config.embedded.prepare"],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=inherited,
        check=False,
    )
    if done.returncode:
        raise CannotRun(
            "数据库或静态文件没有准备好，原因见上。",
            "The database or the static files could not be prepared; the reason stands above.",
        )


def start_crew(crew: Crew, host: str, port: int) -> None:
    """Start the processes and wait until the web server answers. Raises CannotRun if it doesn't."""
    with console.step("网站与后台任务", "site and tasks") as words:
        crew.start()
        deadline = time.monotonic() + ANSWER_WITHIN
        while not is_answering(site_address(host, port)):
            crew.watch(0.1)
            if time.monotonic() > deadline:
                raise crew.failure("web", "网站", f"no answer within {ANSWER_WITHIN} s")
        words.append("web, worker, beat")


def is_answering(address: str) -> bool:
    """Return whether something at this address speaks HTTP, whatever it says."""
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        no_proxy.open(f"{address}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def show_summary(home: Home, environment: dict[str, str], seconds: float) -> None:
    """Tell the person where everything is and who may log in."""
    address = environment["SITE_ADDRESS"]
    place = find_place(home)
    console.say(f"\n  已就绪 · ready in {seconds:.1f} s\n")
    rows = [
        ("网站", "public site", f"{address}/"),
        ("办公后台", "office", f"{address}/admin/"),
        ("督办台", "supervision", f"{address}/supervision/"),
        ("数据接口", "API", f"{address}/api/v1/docs/"),
        ("数据", "files", str(home.var)),
        ("日志", "logs", str(home.logs)),
    ]
    if place.root.parent != home.var:
        rows.insert(3, ("数据库", "database", f"{place.root}  (var/ 对数据库用户不可达 · out of its user's reach)"))
    for row in rows:
        console.say(console.columns(*row))
    if people := read_log_ins(home):
        show_log_ins(people)
    console.say("\n  按 Ctrl-C 停止 · Ctrl-C stops everything")


def show_log_ins(people: list[dict[str, str]]) -> None:
    """List the demo's officers with their passwords."""
    console.say("\n  演示账号 · demo log-ins (用户名 user / 密码 password)")
    columns = max(console.width(person["username"]) for person in people) + 2
    for person in people:
        words = f"{console.pad(person['password'], 22)}{person['name']} · {person['role']}"
        console.say(f"    {console.pad(person['username'], columns)}{words}")


def stay(crew: Crew, database: Database) -> None:
    """Watch over everything until `Leaving` is raised: a keeper that dies is replaced, as the crew is."""
    while True:
        crew.watch(1.0)
        database.ensure_keeper()


def close(crew: Crew | None, database: Database) -> None:
    """Stop everything that was started, and say what is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    console.say("\n  正在停止，需几秒… · stopping, which takes some seconds")
    if crew is not None:
        crew.stop()
    if database.close():
        console.say("  已全部停止 · everything has stopped")
    else:
        console.say(
            "  数据库还被一个管理命令使用，用完即停 · a management command still uses the database; it stops after it"
        )


def manage(home: Home, project: Path, words: list[str]) -> None:
    """Become `manage.py` with these words; the database stays open as long as it runs."""
    become(home, project, [sys.executable, "manage.py", *words])


def become(home: Home, project: Path, command: list[str]) -> None:
    """Become this command, with the settings in its environment and the server's own tools (psql, pg_dump) on its path.

    It inherits the lock on the database, starting the server for the moment if it isn't running.
    """
    home.prepare()
    database = Database(home)
    database.open()
    os.umask(PRIVATE)
    place = find_place(home)
    environment = child_environment(home, database) | database.libpq_environment()
    environment["PATH"] = f"{find_programs(place, place.account())}{os.pathsep}{environment['PATH']}"
    os.set_inheritable(database.lock.descriptor, True)
    os.chdir(project)
    try:
        os.execvpe(command[0], command, environment)
    except FileNotFoundError as error:
        raise CannotRun(f"没有命令 {command[0]}。", f"There is no command {command[0]}.") from error
