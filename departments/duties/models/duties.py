"""What an office owes by a date, under which rule of time, and every event of it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.kinds import ActorKind, DutyKind, EventKind, Unit
from departments.duties.querysets import DutyQuerySet, RuleQuerySet
from departments.officers.models import Officer
from departments.offices.models import Department


class DeadlineRule(models.Model):
    """One version of a rule of counting, in force between two dates; the law changes by new rows."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True, validators=[MaxValueValidator(12)])
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True, validators=[MaxValueValidator(31)])
    rolls = models.BooleanField(
        _("rolls"), default=False, help_text=_("A last day that is a rest day moves to the next working day.")
    )
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    source = models.CharField(
        pgettext_lazy("of a rule", "source"), max_length=200, help_text=_("Law and article, or the city's own rule.")
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "in_force_from"], name="deadline_rule_one_version_a_day"),
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
                name="deadline_rule_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="deadline_rule_counts_something"),
            models.CheckConstraint(
                condition=Q(unit=Unit.DATE, month__range=(1, 12), day__range=(1, 31), quantity=1)
                | (~Q(unit=Unit.DATE) & Q(month=None, day=None)),
                name="deadline_rule_fixed_day",
                violation_error_message=_("A fixed day of the year needs its month and day and the quantity 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """An office owes something by a date. Changed by services alone; every change leaves a `DutyEvent`.

    `starts_at` is the moment of receipt; the clock starts on its local date, which is not counted. Overdue is
    computed (`lateness.punctuality`), `breached_on` is the sweep's record of it: the first
    local date after `due_on` (of a rule in hours, the local date of `due_at`). `channel` says through which door it
    came (a mailbox's code), for filters and sums. `is_excused`: a breach of the present due date was annulled, so the
    sweep leaves it alone until the date moves; the duty stays owed. `cycle` counts the annulled breaches.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="duties", verbose_name=_("office"))
    handler = models.ForeignKey(
        Officer, models.SET_NULL, null=True, blank=True, related_name="duties", verbose_name=_("handler")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DutyKind.choices)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    title = models.CharField(_("what is owed"), max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="duties", verbose_name=_("rule"))
    starts_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("due on"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    is_suspended = models.BooleanField(_("clock stopped"), default=False)
    is_excused = models.BooleanField(_("breach annulled"), default=False)
    cycle = models.PositiveSmallIntegerField(default=0, editable=False)
    warned_on = models.DateField(_("warned on"), null=True, blank=True)
    breached_on = models.DateField(_("overdue since"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["due_on", "pk"]
        constraints = [
            # opening is idempotent: one open duty at most for one thing owed
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_key"],
                condition=Q(met_on=None, cancelled_on=None),
                name="duty_one_open_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(cancelled_on=None), name="duty_met_or_cancelled_not_both"
            ),
        ]
        indexes = [
            # the sweep: everything due and not yet recorded
            models.Index(
                fields=["due_on"],
                condition=Q(met_on=None, cancelled_on=None, breached_on=None, is_suspended=False, is_excused=False),
                name="duty_to_sweep",
            ),
            # the sweep of rules in hours, of which there are few
            models.Index(
                fields=["due_at"],
                condition=Q(met_on=None, cancelled_on=None, breached_on=None, is_suspended=False, is_excused=False)
                & ~Q(due_at=None),
                name="duty_hours_to_sweep",
            ),
            # the morning's round: breaches of which nobody was told yet
            models.Index(
                fields=["id"],
                condition=Q(met_on=None, cancelled_on=None, breached_on__isnull=False)
                & (Q(warned_on=None) | Q(warned_on__lt=F("breached_on"))),
                name="duty_breach_to_tell",
            ),
            # lists of open duties of an office by due date: dashboard, the officer's home
            models.Index(
                fields=["department", "due_on"],
                condition=Q(met_on=None, cancelled_on=None),
                name="duty_open_by_department",
            ),
            # lists of open duties of many offices, oldest first
            models.Index(
                fields=["due_on", "id"], condition=Q(met_on=None, cancelled_on=None), name="duty_open_by_date"
            ),
            # how many due dates are provisional, how many clocks stand still: few rows, counted live
            models.Index(
                fields=["department"],
                condition=Q(is_provisional=True, met_on=None, cancelled_on=None),
                name="duty_provisional",
            ),
            models.Index(
                fields=["department"],
                condition=Q(is_suspended=True, met_on=None, cancelled_on=None),
                name="duty_suspended",
            ),
            # lists of all duties due in a period
            models.Index(fields=["department", "due_on", "id"], name="duty_by_department"),
            models.Index(fields=["due_on", "id"], name="duty_by_due_date"),
            # the search of the back office: titles that begin with a receipt number
            models.Index(fields=["title"], name="duty_by_title", opclasses=["varchar_pattern_ops"]),
            # the duties of one thing
            models.Index(fields=["subject_kind", "subject_key"], name="duty_by_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.cancelled_on is None


class DutyEvent(models.Model):
    """What happened to a duty and its clock; append-only (a trigger refuses UPDATE and DELETE)."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="events", verbose_name=_("duty"))
    kind = models.CharField(_("event"), max_length=20, choices=EventKind.choices)
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    actor_kind = models.CharField(_("by"), max_length=10, choices=ActorKind.choices)
    actor = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    due_before = models.DateField(_("due before"), null=True, blank=True)
    due_after = models.DateField(_("due after"), null=True, blank=True)
    calendar_version = models.CharField(_("calendar"), max_length=40, blank=True)
    cycle = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("event of a duty")
        verbose_name_plural = _("events of duties")
        ordering = ["duty", "pk"]
        constraints = [
            # a breach stands once until it is annulled: the safety net below the sweep's row lock
            models.UniqueConstraint(
                fields=["duty", "cycle"], condition=Q(kind="breached"), name="duty_event_one_breach_a_cycle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"
