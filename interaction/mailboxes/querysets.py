"""Which mailboxes?"""

from typing import Self

from django.db import models


class MailboxQuerySet(models.QuerySet):
    def taking_messages(self) -> Self:
        return self.filter(is_open=True)
