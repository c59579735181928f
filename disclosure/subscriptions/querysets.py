"""Which subscriptions, which notices?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When

from disclosure.subscriptions.kinds import Pace


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def with_topic(self) -> Self:
        """Read beside each what `subject` names."""
        return self.select_related("department", "category")

    def of_address(self, digest: str) -> Self:
        return self.filter(digest=digest)

    def fitting(self, offices: Sequence[str], columns: Sequence[str], theme: str, questions: Sequence[str]) -> Self:
        """Return those to one of these offices or columns (paths in their trees), to the theme or a question."""
        fits = Q(topic="office", department__path__in=offices) | Q(topic="column", category__path__in=columns)
        fits |= Q(topic="search", question__in=questions)
        return self.filter(fits | Q(topic="theme", theme=theme) if theme else fits)

    def questions(self) -> list[str]:
        """Return the searches that somebody waits for, each once."""
        return list(
            self.confirmed().filter(topic="search").order_by("question").values_list("question", flat=True).distinct()
        )

    def unanswered_since(self, at: datetime) -> Self:
        """Return those that were asked for before `at` and never confirmed."""
        return self.filter(confirmed_at__isnull=True, asked_at__lt=at)


class NoticeQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(queued_at__isnull=True)

    def soonest_first(self) -> Self:
        """Sort by the pace of the subscription, then as they were noted."""
        return self.order_by(Case(When(subscription__pace=Pace.AT_ONCE, then=0), default=1), "pk")

    def with_twins(self) -> Self:
        """Return these and those of the same address about the same document."""
        same = self.order_by().filter(digest=OuterRef("digest"), kind=OuterRef("kind"), key=OuterRef("key"))
        everything: Any = self.model._default_manager
        return everything.filter(Exists(same))

    def due(self, today: date, *, morning: datetime | None) -> Self:
        """Return what is to be mailed now: at once, or with a day's mail that has not gone yet.

        `morning`: the moment from which the mail of `today` goes; what was noted later is for the next day's. None: it
        has not come yet.
        """
        at_once = Q(subscription__pace=Pace.AT_ONCE)
        if morning is None:
            return self.waiting().filter(at_once)
        not_today = Q(subscription__told_on__isnull=True) | Q(subscription__told_on__lt=today)
        daily = Q(subscription__pace=Pace.DAILY, noted_at__lt=morning) & not_today
        return self.waiting().filter(at_once | daily)
