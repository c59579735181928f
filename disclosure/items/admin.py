"""The back office of items: authors write, signatories sign; every step is a button with a question."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.scoping import scope_paths
from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.catalogue.navigation import full_name
from disclosure.items.admin_attachments import AttachmentInline
from disclosure.items.forms import FIXED_BY_PUBLICATION, ItemForm, ReasonForm, SignatureForm
from disclosure.items.fragments import facts_html, files_html
from disclosure.items.models import Item, ItemAttachment
from disclosure.items.presentation import STATUS_TONES, preview_document
from disclosure.items.publication import working_digest
from disclosure.items.sanitising import to_safe_page
from disclosure.items.services import (
    delete_draft,
    drop_revision,
    return_item,
    save_draft,
    sign_item,
    start_revision,
    submit_item,
    withdraw_item,
)
from disclosure.items.statuses import ItemKind, ItemStatus, ItemVisibility
from foundation.badges import badge
from foundation.files.serving import send_private

STAMPS = (
    "status",
    "visibility",
    "index_number",
    "first_published_at",
    "author",
    "submitted_by",
    "signed_by",
    "withdrawn_at",
    "withdrawal_reason",
)


@admin.register(Item)
class ItemAdmin(StepsAdmin):
    """Documents of the own scope. Only drafts can be changed; the rest is done by steps.

    `kind` says which items the list holds; the back offices of the other kinds build on this one.
    """

    kind: ClassVar[str] = ItemKind.DOCUMENT
    form = ItemForm
    change_form_template = "admin/disclosure/item/change_form.html"
    list_display: Any = ("heading", "department", "category", "standing", "published_on", "changed_on")
    list_filter: ClassVar[Any] = ("status", "visibility", "disclosure_mode", "department", "published_on")
    list_select_related: ClassVar[Any] = ("department", "category")
    list_per_page = 50
    actions = None
    search_fields = ("title", "document_number", "^index_number")
    ordering = ("-pk",)
    autocomplete_fields: ClassVar[Any] = ("category", "co_issuers", "drafting_department")
    public_choices: ClassVar[Any] = ("co_issuers", "drafting_department")
    readonly_fields: ClassVar[Any] = STAMPS
    inlines: ClassVar[Any] = (AttachmentInline,)

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/documents.css",)}

    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("title", "document_number", "body", "summary", "seen")}),
        (_("Place"), {"fields": ("department", "category", "co_issuers", "drafting_department", "source")}),
        (_("Classification"), {"fields": ("genre", "theme", "keywords", "audience")}),
        (_("Dates and validity"), {"fields": ("formed_on", "effective_on", "abolished_on", "validity")}),
        (_("Disclosure"), {"fields": ("disclosure_mode", "exemption_basis")}),
        (_("Course"), {"fields": STAMPS}),
    )
    steps: ClassVar[dict[str, Step]] = {
        "submit": Step(
            label=_("Submit for sign-off"),
            question=_("Hand this item to the signatories? From then on its content stands still."),
            done=_("Submitted. A signatory of the office publishes it."),
            run=submit_item,
            is_offered=lambda item: item.status == ItemStatus.DRAFT,
            permission="disclosure.submit_item",
        ),
        "sign": Step(
            label=_("Sign and publish"),
            question=_("Sign this item? It is public at once, and the time of publication can't be changed."),
            done=_("Signed and published."),
            run=sign_item,
            is_offered=lambda item: item.status == ItemStatus.SUBMITTED,
            permission="disclosure.sign_item",
            form=SignatureForm,
            template="admin/disclosure/item/sign.html",
        ),
        "return": Step(
            label=_("Return to the author"),
            question=_("What is to be mended? The author reads this reason."),
            done=_("Returned to the author."),
            run=return_item,
            is_offered=lambda item: item.status == ItemStatus.SUBMITTED,
            permission="disclosure.view_item",
            form=ReasonForm,
        ),
        "revise": Step(
            label=_("Correct"),
            question=_(
                "Open this item for a correction? The public keeps reading the present version until the new one is "
                "signed, and then reads this reason with it."
            ),
            done=_("Open for correction."),
            run=start_revision,
            is_offered=lambda item: item.status == ItemStatus.PUBLISHED,
            permission="disclosure.change_item",
            form=ReasonForm,
        ),
        "drop": Step(
            label=_("Give the correction up"),
            question=_("Throw the changes away? The working copy becomes again what the public reads."),
            done=_("The correction was given up."),
            run=drop_revision,
            is_offered=lambda item: item.status == ItemStatus.DRAFT and item.is_revision,
            permission="disclosure.change_item",
        ),
        "withdraw": Step(
            label=_("Withdraw"),
            question=_(
                "Take this item back for good? What the public has read leaves its title, its number and this reason."
            ),
            done=_("Withdrawn."),
            run=withdraw_item,
            is_offered=lambda item: item.status != ItemStatus.WITHDRAWN,
            permission="disclosure.withdraw_item",
            form=ReasonForm,
        ),
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).filter(kind=self.kind)

    def choice_label(self, item: Item) -> str:
        """Name an item as the public knows it where it is chosen; a working copy is nobody else's business."""
        shown = item.current_version if item.is_public and item.current_version else item
        return f"{shown.title} {shown.document_number}".strip()

    @admin.display(description=_("title"), ordering="title")
    def heading(self, item: Item) -> str:
        return item.title or _("(not disclosed) %(number)s") % {"number": item.document_number}

    @admin.display(description=_("status"), ordering="status")
    def standing(self, item: Item) -> SafeString | str:
        under_way = item.status == ItemStatus.DRAFT and item.is_revision
        words = _("correction under way") if under_way else item.get_status_display()
        return badge(words, STATUS_TONES[item.status])

    @admin.display(description=_("changed on"), ordering="updated_at")
    def changed_on(self, item: Item) -> str:
        return timezone.localdate(item.updated_at).isoformat()

    @admin.display(description=_("body"))
    def shown_body(self, item: Item) -> SafeString:
        """Show the text of an item that can't be changed now as a reader sees it."""
        return format_html('<div class="body reading">{}</div>', mark_safe(to_safe_page(item.body)))  # noqa: S308

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts alone are changed; whoever sends a form too late is told by it, with the text still there."""
        is_open = obj is None or obj.is_editable or request.method == "POST"
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts that nobody else has seen can be deleted, one at a time; all else is withdrawn."""
        if obj is None or obj.status != ItemStatus.DRAFT or obj.is_revision:
            return False
        return self._may(request, "delete", obj) and not obj.events.exists()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = (*STAMPS, "shown_body")
        return (*readonly, *FIXED_BY_PUBLICATION) if obj and obj.is_revision else readonly

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets[:-1]
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": ("title", "document_number", "shown_body", "summary")}), *self.fieldsets[1:])

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return super().get_view_on_site_url(obj) if obj and obj.is_public else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the office in which the officer is an author, the topmost of several."""
        paths = sorted(scope_paths(officer_of(request), "disclosure.add_item", timezone.localdate()), key=len)
        own = Department.objects.filter(path__in=paths[:1]).values_list("pk", flat=True).first()
        return {"department": own, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = self.choices_of(db_field, request)
            field.label_from_instance = lambda category: full_name(category.path) or category.name
        return field

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        if db_field.name == "category":
            return Category.objects.leaves()
        return super().choices_of(db_field, request)

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        save_draft(obj, by=officer_of(request), at=timezone.now())
        self.warn_of_twin(request, obj, form)

    def warn_of_twin(self, request: HttpRequest, obj: Item, form: forms.ModelForm) -> None:
        """Ask, when the title is new, whether the office has published the same already."""
        twin = Item.objects.filter(department=obj.department, title=obj.title).exclude(pk=obj.pk).exclude(title="")
        if "title" in form.changed_data and twin.exists():
            messages.warning(request, _("The office has another item with the same title; is this a duplicate?"))

    def delete_model(self, request: HttpRequest, obj: Item) -> None:
        delete_draft(obj, by=officer_of(request), at=timezone.now())

    def step_form(self, request: HttpRequest, step: Step, obj: Any) -> forms.Form | None:
        form = super().step_form(request, step, obj)
        if step.form is SignatureForm and form and not form.is_bound:
            form.initial["seen"] = working_digest(obj)
        return form

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> HttpResponse:
        form = context.get("form")
        if isinstance(form, SignatureForm) and form.is_bound:
            form.data = {"seen": working_digest(obj)}  # the page shows the item as it is now
        return super()._page(request, template, obj, document=preview_document(obj, timezone.localdate()), **context)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", view(self.preview), name=self._route("preview")),
            path("<int:pk>/attachments/<int:file>/", view(self.attachment), name=self._route("attachment")),
            *super().get_urls(),
        ]

    def _route(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the working copy as the public would see it."""
        item = self._find(request, pk)
        document = preview_document(item, timezone.localdate())
        context = {
            "item": item,
            "document": document,
            "facts": facts_html(document.facts),
            "files": files_html(document.files),
            "is_preview": True,
            "back_url": reverse(f"admin:{self._route('change')}", args=[pk]),
        }
        answer = render(request, "disclosure/items/detail.html", context)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def attachment(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        """Hand a file of the working copy to an officer in scope."""
        attachment = get_object_or_404(ItemAttachment, pk=file, item=self._find(request, pk))
        return send_private(attachment.file.open("rb"), attachment.name, attachment.content_type)

    def _find(self, request: HttpRequest, pk: int | str) -> Item:
        item: Item | None = self.get_object(request, str(pk))
        if item is None or not self.has_view_permission(request, item):
            raise Http404
        return item

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the item's own journal rather than the admin's."""
        item = self._find(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "events": item.events.select_related("by"),
            "versions": item.versions.select_related("published_by"),
            "is_public": item.visibility == ItemVisibility.PUBLIC,
        }
        return TemplateResponse(request, "admin/disclosure/item/history.html", context)
