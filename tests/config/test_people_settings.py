"""Settings of log-ins: guarded outside the demo; single sign-on is whole or not there."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.config.test_settings import COMPLETE

WHOLE = {"OIDC_ISSUER": "https://id.example.cn", "OIDC_CLIENT_ID": "yangguang", "OIDC_CLIENT_SECRET": "x"}


def read(tmp_path: Path, name: str, **given: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", f"from config import settings; print(settings.{name})"]
    environment = {"VAR_DIR": str(tmp_path), **COMPLETE, **given}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("is_demo", "is_guarded"), [("true", "False"), ("false", "True")])
def test_log_ins_are_guarded_everywhere_but_in_the_demo(tmp_path, is_demo, is_guarded):
    assert read(tmp_path, "LOG_INS_ARE_GUARDED", IS_DEMO=is_demo).stdout.strip() == is_guarded


def test_single_sign_on_is_off_until_a_provider_is_named(tmp_path):
    assert read(tmp_path, "OIDC_ISSUER").stdout.strip() == ""
    assert read(tmp_path, "OIDC_ISSUER", **WHOLE).stdout.strip() == WHOLE["OIDC_ISSUER"]


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_what_single_sign_on_lacks_is_named(tmp_path, name):
    answer = read(tmp_path, "OIDC_ISSUER", **{one: value for one, value in WHOLE.items() if one != name})
    assert answer.returncode != 0
    assert name in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "issuer", ["http://id.example.cn", "id.example.cn", "http://127.0.0.1.example.cn", "ftp://id.example.cn"]
)
def test_a_provider_without_https_is_refused_by_name(tmp_path, issuer):
    answer = read(tmp_path, "OIDC_ISSUER", **{**WHOLE, "OIDC_ISSUER": issuer})
    assert answer.returncode != 0
    assert "OIDC_ISSUER" in answer.stderr.splitlines()[-1]
