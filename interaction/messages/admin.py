"""The office's desk for messages: a list by urgency, one page per message, every action a step that calls a service."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.fragments import SHOWN, seen_html
from departments.duties.journal import explain
from departments.officers.admin_paging import BoundedList
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.models import Assignment
from foundation.files.serving import send_private
from foundation.tables.writing import Format, table_response
from interaction.messages import forms as asked
from interaction.messages import services
from interaction.messages.access import letter_for, masked_subject, may_see_sender, reply_for, unmasked_to
from interaction.messages.export import COLUMNS, export_rows
from interaction.messages.filters import DueFilter, HandlerFilter, MailboxFilter, ReceivedFilter
from interaction.messages.finding import find
from interaction.messages.fragments import status_html
from interaction.messages.models import Message, MessageDuty
from interaction.messages.services.answering import DRAFT, REVIEW
from interaction.messages.services.handling import HANDLE
from interaction.messages.services.privacy import HIDE, was_erased
from interaction.messages.services.steps import reply_duty
from interaction.messages.statuses import ACTIONS, Visibility
from interaction.messages.timeline import office_steps


def ask(**details: Any) -> Step:
    """Return a step whose question is asked with the letter in view."""
    return Step(template="admin/interaction/message/ask.html", **details)


def offered(action: str) -> Callable[[Message], bool]:
    """Return whether a message's status allows `action`."""
    return lambda message: message.status in ACTIONS[action]


def is_public(message: Message) -> bool:
    return message.visibility == Visibility.PUBLIC


def can_be_erased(message: Message) -> bool:
    return not message.is_open and not was_erased(message)


STEPS: dict[str, Step] = {
    "accept": ask(
        label=_("Accept"),
        question=_("Take this letter up? The sender is told; the clock goes on."),
        done=_("The letter is taken up."),
        run=services.accept_message,
        is_offered=offered("accept"),
        permission=HANDLE,
    ),
    "draft": ask(
        label=_("Write the reply"),
        question=_("Facts, law and policy, progress; then the next step and a phone. A draft may lack anything."),
        done=_("The draft is kept."),
        run=services.draft_reply,
        is_offered=offered("draft"),
        form=asked.DraftForm,
        permission=DRAFT,
    ),
    "submit": ask(
        label=_("Hand in for review"),
        question=_("Hand the draft in? Another person reviews and sends it."),
        done=_("The reply is handed in for review."),
        run=services.submit_reply,
        is_offered=lambda message: offered("submit")(message) and hasattr(message, "reply"),
        permission=DRAFT,
    ),
    "send": ask(
        label=_("Approve and send"),
        question=_("The sender gets this reply, and the letter is closed. Decide on publication."),
        done=_("The reply is sent; the letter is closed."),
        run=services.send_reply,
        is_offered=offered("send"),
        form=asked.SendForm,
        permission=REVIEW,
    ),
    "return": ask(
        label=_("Return to the drafter"),
        question=_("Say what is to be mended."),
        done=_("The reply went back to its drafter."),
        run=services.return_reply,
        is_offered=offered("return"),
        form=asked.ReturnForm,
        permission=REVIEW,
    ),
    "assign": ask(
        label=_("Give to a handler"),
        question=_("Who handles this letter?"),
        done=_("The letter has a new handler."),
        run=services.assign_message,
        is_offered=offered("assign"),
        form=asked.AssignForm,
        permission=HANDLE,
    ),
    "transfer": ask(
        label=_("Transfer"),
        question=_("Pass the letter on to the office in charge? The clock goes on, and you see the letter no more."),
        done=_("The letter was passed on."),
        run=services.transfer_message,
        is_offered=offered("transfer"),
        form=asked.TransferForm,
        permission=HANDLE,
    ),
    "decline": ask(
        label=_("Decline"),
        question=_("Refuse to take the letter up? It is closed, and the sender is told why and what to do instead."),
        done=_("The letter was declined."),
        run=services.decline_message,
        is_offered=offered("decline"),
        form=asked.DeclineForm,
        permission=HANDLE,
    ),
    "hide": ask(
        label=_("Take from the public pages"),
        question=_("Take letter and answer from the public pages?"),
        done=_("The letter is no longer public."),
        run=services.hide_message,
        is_offered=is_public,
        form=asked.ReasonForm,
        permission=HIDE,
    ),
    "erase": ask(
        label=_("Erase the sender"),
        question=_("Erase the sender's data, the attachments, and name and numbers in the text? This can't be undone."),
        done=_("The sender's data are erased."),
        run=services.erase_sender,
        is_offered=can_be_erased,
        permission="interaction.erase_sender",
    ),
}


class MessageList(BoundedList):
    """The list of messages: a row shows little of a message, so little is read of it."""

    columns = (
        *("receipt_number", "subject", "sender_key", "sender_sealed", "status", "outcome", "visibility"),
        *("department__short_name", "department__name", "mailbox__name", "handler__name", "handler__username"),
    )

    def get_results(self, request: HttpRequest) -> None:
        """Read beside the letters what is shown of the duties to answer them."""
        super().get_results(request)
        self.result_list: list[Message] = list(self.result_list)
        links = MessageDuty.objects.filter(role="reply", message__in=[message.pk for message in self.result_list])
        read = links.order_by("pk").values_list("message_id", *(f"duty__{name}" for name in SHOWN))
        duties = {pk: tuple(seen) for pk, *seen in read}
        for message in self.result_list:
            vars(message)["seen_duty"] = duties.get(message.pk)


@admin.register(Message)
class MessageAdmin(StepsAdmin):
    """Nothing is typed into a message here; whatever changes it is a step."""

    steps: ClassVar[dict[str, Step]] = STEPS
    change_form_template = "admin/interaction/message/change_form.html"
    change_list_template = "admin/interaction/message/change_list.html"
    list_display = ("receipt_number", "masked_subject", "department", "mailbox", "standing", "due", "handler")
    list_filter = (DueFilter, "status", "outcome", HandlerFilter, MailboxFilter, ReceivedFilter, "department")
    search_fields = ("receipt_number", "source_number")
    search_help_text = _("Receipt number; subject or text of letters that you read unmasked or that are public")
    list_per_page = 50
    sortable_by = ("receipt_number",)
    fields = ("receipt_number",)
    readonly_fields = ("receipt_number",)

    @admin.display(description=_("subject"))
    def masked_subject(self, message: Message) -> str:
        return masked_subject(message)

    @admin.display(description=_("status"), ordering="status")
    def standing(self, message: Message) -> str:
        return status_html(message)

    @admin.display(description=_("due"))
    def due(self, message: Message) -> str:
        return seen_html("admin/interaction/message/_due.html", vars(message)["seen_duty"], timezone.localdate())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        related = ("department", "mailbox", "topic", "handler", "reply__drafted_by", "reply__reviewed_by")
        return super().get_queryset(request).select_related(*related)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MessageList]:
        return MessageList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search numbers in all messages, words where the officer reads them with nothing masked, and public copies."""
        if not search_term.strip():
            return queryset, False
        found = find(queryset, search_term, unmasked=unmasked_to(officer_of(request), timezone.localdate()))
        request.__dict__["_found"] = found.number
        return found.rows, False

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **options: Any) -> Paginator:
        """Spare the count of what the search has counted, with all filters, already."""
        paginator = super().get_paginator(request, queryset, *args, **options)
        if "_found" in request.__dict__:
            paginator.count = request.__dict__["_found"]
        return paginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody types into a message; steps have permissions of their own."""
        return False

    # -- one message -----------------------------------------------------------------------------------------------
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        message, officer, today = kwargs["obj"], officer_of(request), timezone.localdate()
        duty = reply_duty(message)
        context |= {
            "letter": letter_for(officer, message, today),
            "duty": duty,
            "reckoning": explain(duty),
            "today": today,
            "timeline": office_steps(message),
            "reply": reply_for(officer, message, today),
            "may_see_duty": officer.has_perm("departments.view_duty", duty),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def step_form(self, request: HttpRequest, step: Step, obj: models.Model) -> forms.Form | None:
        sent = request.POST if request.method == "POST" else None
        form: Any = step.form
        return form(sent, message=obj, officer=officer_of(request)) if form else None

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """After a transfer out of the own scope the way leads back to the list: the letter is seen no more."""
        response = super().step_view(request, object_id, name)
        is_done = isinstance(response, HttpResponseRedirect)
        if is_done and not self.get_queryset(request).filter(pk=object_id).exists():
            return HttpResponseRedirect(reverse("admin:interaction_message_changelist"))
        return response

    def tell_done(self, request: HttpRequest, step: Step, outcome: Any) -> None:
        """Say after a transfer, too, if nobody is there to take the letter up: its giver sees it no more."""
        super().tell_done(request, step, outcome)
        if step is not self.steps["transfer"]:
            return
        there = Assignment.objects.current(timezone.localdate()).covering(outcome.department).granting(HANDLE)
        if not there.exists():
            said = _("Nobody handles letters of %(office)s yet: tell its administrator, or the letter waits.")
            messages.warning(request, said % {"office": outcome.department})

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> HttpResponse:
        """Show the letter beside every question."""
        letter = letter_for(officer_of(request), obj, timezone.localdate())
        return super()._page(request, template, obj, letter=letter, **context)

    # -- files and tables ------------------------------------------------------------------------------------------
    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("export/<str:form>/", wrap(self.export_view), name="interaction_message_export"),
            path("<int:object_id>/files/<int:pk>/", wrap(self.file_view), name="interaction_message_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, object_id: int, pk: int) -> HttpResponseBase:
        """Hand an attachment out to those who may know the sender: 404 out of scope, 403 in scope."""
        message = self.get_object(request, str(object_id))
        if not may_see_sender(officer_of(request), message, timezone.localdate()):
            raise PermissionDenied
        attachment = get_object_or_404(message.attachments, pk=pk)
        return send_private(attachment.file.open("rb"), attachment.name, attachment.content_type)

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Hand out the list as the officer sees it, filters and search included, as CSV, XLSX or JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in set(Format):
            raise Http404
        try:
            listed: Any = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:  # the list says what is wrong
            return HttpResponseRedirect(f"{reverse('admin:interaction_message_changelist')}?{request.GET.urlencode()}")
        rows = export_rows(listed.defer(None).defer("text").prefetch_related(None), timezone.localdate())
        return table_response(Format(form), str(_("Letters")), COLUMNS, rows)
