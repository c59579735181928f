"""The virtual environment: made and filled once, again only when something changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import install


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project of one requirements file without requirements, so that nothing is fetched."""
    folder = tmp_path / "a project 阳光"
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements" / "embedded.txt").write_text("# nothing\n", encoding="utf-8")
    for name, value in {
        "PROJECT": folder,
        "VENV": folder / ".venv",
        "PYTHON": folder / ".venv" / "bin" / "python",
        "NOTE": folder / ".venv" / "installed.json",
        "LOG": folder / ".venv" / "install.log",
    }.items():
        monkeypatch.setattr(install, name, value)
    return folder


@pytest.fixture
def installed(monkeypatch) -> list[str]:
    """The names of what was installed, in place of installing it."""
    names: list[str] = []
    monkeypatch.setattr(install, "install", lambda name, _: names.append(name))
    monkeypatch.setattr(install, "make_venv", lambda: install.VENV.mkdir(exist_ok=True))
    return names


def test_a_second_call_installs_nothing(project, installed):
    assert install.main(["embedded"]) == 0
    assert install.main(["embedded"]) == 0
    assert installed == ["embedded"]


def test_a_changed_file_is_installed_again(project, installed):
    install.main(["embedded"])
    (project / "requirements" / "embedded.txt").write_text("# more\n", encoding="utf-8")
    install.main(["embedded"])
    assert installed == ["embedded", "embedded"]


def test_an_installation_that_failed_is_tried_again(project, installed, monkeypatch, capsys):
    def fail(*_: object) -> None:
        raise install.CannotInstall("no network")

    with monkeypatch.context() as patched:
        patched.setattr(install, "install", fail)
        assert install.main(["embedded"]) == 1
    assert "no network" in capsys.readouterr().out
    install.main(["embedded"])
    assert installed == ["embedded"]


def test_a_damaged_note_means_not_installed(project, installed):
    install.main(["embedded"])
    install.NOTE.write_text("{", encoding="utf-8")
    install.main(["embedded"])
    assert len(installed) == 2


@pytest.mark.processes
def test_a_virtual_environment_whose_python_is_gone_is_made_afresh(project):
    install.PYTHON.parent.mkdir(parents=True)
    install.PYTHON.symlink_to("/nowhere/python")
    assert install.main(["embedded"]) == 0
    assert subprocess.run([install.PYTHON, "-c", "import pip"], check=False).returncode == 0
    assert list(json.loads(install.NOTE.read_text(encoding="utf-8"))) == ["embedded"]


@pytest.mark.parametrize(
    ("version", "verdict"),
    [("3.10.13", False), ("3.11.0", True), ("3.13.9", True), ("3.14.0", False), (None, False)],
)
def test_python_3_11_to_3_13_suit(version, verdict):
    assert install.is_suitable(version) is verdict


def test_every_locked_requirement_has_its_hash_and_no_registry_address():
    for path in sorted((Path(install.__file__).parents[2] / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_installer_needs_the_standard_library_alone():
    words = [sys.executable, "-I", "-S", install.__file__, "--help-me"]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "ModuleNotFoundError" not in told.stderr
