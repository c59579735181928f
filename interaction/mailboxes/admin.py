"""The back office of mailboxes: who owns one, whom it reaches, under which rule, and what it takes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from departments.officers.admin_scope import DepartmentScopedAdmin, OwnedInline
from interaction.mailboxes.forms import MailboxForm
from interaction.mailboxes.models import Mailbox, Topic


class TopicInline(OwnedInline, admin.TabularInline):
    model = Topic
    extra = 0


@admin.register(Mailbox)
class MailboxAdmin(DepartmentScopedAdmin):
    form = MailboxForm
    list_display = ("name", "code", "receipt_prefix", "department", "addressing", "rule_code", "is_open")
    list_filter = ("is_open", "addressing")
    list_select_related = ("department",)
    search_fields = ("name", "code")
    autocomplete_fields = ("department",)
    fields = (
        "name",
        "code",
        "receipt_prefix",
        "description",
        "department",
        "addressing",
        "rule_code",
        "publishes_replies",
        "is_open",
        "position",
    )
    inlines = (TopicInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Code and start of the receipt numbers never change.

        The code stands in addresses and in the sums of duties. Another mailbox that got a start used before would begin
        its day with numbers that are given out already, and could take no letter.
        """
        return ("code", "receipt_prefix") if obj else ()
