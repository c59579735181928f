"""The database server under its keeper: real servers, real kills."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from config.embedded.database import Database
from config.embedded.exceptions import CannotRun
from config.embedded.keeper import Purpose, make_socket_folder, read_note, write_note
from config.embedded.places import find_place, give_to
from config.embedded.postgres import Cluster, find_programs, find_servers
from tests.config.embedded.conftest import (
    ask,
    eventually,
    keeper_process,
    kill_all,
    make_home,
    processes_of,
    server_process,
)

pytestmark = pytest.mark.processes
ON_LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs the parent-death signal of Linux")


@pytest.fixture
def database(used_home):
    """The database of an installation, in use."""
    database = Database(used_home)
    database.open()
    yield database
    database.close()


@pytest.fixture(scope="module")
def common(common_folder):
    """A database in use, for tests that only look at it."""
    database = Database(make_home(common_folder))
    database.open()
    yield database
    database.close()


def kill(process: int) -> None:
    """Kill a process without a chance to clean up, and wait until it is gone."""
    os.kill(process, signal.SIGKILL)
    assert eventually(lambda: not Path(f"/proc/{process}/exe").exists() or not os.path.lexists(f"/proc/{process}"))


def reopen(home) -> Database:
    """Return the database of an installation, in use again."""
    database = Database(home)
    database.open()
    return database


def test_it_starts_in_a_path_with_blanks_and_chinese_and_keeps_its_rows(home):
    assert " " in str(home.var)
    assert "阳光" in str(home.var)
    database = reopen(home)
    ask(database, "CREATE TABLE note AS SELECT '流波䃥镇' AS words")
    assert database.close() is True
    again = reopen(home)
    assert ask(again, "SELECT words FROM note") == "流波䃥镇"
    again.close()


def test_a_path_longer_than_a_socket_may_have_is_no_hindrance(open_folder):
    deep = open_folder / ("很长的目录名" * 12) / ("another-long-name-" * 6)
    deep.mkdir(parents=True)
    for folder in (deep, deep.parent):
        folder.chmod(0o711)
    home = make_home(deep)
    assert len(str(home.var).encode()) > 300
    database = reopen(home)
    assert ask(database, "SELECT 1") == 1
    database.close()


def test_after_the_last_user_nothing_runs_and_no_socket_is_left(used_home):
    database = reopen(used_home)
    folder = Path(read_note(used_home)["folder"])
    assert folder.is_dir()
    database.close()
    assert eventually(lambda: not processes_of(used_home.var))
    assert find_servers(find_place(used_home).cluster) == []
    assert not folder.exists()


def test_two_users_share_one_server_and_the_first_to_leave_does_not_stop_it(common):
    second = reopen(common.home)
    assert second.address() == common.address()
    assert second.close() is False
    assert ask(common, "SELECT 1") == 1


def test_a_user_that_is_killed_does_not_keep_the_server_alive(used_home):
    code = "import sys, time; from pathlib import Path; from config.embedded.database import Database, Home"
    code += "; it = Database(Home(Path(sys.argv[1]))); it.open(); print('open', flush=True); time.sleep(60)"
    words = [sys.executable, "-c", code, str(used_home.var)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as user:
        assert user.stdout.readline() == b"open\n"
        cluster = find_place(used_home).cluster
        assert find_servers(cluster)
        user.kill()
    assert eventually(lambda: not find_servers(cluster))


def test_nobody_gets_in_without_the_password(common):
    address = common.address().replace(common.password, "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(address)


def test_it_listens_on_no_port(common):
    assert ask(common, "SHOW listen_addresses") == ""


def test_the_application_cannot_switch_triggers_off(common):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(common, "SET session_replication_role = replica")


def test_the_application_is_no_superuser(common):
    assert ask(common, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_statements_with_citizens_data_do_not_reach_the_log(common):
    ask(common, "CREATE TABLE sender (phone text UNIQUE)")
    ask(common, "INSERT INTO sender VALUES ('13812345678')")
    with pytest.raises(psycopg2.IntegrityError):
        ask(common, "INSERT INTO sender VALUES ('13812345678')")
    log = (common.home.logs / "database.log").read_text(encoding="utf-8")
    assert "sender_phone_key" in log
    assert "13812345678" not in log


def test_a_server_that_is_killed_is_started_again_at_the_same_address(used_home, database):
    ask(database, "CREATE TABLE note AS SELECT 1 AS number")
    address, killed = database.address(), server_process(used_home)
    kill(killed)
    assert eventually(lambda: database.is_answering() and server_process(used_home) != killed)
    assert database.address() == address
    assert ask(database, "SELECT number FROM note") == 1


@ON_LINUX
def test_a_keeper_that_is_killed_takes_the_server_along_and_the_next_one_takes_over(used_home, database):
    address, killed = database.address(), keeper_process(used_home)
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: not find_servers(find_place(used_home).cluster))
    database.ensure_keeper()
    assert eventually(lambda: database.is_answering() and keeper_process(used_home) != killed)
    assert database.address() == address


def test_keeper_and_server_killed_at_once_are_recovered_from(used_home):
    database = reopen(used_home)
    ask(database, "CREATE TABLE note AS SELECT 1 AS number")
    kill_all([keeper_process(used_home), server_process(used_home)])
    database.close()
    again = reopen(used_home)
    assert ask(again, "SELECT number FROM note") == 1
    again.close()


@pytest.mark.parametrize(
    "content",
    ["", "{me}\n/elsewhere\n", "1\n", "not a number"],
    ids=["empty", "a foreign process that lives", "the first process", "nonsense"],
)
def test_a_stale_lock_file_of_the_server_is_no_hindrance(used_home, content):
    (find_place(used_home).cluster / "postmaster.pid").write_text(content.format(me=os.getpid()), encoding="ascii")
    again = reopen(used_home)
    assert ask(again, "SELECT 1") == 1
    again.close()


def test_a_server_that_was_left_running_is_ended_before_the_next_one(used_home):
    place = find_place(used_home)
    account = place.account()
    with (used_home.logs / "database.log").open("ab") as log:
        cluster = Cluster(place, account, find_programs(place, account), log)
        folder = make_socket_folder(used_home, cluster)
        left = cluster.start(folder)
        write_note(used_home, {"folder": str(folder), "server": left.pid})
        assert eventually(lambda: (place.cluster / "postmaster.pid").exists())
        again = reopen(used_home)
        assert left.wait(20) is not None
    assert ask(again, "SELECT 1") == 1
    again.close()


def test_what_an_interrupted_initdb_left_is_removed(home):
    place = find_place(home)
    rest = place.root / "cluster.new-abc"
    rest.mkdir()
    (rest / "half.conf").touch()
    database = reopen(home)
    database.close()
    assert [folder.name for folder in place.root.glob("cluster*")] == ["cluster"]


def test_a_cluster_of_another_major_version_is_refused_with_the_remedy(used_home):
    (find_place(used_home).cluster / "PG_VERSION").write_text("16\n", encoding="ascii")
    write_note(used_home, {"folder": tempfile.mkdtemp()})
    folder = Path(read_note(used_home)["folder"])
    give_to(find_place(used_home).account(), folder)
    with pytest.raises(CannotRun, match="was made by PostgreSQL 16") as trouble:
        reopen(used_home)
    assert not folder.exists()
    assert "restore" in trouble.value.remedy


def test_a_damaged_cluster_is_reported_with_the_end_of_the_log(used_home):
    (find_place(used_home).cluster / "global" / "pg_control").unlink()
    with pytest.raises(CannotRun, match="stops again and again") as trouble:
        reopen(used_home)
    assert "pg_control" in trouble.value.log


def test_an_address_of_another_server_in_the_environment_does_not_mislead_it(used_home, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PGPORT", str(other.getsockname()[1]))
        monkeypatch.setenv("PGDATA", "/nowhere")
        monkeypatch.setenv("LC_ALL", "zh_CN.GB18030")
        database = reopen(used_home)
        assert database.is_answering()
        database.close()


def test_a_throw_away_database_leaves_nothing(open_folder):
    home = make_home(open_folder)
    database = Database(home, Purpose.TEST)
    database.open()
    assert ask(database, "SHOW fsync") == "off"
    ask(database, "SET session_replication_role = replica")
    assert database.close() is True
    assert not home.var.exists()


def test_opening_a_running_database_is_quick(common):
    """A second at most: the quickest of a few, since the machine may have others to serve."""
    taken = []
    for _ in range(5):
        started = time.monotonic()
        second = reopen(common.home)
        taken.append(time.monotonic() - started)
        second.close()
    assert min(taken) < 1
