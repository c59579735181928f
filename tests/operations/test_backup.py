"""A copy is made while the platform runs, and put back into an empty one: rows, digests and files are the same."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from config.backup import keys, programs, restoring
from config.backup.exceptions import CannotBackUp
from config.backup.making import copy_files, make_backup
from config.backup.manifest import read_manifest
from foundation.files.fields import validate_upload
from foundation.files.serving import private_storage
from foundation.files.storing import PARTS
from interaction.models import Mailbox
from tests.config.world import build_world
from tests.conftest import put_reference_rows_back
from tests.factories.departments import CityFactory
from tests.factories.disclosure import corrected_with_file
from tests.factories.interaction import MailboxFactory, receive
from tests.foundation.files import samples
from tests.operations.databases import Address, address, ask, empty_database, environment_on
from tests.processes import ROOT, environment, wait_until

pytestmark = pytest.mark.host

DIGESTS = "SELECT digest FROM disclosure_version ORDER BY digest"


@dataclass
class Made:
    """A copy, where the keys went, what the command said, and what the database held."""

    path: Path
    keys: Path
    said: str
    digests: list[tuple]


@pytest.fixture(scope="module")
def made(tmp_path_factory, django_db_setup, django_db_blocker) -> Made:
    """The copy of a city with something of everything. Other processes read it, so it is committed."""
    folder = tmp_path_factory.mktemp("backup")
    with django_db_blocker.unblock():
        try:
            build_world(city := CityFactory())
            corrected_with_file(city)
            upload = SimpleUploadedFile("照片.pdf", samples.PDF)
            validate_upload(upload)
            receive(Mailbox.objects.get(), files=[upload])
            told, said = io.StringIO(), io.StringIO()
            call_command("backup", folder / "data", keys=folder / "keys", stdout=told, stderr=said)
            with connection.cursor() as cursor:
                cursor.execute(DIGESTS)
                digests = cursor.fetchall()
        finally:
            call_command("flush", verbosity=0, interactive=False)
            put_reference_rows_back()
    return Made(Path(told.getvalue().strip()), next((folder / "keys").iterdir()), said.getvalue(), digests)


@pytest.fixture
def copy(made, tmp_path) -> Path:
    """A copy of the copy, to be damaged."""
    return Path(shutil.copytree(made.path, tmp_path / made.path.name))


def restore(folder: Path, at: Address, var_dir: Path) -> subprocess.CompletedProcess:
    """Run the command in an empty installation on this database."""
    command = [sys.executable, "manage.py", "restore", str(folder)]
    env = environment_on(at, var_dir)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def refusal(folder: Path) -> str:
    """Return why it is not put back."""
    with pytest.raises(CommandError) as refused:
        call_command("restore", folder, stderr=io.StringIO())
    return str(refused.value)


# -- the way back -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_copy_is_put_back_row_for_row_and_file_for_file(made, tmp_path):
    manifest = json.loads((made.path / "manifest.json").read_text(encoding="utf-8"))
    with empty_database() as at:
        done = restore(made.path, at, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "versions read, 0 faults" in done.stderr
        counted = {name: ask(at, f'SELECT count(*) FROM "{name}"')[0][0] for name in manifest["rows"]}  # noqa: S608
        assert counted == manifest["rows"]
        assert (counted["interaction_message"], counted["interaction_messageattachment"]) == (2, 1)
        assert ask(at, DIGESTS) == made.digests != []
        assert "tables already" in restore(made.path, at, tmp_path).stderr
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", made.path / "files.sha256"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(files) == manifest["n_files"] > 1


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_was_interrupted_is_begun_again(made, tmp_path):
    """Half of the files are there, one of them not whole, one begun (-9); the database is untouched."""
    listed = [line.split("  ")[1] for line in (made.path / "files.sha256").read_text("utf-8").splitlines()]
    (tmp_path / listed[0]).parent.mkdir(parents=True)
    (tmp_path / listed[0]).write_bytes(b"hal")
    (tmp_path / listed[0]).with_name(f"{PARTS}x1y2").write_bytes(b"h")
    with empty_database() as at:
        done = restore(made.path, at, tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / listed[0]).read_bytes() == (made.path / listed[0]).read_bytes()


@pytest.mark.django_db
def test_what_was_put_back_is_counted_however_long_it_takes(made, monkeypatch):
    def limit() -> dict[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return {"limit": cursor.fetchone()[0]}

    assert limit() != {"limit": "0"}, "pages have one"
    monkeypatch.setattr(restoring, "count_rows", limit)
    restoring._require_same_counts(replace(read_manifest(made.path), rows={"limit": "0"}))


# -- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["database.dump", "files.sha256"])
@pytest.mark.django_db
def test_damage_is_named_before_anything_is_changed(copy, monkeypatch, name):
    monkeypatch.setattr(restoring, "_require_no_tables", lambda: None)
    with (copy / name).open("r+b") as file:
        file.seek(40)
        file.write(b"\0damaged\0")
    assert f"damaged: {name}. Nothing was changed." in refusal(copy)


@pytest.mark.django_db
def test_a_damaged_and_a_lost_file_are_both_named(copy, monkeypatch):
    monkeypatch.setattr(restoring, "_require_no_tables", lambda: None)
    first, second = sorted(path for path in (copy / "files").rglob("*") if path.is_file())[:2]
    first.write_bytes(first.read_bytes() + b"!")
    second.unlink()
    told = refusal(copy)
    assert str(first.relative_to(copy)) in told
    assert str(second.relative_to(copy)) in told


@pytest.mark.django_db
def test_a_system_that_holds_something_is_left_alone(made, copy, monkeypatch):
    assert "tables already" in refusal(made.path)
    monkeypatch.setattr(restoring, "_require_no_tables", lambda: None)
    name = private_storage().save("messages/another.txt", io.BytesIO(b"x"))
    try:
        assert "holds other files already" in refusal(copy)
    finally:
        private_storage().delete(name)


@pytest.mark.django_db
def test_what_an_interrupted_backup_left_is_refused(copy):
    (copy / "manifest.json").rename(copy / "later")
    assert "no backup, or not a whole one" in refusal(copy)
    (copy / "later").rename(copy / "manifest.json")
    part = copy.rename(copy.with_name(f".{copy.name}.1.part"))
    assert "never finished" in refusal(part)


@pytest.mark.django_db
def test_a_copy_whose_keys_are_not_here_is_refused_in_time(made, settings):
    settings.PERSONAL_KEYS = ["R7YBYbGP1dgzlXVTDnZyeJpeVEHvmvCX-RXIuvKL2Bo="]
    assert "not in PERSONAL_KEYS" in refusal(made.path)
    with pytest.raises(CommandError, match="tables already"):  # so far it comes where the keys are lost for good
        call_command("restore", made.path, keys_are_lost=True, stderr=io.StringIO())


@pytest.mark.django_db
def test_a_copy_whose_query_codes_would_open_nothing_is_refused_in_time(made, settings):
    at_that_time, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "x" * 40
    assert "no citizen would find a letter" in refusal(made.path)
    settings.SECRET_KEY_FALLBACKS = [at_that_time]
    assert "tables already" in refusal(made.path)


@pytest.mark.django_db
def test_a_copy_of_a_newer_release_or_server_is_refused(copy):
    told = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))

    def rewrite(**changes) -> None:
        (copy / "manifest.json").write_text(json.dumps({**told, **changes}), encoding="utf-8")

    rewrite(migrations={**told["migrations"], "disclosure": ["9999_next_year"]})
    assert "disclosure.9999_next_year is not known here" in refusal(copy)
    rewrite(postgres=99)
    assert "this server is" in refusal(copy)
    rewrite(format=99)
    assert "format 99" in refusal(copy)


# -- making -----------------------------------------------------------------------------------------------------------
def test_letters_and_keys_are_for_their_owner_alone(made):
    assert made.path.stat().st_mode & 0o077 == 0
    assert made.keys.stat().st_mode & 0o077 == 0
    kept = json.loads(made.keys.read_text(encoding="utf-8"))
    assert kept["PERSONAL_KEYS"].split(",") == settings.PERSONAL_KEYS
    everything = b"".join(path.read_bytes() for path in made.path.rglob("*") if path.is_file())
    assert settings.PERSONAL_KEYS[0].encode() not in everything
    assert settings.SECRET_KEY.encode() not in everything


def test_it_tells_what_it_did(made):
    assert "rows in" in made.said
    assert "missing" in made.said
    assert str(made.keys) in made.said
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]


@pytest.mark.parametrize("place", ["data", "data/keys", "."])
def test_keys_lie_apart_from_the_data(tmp_path, place):
    with pytest.raises(CannotBackUp, match="apart from the data"):
        keys.write_keys(tmp_path / place, apart_from=tmp_path / "data", now=timezone.now())


@pytest.mark.django_db
def test_a_file_that_is_gone_is_named_and_the_rest_is_kept(tmp_path, bureau):
    upload = SimpleUploadedFile("照片.pdf", samples.PDF)
    validate_upload(upload)
    message, _code = receive(MailboxFactory(department=bureau), files=[upload])
    name = message.attachments.get().file.name
    private_storage().delete(name)
    assert copy_files(tmp_path, [("private", name)]) == [f"private/{name}"]
    assert (tmp_path / "files.sha256").read_text(encoding="utf-8") == ""


@pytest.mark.django_db
def test_a_client_of_another_version_is_refused_by_name(monkeypatch, tmp_path):
    old = tmp_path / "pg_dump"
    old.write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n', encoding="ascii")
    old.chmod(0o755)
    monkeypatch.setattr(programs, "_candidates", lambda name, major: iter([old]))
    with pytest.raises(
        CannotBackUp, match=r"pg_dump of that version is needed: .* is of version 9.*postgresql-client-"
    ):
        make_backup(tmp_path / "data", now=timezone.now(), say=lambda line: None)
    assert not (tmp_path / "data").exists()


@pytest.mark.django_db
def test_a_disk_that_is_full_leaves_nothing_behind(monkeypatch, tmp_path):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.backup.making._dump", full)
    with pytest.raises(CannotBackUp, match="No space left"):
        make_backup(tmp_path, now=timezone.now(), say=lambda line: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_backup_killed_on_the_way_leaves_nothing_that_looks_whole(tmp_path):
    """A lock holds pg_dump up; then everything is killed."""
    data = tmp_path / "data"
    with contextlib.closing(psycopg2.connect(**address())) as other, other.cursor() as cursor:
        cursor.execute("LOCK TABLE interaction_message IN ACCESS EXCLUSIVE MODE")
        command = [sys.executable, "manage.py", "backup", str(data)]
        running = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), start_new_session=True)
        wait_until(lambda: data.is_dir() and list(data.iterdir()), "the draft")
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    (left,) = data.iterdir()
    assert left.name.endswith(".part")
    assert "never finished" in refusal(left)


@pytest.mark.django_db
def test_two_copies_never_share_a_name(tmp_path):
    now = timezone.now()
    (tmp_path / f"yangguang-{now:%Y%m%dT%H%M%SZ}").mkdir()
    with pytest.raises(CannotBackUp, match="exists already"):
        make_backup(tmp_path, now=now, say=lambda line: None)
