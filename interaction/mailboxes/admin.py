"""The back office of mailboxes: who owns one, whom it reaches, under which rule, and what it takes."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.models import Assignment
from departments.officers.admin_scope import DepartmentScopedAdmin, OwnedInline
from departments.officers.roles import Role
from interaction.mailboxes.forms import MailboxForm
from interaction.mailboxes.models import Mailbox, Topic

ROLES_OF_AN_ANSWER = {"interaction.handle_message": Role.HANDLER, "interaction.review_reply": Role.CHECKER}
"""Whoever drafts a reply does not send it: a mailbox needs both."""


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

    def save_model(self, request: HttpRequest, obj: Mailbox, form: Any, change: bool) -> None:
        """Say at once what else would show only when the first answer is late."""
        super().save_model(request, obj, form, change)
        if not obj.is_open:
            return
        present = Assignment.objects.current(timezone.localdate()).covering(obj.department)
        for permission, role in ROLES_OF_AN_ANSWER.items():
            if not present.granting(permission).exists():
                said = _("Letters will wait: nobody is %(role)s of %(office)s. Give an officer this role.")
                messages.warning(request, said % {"role": role.label, "office": obj.department})
