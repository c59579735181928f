"""Mistakes that well-formed settings can hold are found before citizens find them."""

import re

import pytest
import redis
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from config import checks
from tests.factories.departments import DepartmentFactory
from tests.factories.interaction import MailboxFactory, receive
from tests.operations.debian import debian_redis

FORGOTTEN_KEY = "R7YBYbGP1dgzlXVTDnZyeJpeVEHvmvCX-RXIuvKL2Bo="


def found(databases=None):
    """Return the ids of what the checks of a real server find."""
    messages = run_checks(include_deployment_checks=True, databases=databases)
    return {message.id for message in messages if message.id.startswith("yangguang.")}


@pytest.fixture
def server(settings):
    """Settings of a server that contradict nothing."""
    settings.ALLOWED_HOSTS, settings.SITE_ADDRESS = ["gov.example.cn"], "https://gov.example.cn"
    settings.IS_HTTPS, settings.TRUSTED_PROXIES, settings.REDIS_URL = True, ["172.30.57.10"], ""
    return settings


def test_settings_that_agree_are_left_in_peace(server):
    assert found() == set()
    server.ALLOWED_HOSTS = [".example.cn"]
    assert found() == set()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ALLOWED_HOSTS", ["gov.example.com"], "yangguang.E001"),
        ("SITE_ADDRESS", "http://gov.example.cn", "yangguang.E002"),
        ("IS_HTTPS", False, "yangguang.E002"),
        ("TRUSTED_PROXIES", ["172.30.57.10", "0.0.0.0/0"], "yangguang.E003"),
        ("TRUSTED_PROXIES", ["::/0"], "yangguang.E003"),
        ("TRUSTED_PROXIES", [], "yangguang.W004"),
    ],
)
def test_settings_that_contradict_each_other_are_told(server, name, value, told):
    setattr(server, name, value)
    assert found() == {told}


def test_a_demonstration_answers_under_any_name(server):
    server.IS_DEMO, server.SITE_ADDRESS = True, "http://10.0.0.5:8000"
    assert found() == set()


@pytest.mark.django_db
def test_an_address_that_nobody_answers_stops_the_migration(server):
    server.SITE_ADDRESS = "https://www.example.cn"
    with pytest.raises(SystemCheckError, match="www.example.cn, which ALLOWED_HOSTS does not name"):
        call_command("migrate", skip_checks=False, verbosity=0)


# -- the database -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_database_of_ours_is_left_in_peace(server):
    receive(MailboxFactory(department=DepartmentFactory()))
    assert found(["default"]) == set()


@pytest.mark.django_db
def test_keys_that_open_nothing_are_told_with_the_tables(server):
    receive(MailboxFactory(department=DepartmentFactory()))
    server.PERSONAL_KEYS = [FORGOTTEN_KEY]
    (told,) = checks.check_databases(["default"])
    assert told.id == "yangguang.W012"
    assert {"interaction_message", "interaction_unsentcode"} <= set(re.findall(r"\w+", told.msg))


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_not_made_yet_are_no_fault(server):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE interaction_unsentcode RENAME TO not_yet")
    try:
        assert found(["default"]) == set()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE not_yet RENAME TO interaction_unsentcode")


@pytest.mark.parametrize(
    ("answer", "told"),
    [((140012, "UTF8"), "yangguang.E010"), ((150014, "EUC_CN"), "yangguang.E011")],
)
@pytest.mark.django_db
def test_a_server_too_old_and_a_narrow_encoding_are_told(server, monkeypatch, answer, told):
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.fetchone", lambda cursor: answer, raising=False)
    monkeypatch.setattr(checks, "tables_that_no_key_opens", list)
    assert [message.id for message in checks.check_databases(["default"])] == [told]


# -- what is around ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_redis_that_drops_the_queue_is_told(server, tmp_path):
    with debian_redis(tmp_path) as address:
        server.REDIS_URL = address
        assert found(["default"]) == set(), "as docker-compose.yml starts it"
        redis.Redis.from_url(address).config_set("maxmemory-policy", "allkeys-lru")
        assert found(["default"]) == {"yangguang.W021"}
        assert found() == set(), "nobody is asked unless a database is named"
    assert found(["default"]) == {"yangguang.W020"}


@pytest.mark.django_db
def test_a_store_that_takes_no_file_is_told(server, monkeypatch):
    full = {"status": "failing", "reason": "file store not writable"}
    monkeypatch.setattr(checks, "check_files", lambda: full)
    assert found(["default"]) == {"yangguang.W022"}
