"""The receipt: its number, and the query code until it is mailed."""

from django.db import models

from foundation.personal.fields import DataKeyField
from interaction.mailboxes.models import Mailbox
from interaction.messages.models.letters import Message


class UnsentCode(models.Model):
    """The query code on its way into the receipt mail, sealed; the row is deleted as soon as the mail has left."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="unsent_code")
    data_key = DataKeyField()
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.message_id)


class ReceiptSerial(models.Model):
    """The last receipt number given out by a mailbox on a day; locked while one is allocated."""

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "day"], name="receipt_serial_one_per_day")]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.day} {self.last}"
