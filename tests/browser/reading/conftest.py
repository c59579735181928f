"""Tests that only read share one city and one site: made for a file of tests, taken away after it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.conftest import put_reference_rows_back
from tests.scene import Scene, build_scene


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """A small city in which every page has something to show; its rows are committed, the site reads them."""
    with django_db_blocker.unblock(), override_settings(IS_DEMO=True):
        cache.clear()
        yield build_scene()
        cache.clear()
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        put_reference_rows_back()


@pytest.fixture
def _django_db_marker(scene: Scene) -> None:
    """Instead of pytest-django's own, which would empty the tables after every test."""


@pytest.fixture(scope="module")
def site(scene: Scene) -> Iterator[str]:
    """The address of the running site."""
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        server = LiveServer("localhost")
        yield server.url
        server.stop()
