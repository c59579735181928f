"""The pages of a citizen: write, get a receipt, follow the answer, read what is published. No account, no session."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from departments.calendar.current import current_calendar
from departments.duties.clock import Opened
from departments.duties.journal import explain, plain_rule
from departments.duties.reckoning import reckon
from departments.duties.rules import rule_in_force
from foundation.files.serving import send_private
from foundation.refusals import Refusal
from interaction.intake.addressees import receiving_offices
from interaction.intake.forms import LetterForm, QueryForm, page_key
from interaction.intake.looking import find_own_message, is_barred
from interaction.intake.tickets import Ticket, issue_ticket, read_ticket, withdraw_ticket
from interaction.mailboxes.models import Addressing, Mailbox
from interaction.messages.codes import ShownCode
from interaction.messages.models import Message
from interaction.messages.remedies import remedy_for
from interaction.messages.services import Taken, submit_message, withdraw_consent
from interaction.messages.services.steps import reply_duty
from interaction.messages.statuses import DeclineReason, ReplyStatus
from interaction.messages.timeline import sender_steps

NEWEST = 5
"""So many published answers stand on the first page of letters."""


class MailboxesView(TemplateView):
    """The mailboxes, what is not taken up, and the newest published answers."""

    template_name = "interaction/intake/mailboxes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            mailboxes=Mailbox.objects.taking_messages().select_related("department"),
            reasons=DeclineReason.labels,
            answers=Message.objects.published().newest_answers()[:NEWEST],
            **kwargs,
        )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class WriteView(View):
    """The form of a letter; after sending, the browser is led to the receipt, so that a reload sends nothing again."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # what was written while the mailbox closed is not thrown away: it was taken before, or comes back to its writer
        doors = Mailbox.objects.all() if request.method == "POST" else Mailbox.objects.taking_messages()
        boxes = doors.select_related("department").prefetch_related("topics")
        self.mailbox = get_object_or_404(boxes, code=kwargs["code"])
        self.at = timezone.now()

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(self._form(initial={"department": request.GET.get("to", "")}))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form)
        try:
            message, query_code, _due = self._submit(form)
        except Refusal as refusal:
            form.renew_key()
            form.add_error(None, str(refusal))
            return self._show(form)
        response = redirect("interaction:receipt")
        issue_ticket(response, Ticket(message.pk, query_code))
        return response

    def _form(self, *args: Any, **kwargs: Any) -> LetterForm:
        chooses = self.mailbox.addressing == Addressing.CHOSEN
        offices = receiving_offices(timezone.localdate(self.at)) if chooses else []
        address = self.request.META["REMOTE_ADDR"]
        return LetterForm(*args, mailbox=self.mailbox, offices=offices, address=address, **kwargs)

    def _submit(self, form: LetterForm) -> Taken:
        written = form.cleaned_data
        return submit_message(
            mailbox=self.mailbox,
            department=written.get("department") or self.mailbox.department,
            topic=written.get("topic"),
            subject=written["subject"],
            text=written["text"],
            sender=form.sender(),
            consents=written["consents"],
            files=written["attachments"],
            submission_key=page_key(written["form_key"]),
            at=self.at,
        )

    def _show(self, form: LetterForm) -> HttpResponse:
        rule = rule_in_force(self.mailbox.rule_code, timezone.localdate(self.at))
        context = {
            "mailbox": self.mailbox,
            "form": form,
            "rule": rule,
            "due_on": reckon(plain_rule(rule), [Opened(at=self.at)], current_calendar()).due_on,
            "reasons": DeclineReason.labels,
            "lost_files": form.is_bound and bool(form.files),
        }
        return render(self.request, "interaction/intake/write.html", context)


class OwnMessageView(View):
    """A page for the holder of a ticket; without one the way leads to the query form."""

    at: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at = timezone.now()
        ticket = read_ticket(request)
        rows = Message.objects.select_related("mailbox", "department", "topic", "reply")
        message = rows.filter(pk=ticket.message_id).first() if ticket else None
        if ticket is None or message is None:
            messages.info(request, _("Please enter receipt number and query code."))
            return redirect("interaction:query")
        self.ticket, self.message = ticket, message
        return super().dispatch(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class ReceiptView(OwnMessageView):
    """The receipt; it shows the query code once and shows itself without it when loaded again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        duty = reply_duty(self.message)
        context = {
            "message": self.message,
            "code": ShownCode(self.ticket.code),
            "today": None,
            "duty": duty,
            "reckoning": explain(duty),
        }
        response = render(request, "interaction/intake/receipt.html", context)
        if self.ticket.code:
            issue_ticket(response, Ticket(self.message.pk))
        return response


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class QueryView(View):
    """Ask for receipt number and query code, by POST, so that neither gets into an address or a log."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "interaction/intake/query.html", {"form": QueryForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        address, form, status = request.META["REMOTE_ADDR"], QueryForm(request.POST), 200
        if is_barred(address):
            form.add_error(None, _("Too many wrong pairs came from your connection. Please try again in an hour."))
            status = 429
        elif form.is_valid():
            message = find_own_message(**form.cleaned_data, address=address)
            if message is not None:
                response = redirect("interaction:progress")
                issue_ticket(response, Ticket(message.pk))
                return response
            form.add_error(None, _("Receipt number and query code do not belong together. Please compare both."))
        return render(request, "interaction/intake/query.html", {"form": form}, status=status)


@method_decorator(never_cache, name="dispatch")
class ProgressView(OwnMessageView):
    """What the sender sees of the own letter."""

    def get(self, request: HttpRequest) -> HttpResponse:
        duty = reply_duty(self.message)
        reply = getattr(self.message, "reply", None)
        context = {
            "message": self.message,
            "duty": duty,
            "reckoning": explain(duty),
            "today": timezone.localdate(self.at),
            "steps": sender_steps(self.message),
            "reply": reply if reply and reply.status == ReplyStatus.SENT else None,
            "remedy": remedy_for(self.message.decline_reason) if self.message.decline_reason else "",
            "attachments": self.message.attachments.all(),
        }
        return render(request, "interaction/intake/progress.html", context)


@method_decorator(never_cache, name="dispatch")
class OwnFileView(OwnMessageView):
    """A file that the sender sent, for the sender."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        attachment = get_object_or_404(self.message.attachments, pk=pk)
        return send_private(attachment.file.open("rb"), attachment.name, attachment.content_type)


@method_decorator(never_cache, name="dispatch")
class WithdrawConsentView(OwnMessageView):
    """The sender takes the consent to publication back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            withdraw_consent(self.message, at=self.at)
            messages.success(request, _("Your consent is withdrawn; nothing of your letter is public."))
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("interaction:progress")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Hide the own letter on this device."""
    response = redirect("interaction:query")
    withdraw_ticket(response)
    messages.success(request, _("Your letter can no longer be seen on this device."))
    return response
