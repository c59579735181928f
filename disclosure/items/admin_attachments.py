"""The files of an item in the back office."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import OwnedInline
from disclosure.items.forms import AttachmentForm, AttachmentFormSet
from disclosure.items.models import ItemAttachment
from disclosure.items.presentation import human_size


class AttachmentInline(OwnedInline, admin.TabularInline):
    """The files of the working copy, changed with it and locked with it."""

    model = ItemAttachment
    form = AttachmentForm
    formset = AttachmentFormSet
    fields = ("file", "download", "position")
    readonly_fields = ("download",)
    extra = 0

    @admin.display(description=_("stored file"))
    def download(self, attachment: ItemAttachment) -> SafeString | str:
        if attachment.pk is None:
            return "—"
        place = f"admin:{self.parent_model._meta.label_lower.replace('.', '_')}_attachment"
        url = reverse(place, args=[attachment.item_id, attachment.pk])
        return format_html('<a href="{}">{}</a> {}', url, attachment.name, human_size(attachment.size))
