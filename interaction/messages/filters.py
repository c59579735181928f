"""What the list of messages in the back office can be narrowed to."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.acting import roles_that_act
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.officers.scoping import is_nobodys
from foundation.paging.periods import PeriodFilter
from foundation.remembered import Remembered
from interaction.mailboxes.models import Mailbox
from interaction.messages.statuses import MessageStatus

Lookups = list[tuple[Any, Any]]
WEEK = timedelta(days=7)


def _mailboxes() -> Lookups:
    return list(Mailbox.objects.values_list("code", "name"))


MAILBOXES = Remembered("filters.mailboxes", _mailboxes, seconds=60)
"""Code and name of the mailboxes: a new one is offered by the filter within a minute."""


class DueFilter(admin.SimpleListFilter):
    """By when the answer is due, or whether it came late."""

    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [
            ("overdue", _("overdue")),
            ("today", _("due today")),
            ("week", _("due within 7 days")),
            ("late", _("answered late")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                duties = Duty.objects.overdue(today)
            case "today":
                duties = Duty.objects.open().filter(due_on=today)
            case "week":
                duties = Duty.objects.open().filter(due_on__range=(today, today + WEEK))
            case "late":
                duties = Duty.objects.exclude(met_on=None).missed()
            case _:
                return queryset
        return queryset.filter(message_duties__duty__in=duties)


class HandlerFilter(admin.SimpleListFilter):
    """One's own letters, or those of nobody: an open one also where its handler is no longer there."""

    title = _("handler")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("mine", _("mine")), ("nobody", _("nobody's"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "mine":
                return queryset.filter(handler=request.user)
            case "nobody":
                nobodys = is_nobodys(roles_that_act(DutyKind.REPLY), timezone.localdate())
                # in this order: of a million closed letters the database then asks for no role
                return queryset.filter(Q(handler=None) | (~Q(status=MessageStatus.CLOSED) & nobodys))
        return queryset


class ReceivedFilter(PeriodFilter):
    """When the letter came."""

    title = _("received at")
    parameter_name = "received_at"


class MailboxFilter(admin.SimpleListFilter):
    """Through which mailbox the letter came; mailboxes are public, whoever owns them."""

    title = _("mailbox")
    parameter_name = "mailbox"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(MAILBOXES.get())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(mailbox__code=self.value()) if self.value() else queryset
