"""Which messages?"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery

from departments.duties.models import Duty
from departments.duties.querysets import is_open
from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from foundation.paging.keyset import Order
from interaction.messages.statuses import MessageStatus, Outcome, Visibility

NEWEST_ANSWERS = Order("closed_at")
"""The order of published answers; pages are found in it by key."""


class MessageQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the messages of the offices in the officer's scope."""
        return self.filter(within_scope(officer, "interaction.view_message", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        """Return the messages on which the officer may act as a handler or a reviewer."""
        handled = within_scope(officer, "interaction.handle_message", today)
        return self.filter(handled | within_scope(officer, "interaction.review_reply", today))

    def open(self) -> Self:
        return self.exclude(status=MessageStatus.CLOSED)

    def answered(self) -> Self:
        return self.filter(outcome=Outcome.ANSWERED)

    def published(self) -> Self:
        """Return what the public may read: by the sender's consent and the reviewer's decision."""
        return self.filter(
            visibility=Visibility.PUBLIC, consents_to_publication=True, public_copy__isnull=False
        ).select_related("public_copy", "department", "mailbox", "topic")

    def newest_answers(self) -> Self:
        return NEWEST_ANSWERS.sort(self)

    def with_duty(self, *columns: str) -> Self:
        """Add these columns of the duty to answer, under their own names."""
        duty = Duty.objects.filter(message_duty__message=OuterRef("pk"), message_duty__role="reply").order_by("-pk")
        return self.annotate(**{column: Subquery(duty.values(column)[:1]) for column in columns})

    def overdue(self, today: date) -> Self:
        """Return open messages whose answer was due before `today` (a local date)."""
        return self.open().filter(
            message_duties__role="reply",
            message_duties__duty__in=Duty.objects.overdue(today),
        )

    def delay_to_tell(self) -> Self:
        """Return open messages whose breach is recorded and whose sender can be told and was not."""
        return self.open().filter(
            is_open("message_duties__duty"),
            told_of_delay_at=None,
            has_email=True,
            message_duties__role="reply",
            message_duties__duty__breached_on__isnull=False,
        )
