"""/healthz: is the platform able to do its work? For probes and people on duty; says nothing that is not public."""

import os
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import Error, connection
from django.db.models import Count, Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from departments.models import CalendarYear, SweepRun
from foundation.outbox.models import OutboxEntry, Status

OK, FAILING, WARNING = "ok", "failing", "warning"
SWEEP_MAY_REST = timedelta(minutes=15)  # the sweep runs every minute
OUTBOX_MAY_LAG = timedelta(minutes=15)  # the outbox is emptied every ten seconds
BROKER_MAY_TAKE = 1.0  # seconds
FILES_NEED = 2**30  # bytes free, some thirty letters with all the files that one may have

Check = dict[str, Any]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, 503 when anything fails; a warning alone changes nothing."""
    checks = examine(now=timezone.now())
    is_failing = any(check["status"] == FAILING for check in checks.values())
    return JsonResponse({"status": FAILING if is_failing else OK, "checks": checks}, status=503 if is_failing else 200)


def examine(*, now: datetime) -> dict[str, Check]:
    """Return each check by name; what needs the database is failing with it."""
    return {
        "database": _asked(_database),
        "broker": check_broker(),
        "files": check_files(),
        "sweep": _asked(lambda: check_sweep(now)),
        "outbox": _asked(lambda: check_outbox(now)),
        "calendar": _asked(lambda: check_calendar(timezone.localdate(now))),
    }


def _asked(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Error:
        return {"status": FAILING, "reason": "database unreachable"}


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": OK}


def check_broker() -> Check:
    """Tell within a second whether messages can be left with the broker."""
    if not settings.REDIS_URL:
        queue = settings.BROKER_DIR / "queue"
        is_usable = queue.is_dir() and os.access(queue, os.R_OK | os.W_OK)
        return {"status": OK} if is_usable else {"status": FAILING, "reason": "queue folder not writable"}
    broker = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_MAY_TAKE, socket_connect_timeout=BROKER_MAY_TAKE
    )
    try:
        broker.ping()
    except redis.RedisError:
        return {"status": FAILING, "reason": "broker unreachable"}
    finally:
        broker.close()
    return {"status": OK}


def check_files() -> Check:
    """Tell whether uploaded files can be written. A bucket is not asked: that would be a request for every probe."""
    store = storages["private"]
    if not isinstance(store, FileSystemStorage):
        return {"status": OK}
    folder = Path(store.location)
    while not folder.exists():  # made with the first file
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return {"status": FAILING, "reason": "file store not writable"}
    is_short = shutil.disk_usage(folder).free < FILES_NEED
    return {"status": WARNING, "reason": "disk nearly full"} if is_short else {"status": OK}


def check_sweep(now: datetime) -> Check:
    """Tell how long ago overdue duties were last looked for."""
    last = SweepRun.objects.values_list("finished_at", flat=True).order_by("-finished_at").first()
    if last is None:
        return {"status": FAILING, "reason": "never ran"}
    return {"status": FAILING if now - last > SWEEP_MAY_REST else OK, "age_seconds": _seconds(now - last)}


def check_outbox(now: datetime) -> Check:
    """Tell how long the oldest piece of work has waited beyond its time."""
    waiting = OutboxEntry.objects.filter(status=Status.PENDING, available_at__lte=now)
    found = waiting.aggregate(oldest=Min("available_at"), number=Count("pk"))
    lag = now - found["oldest"] if found["oldest"] else timedelta()
    return {
        "status": FAILING if lag > OUTBOX_MAY_LAG else OK,
        "lag_seconds": _seconds(lag),
        "pending": found["number"],
    }


def check_calendar(today: date) -> Check:
    """Warn of years without a loaded calendar: due dates in them are provisional."""
    missing = CalendarYear.objects.missing(today)
    return {"status": WARNING, "missing_years": missing} if missing else {"status": OK}


def _seconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))
