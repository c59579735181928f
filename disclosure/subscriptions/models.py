"""Who wants to be told of new documents by mail, and what was told to whom. Addresses are sealed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.codelists import THEMES, choices_of
from disclosure.search.kinds import EntryKind
from disclosure.subscriptions.kinds import Pace, TopicKind
from disclosure.subscriptions.querysets import NoticeQuerySet, SubscriptionQuerySet
from disclosure.subscriptions.questions import words_of
from foundation.personal.fields import DataKeyField
from foundation.personal.sealing import SealedRecord


class Subscription(models.Model):
    """One address and one topic. Not confirmed: `confirmed_at` is null, and nothing but the question is ever sent.

    `digest` is the keyed digest of the address: it finds the address again and tells nobody what it is. `question` is
    a search as the query of its address, in which one character may take twelve signs. Whoever unsubscribes is deleted.
    """

    digest = models.CharField(max_length=64)
    data_key = DataKeyField()
    sealed = models.BinaryField()
    topic = models.CharField(max_length=10, choices=TopicKind.choices)
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+", db_index=False)
    theme = models.CharField(max_length=40, blank=True, choices=choices_of(THEMES))
    question = models.CharField(max_length=2000, blank=True)
    pace = models.CharField(_("how often"), max_length=10, choices=Pace.choices, default=Pace.AT_ONCE)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "department", "category", "theme", "question"],
                nulls_distinct=False,
                name="subscription_once",
            ),
            models.CheckConstraint(
                condition=Q(topic="office", department__isnull=False, category__isnull=True, theme="", question="")
                | Q(topic="column", department__isnull=True, category__isnull=False, theme="", question="")
                | Q(topic="theme", department__isnull=True, category__isnull=True, question="") & ~Q(theme="")
                | Q(topic="search", department__isnull=True, category__isnull=True, theme="") & ~Q(question=""),
                name="subscription_has_one_topic",
            ),
        ]
        indexes = [
            # who is told of a document: by its office, column, theme and those above
            models.Index(fields=["department"], condition=Q(topic="office"), name="subscription_by_office"),
            models.Index(fields=["category"], condition=Q(topic="column"), name="subscription_by_column"),
            models.Index(fields=["theme"], condition=Q(topic="theme"), name="subscription_by_theme"),
            # the questions that wait for something new, each once
            models.Index(fields=["question"], condition=Q(topic="search"), name="subscription_by_question"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"

    @property
    def subject(self) -> str:
        """Return the name of the topic; needs office and column loaded."""
        return str(self.department or self.category or self.theme or words_of(self.question))

    @property
    def record(self) -> SealedRecord:
        return SealedRecord(self.data_key, self.sealed)


class Notice(models.Model):
    """A document that a subscription has to tell: one each for all of an address that fit, so that each may be ended.

    The first that comes to be due tells it. `queued_at`: when it was put into a mail, by this subscription of the
    address or by another; null while it waits for one.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="notices")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    key = models.BigIntegerField()
    noted_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # noted once, however often a run repeats; the same document for an address is found by its beginning
            models.UniqueConstraint(
                fields=["digest", "kind", "key", "subscription"], name="notice_once_per_subscription"
            )
        ]
        indexes = [
            # what waits to be put into a mail
            models.Index(fields=["id"], condition=Q(queued_at__isnull=True), name="notice_waiting"),
            # what is old enough to be forgotten
            models.Index(fields=["noted_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ReadingPlace(models.Model):
    """How far the journal of changes was read for subscribers; one row, locked while somebody reads on."""

    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)
