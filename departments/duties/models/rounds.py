"""The rounds of the clock: that one was made, and when."""

from django.db import models


class SweepRun(models.Model):
    """A finished pass of the sweep: what /healthz and the alarm look at."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_index=True)
    n_breached = models.PositiveIntegerField()

    class Meta:
        ordering = ["-finished_at"]

    def __str__(self) -> str:
        return f"{self.finished_at:%Y-%m-%d %H:%M}"


class WarningRound(models.Model):
    """The morning's round of warnings of one working day: when it is finished, nobody is mailed again that day."""

    day = models.DateField(primary_key=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.day)
