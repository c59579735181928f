"""Requests are numbered and counted; /metrics answers those inside and nobody else; logs hold nothing personal."""

import json
import logging
import re
from datetime import timedelta

import pytest
from celery import Celery
from celery.app.trace import build_tracer
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from config.figures import queue_length
from config.logs import Discreet, Machine, current_request, describe_logging
from departments.models import SweepRun
from foundation.outbox.models import OutboxEntry, Status

NUMBER = "a1b2c3d4e5f6a7b8"


def figures(client, **headers) -> dict[str, float]:
    """Return what /metrics tells, by name with its labels."""
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


# -- numbers of requests ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_request_keeps_the_number_that_the_proxy_gave_it(client):
    assert client.get("/robots.txt", headers={"X-Request-ID": NUMBER}).headers["X-Request-ID"] == NUMBER


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f g h", "<script>alert(1)</script>", "a\nb-c-d-e-f"]
)
def test_what_is_no_number_is_replaced_and_never_repeated(client, given):
    number = client.get("/robots.txt", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", number)


# -- /metrics ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_figures_tell_how_the_work_stands(client, settings):
    settings.REDIS_URL = ""
    now = timezone.now()
    SweepRun.objects.create(started_at=now, finished_at=now - timedelta(seconds=90), n_breached=0)
    OutboxEntry.objects.create(handler="x.y", available_at=now - timedelta(seconds=300))
    OutboxEntry.objects.create(handler="x.y", available_at=now, status=Status.FAILED)
    told = figures(client)
    assert told["yangguang_outbox_pending"] == 1
    assert 299 < told["yangguang_outbox_lag_seconds"] < 330
    assert told["yangguang_outbox_unsettled"] == 1
    assert 89 < told["yangguang_sweep_age_seconds"] < 120
    assert (told["yangguang_duties_open"], told["yangguang_duties_overdue"]) == (0, 0)
    assert "yangguang_queue_length" not in told


@pytest.mark.django_db
def test_requests_are_counted_by_the_name_of_their_page_and_never_by_its_address(client):
    counted = 'yangguang_requests_total{method="GET",page="disclosure:item",status="404"}'
    before = figures(client).get(counted, 0)
    client.get("/items/987654321/")
    told = figures(client)
    assert told[counted] == before + 1
    assert told['yangguang_request_seconds_count{page="disclosure:item"}'] >= 1
    assert "987654321" not in " ".join(told)


@pytest.mark.django_db
def test_figures_cost_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        figures(client)


def test_a_lost_database_is_a_figure_too(client, monkeypatch):
    def lost(now):
        raise OperationalError("gone")

    monkeypatch.setattr("config.figures.figures_of", lost)
    assert figures(client)["yangguang_database_up"] == 0


def test_the_queue_is_counted_where_there_is_one_that_answers(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert queue_length() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "brought", "status"),
    [
        ("127.0.0.1", "", 200),
        ("203.0.113.7", "", 404),
        ("203.0.113.7", "Bearer wrong", 404),
        ("203.0.113.7", f"Bearer {NUMBER}", 200),
        ("10.1.2.3", "", 200),
        ("::ffff:10.1.2.3", "", 200),
        ("::ffff:203.0.113.7", "", 404),
        ("", "", 404),
    ],
)
def test_only_those_inside_are_told(client, settings, address, brought, status):
    settings.METRICS_NETWORKS, settings.METRICS_TOKEN = ["127.0.0.0/8", "10.0.0.0/8"], NUMBER
    answer = client.get("/metrics", REMOTE_ADDR=address, headers={"Authorization": brought})
    assert answer.status_code == status


@pytest.mark.django_db
def test_without_a_token_an_empty_one_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_a_reader_behind_the_proxy_is_not_inside_because_the_proxy_is(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


@pytest.mark.django_db
def test_figures_are_asked_for_under_the_address_of_the_server_itself(client):
    """Whoever collects them knows no name of the site."""
    assert client.get("/metrics", headers={"Host": "172.30.57.11:8000"}).status_code == 200


# -- the log ----------------------------------------------------------------------------------------------------------
TYPED = "欧阳明月的来信"


def raised(error: Exception) -> logging.LogRecord:
    try:
        try:
            raise KeyError(TYPED)
        except KeyError:
            raise error  # noqa: B904 — the context is what the test is about
    except Exception as caught:  # noqa: BLE001 — any
        words = (type(caught), caught, caught.__traceback__)
        return logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s", ("/x/",), words
        )


@pytest.mark.parametrize("formatter", [Machine(), Discreet("{message}", style="{")])
def test_the_words_of_an_error_stay_out_and_its_place_stands(formatter):
    line = formatter.format(raised(IntegrityError('duplicate key "x" DETAIL: Key (phone)=(13856400017) exists.')))
    assert "13856400017" not in line
    assert TYPED not in line
    assert "IntegrityError" in line
    assert "test_observation.py" in line


@pytest.mark.parametrize("formatter", [Machine(), Discreet("{message}", style="{")])
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/messages/SZ-20261127-0001/accept/", "/api/v1/messages/-/accept/"),
        ("/subscriptions/stop/41:x-Y_z/", "/subscriptions/stop/-/"),
        ("/subscriptions/confirm/WzQxXQ:1v:x/", "/subscriptions/confirm/-/"),
        ("/offices/11341500-A/", "/offices/11341500-A/"),
    ],
)
def test_an_address_is_told_without_what_belongs_to_one_person(formatter, path, told):
    line = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Not Found: %s", (path,), None)
    assert f"Not Found: {told}" in formatter.format(line)


def test_a_task_that_fails_is_told_by_name_and_kind(caplog):
    """Celery repeats the words of the error in its own line."""
    app = Celery("of this test", set_as_current=False)

    @app.task(name="take_in")
    def take_in() -> None:
        raise IntegrityError(TYPED)

    known_by = {"id": NUMBER, "args": [], "kwargs": {}, "hostname": "worker"}
    build_tracer(take_in.name, take_in, app=app)(NUMBER, (), {}, known_by)
    (record,) = [record for record in caplog.records if record.name == "celery.app.trace"]
    told = json.loads(Machine().format(record))
    assert told["message"] == f"Task {take_in.name}[{NUMBER}] raised unexpected: IntegrityError"
    assert "test_observation.py" in told["error"]
    assert TYPED not in json.dumps(told, ensure_ascii=False)


def test_words_about_the_surroundings_stand():
    line = Machine().format(raised(OperationalError("could not connect to server: timed out")))
    assert "timed out" in json.loads(line)["error"]


def test_a_line_for_machines_is_one_object_with_the_number_of_the_request():
    token = current_request.set(NUMBER)
    try:
        line = Machine().format(raised(ValueError("x\ny")))
    finally:
        current_request.reset(token)
    told = json.loads(line)
    assert "\n" not in line
    assert (told["level"], told["logger"], told["request_id"]) == ("ERROR", "django.request", NUMBER)
    assert told["message"] == "Internal Server Error: /x/"


@pytest.mark.parametrize("form", ["line", "json"])
def test_both_forms_can_be_set_up(form):
    described = describe_logging(form)
    logging.config.DictConfigurator(described)  # refuses what it can't read
    assert described["handlers"]["stderr"]["formatter"] == form


@pytest.mark.django_db
def test_the_number_stands_in_the_log_of_its_request_and_of_no_other(client, caplog):
    client.get("/nothing/here/", headers={"X-Request-ID": NUMBER})
    logging.getLogger("another").warning("later")
    numbers = {record.name: json.loads(Machine().format(record)).get("request_id") for record in caplog.records}
    assert numbers == {"django.request": NUMBER, "another": None}
