"""The demo city, loaded once for a module and taken away with it: loading takes longest, so there is one module."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from departments.models import Officer
from tests.days import within_one_day
from tests.shared import kept_for_the_module

LASTS = 300
"""Seconds for loading the city and for all tests of a module, which look at it on the same day."""


@dataclass(frozen=True)
class Loaded:
    """What the loader left behind."""

    credentials: Path
    log_ins: list[dict[str, str]]
    told: str

    def desk_of(self, username: str) -> Client:
        client = Client()
        client.force_login(Officer.objects.get(username=username))
        return client


@pytest.fixture(scope="module")
def db(django_db_setup: None) -> None:
    """The database, for a module: under this name pytest-django sees that one is needed, and leaves the rest to us."""


@pytest.fixture(scope="module")
def loaded(db: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The whole city, loaded in one transaction that is rolled back after the module's last test."""
    within_one_day(LASTS)
    path = tmp_path_factory.mktemp("demo") / "log-ins.json"
    path.write_text("an older file that everybody reads")
    path.chmod(0o644)
    told = io.StringIO()
    with override_settings(IS_DEMO=True), kept_for_the_module(django_db_blocker):
        cache.clear()
        call_command("load_demo_city", credentials=str(path), stdout=told, stderr=told)
        yield Loaded(path, json.loads(path.read_text(encoding="utf-8")), told.getvalue())
    cache.clear()


@pytest.fixture
def undone(loaded: Loaded) -> Iterator[Loaded]:
    """The city for a test that changes it."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)
