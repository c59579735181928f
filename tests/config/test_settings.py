"""A server whose settings lack something or hold nonsense does not start, and says what by its name."""

import os
import re
import runpy
from pathlib import Path

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(settings.BASE_DIR)
KEY = "R7YBYbGP1dgzlXVTDnZyeJpeVEHvmvCX-RXIuvKL2Bo="
COMPLETE = {
    "SECRET_KEY": "x" * 50,
    "PERSONAL_KEYS": KEY,
    "ALLOWED_HOSTS": "gov.example.cn",
    "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "SITE_ADDRESS": "https://gov.example.cn",
    "SITE_MAIL_FROM": "open@gov.example.cn",
}
MALFORMED = {
    "SECRET_KEY": ["", "short"],
    "SECRET_KEY_FALLBACKS": ["short"],
    "PERSONAL_KEYS": ["", "hunter2", f"{KEY},hunter2"],
    "ALLOWED_HOSTS": ["", "*", "https://gov.example.cn", "gov.example.cn:8000"],
    "CSRF_TRUSTED_ORIGINS": ["gov.example.cn"],
    "DATABASE_URL": [
        "",
        "hunter2",
        "mysql://a:hunter2@b/c",
        "postgres://a:hunter2@b:5432/",
        "postgres://a:hunter2@b:x/c",
    ],
    "REDIS_URL": ["127.0.0.1:6379", "http://hunter2@127.0.0.1", "redis:///0", "redis://127.0.0.1/zero"],
    "VAR_DIR": ["var", "/etc/passwd"],
    "FILE_STORE_URL": [
        "/var/lib/files",
        "file://host/files",
        "file:///",
        "ftp://a:hunter2@b/c",
        "s3://a:hunter2@b",
        "s3://b/c",
        "s3://a:hunter2@b/c?acl=public-read",
        "s3://a:hunter2@b/c?secure=maybe",
    ],
    "EMAIL_URL": ["", "hunter2", "imap://a:hunter2@b", "smtp://:25"],
    "TRUSTED_PROXIES": ["nginx", "10.0.0.1/8"],
    "LOG_FORMAT": ["JSON", ""],
    "WATCH_DOOR": ["nginx", "https://nginx:443", "nginx:https", "nginx:65536", "nginx:0"],
    "METRICS_NETWORKS": ["prometheus"],
    "METRICS_TOKEN": ["hunter2"],
    "ALARM_MAIL": ["hunter2"],
    "WEBHOOK_NETWORKS": ["0.0.0.0/0", "10.0.0.0/8,169.254.0.0/16", "extranet"],
    "WEBHOOK_PORTS": ["443,https", "0", "65536", ""],
    "WEBHOOK_SENDERS": ["many", "0", "-1"],
    "WEBHOOK_CA_FILE": ["/nowhere/ca.pem"],
    "OIDC_ISSUER": ["http://idp.example.cn", "idp.example.cn", "https://"],
    "IS_HTTPS": ["yes"],
    "IS_DEMO": ["on"],
    "DEBUG": ["2"],
    "SITE_ADDRESS": ["", "gov.example.cn", "ftp://gov.example.cn", "https://gov.example.cn/open"],
    "SITE_MAIL_FROM": ["", "open", "a@b.cn,c@d.cn"],
}


class Recorder(dict):
    """An environment that remembers which variables were asked for."""

    def __init__(self, given: dict[str, str]) -> None:
        super().__init__(given)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: object = None) -> object:
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Read the settings in this environment and no other."""

    def read(given: dict[str, str]) -> dict:
        monkeypatch.setattr(environ.Env, "ENVIRON", Recorder({"VAR_DIR": str(tmp_path), **given}))
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return read


def documented() -> dict[str, list[str]]:
    """Return the rows of the one table of settings by the variables that each is about."""
    rows = re.findall(r"^\| `(.+)$", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    cells = [[cell.strip() for cell in f"`{row}".strip(" |").split("|")] for row in rows]
    return {name: row for row in cells for name in re.findall(r"`(\w+)`", row[0])}


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_what_is_missing_is_named(start, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        start({one: value for one, value in COMPLETE.items() if one != name})


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in MALFORMED.items() for value in values])
def test_what_is_malformed_is_named_and_no_secret_repeated(start, name, value):
    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        start({**COMPLETE, name: value})
    assert "hunter2" not in str(refused.value)


def test_a_complete_environment_starts(start):
    read = start(
        {
            **COMPLETE,
            "REDIS_URL": "rediss://:word@redis:6379/0",
            "TRUSTED_PROXIES": "127.0.0.1, 172.16.0.0/12,fd00::/8",
            "DATABASE_URL": "postgres://a:p%40ss@db:5432/city?sslmode=verify-full",
            "FILE_STORE_URL": "file:///srv/shared/files",
        }
    )
    assert read["DATABASES"]["default"]["PASSWORD"] == "p@ss"
    assert read["DATABASES"]["default"]["OPTIONS"]["sslmode"] == "verify-full"
    assert read["TRUSTED_PROXIES"] == ["127.0.0.1", "172.16.0.0/12", "fd00::/8"]
    assert read["STORAGES"]["private"]["OPTIONS"] == {"location": Path("/srv/shared/files/private")}
    assert read["EMAIL_BACKEND"].endswith(".smtp.EmailBackend")


def test_a_word_that_begins_with_a_dollar_is_the_word_itself(start):
    """And no reference to another variable, whose name would be told in the error when there is none."""
    word = "$hunter2-" + "x" * 40
    read = start({**COMPLETE, "SECRET_KEY": word, "METRICS_TOKEN": word, "SECRET_KEY_FALLBACKS": f"{word},{word}"})
    assert (read["SECRET_KEY"], read["METRICS_TOKEN"], read["SECRET_KEY_FALLBACKS"]) == (word, word, [word, word])


def test_files_lie_below_the_directory_of_variable_things_unless_told_otherwise(start, tmp_path):
    assert start(COMPLETE)["STORAGES"]["private"]["OPTIONS"] == {"location": tmp_path / "files" / "private"}


@pytest.mark.parametrize(("switch", "backend"), [("IS_DEMO", "filebased"), ("DEBUG", "console")])
def test_mail_may_be_missing_where_nobody_is_written_to(start, switch, backend):
    given = {name: value for name, value in COMPLETE.items() if not name.startswith(("EMAIL", "SITE"))}
    assert f".{backend}." in start({**given, switch: "true"})["EMAIL_BACKEND"]


def test_the_table_holds_every_variable_that_is_read_and_no_other(start):
    start(COMPLETE)
    assert set(documented()) == environ.Env.ENVIRON.asked


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_a_provider_of_single_sign_on_needs_its_client(start, name):
    given = {"OIDC_ISSUER": "https://idp.example.cn", "OIDC_CLIENT_ID": "yangguang", "OIDC_CLIENT_SECRET": "word"}
    with pytest.raises(ImproperlyConfigured, match=name):
        start({**COMPLETE, **{one: value for one, value in given.items() if one != name}})


def test_networks_that_webhooks_may_reach_are_read(start):
    read = start({**COMPLETE, "WEBHOOK_NETWORKS": "10.1.0.0/16, fd12:3456::/32"})
    assert [str(network) for network in read["WEBHOOK_NETWORKS"]] == ["10.1.0.0/16", "fd12:3456::/32"]


def test_the_table_says_which_are_needed():
    assert {name for name, row in documented().items() if row[1] == "yes"} == set(COMPLETE)


def test_every_variable_of_a_form_of_its_own_is_tried_with_nonsense():
    """Words for the masthead and the footer can be anything, and so can what a provider of single sign-on chooses."""
    free = {name for name in documented() if name.startswith(("SITE_", "OIDC_"))}
    free -= {"SITE_ADDRESS", "SITE_MAIL_FROM", "OIDC_ISSUER"}
    assert set(documented()) - free == set(MALFORMED)


def test_processes_that_test_at_once_share_no_files(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw7")
    for _ in range(2):  # a process of theirs may read the settings once more
        runpy.run_path(str(ROOT / "config" / "settings_test.py"))
        assert os.environ["VAR_DIR"] == str(tmp_path / "gw7")


def test_the_settings_stay_short():
    assert len((ROOT / "config" / "settings.py").read_text(encoding="utf-8").splitlines()) < 300
