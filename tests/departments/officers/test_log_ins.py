"""What is kept of log-ins: no name, address or browser in the log; no record for ever."""

import subprocess
import sys
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from departments.officers.log_ins import KEPT, describe_client, forget_log_ins, network_of
from departments.officers.tasks import forget_log_ins as task

pytestmark = pytest.mark.django_db

TYPED = "Correct-Horse-9"
BROWSER = "Very-Special-Browser/7"


def try_to_log_in(client, username: str, address: str):
    return client.post(
        "/admin/login/",
        {"username": username, "password": "wrong"},
        REMOTE_ADDR=address,
        headers={"user-agent": BROWSER},
    )


def test_a_failed_log_in_leaves_neither_name_nor_address_nor_browser_in_the_log(client, caplog):
    try_to_log_in(client, TYPED, "192.0.2.77")
    (line,) = [record.getMessage() for record in caplog.records if "login failure" in record.getMessage()]
    assert "from 192.0.2.0/24" in line
    for secret in (TYPED, "192.0.2.77", BROWSER):
        assert secret not in caplog.text
    assert AccessAttempt.objects.get().ip_address == "192.0.2.77"


def test_a_failed_log_in_is_told_in_one_sentence_that_names_nobody(client, handler):
    sentences = {
        line.strip()
        for name in (handler.username, "nobody-of-this-name")
        for line in try_to_log_in(client, name, "192.0.2.8").content.decode().splitlines()
        if "密码错误" in line
    }
    assert sentences == {"用户名或密码错误，两者都区分大小写。"}


def test_the_same_name_is_known_again_in_the_log_and_others_are_not():
    first, again, other = (describe_client(name, "192.0.2.1", "", "", None) for name in ("Li.Si", "li.si", "wang"))
    assert first == again != other


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", "unknown"),
        ("x", "unknown"),
    ],
)
def test_of_an_address_the_network_is_shown(address, network):
    assert network_of(address) == network


def test_records_go_after_half_a_year_and_sessions_when_they_end(client, handler):
    now = timezone.now()
    try_to_log_in(client, handler.username, "192.0.2.77")
    client.force_login(handler)
    for model in (AccessAttempt, AccessLog):
        row = model.objects.first() or model.objects.create(username="x", ip_address="192.0.2.1")
        model.objects.filter(pk=row.pk).update(attempt_time=now - KEPT + timedelta(minutes=1))
    assert forget_log_ins(now=now) == 0
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=now - timedelta(minutes=1))
    assert forget_log_ins(now=now + timedelta(minutes=2)) == 2
    assert [model.objects.count() for model in (AccessAttempt, AccessLog, Session)] == [0, 0, 0]


def test_every_periodic_task_exists_and_forgetting_is_one_of_them():
    """Asked in a process of its own: here, other tests may have imported what a worker would not find."""
    told = "from config.celery import app; app.loader.import_default_modules(); print(*app.tasks)"
    worker = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert task.name in scheduled
    assert scheduled <= set(worker.stdout.split())
