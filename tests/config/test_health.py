"""/healthz tells what works, quickly, without secrets, and fails when it should."""

import errno
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from config import health
from departments.models import CalendarYear, SweepRun
from foundation.outbox.models import OutboxEntry, Status
from interaction.models import MessageAttachment
from tests.factories.departments import DepartmentFactory
from tests.factories.interaction import MailboxFactory, receive

pytestmark = pytest.mark.django_db


def swept(ago):
    at = timezone.now() - ago
    return SweepRun.objects.create(started_at=at, finished_at=at, n_breached=0)


def waiting(since, status=Status.PENDING):
    return OutboxEntry.objects.create(handler="x.y", available_at=timezone.now() - since, status=status)


def test_all_is_well_after_a_sweep(client):
    swept(timedelta(minutes=1))
    CalendarYear.objects.update_or_create(year=timezone.localdate().year, defaults={"loaded_at": timezone.now()})
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(answer.json()["checks"]) == {"database", "broker", "files", "sweep", "outbox", "calendar", "proxies"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_asks_little_of_the_database(client, django_assert_max_num_queries):
    swept(timedelta(minutes=1))
    with django_assert_max_num_queries(6):
        client.get("/healthz")


@pytest.mark.parametrize(("ago", "status"), [(timedelta(minutes=14), 200), (timedelta(minutes=16), 503)])
def test_a_sweep_that_rests_too_long_is_a_failure(client, ago, status):
    swept(timedelta(days=3))
    swept(ago)
    answer = client.get("/healthz")
    assert answer.status_code == status
    assert abs(answer.json()["checks"]["sweep"]["age_seconds"] - ago.total_seconds()) < 5


def test_a_sweep_that_never_ran_is_a_failure(client):
    assert client.get("/healthz").json()["checks"]["sweep"] == {"status": "failing", "reason": "never ran"}


def test_work_left_lying_is_a_failure_and_work_for_later_is_none(client):
    swept(timedelta(minutes=1))
    waiting(timedelta(hours=-3))
    waiting(timedelta(hours=5), Status.DONE)
    assert client.get("/healthz").json()["checks"]["outbox"] == {"status": "ok", "lag_seconds": 0, "pending": 0}
    waiting(timedelta(minutes=20))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"]["pending"] == 1


def test_mails_that_the_mail_server_does_not_take_are_told(client):
    """Between two attempts nothing is due, and yet nothing leaves."""
    swept(timedelta(minutes=1))
    waiting(timedelta(hours=-1))  # only then the next attempt
    held_up = {"attempts": 4, "error": "NothingLeaves foundation/outbox/mail.py:21"}
    OutboxEntry.objects.update(**held_up, available_at=timezone.now() + timedelta(minutes=1))
    check = client.get("/healthz").json()["checks"]["outbox"]
    assert (check["status"], check["pending"]) == ("ok", 1)
    assert abs(check["lag_seconds"] - 14 * 60) < 5, "tried after 0, 1, 3 and 7 minutes, the next after 15"
    OutboxEntry.objects.update(**held_up | {"attempts": 5})
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["outbox"]["reason"] == "the mail server takes nothing"


def test_a_citizen_who_mistyped_the_own_address_wakes_nobody(client):
    swept(timedelta(minutes=1))
    waiting(timedelta(minutes=-30))
    OutboxEntry.objects.update(attempts=7, error="NotDone foundation/outbox/mail.py:29")
    assert client.get("/healthz").json()["checks"]["outbox"] == {"status": "ok", "lag_seconds": 0, "pending": 0}


def test_a_sweep_of_a_clock_that_was_fast_is_no_sweep():
    swept(timedelta(days=-1))
    assert health.check_sweep(timezone.now()) == {"status": "failing", "reason": "never ran"}


@pytest.mark.parametrize(("apart", "status"), [(1, "ok"), (-60, "warning"), (60, "warning")])
def test_a_clock_that_differs_from_the_database_s_is_a_warning(monkeypatch, apart, status):
    there = timezone.now() + timedelta(seconds=apart)
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.fetchone", lambda cursor: (there,), raising=False)
    assert health._database()["status"] == status


def test_a_proxy_that_is_not_believed_is_told_to_whoever_asks_through_it(client, settings, caplog):
    swept(timedelta(minutes=1))
    assert client.get("/healthz").json()["checks"]["proxies"] == {"status": "ok"}
    answer = client.get("/healthz", headers={"X-Forwarded-For": "10.1.2.3"}, REMOTE_ADDR="172.30.57.10")
    assert (answer.status_code, answer.json()["checks"]["proxies"]["status"]) == (200, "warning")
    client.get("/healthz", headers={"X-Forwarded-For": "10.1.2.3"}, REMOTE_ADDR="172.30.57.10")
    assert [line.args for line in caplog.records if "TRUSTED_PROXIES" in line.getMessage()] == [("172.30.57.0/24",)]


def test_a_proxy_that_is_believed_is_none_to_tell_of(settings):
    settings.TRUSTED_PROXIES = ["172.30.57.10"]
    answer = Client().get("/healthz", headers={"X-Forwarded-For": "10.1.2.3"}, REMOTE_ADDR="172.30.57.10")
    assert answer.json()["checks"]["proxies"] == {"status": "ok"}


@pytest.mark.parametrize(
    ("day", "loaded", "missing"),
    [
        ((2026, 11, 30), 2026, []),
        ((2026, 12, 1), 2026, [2027]),
        ((2026, 12, 1), 2027, [2026]),
        ((2027, 1, 2), 2026, [2027]),
    ],
)
def test_from_december_a_missing_next_year_is_a_warning(day, loaded, missing):
    CalendarYear.objects.all().delete()
    CalendarYear.objects.create(year=loaded, loaded_at=timezone.now())
    check = health.check_calendar(datetime(*day, tzinfo=UTC).date())
    assert check == ({"status": "warning", "missing_years": missing} if missing else {"status": "ok"})


def test_a_missing_calendar_alone_does_not_fail(client):
    swept(timedelta(minutes=1))
    CalendarYear.objects.all().delete()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["calendar"]["status"]) == (200, "warning")


def test_a_lost_database_is_told_without_its_address(client, monkeypatch):
    def lost(*args, **kwargs):
        raise OperationalError("could not connect to server at 10.1.2.3 with password hunter2")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", lost)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["status"] == "failing"
    assert "10.1.2.3" not in answer.content.decode()
    assert "hunter2" not in json.dumps(answer.json())


def test_a_dead_broker_is_told_within_a_second(client, settings):
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:1/0"
    swept(timedelta(minutes=1))
    started = time.monotonic()
    answer = client.get("/healthz")
    assert time.monotonic() - started < 10
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == {"status": "failing", "reason": "broker unreachable"}


def test_a_broker_that_accepts_and_says_nothing_does_not_hold_the_answer(client, settings):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.REDIS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        started = time.monotonic()
        assert health.check_broker()["status"] == "failing"
        assert time.monotonic() - started < 15


@pytest.fixture(autouse=True)
def room_for_files(monkeypatch):
    """However little the machine has left for temporary files."""
    monkeypatch.setattr(health, "FILES_NEED", 0)


def keep_files_in(settings, folder):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": backend, "OPTIONS": {"location": folder}}}


def test_a_full_disk_is_a_warning_before_letters_are_refused(client, settings, tmp_path, monkeypatch):
    keep_files_in(settings, tmp_path / "not" / "yet" / "made")
    assert health.check_files() == {"status": "ok"}
    monkeypatch.setattr(health, "FILES_NEED", 2**62)
    swept(timedelta(minutes=1))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["files"]["reason"]) == (200, "disk nearly full")


def test_a_store_that_takes_no_file_is_a_failure(settings, tmp_path, monkeypatch):
    """The suite may run as root, who may write everywhere."""
    keep_files_in(settings, tmp_path / "files")
    monkeypatch.setattr("config.health.os.access", lambda path, mode: path != tmp_path)
    assert health.check_files() == {"status": "failing", "reason": "file store not writable"}


def test_a_store_that_nobody_can_look_at_is_a_failure_and_no_end_of_the_watch(client, settings, tmp_path, monkeypatch):
    """As a share whose server has forgotten it: the first question is refused, not answered with no."""
    keep_files_in(settings, tmp_path)

    def gone(folder):
        raise OSError(errno.ESTALE, "Stale file handle", str(folder))

    monkeypatch.setattr("config.health.Path.exists", gone)
    assert health.check_files() == {"status": "failing", "reason": "file store not readable: ESTALE"}
    swept(timedelta(minutes=1))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["files"]["status"]) == (503, "failing")
    assert str(tmp_path) not in answer.content.decode()


def test_files_that_the_database_names_and_this_host_does_not_have_are_a_failure(client, settings, tmp_path):
    """The share is not mounted: its empty place takes files, and those of yesterday are gone."""
    keep_files_in(settings, tmp_path / "files")
    message, _code = receive(MailboxFactory(department=DepartmentFactory()))
    row = MessageAttachment.objects.create(message=message, file="messages/a.pdf", name="a.pdf", size=1)
    assert health.check_files()["status"] == "failing"
    (tmp_path / "files" / "messages").mkdir(parents=True)
    (tmp_path / "files" / "messages" / "a.pdf").touch()
    assert health.check_files() == {"status": "ok"}
    row.delete()
    (tmp_path / "files" / "messages" / "a.pdf").unlink(missing_ok=True)
    assert health.check_files() == {"status": "ok"}


def test_it_answers_to_reading_only(client):
    assert client.post("/healthz").status_code == 405
