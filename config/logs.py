"""What goes to the log, and in which form: lines for people, or JSON for machines by LOG_FORMAT=json.

No personal data: the words of an error may repeat what somebody typed, so they stay out unless they can only speak of
the program and its surroundings; the places in the code, which a programmer needs, stay.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest

FORMATS = ("line", "json")
OF_THE_PROGRAM = (OSError, OperationalError, ImproperlyConfigured, ImportError, AttributeError, TypeError, NameError)
"""Errors whose words name addresses, files and names of the code, nothing that a reader sent."""

OF_ONE_PERSON = re.compile(
    r"\b[A-Z]{2,4}-[0-9]{8}-[0-9]+|(?<=/subscriptions/confirm/)[^/]+|(?<=/subscriptions/stop/)[^/]+"
)
"""What an address may hold of one person: the number of a letter, what confirms or ends a subscription. nginx's log
leaves out the same (deploy/nginx/nginx.conf)."""

current_request: ContextVar[str] = ContextVar("current_request", default="")
"""The number of the request that this thread answers."""

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Shows where an error happened and of what kind it was, seldom its words."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 — logging's name
        error: BaseException | None = ei[1]
        told: list[str] = []
        while error is not None:
            words = f": {error}" if isinstance(error, OF_THE_PROGRAM) else ""
            told = [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}{words}\n", *told]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(told).rstrip("\n")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — logging's name
        record.message = words_of(record)
        return super().formatMessage(record)

    def usesTime(self) -> bool:  # noqa: N802 — logging's name
        return True


class KindAlone(logging.Filter):
    """Leaves of an error that Celery tells of only its kind: its line repeats the words, before any formatter asks."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args:
            kind = record.exc_info[0] if record.exc_info else None
            record.args = {**record.args, "exc": kind.__name__ if kind else "an error"}
        return True


class Machine(Discreet):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": words_of(record),
        }
        if number := number_of(record):
            line["request_id"] = number
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def words_of(record: logging.LogRecord) -> str:
    """Return what the line says; Django's lines say the address of the request."""
    return OF_ONE_PERSON.sub("-", record.getMessage())


def number_of(record: logging.LogRecord) -> str:
    """Return the number of the request that the line is about; Django writes some after the request is over."""
    request = getattr(record, "request", None)
    return request.META.get("HTTP_X_REQUEST_ID", "") if isinstance(request, HttpRequest) else current_request.get()


def describe_logging(form: str) -> dict[str, Any]:
    """Return the settings of logging for one of FORMATS; everything goes to stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": Discreet, "format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": Machine},
        },
        "filters": {"kind_alone": {"()": KindAlone}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "axes": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.app.trace": {"filters": ["kind_alone"]},
            # Django would print its own lines beside ours where DEBUG is on, and mail errors to nobody
            "django": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }
