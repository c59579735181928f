"""The journal of what the public could read, from when to when."""

from django.db import models
from django.db.models import Q

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.exchange.actions import ChangeAction
from disclosure.exchange.querysets import ChangeQuerySet
from disclosure.search.kinds import EntryKind


class Change(models.Model):
    """Something public appeared, changed or went; written in the transaction that did it, numbered by its commit.

    `number` and `at` are given by the database as the last act before the commit, so numbers are the order of
    commits and a number that can be read has no unread number below it (docs/decisions/0030-exchange-journal.md).
    Until then they are null. Of what went no title stays, in no row of the journal.
    """

    number = models.BigIntegerField(null=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    action = models.CharField(max_length=10, choices=ChangeAction.choices)
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    key = models.BigIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            # the journal is read by it, and numbers are given once
            models.UniqueConstraint(fields=["number"], name="change_numbered_once"),
            models.CheckConstraint(
                condition=~Q(action="went") | Q(title="", digest=""), name="change_gone_without_content"
            ),
        ]
        indexes = [
            # the rows of one thing, whose titles go with it
            models.Index(fields=["kind", "key"], name="change_of_thing"),
            # the journal of one office or column, read onwards
            models.Index(fields=["department", "number"], name="change_by_department"),
            models.Index(fields=["category", "number"], name="change_by_category"),
            # what was taken back, for the feeds; there are few
            models.Index(fields=["-number"], condition=Q(action="went"), name="change_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.kind} {self.key}"
