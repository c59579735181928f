"""The back office of webhooks: the secret is shown once, the log says what came of every attempt."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step, StepsAdmin
from disclosure.exchange.models import Change
from disclosure.webhooks import services
from disclosure.webhooks.forms import TYPED, SkipForm, WebhookForm
from disclosure.webhooks.models import Webhook
from disclosure.webhooks.wording import place_of
from foundation.badges import badge
from foundation.paging.keyset import Order, Place, parse_moment, read_page

SECRET_NOTE = gettext_lazy(
    "Give this secret to whoever runs the receiver; it is shown once. With it the receiver checks that a message comes "
    "from here."
)
PER_PAGE = 50
SHOWN_AT_ONCE = 5
NEWEST = Order("at")

SHOWN = (
    "state",
    "lag",
    "failing_since",
    "next_attempt",
    "former_until",
    "created_by",
    "created_at",
    "latest_attempts",
)

STEPS: dict[str, Step] = {
    "test": Step(
        label=gettext_lazy("Send a test"),
        question=gettext_lazy("Send a test message? It moves nothing on and is not repeated."),
        done=gettext_lazy("The test is on its way; what comes of it stands in the log in a few seconds."),
        run=services.send_test,
    ),
    "resume": Step(
        label=gettext_lazy("Resume"),
        question=gettext_lazy("Go on from where it stopped? Everything that was not taken yet is sent, in order."),
        done=gettext_lazy("The webhook runs again."),
        run=services.resume_webhook,
        is_offered=lambda webhook: not webhook.is_running,
    ),
    "suspend": Step(
        label=gettext_lazy("Suspend"),
        question=gettext_lazy("Send nothing more until somebody resumes it? Its place in the journal is kept."),
        done=gettext_lazy("The webhook is suspended."),
        run=services.suspend_webhook,
        is_offered=lambda webhook: webhook.is_running,
    ),
    "skip": Step(
        label=gettext_lazy("Skip to now"),
        question=gettext_lazy(
            "Leave out, for good, all that was not taken yet? Removals are among it: the receiver must read them from "
            "the journal, or it keeps what was taken back."
        ),
        done=gettext_lazy("The webhook goes on with what happens from now on."),
        run=services.skip_to_now,
        form=SkipForm,
    ),
    "renew": Step(
        label=gettext_lazy("New secret"),
        question=gettext_lazy(
            "Give this receiver a new secret? For 24 hours messages are signed with both. If the present one became "
            "known to others, renew it twice: then it signs no more."
        ),
        done="",
        run=services.renew_secret,
        secret_note=SECRET_NOTE,
    ),
}


@admin.register(Webhook)
class WebhookAdmin(StepsAdmin):
    form = WebhookForm
    list_display = ("name", "department", "place", "state", "failing_since")
    list_filter = ("suspension", "department")
    list_select_related = ("department",)
    list_per_page = PER_PAGE
    search_fields = ("name",)
    autocomplete_fields = ("department", "branch", "category")
    public_choices = ("branch", "category")
    steps: ClassVar[dict[str, Step]] = STEPS

    @admin.display(description=gettext_lazy("address"))
    def place(self, webhook: Webhook) -> str:
        return place_of(webhook.address)

    @admin.display(description=gettext_lazy("status"))
    def state(self, webhook: Webhook) -> SafeString:
        if not webhook.is_running:
            words, tone = _("suspended: %(why)s") % {"why": webhook.get_suspension_display()}, "late"
        elif webhook.failures:
            words, tone = _("failed in a row: %(n)s") % {"n": webhook.failures}, "warn"
        else:
            words, tone = _("running"), "ok"
        return badge(words, tone)

    @admin.display(description=gettext_lazy("place in the journal"))
    def lag(self, webhook: Webhook) -> str:
        place = {"told": webhook.told_to, "last": Change.objects.last_number()}
        return _("taken up to number %(told)s; the journal has come to %(last)s") % place

    @admin.display(description=gettext_lazy("next attempt not before"))
    def next_attempt(self, webhook: Webhook) -> str:
        """Return when it is tried again; nothing where it stands still or has nothing to repeat."""
        if not webhook.is_running or not webhook.failures:
            return "—"
        return date_format(timezone.localtime(webhook.next_attempt_at), "Y-m-d H:i")

    @admin.display(description=gettext_lazy("latest attempts"))
    def latest_attempts(self, webhook: Webhook) -> SafeString:
        rows = list(NEWEST.sort(webhook.attempts.all())[:SHOWN_AT_ONCE])
        return render_to_string(
            "admin/disclosure/webhook/_attempts.html", {"attempts": rows, "webhook": webhook, "is_part": True}
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*TYPED, *SHOWN) if obj else (*TYPED, "start")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("department", *SHOWN) if obj else ()

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.attempts_view)
        return [path("<path:object_id>/attempts/", view, name="disclosure_webhook_attempts"), *super().get_urls()]

    def attempts_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the log of one webhook, newest first."""
        webhook = self.get_object(request, object_id)
        if not self.has_view_permission(request, webhook):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        after, before = _place_in(request, "after"), _place_in(request, "before")
        page = read_page(webhook.attempts.all(), NEWEST, after=after, before=before, size=PER_PAGE)
        context = {
            "attempts": page.rows,
            "newer": f"?{urlencode({'before': page.before})}" if page.before else "",
            "older": f"?{urlencode({'after': page.after})}" if page.after else "",
            "days": services.KEPT.days,
        }
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "original": webhook}
        return TemplateResponse(request, "admin/disclosure/webhook/attempts.html", {**frame, **context})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = officer_of(request), timezone.now()
        if change:
            services.change_webhook(obj, by=by, at=at)
            return
        created, obj.new_secret = services.register_webhook(**form.registered(), by=by, at=at)
        obj.pk = created.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.secret_page(request, obj, secret=obj.new_secret, note=SECRET_NOTE)


def _place_in(request: HttpRequest, name: str) -> Place | None:
    text = request.GET.get(name, "")
    try:
        return parse_moment(text) if text else None
    except ValueError:
        raise Http404 from None
