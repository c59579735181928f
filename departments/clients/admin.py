"""The back office of API clients: the key is shown once, at registration and renewal."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.clients.forms import ApiClientForm
from departments.clients.models import ApiClient, Scope
from departments.clients.services import change_client, register_client, renew_key, revoke_client
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step, StepsAdmin
from foundation.badges import LATE, OK, WARN, badge

KEY_NOTE = _("Give this key to whoever runs the other system; it is shown once. Calls carry it as a Bearer token.")


@admin.register(ApiClient)
class ApiClientAdmin(StepsAdmin):
    form = ApiClientForm
    list_display = ("name", "department", "allowed", "responsible", "expires_on", "is_active", "last_used_at")
    list_filter = ("is_active", "department")
    list_select_related = ("department", "acts_for")
    search_fields = ("name", "prefix")
    autocomplete_fields = ("department", "acts_for")
    steps: ClassVar[dict[str, Step]] = {
        "renew": Step(
            label=_("New key"),
            question=_("Give this client a new key? The present one stops at once."),
            done="",
            run=renew_key,
            is_offered=lambda client: client.is_active,
            secret_note=KEY_NOTE,
        ),
        "revoke": Step(
            label=_("Revoke"),
            question=_("Revoke this client? Its key stops at once and for good."),
            done=_("The client was revoked."),
            run=revoke_client,
            is_offered=lambda client: client.is_active,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.with_author_standing(timezone.localdate())

    @admin.display(description=_("responsible officer"), ordering="acts_for")
    def responsible(self, client: Any) -> Any:
        is_taken = client.has_author and client.keeps_author
        if is_taken or not client.is_delivering(timezone.localdate()):
            return client.acts_for
        mark = badge(_("deliveries soon refused"), WARN) if client.has_author else badge(_("deliveries refused"), LATE)
        return format_html("{} {}", client.acts_for or "", mark)

    @admin.display(description=_("deliveries"))
    def deliveries(self, client: Any) -> SafeString | str:
        """Say whether what the client delivers is taken, since the officer's role can end before the key does."""
        if not client.is_delivering(timezone.localdate()):
            return ""
        if not client.has_author:
            return badge(_("refused: the responsible officer is no author of the office now; name another"), LATE)
        if not client.keeps_author:
            return badge(_("soon refused: the responsible officer's role ends; name another in time"), WARN)
        return badge(_("taken"), OK)

    @admin.display(description=_("scopes"))
    def allowed(self, client: ApiClient) -> str:
        return "；".join(str(Scope(value).label) for value in client.scopes)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        typed = ("name", "department", "scopes", "acts_for", "addresses", "expires_on")
        typed_and_shown = (*typed[:4], "deliveries", *typed[4:])
        return (*typed_and_shown, "prefix", "is_active", "created_at", "created_by", "last_used_at") if obj else typed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = ("department", "deliveries", "prefix", "is_active", "created_at", "created_by", "last_used_at")
        return shown if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = officer_of(request), timezone.now()
        if change:
            change_client(obj, by=by, at=at)
            return
        created, obj.new_key = register_client(**form.cleaned_data, by=by, at=at)
        obj.pk = created.pk

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.secret_page(request, obj, secret=obj.new_key, note=KEY_NOTE)
