"""A receiver of our own, reached because it is granted by name; and a webhook that leads to it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from disclosure.models import Webhook
from disclosure.webhooks import following
from disclosure.webhooks.services import register_webhook
from foundation.outbound.addresses import read_networks
from tests.disclosure.exchange.conftest import committed
from tests.receiver import Receiver, listening

__all__ = ["committed"]


@pytest.fixture(scope="session")
def receiver_of_the_session(tmp_path_factory):
    with listening(tmp_path_factory.mktemp("receiver")) as receiver:
        yield receiver


@pytest.fixture
def receiver(receiver_of_the_session, settings) -> Receiver:
    """A receiver that takes whatever comes, until it is told how to answer."""
    found = receiver_of_the_session
    found.taken.clear()
    found.answers.clear()
    settings.WEBHOOK_NETWORKS = read_networks(["127.0.0.1/32"])
    settings.WEBHOOK_PORTS = frozenset({found.port})
    settings.WEBHOOK_CA_FILE = found.ca_file
    return found


@pytest.fixture
def register(receiver, bureau) -> Callable[..., tuple[Webhook, str]]:
    def act(**wishes: object) -> tuple[Webhook, str]:
        given = {"name": "办公系统", "department": bureau, "address": receiver.address, "by": None}
        return register_webhook(**{**given, "at": timezone.now(), **wishes})

    return act


@pytest.fixture
def hook(register) -> Webhook:
    return register()[0]


@pytest.fixture(autouse=True)
def nudged(monkeypatch) -> list[int]:
    """Let no nudge leave the test; return whom workers were told to send to."""
    told: list[int] = []

    def note(task, *args, expires=None):
        if task == following.SEND_TO:
            told.extend(args)

    monkeypatch.setattr(following, "nudge_worker", note)
    return told


class Clock:
    """Stands still until it is moved on; a little after what the test prepares."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now() + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
