"""The nudge: tells a worker at once that there is work. It may be lost; a periodic task finds the work anyway."""

import logging
import time
from typing import Any

from celery import current_app

DELIVER = "foundation.outbox.tasks.deliver"

SILENCE = 30.0
"""Seconds without a nudge after one failed, so that a dead broker costs one page of a process a wait, not each."""

logger = logging.getLogger(__name__)
_silent_until = 0.0


def nudge(entry_id: int) -> None:
    """Tell a worker of an entry."""
    nudge_worker(DELIVER, entry_id)


def nudge_worker(task: str, *args: Any, expires: float | None = None) -> None:
    """Tell a worker to run the task with this name; never raises, since what the page did is committed already.

    `expires`: seconds after which a nudge that nobody took is dropped; None: never. A dead broker costs the
    connection's time-out (settings) once in `SILENCE` seconds and process.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, args=args, expires=expires, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever a broker can raise; the outbox is the retry
        _silent_until = time.monotonic() + SILENCE
        logger.warning("the broker does not answer (%s); work waits for the periodic delivery", type(error).__name__)
