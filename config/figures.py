"""How the work stands, in figures for /metrics: what waits, how long already, what is owed and late."""

from collections.abc import Iterator
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from config.health import BROKER_MAY_TAKE, check_outbox, check_sweep
from departments.models import Duty
from foundation.outbox.models import OutboxEntry

QUEUE = "celery"  # Celery's name for the list in Redis


class StateOfWork(Collector):
    """Asks when it is asked. A figure that can't be had is left out: none is better than a wrong one."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield from _gauge("yangguang_queue_length", "Tasks that wait for a worker.", queue_length())
        try:
            yield from figures_of(now)
        except DatabaseError:
            yield from _gauge("yangguang_database_up", "Whether the database answers.", 0)
        else:
            yield from _gauge("yangguang_database_up", "Whether the database answers.", 1)


def figures_of(now: datetime) -> list[GaugeMetricFamily]:
    """Return the figures that the database knows."""
    outbox, sweep, duties = check_outbox(now), check_sweep(now), Duty.objects
    unsettled = OutboxEntry.objects.needing_a_person().count()
    return [
        *_gauge("yangguang_outbox_pending", "Pieces of work that are due and not done.", outbox["pending"]),
        *_gauge("yangguang_outbox_lag_seconds", "How long the oldest of them has waited.", outbox["lag_seconds"]),
        *_gauge("yangguang_outbox_unsettled", "Pieces of work that need a person.", unsettled),
        *_gauge("yangguang_sweep_age_seconds", "Time since a sweep finished.", sweep.get("age_seconds")),
        *_gauge("yangguang_duties_open", "Duties that are owed.", duties.open().count()),
        *_gauge("yangguang_duties_overdue", "Of them late.", duties.overdue(timezone.localdate(now)).count()),
    ]


def queue_length() -> int | None:
    """Return how many tasks wait in Redis; None without Redis, or when it does not answer within a second."""
    if not settings.REDIS_URL:
        return None
    broker = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_MAY_TAKE, socket_connect_timeout=BROKER_MAY_TAKE
    )
    try:
        return int(broker.llen(QUEUE))
    except redis.RedisError:
        return None
    finally:
        broker.close()


def _gauge(name: str, what: str, value: float | None) -> list[GaugeMetricFamily]:
    return [] if value is None else [GaugeMetricFamily(name, what, value=value)]
