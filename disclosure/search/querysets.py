"""Which synonyms, which failures?"""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Sum

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.search.kinds import FileStatus

SHOWN_DAYS = 30
SHOWN_QUESTIONS = 50
SHOWN_FROM = 3
"""A question is shown once it was asked so many times: what a single person typed stays with that person."""


class SynonymQuerySet(models.QuerySet):
    def groups(self) -> list[str]:
        """Return the words of every group, as entered."""
        return list(self.order_by("pk").values_list("words", flat=True))


class FailedQuestionQuerySet(models.QuerySet):
    def most_frequent(self, today: date) -> list[dict[str, object]]:
        """Return what was looked for in vain most often lately: words and times."""
        return list(
            self.filter(day__gt=today - timedelta(days=SHOWN_DAYS))
            .order_by()
            .values("words")
            .annotate(total=Sum("times"), last=models.Max("day"))
            .filter(total__gte=SHOWN_FROM)
            .order_by("-total", "words")[:SHOWN_QUESTIONS]
        )


class EntryFileQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_entryfile", today, field="entry__department"))

    def waiting(self) -> Self:
        return self.filter(status=FileStatus.WAITING)
