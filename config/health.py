"""/healthz: is the platform able to do its work? For probes and people on duty; says nothing that is not public."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from departments.models import CalendarYear, SweepRun
from disclosure.models import VersionAttachment
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import waited_before
from interaction.models import MessageAttachment

OK, FAILING, WARNING = "ok", "failing", "warning"
NO_DATABASE = "database unreachable"
SWEEP_MAY_REST = timedelta(minutes=15)  # the sweep runs every minute
OUTBOX_MAY_LAG = timedelta(minutes=15)  # the outbox is emptied every ten seconds
BROKER_MAY_TAKE = 1.0  # seconds
CLOCKS_MAY_DIFFER = timedelta(seconds=2)
FILES_NEED = 2**30  # bytes free, some thirty letters with all the files that one may have

Check = dict[str, Any]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, 503 when anything fails; a warning alone changes nothing."""
    checks = {**examine(now=timezone.now()), "proxies": check_proxies(request)}
    is_failing = any(check["status"] == FAILING for check in checks.values())
    return JsonResponse({"status": FAILING if is_failing else OK, "checks": checks}, status=503 if is_failing else 200)


def examine(*, now: datetime) -> dict[str, Check]:
    """Return each check by name; what needs the database is failing with it."""
    return {
        "database": asked(_database),
        "broker": check_broker(),
        "files": check_files(),
        "sweep": asked(lambda: check_sweep(now)),
        "outbox": asked(lambda: check_outbox(now)),
        "calendar": asked(lambda: check_calendar(timezone.localdate(now))),
    }


def asked(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except Error:
        return {"status": FAILING, "reason": NO_DATABASE}


def _database() -> Check:
    """Ask for the time there: due dates, second factors and shared pages go by the clocks of several hosts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # what a new connection costs is no difference of clocks
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        there, after = cursor.fetchone()[0], timezone.now()
    apart = max(before - there, there - after, timedelta())
    if apart > CLOCKS_MAY_DIFFER:
        return {"status": WARNING, "reason": "its clock and this host's differ", "age_seconds": _seconds(apart)}
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
    """Tell whether uploaded files can be written. A bucket is asked by the watch alone, once a minute."""
    store = storages["private"]
    if not isinstance(store, FileSystemStorage):
        return {"status": OK}
    try:
        return _look_at_files(store)
    except OSError as error:  # a share whose server is gone, a disk that is broken: whoever looks at it is refused
        return {"status": FAILING, "reason": f"file store not readable: {errno.errorcode.get(error.errno or 0, '')}"}


def _look_at_files(store: FileSystemStorage) -> Check:
    folder = Path(store.location)
    while not folder.exists():  # made with the first file
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return {"status": FAILING, "reason": "file store not writable"}
    if is_file_missing(store):
        return {"status": FAILING, "reason": "the newest file is not there: not mounted, or not shared by all hosts"}
    is_short = shutil.disk_usage(folder).free < FILES_NEED
    return {"status": WARNING, "reason": "disk nearly full"} if is_short else {"status": OK}


def is_file_missing(store: Storage) -> bool:
    """Look for the newest letter's file and the newest document's; without the database nothing can be said."""
    newest = [model.objects.order_by("-pk").values_list("file") for model in (MessageAttachment, VersionAttachment)]
    try:
        named = list(newest[0][:1].union(newest[1][:1], all=True))
    except Error:
        return False
    return not all(store.exists(name) for (name,) in named if name)


def check_proxies(request: HttpRequest) -> Check:
    """Tell whether the probe itself was handed on by one who is not believed: then readers seem to be one person."""
    if getattr(request, "is_handed_on_by_stranger", False):
        return {"status": WARNING, "reason": "TRUSTED_PROXIES does not name who hands requests on"}
    return {"status": OK}


def check_sweep(now: datetime) -> Check:
    """Tell how long ago overdue duties were last looked for; a run of a clock that was fast is none."""
    runs = SweepRun.objects.filter(finished_at__lte=now + CLOCKS_MAY_DIFFER)
    last = runs.values_list("finished_at", flat=True).order_by("-finished_at").first()
    if last is None:
        return {"status": FAILING, "reason": "never ran"}
    return {"status": FAILING if now - last > SWEEP_MAY_REST else OK, "age_seconds": _seconds(now - last)}


def check_outbox(now: datetime) -> Check:
    """Tell how long the oldest piece of work has waited beyond its time, and whether it is the mail server's fault."""
    found = OutboxEntry.objects.backlog(now)
    waits = {group["retries"]: now - group["oldest"] + waited_before(group["retries"]) for group in found}
    retries, lag = max(waits.items(), key=lambda wait: wait[1], default=(0, timedelta()))
    told: Check = {"lag_seconds": _seconds(lag), "pending": sum(group["number"] for group in found)}
    if lag <= OUTBOX_MAY_LAG:
        return {"status": OK, **told}
    return {"status": FAILING, **({"reason": "the mail server takes nothing"} if retries else {}), **told}


def check_calendar(today: date) -> Check:
    """Warn of years without a loaded calendar: due dates in them are provisional."""
    missing = CalendarYear.objects.missing(today)
    return {"status": WARNING, "missing_years": missing} if missing else {"status": OK}


def _seconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))
