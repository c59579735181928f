"""A server whose settings lack something does not start, and says what."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

KEY = "R7YBYbGP1dgzlXVTDnZyeJpeVEHvmvCX-RXIuvKL2Bo="
COMPLETE = {
    "SECRET_KEY": "x" * 50,
    "PERSONAL_KEYS": KEY,
    "ALLOWED_HOSTS": "gov.example.cn",
    "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}


def start(tmp_path: Path, given: dict[str, str]) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **given}
    command = [sys.executable, "-c", "from config import settings; print(settings.EMAIL_BACKEND)"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_what_is_missing_is_named(tmp_path, name):
    answer = start(tmp_path, {one: value for one, value in COMPLETE.items() if one != name})
    assert answer.returncode != 0
    assert name in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(("switch", "backend"), [("IS_DEMO", "filebased"), ("DEBUG", "console")])
def test_mail_may_be_missing_where_nobody_is_written_to(tmp_path, switch, backend):
    given = {name: value for name, value in COMPLETE.items() if name != "EMAIL_URL"}
    answer = start(tmp_path, {**given, switch: "true"})
    assert f".{backend}." in answer.stdout, answer.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_NETWORKS", "0.0.0.0/0"),
        ("WEBHOOK_NETWORKS", "10.0.0.0/8,169.254.0.0/16"),
        ("WEBHOOK_NETWORKS", "extranet"),
        ("WEBHOOK_PORTS", "443,https"),
        ("WEBHOOK_PORTS", "0"),
        ("WEBHOOK_SENDERS", "many"),
        ("WEBHOOK_CA_FILE", "/nowhere/ca.pem"),
    ],
)
def test_what_would_open_too_much_or_is_malformed_stops_the_start_by_its_name(tmp_path, name, value):
    answer = start(tmp_path, {**COMPLETE, name: value})
    assert answer.returncode != 0
    assert name in answer.stderr


def test_networks_of_the_house_are_read(tmp_path):
    answer = start(tmp_path, {**COMPLETE, "WEBHOOK_NETWORKS": "10.1.0.0/16,fd12:3456::/32"})
    assert answer.returncode == 0, answer.stderr
