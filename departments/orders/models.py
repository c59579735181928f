"""Orders (督办): a supervisor's note to an office, answered in rounds; each round owes a duty of its own."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.offices.models import Department
from departments.orders.numbers import number_of
from departments.orders.querysets import OrderQuerySet
from departments.orders.statuses import STANDING, OrderEventKind, OrderKind, OrderStatus

LONGEST_TITLE, LONGEST_TEXT = 100, 2000


class Order(models.Model):
    """One order, addressed to the office `addressee`; the office that owes the answer now is that of `duty`.

    `duty` is that of the present round: open while an answer is owed, met by the answer. `about` is the duty that made
    the supervisor write, if there is one: of a letter it carries the receipt number and nothing else.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(pgettext_lazy("of an order", "number"))
    kind = models.CharField(_("kind"), max_length=15, choices=OrderKind.choices)
    title = models.CharField(_("matter"), max_length=LONGEST_TITLE)
    demand = models.TextField(_("what is demanded"), max_length=LONGEST_TEXT)
    addressee = models.ForeignKey(Department, models.PROTECT, related_name="orders", verbose_name=_("addressed office"))
    about = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="orders_about", verbose_name=_("about")
    )
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="order", verbose_name=_("duty to answer"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=OrderStatus.choices, default=OrderStatus.OPEN)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="order_numbered_once"),
            # the safety net below the lock on the duty: two supervisors don't write to an office about the same thing
            models.UniqueConstraint(
                fields=["about"], condition=Q(status__in=sorted(STANDING)), name="order_one_standing_per_duty"
            ),
            models.CheckConstraint(
                condition=Q(status="open", answered_at=None, answered_by=None, ended_at=None)
                | Q(status="answered", answered_at__isnull=False, answered_by__isnull=False, ended_at=None)
                | Q(status="closed", answered_at__isnull=False, answered_by__isnull=False, ended_at__isnull=False)
                | Q(status="withdrawn", ended_at__isnull=False),
                name="order_stamped_as_it_stands",
            ),
        ]
        indexes = [
            # the supervisors' list, the newest first (keyset on the same order)
            models.Index(fields=["-issued_at", "-id"], name="order_newest"),
            # what waits: the officer's home, the figures of the desk
            models.Index(fields=["status", "id"], condition=Q(status__in=sorted(STANDING)), name="order_standing"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("reports:order", args=[self.year, self.serial])

    @property
    def number(self) -> str:
        return number_of(self.year, self.serial)

    @property
    def department(self) -> Department:
        """Return the office that owes the answer now; permissions are asked there."""
        return self.duty.department

    @property
    def is_standing(self) -> bool:
        return self.status in STANDING

    @property
    def stamp(self) -> str:
        """Return what changes with every step; a form carries the one that its reader saw."""
        return f"{self.round}-{self.status}"


class OrderEvent(models.Model):
    """A step of an order; append-only (a trigger refuses UPDATE and DELETE).

    `duty` is that of the round: opened by an issue or a return, met by an answer. `department` owed it at that time.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="events", verbose_name=_("order"))
    kind = models.CharField(_("event"), max_length=10, choices=OrderEventKind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("by"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("office"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="order_events", verbose_name=_("duty"))
    round = models.PositiveSmallIntegerField(_("round"))
    words = models.TextField(pgettext_lazy("of a step", "words"), blank=True, max_length=LONGEST_TEXT)

    class Meta:
        verbose_name = _("event of an order")
        verbose_name_plural = _("events of orders")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class OrderSerial(models.Model):
    """The last number given out in a year; locked while one is allocated."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
