"""Work that follows, in the back office: to be read, and sent again where no machine may decide.

Whoever registers the table says who sees it: entries belong to nobody in particular.
"""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from foundation.admin_reading import ReadingOnly
from foundation.outbox.models import OutboxEntry
from foundation.outbox.querysets import OutboxQuerySet
from foundation.outbox.services import send_again
from foundation.refusals import WrongState


class OutboxEntryAdmin(ReadingOnly, admin.ModelAdmin):
    """Nothing is typed into an entry; `send_again` queues entries anew after a question.

    The action asks `has_send_again_permission`, which whoever registers the table may narrow.
    """

    list_display = ("work", "status", "attempts", "created_at", "finished_at", "error", "delivery")
    list_filter = ("status", "delivery")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "work",
        "function",
        "payload",
        ("status", "delivery", "attempts"),
        ("available_at", "claimed_at", "finished_at"),
        "error",
        "key",
        "created_at",
    )
    actions = ("send_again",)

    @admin.display(description=gettext_lazy("work"))
    def work(self, entry: OutboxEntry) -> str:
        return str(entry)

    @admin.display(description=gettext_lazy("name in the program"))
    def function(self, entry: OutboxEntry) -> str:
        return entry.handler

    @admin.action(description=gettext_lazy("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: OutboxQuerySet) -> HttpResponse | None:
        """Ask first: what failed or is unknown may have happened already, and then happens twice."""
        waiting = queryset.needing_a_person()
        if "confirmed" not in request.POST:
            return self._question(request, waiting)
        sent = 0
        for entry in waiting:
            try:
                self.log_change(request, send_again(entry, at=timezone.now()), gettext("sent again"))
                sent += 1
            except WrongState as refusal:  # somebody else was faster
                messages.error(request, str(refusal))
        messages.success(request, ngettext("%(n)s entry is queued.", "%(n)s entries are queued.", sent) % {"n": sent})
        return None

    def _question(self, request: HttpRequest, entries: OutboxQuerySet) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "entries": entries}
        return TemplateResponse(request, "admin/outbox/outboxentry/send_again.html", frame)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """Tell whether the officer may send again: the permission to change entries, though nobody types into one."""
        return request.user.has_perm("outbox.change_outboxentry")
