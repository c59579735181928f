"""Pages of subscriptions: the wish, its confirmation, its end. No page tells whether an address is known."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.codelists import THEMES
from disclosure.subscriptions.forms import SubscriptionForm
from disclosure.subscriptions.models import Subscription
from disclosure.subscriptions.questions import question_of, words_of
from disclosure.subscriptions.services import Search, Topic, ask_for, confirm, stop
from disclosure.subscriptions.tickets import CONFIRM_WITHIN, read_confirm_ticket, read_stop_ticket

GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for an address; the same page follows whatever the address."""
    topic = _topic_of(request)
    form = SubscriptionForm(request.POST or None, address=request.META["REMOTE_ADDR"])
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        ask_for(topic, address=wish["email"], pace=wish["pace"], at=timezone.now())
        return redirect("disclosure:subscription-asked")
    status = 400 if form.errors else 200
    return render(request, "disclosure/subscriptions/form.html", {"form": form, "name": _name_of(topic)}, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now."""
    return render(request, "disclosure/subscriptions/asked.html", {"days": CONFIRM_WITHIN.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_subscription(request: HttpRequest, ticket: str) -> HttpResponse:
    """Confirm by a button: programs that look through mails open addresses, but press nothing."""
    wish = read_confirm_ticket(ticket)
    subscription = Subscription.objects.with_topic().filter(pk=wish.subscription_id).first() if wish else None
    if wish is None or subscription is None:
        return render(request, "disclosure/subscriptions/expired.html", status=GONE)
    is_confirmed = request.method == "POST" and confirm(wish, at=timezone.now()) is not None
    context: dict[str, Any] = {"name": subscription.subject, "is_confirmed": is_confirmed}
    return render(request, "disclosure/subscriptions/confirm.html", context)


@csrf_exempt  # mail programs send it by one click (RFC 8058); the signed ticket is what counts
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_subscription(request: HttpRequest, ticket: str) -> HttpResponse:
    """End a subscription by one click; the answer is the same if it was ended before."""
    key = read_stop_ticket(ticket)
    if key is None:
        raise Http404
    if request.method == "POST":
        stop(key)
        return render(request, "disclosure/subscriptions/stop.html", {"is_stopped": True})
    subscription = Subscription.objects.with_topic().filter(pk=key).first()
    context = {"is_stopped": False, "name": subscription.subject if subscription else ""}
    return render(request, "disclosure/subscriptions/stop.html", context)


def _topic_of(request: HttpRequest) -> Topic:
    """Return the office, column, theme or search that the page's address names; 404 if it names none that is there."""
    if code := request.GET.get("office"):
        return get_object_or_404(Department, code=code)
    if code := request.GET.get("column"):
        return get_object_or_404(Category, code=code)
    if (theme := request.GET.get("theme")) in THEMES and "q" not in request.GET:
        return str(theme)
    if question := question_of(request.GET):
        return Search(question)
    raise Http404


def _name_of(topic: Topic) -> str:
    if isinstance(topic, Search):
        return words_of(topic.question)
    return topic if isinstance(topic, str) else topic.name
