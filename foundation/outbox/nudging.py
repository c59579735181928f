"""The nudge: tells a worker that there is work. It may be lost; a periodic task finds the work anyway."""

import logging
import time
from typing import Any

from celery import current_app

DELIVER = "foundation.outbox.tasks.deliver_pending"

GATHERED = 0.3
"""Seconds for which a process gathers work before the worker that it told of the first comes for all of it."""

STALE = 10.0
"""Seconds after which a nudge that no worker took is dropped: the periodic task has come."""

SILENCE = 30.0
"""Seconds without a nudge after one failed, so that a dead broker costs one page of a process a wait, not each."""

logger = logging.getLogger(__name__)
_silent_until = 0.0
_worker_comes_at = 0.0


def nudge() -> None:
    """Tell a worker to come for what was written down: once for all that this process commits in `GATHERED` seconds.

    Whatever is committed before the worker comes, it finds.
    """
    global _worker_comes_at
    now = time.monotonic()
    if now < _worker_comes_at:
        return
    _worker_comes_at = now + GATHERED
    nudge_worker(DELIVER, expires=STALE, countdown=GATHERED)


def nudge_worker(task: str, *args: Any, expires: float | None = None, countdown: float | None = None) -> None:
    """Tell a worker to run the task with this name; never raises, since what the page did is committed already.

    `expires`: seconds after which a nudge that nobody took is dropped; None: never. `countdown`: seconds before which
    it is not run. A dead broker costs the connection's time-out (settings) once in `SILENCE` seconds and process.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, args=args, expires=expires, countdown=countdown, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever a broker can raise; the outbox is the retry
        _silent_until = time.monotonic() + SILENCE
        logger.warning("the broker does not answer (%s); work waits for the periodic delivery", type(error).__name__)
