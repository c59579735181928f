"""Forms of the back office: an item, its files, and what the steps ask."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure.items.codelists import AUDIENCES, GENRES, THEMES, choices_of
from disclosure.items.files import drop_if_unused
from disclosure.items.models import Item, ItemAttachment
from disclosure.items.sanitising import as_line
from disclosure.items.services import LONGEST_REASON
from disclosure.items.statuses import DisclosureMode
from disclosure.items.widgets import BodyEditor
from foundation.files.fields import SafeFileField
from foundation.files.limits import MEGABYTE, Limits

ATTACHMENTS = Limits(max_bytes=50 * MEGABYTE)
SHORTEST_TITLE = 4
LONGEST_FILE_NAME = 150
FIXED_BY_PUBLICATION = ("department", "category", "co_issuers", "drafting_department", "disclosure_mode")
WITHHELD_FIELDS = ("title", "summary", "body", "keywords")


class ItemForm(forms.ModelForm):
    """The working copy of an item; what is withheld from the public has no words here."""

    genre = forms.ChoiceField(label=_("genre"), choices=choices_of(GENRES), required=False)
    theme = forms.ChoiceField(label=_("theme"), choices=choices_of(THEMES), required=False)
    audience = forms.ChoiceField(label=_("audience"), choices=choices_of(AUDIENCES), required=False)

    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False)

    class Meta:
        model = Item
        fields: ClassVar[Sequence[str]] = (
            "title",
            "document_number",
            "body",
            "summary",
            "department",
            "category",
            "co_issuers",
            "drafting_department",
            "source",
            "disclosure_mode",
            "exemption_basis",
            "genre",
            "theme",
            "keywords",
            "audience",
            "formed_on",
            "effective_on",
            "abolished_on",
            "validity",
        )
        widgets = {"body": BodyEditor, "summary": forms.Textarea(attrs={"rows": 2, "maxlength": 100})}
        help_texts = {
            "title": _("The full title as it stands on the document."),
            "document_number": _("With the year in full and in these brackets: 六政办〔2014〕31号."),
            "summary": _("At most 100 characters. Left empty, the beginning of the text is shown."),
            "keywords": _("Two to five, separated by ；."),
            "formed_on": _("The day of signature; of what is no official document, the day on which it was complete."),
            "category": _("Only columns without further columns below them."),
            "exemption_basis": _("Only for what is not disclosed: article and reason."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].required = False
        if self.instance.pk:
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean_formed_on(self) -> Any:
        formed_on = self.cleaned_data["formed_on"]
        if formed_on and formed_on > timezone.localdate():
            raise ValidationError(_("This day has not come yet; give the day on which the document was signed."))
        return formed_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._require_draft()
        self._require_unchanged(cleaned.get("seen", ""))
        mode = cleaned.get("disclosure_mode", self.instance.disclosure_mode)
        if mode == DisclosureMode.EXEMPT:
            self._require_bare(cleaned)
        else:
            self._require_words(cleaned)
        self._require_fitting_column(cleaned)
        effective_on, abolished_on = cleaned.get("effective_on"), cleaned.get("abolished_on")
        if effective_on and abolished_on and abolished_on < effective_on:
            self.add_error("abolished_on", _("A document can't be abolished before it takes effect."))
        return cleaned

    def _require_draft(self) -> None:
        """Tell before anything is lost that the item left the author's desk while the form was open."""
        if self.instance.pk and not Item.objects.get(pk=self.instance.pk).is_editable:
            raise ValidationError(
                _(
                    "This item is no longer a draft: nothing was saved. Your text is still here; take along what you "
                    "need, and have the item returned or correct it."
                )
            )

    def _require_unchanged(self, seen: str) -> None:
        """Tell an author whom another one overtook; what was typed stays, and saving again is then a decision."""
        now = self.initial.get("seen", "")
        if seen and now and seen != now:
            renewed = cast("QueryDict", self.data).copy()
            renewed[self.add_prefix("seen")] = now
            self.data = renewed
            raise ValidationError(
                _(
                    "Somebody else saved this item while your form was open. Your text is still here: look at the "
                    "other version in a second window; saving again replaces it."
                )
            )

    def _require_words(self, cleaned: dict[str, Any]) -> None:
        title = as_line(cleaned.get("title", ""))
        if "title" in self.fields and len(title) < SHORTEST_TITLE and "title" not in self.errors:
            self.add_error("title", _("Give the full title; %(n)s characters at least.") % {"n": SHORTEST_TITLE})
        if cleaned.get("exemption_basis"):
            self.add_error(
                "exemption_basis", _("Only what is not disclosed has such a reason; clear it or change the mode.")
            )

    def _require_bare(self, cleaned: dict[str, Any]) -> None:
        """Refuse words about what is not disclosed: it is a number, a date and a legal reason."""
        for name in WITHHELD_FIELDS:
            if cleaned.get(name):
                self.add_error(name, _("What is not disclosed has no words here; clear this field."))
        for name in ("document_number", "exemption_basis"):
            if not cleaned.get(name):
                self.add_error(name, _("What is not disclosed is recorded by its number and the legal reason."))

    def _require_fitting_column(self, cleaned: dict[str, Any]) -> None:
        department, category = cleaned.get("department"), cleaned.get("category")
        if department and category and department.kind not in category.office_kinds:
            self.add_error(
                "category",
                _("This column is not for a %(kind)s; choose another one.") % {"kind": department.get_kind_display()},
            )


class AttachmentForm(forms.ModelForm):
    """A file of the working copy, taken only if its content is what its name says."""

    file = SafeFileField(label=_("file"), limits=ATTACHMENTS)

    class Meta:
        model = ItemAttachment
        fields = ("file", "position")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if len(upload.name) > LONGEST_FILE_NAME:
            raise ValidationError(
                _("The name of a file may have %(limit)s characters at most; shorten it and send it again."),
                code="name_too_long",
                params={"limit": LONGEST_FILE_NAME},
            )
        return upload

    def save(self, commit: bool = True) -> ItemAttachment:
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            if self.instance.pk:
                drop_if_unused(self.initial["file"].name)
            self.instance.name = upload.name
            self.instance.content_type = upload.content_type
            self.instance.size = upload.size
            self.instance.sha256 = upload.digest
        saved: ItemAttachment = super().save(commit)
        return saved


class AttachmentFormSet(forms.BaseInlineFormSet):
    """The files of one item; none for what is not disclosed."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if self.instance.disclosure_mode == DisclosureMode.EXEMPT and any(
            not form.cleaned_data.get("DELETE") for form in kept if hasattr(form, "cleaned_data")
        ):
            raise ValidationError(_("What is not disclosed has no files here; take them out."))


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )


class SignatureForm(forms.Form):
    """What the signatory read: nothing else is signed."""

    seen = forms.CharField(widget=forms.HiddenInput)
