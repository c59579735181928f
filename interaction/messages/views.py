"""Published letters and answers: the masked copies, and nothing else."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from interaction.mailboxes.models import Mailbox
from interaction.messages.models import Message
from interaction.messages.paging import Key, count_in_words, parse_key, read_page
from interaction.messages.services.steps import reply_duty


class AnswersView(View):
    """The list of published answers, of all mailboxes or of one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("mailbox", "")
        mailbox = get_object_or_404(Mailbox, code=code) if code else None
        answers = Message.objects.published()
        if mailbox:
            answers = answers.filter(mailbox=mailbox)
        page = read_page(answers, after=_key(request, "after"), before=_key(request, "before"))
        context: dict[str, Any] = {
            "answers": page.rows,
            "mailboxes": Mailbox.objects.all(),
            "mailbox": mailbox,
            "n_answers": count_in_words(answers),
            "newer": _address(code, before=page.newer),
            "older": _address(code, after=page.older),
        }
        return render(request, "interaction/messages/list.html", context)


class AnswerView(View):
    """One published letter with its answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(Message.objects.published(), public_copy__pk=pk)
        context = {"message": message, "duty": reply_duty(message), "today": timezone.localdate()}
        return render(request, "interaction/messages/detail.html", context)


def _key(request: HttpRequest, name: str) -> Key | None:
    text = request.GET.get(name, "")
    try:
        return parse_key(text) if text else None
    except (ValueError, OverflowError, OSError):
        raise Http404 from None


def _address(mailbox: str, **key: Key | None) -> str:
    name, value = next(iter(key.items()))
    if value is None:
        return ""
    query = {"mailbox": mailbox, name: str(value)} if mailbox else {name: str(value)}
    return f"{reverse('interaction:answers')}?{urlencode(query)}"
