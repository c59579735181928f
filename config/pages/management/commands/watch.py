"""Watch over the platform and mail ALARM_MAIL when the work stands still."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from config.watching import look

EVERY = 60.0
"""Seconds from one look to the next."""


class Command(BaseCommand):
    help = "Look every minute whether all that /healthz checks is well; mail ALARM_MAIL once, and again when mended."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="look once and leave, with status 1 if anything is amiss"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            raise SystemExit(0 if look() else 1)
        end = threading.Event()

        def leave(number: int, frame: FrameType | None) -> None:
            end.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
        while not end.is_set():
            look()
            connections.close_all()  # a server that was restarted is met anew
            end.wait(EVERY)
