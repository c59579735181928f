"""Which entries?"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Min, Q, When

from foundation.outbox.exceptions import NothingLeaves
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

    def backlog(self, now: datetime) -> list[dict[str, Any]]:
        """Return what is not done though it is time, as `number` and `oldest` (the next attempt) by `retries`.

        `retries` tells how often work was tried that is held up because nothing gets through. It is 0 for what is due
        now for the first time or again: that wait is the work's own fault.
        """
        is_held_up = Q(error__startswith=f"{NothingLeaves.__name__} ")
        late = self.filter(Q(available_at__lte=now) | is_held_up, status=Status.PENDING)
        groups = late.order_by().values(retries=Case(When(is_held_up, then="attempts"), default=0))
        return list(groups.annotate(oldest=Min("available_at"), number=Count("pk")))

    def needing_a_person(self) -> Self:
        """Return what no machine may or can finish: results unknown, and failures after the last attempt."""
        return self.filter(status__in=(Status.UNKNOWN, Status.FAILED))

    def done_before(self, moment: datetime) -> Self:
        return self.filter(status=Status.DONE, finished_at__lt=moment)
