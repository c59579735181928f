"""Published letters and answers: the masked copies, and nothing else."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from foundation.paging.keyset import Place, count_in_words, count_up_to, parse_moment, read_page
from interaction.mailboxes.models import Mailbox
from interaction.messages.models import Message
from interaction.messages.querysets import NEWEST_ANSWERS
from interaction.messages.services.steps import reply_duty

PAGE_SIZE = 20
COUNT_LIMIT = 10_000


class AnswersView(View):
    """The list of published answers, of all mailboxes or of one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("mailbox", "")
        mailbox = get_object_or_404(Mailbox, code=code) if code else None
        answers = Message.objects.published()
        if mailbox:
            answers = answers.filter(mailbox=mailbox)
        after, before = _place(request, "after"), _place(request, "before")
        page = read_page(answers, NEWEST_ANSWERS, after=after, before=before, size=PAGE_SIZE)
        context: dict[str, Any] = {
            "answers": page.rows,
            "mailboxes": Mailbox.objects.all(),
            "mailbox": mailbox,
            "n_answers": count_in_words(count_up_to(answers.newest_answers(), COUNT_LIMIT), COUNT_LIMIT),
            "newer": _address(code, before=page.before),
            "older": _address(code, after=page.after),
        }
        return render(request, "interaction/messages/list.html", context)


class AnswerView(View):
    """One published letter with its answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(Message.objects.published(), public_copy__pk=pk)
        context = {"message": message, "duty": reply_duty(message), "today": timezone.localdate()}
        return render(request, "interaction/messages/detail.html", context)


def _place(request: HttpRequest, name: str) -> Place | None:
    text = request.GET.get(name, "")
    try:
        return parse_moment(text) if text else None
    except ValueError:
        raise Http404 from None


def _address(mailbox: str, **place: Place | None) -> str:
    name, value = next(iter(place.items()))
    if value is None:
        return ""
    query = {"mailbox": mailbox, name: str(value)} if mailbox else {name: str(value)}
    return f"{reverse('interaction:answers')}?{urlencode(query)}"
