"""Which messages?"""

from datetime import date
from typing import Self

from django.db import models

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from interaction.messages.statuses import MessageStatus, Outcome, Visibility


class MessageQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "interaction.view_message", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "interaction.change_message", today))

    def open(self) -> Self:
        return self.exclude(status=MessageStatus.CLOSED)

    def answered(self) -> Self:
        return self.filter(outcome=Outcome.ANSWERED)

    def published(self) -> Self:
        """Return what the public may read: by the sender's consent and the reviewer's decision."""
        return self.filter(visibility=Visibility.PUBLIC, consents_to_publication=True)
