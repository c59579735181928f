"""The sums of duties, kept exact by the triggers of `Duty`: what desk and statistics read."""

from django.db import models
from django.db.models import Q

from departments.offices.models import Department


class TallyColumns(models.Model):
    """The columns that sums and their deltas share: how many duties of a cell are due, open, met in time, breached.

    Cancelled and suspended duties count nowhere; `n_on_time` is met on or before the due date; `n_breached` counts
    recorded breaches.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=40)
    unit = models.CharField(max_length=12)
    due_on = models.DateField()
    n_due = models.IntegerField(default=0)
    n_open = models.IntegerField(default=0)
    n_on_time = models.IntegerField(default=0)
    n_breached = models.IntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.department_id} {self.kind} {self.due_on}: {self.n_due}"


class DutyTally(TallyColumns):
    """Sums of duties by office, kind, channel, unit and due date; exact together with the unfolded `DutyDelta`s."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind", "channel", "unit", "due_on"], name="duty_tally_one_per_cell"
            )
        ]
        indexes = [
            # what is open now, by office and age: read from the index alone, numbers before words
            models.Index(
                fields=["due_on"],
                include=["department", "n_open", "unit", "channel"],
                condition=~Q(n_open=0),
                name="duty_tally_open",
            ),
            # rates by month
            models.Index(fields=["due_on", "department"], name="duty_tally_by_date"),
        ]


class MonthTally(models.Model):
    """The tallies of a whole month, for rates over long periods; folded in the same statement as the days."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=40)
    month = models.DateField()
    n_due = models.IntegerField(default=0)
    n_on_time = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "department", "kind", "channel"], name="month_tally_one_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.kind} {self.month:%Y-%m}: {self.n_due}"


class DutyDelta(TallyColumns):
    """A change of the sums, written by the triggers of `Duty` in the same transaction; folded by the sweep."""
