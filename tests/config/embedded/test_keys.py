"""The secrets of an installation."""

import json
import stat

import pytest
from cryptography.fernet import Fernet

from config.embedded.exceptions import CannotRun
from config.embedded.keys import read_keys


def test_they_are_made_once_and_only_their_owner_may_read_them(tmp_path):
    path = tmp_path / "keys.json"
    first = read_keys(path, is_new=True)
    assert read_keys(path, is_new=False) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["keys.json"]


def test_they_serve_django_and_the_sealing_of_personal_data(tmp_path):
    keys = read_keys(tmp_path / "keys.json", is_new=True)
    assert len(keys["SECRET_KEY"]) >= 50
    sealing = Fernet(keys["PERSONAL_KEYS"])
    assert sealing.decrypt(sealing.encrypt(b"1")) == b"1"


def test_two_installations_share_none(tmp_path):
    one, other = (read_keys(tmp_path / name, is_new=True) for name in ("one.json", "other.json"))
    assert not set(one.values()) & set(other.values())


def test_lost_keys_of_an_existing_database_are_not_replaced_in_silence(tmp_path):
    path = tmp_path / "keys.json"
    with pytest.raises(CannotRun) as trouble:
        read_keys(path, is_new=False)
    assert str(path) in str(trouble.value)
    assert "backup" in trouble.value.remedy
    assert not path.exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        read_keys(tmp_path / "keys.json", is_new=True)
    assert not (tmp_path / "keys.json").exists()


def test_the_file_is_json_that_a_person_can_back_up(tmp_path):
    read_keys(tmp_path / "keys.json", is_new=True)
    told = json.loads((tmp_path / "keys.json").read_text(encoding="utf-8"))
    assert set(told) == {"SECRET_KEY", "PERSONAL_KEYS", "DATABASE_PASSWORD"}
