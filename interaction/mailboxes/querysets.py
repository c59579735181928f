"""Which mailboxes?"""

from datetime import date
from typing import Self

from django.db import models

from departments.officers.models import Officer
from departments.officers.scoping import within_scope


class MailboxQuerySet(models.QuerySet):
    def taking_messages(self) -> Self:
        return self.filter(is_open=True)

    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the mailboxes of the offices in the officer's scope."""
        return self.filter(within_scope(officer, "interaction.view_mailbox", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "interaction.change_mailbox", today))
