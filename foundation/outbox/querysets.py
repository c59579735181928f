"""Which entries?"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from foundation.outbox.statuses import Delivery, Status

LEASE = timedelta(minutes=15)
"""How long a worker may take: longer than the time limit of a task, after which nobody can be working on a claim."""


class OutboxQuerySet(models.QuerySet):
    def abandoned(self, now: datetime) -> Self:
        """Return claims whose lease ran out: their worker is dead."""
        return self.filter(status=Status.CLAIMED, claimed_at__lt=now - LEASE)

    def repeatable(self) -> Self:
        return self.filter(delivery=Delivery.REPEATABLE)

    def at_most_once(self) -> Self:
        return self.filter(delivery=Delivery.ONCE)

    def needing_a_person(self) -> Self:
        """Return what no machine may or can finish: results unknown, and failures after the last attempt."""
        return self.filter(status__in=(Status.UNKNOWN, Status.FAILED))

    def done_before(self, moment: datetime) -> Self:
        return self.filter(status=Status.DONE, finished_at__lt=moment)
