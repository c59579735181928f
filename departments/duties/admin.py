"""The back office of duties and of the rules by which they are counted."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from departments.duties import forms as asked
from departments.duties.actors import Actor, officer_actor
from departments.duties.fragments import SHOWN, duty_html
from departments.duties.journal import explain
from departments.duties.lateness import is_expired
from departments.duties.models import DeadlineRule, Duty, DutyEvent
from departments.duties.reasons import words_of
from departments.duties.rules import add_rule_version, remove_rule_version
from departments.duties.services import (
    annul_breach,
    extend_duty,
    restart_duty,
    resume_duty,
    suspend_duty,
)
from departments.officers.admin_paging import BoundedList
from departments.officers.admin_scope import CityWideAdmin, OwnedInline
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.models import Officer
from foundation.admin_reading import ReadingOnly
from foundation.paging.periods import PeriodFilter

ANNUL, CHANGE_CLOCK = "departments.annul_breach", "departments.change_clock"


def by_officer(service: Callable[..., Duty]) -> Callable[..., None]:
    """Return the service as a step calls it: with an officer, and without an answer to show."""

    def run(duty: Duty, *, by: Officer, at: datetime, **answers: Any) -> None:
        actor: Actor = officer_actor(by)
        service(duty, by=actor, at=at, **answers)

    return run


def can_be_moved(duty: Duty) -> bool:
    return duty.is_open and duty.breached_on is None and not is_expired(duty, timezone.now())


STEPS: dict[str, Step] = {
    "annul": Step(
        label=_("Annul the breach"),
        question=_(
            "Strike the breach from the record? Its entry stays, with yours beside it; what is owed stays owed."
        ),
        done=_("The breach is annulled."),
        run=by_officer(annul_breach),
        is_offered=lambda duty: duty.breached_on is not None,
        form=asked.AnnulForm,
        permission=ANNUL,
    ),
    "extend": Step(
        label=_("Extend"),
        question=_("Give more time? This can be done once, before the due date; of a letter, the sender must be told."),
        done=_("The duty is extended."),
        run=by_officer(extend_duty),
        is_offered=can_be_moved,
        form=asked.ExtendForm,
        permission=CHANGE_CLOCK,
    ),
    "suspend": Step(
        label=_("Stop the clock"),
        question=_("Stop the clock from today on? Days are not counted until it goes on."),
        done=_("The clock stands still."),
        run=by_officer(suspend_duty),
        is_offered=lambda duty: can_be_moved(duty) and not duty.is_suspended,
        form=asked.SuspendForm,
        permission=CHANGE_CLOCK,
    ),
    "resume": Step(
        label=_("Let the clock go on"),
        question=_("Count again from today on?"),
        done=_("The clock goes on."),
        run=by_officer(resume_duty),
        is_offered=lambda duty: duty.is_open and duty.is_suspended,
        form=asked.ResumeForm,
        permission=CHANGE_CLOCK,
    ),
    "restart": Step(
        label=_("Begin anew"),
        question=_("Begin the whole period anew today? Today is the new day of receipt and is not counted."),
        done=_("The period begins anew."),
        run=by_officer(restart_duty),
        is_offered=lambda duty: can_be_moved(duty) or (duty.is_open and duty.is_excused),
        form=asked.RestartForm,
        permission=CHANGE_CLOCK,
    ),
}


class DutyEventInline(ReadingOnly, OwnedInline, admin.TabularInline):
    """The journal of a duty: only to be read."""

    model = DutyEvent
    classes = ("journal",)
    extra = 0
    fields = ("kind", "effective_on", "recorded_at", "who", "why", "due_before", "due_after", "calendar_version")
    readonly_fields = fields
    ordering = ("pk",)

    @admin.display(description=_("by"))
    def who(self, event: DutyEvent) -> str:
        return str(event.actor or event.get_actor_kind_display())

    @admin.display(description=_("reason"))
    def why(self, event: DutyEvent) -> str:
        return str(words_of(event.reason))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("actor")


OPEN_STATES = frozenset({"open", "overdue", "suspended", "provisional"})


def state_of(asked: Mapping[str, Any]) -> str:
    """Return the state that a list shows: as asked for, else what is open; a search looks for all there ever was."""
    return asked.get("state") or ("all" if asked.get("q") else "open")


class StateFilter(admin.SimpleListFilter):
    """Where a duty stands today. What is open comes first: the oldest of all duties were closed years ago."""

    title = _("status")
    parameter_name = "state"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.state = state_of(request.GET)

    def value(self) -> str:
        return self.state

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Return the states; all of them is one that is asked for, too."""
        return islice(super().choices(changelist), 1, None)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("all", _("all")),
            ("open", _("open")),
            ("overdue", _("overdue")),
            ("suspended", _("clock stopped")),
            ("provisional", _("provisional")),
            ("in_time", _("met in time")),
            ("late", _("met late")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "open" | "suspended" | "provisional" as state:
                return getattr(queryset, state)()
            case "overdue":
                return queryset.overdue(timezone.localdate())
            case "in_time":
                return queryset.met_in_time()
            case "late":
                return queryset.exclude(met_on=None).missed()
        return queryset


class DueFilter(PeriodFilter):
    """By when it is owed."""

    title = _("due on")
    parameter_name = "due_on"


class DutyList(BoundedList):
    """The list of duties."""

    columns = (
        *("title", "kind", "starts_at", *SHOWN),
        *("department__short_name", "department__name", "handler__name", "handler__username"),
    )


@admin.register(Duty)
class DutyAdmin(StepsAdmin):
    """Duties are read here; a supervisor changes a clock or strikes a breach by a step that calls the service."""

    steps: ClassVar[dict[str, Step]] = STEPS
    list_display = ("title", "department", "kind", "handler", "received", "due_on", "standing")
    list_filter = (StateFilter, "kind", DueFilter, "department")
    list_select_related = ("department", "handler")
    search_fields = ("title__startswith",)
    search_help_text = _("The beginning of what is owed, such as a receipt number")
    list_per_page = 50
    sortable_by = ("due_on",)
    inlines = (DutyEventInline,)
    fields = (
        ("title", "kind"),
        ("department", "handler"),
        "rule",
        "received",
        ("due_on", "due_at"),
        "standing",
        ("warned_on", "breached_on", "met_on", "cancelled_on"),
        "account",
    )
    readonly_fields = tuple(name for row in fields for name in (row if isinstance(row, tuple) else (row,)))

    @admin.display(description=_("received at"))
    def received(self, duty: Duty) -> str:
        return f"{timezone.localtime(duty.starts_at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("status"))
    def standing(self, duty: Duty) -> str:
        return duty_html("admin/departments/duty/_standing.html", duty, timezone.localdate())

    @admin.display(description=_("how the date is counted"))
    def account(self, duty: Duty) -> str:
        return render_to_string("admin/departments/duty/_account.html", {"reckoning": explain(duty)})

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Begin with what is most urgent; of what may be closed, with what fell due last."""
        return ("due_on", "pk") if state_of(request.GET) in OPEN_STATES else ("-due_on", "-pk")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DutyList]:
        return DutyList

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody types into a duty; steps have permissions of their own."""
        return False


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(CityWideAdmin):
    """Versions of rules: added and, while unused, removed; never changed."""

    form = asked.RuleVersionForm
    list_display = ("code", "name", "quantity", "unit", "rolls", "in_force_from", "in_force_to", "source")
    list_filter = ("unit", "code")
    fields = ("code", "name", "quantity", "unit", "month", "day", "rolls", "in_force_from", "source")
    actions = None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, "in_force_to", "next_version") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, "in_force_to", "next_version") if obj else ()

    @admin.display(description=_("new version"))
    def next_version(self, rule: DeadlineRule) -> str:
        """Return the way to the form of a new version, filled in with this one."""
        known = {name: getattr(rule, name) for name in ("code", "name", "quantity", "unit", "source")}
        known |= {name: value for name in ("month", "day") if (value := getattr(rule, name))}
        if rule.rolls:
            known["rolls"] = "1"
        address = f"{reverse('admin:departments_deadlinerule_add')}?{urlencode(known)}"
        return format_html('<a href="{}">{}</a>', address, _("Write a new version of this rule"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.duties.exists())

    def save_model(self, request: HttpRequest, obj: DeadlineRule, form: Any, change: bool) -> None:
        add_rule_version(obj)

    def delete_model(self, request: HttpRequest, obj: DeadlineRule) -> None:
        remove_rule_version(obj)
