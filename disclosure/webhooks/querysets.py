"""Which webhooks, which attempts?"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q

from departments.officers.models import Officer
from departments.officers.scoping import within_scope


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_webhook", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_webhook", today))

    def running(self) -> Self:
        return self.filter(suspension="")

    def held(self, now: datetime) -> Self:
        """Return those to which a worker is sending."""
        return self.filter(claimed_until__gte=now)

    def due(self, last: int, now: datetime) -> Self:
        """Return those whose cursor lies behind the change number `last`, whose time has come and whom nobody holds."""
        unclaimed = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        return self.running().filter(unclaimed, told_to__lt=last, next_attempt_at__lte=now)


class AttemptQuerySet(models.QuerySet):
    def before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)
