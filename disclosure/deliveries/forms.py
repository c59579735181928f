"""The form of the back office for what a system sends: offices and columns by code, the same rules."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from departments.clients.models import ApiClient
from departments.offices.models import Department
from departments.offices.querysets import below_any
from disclosure.catalogue.models import Category
from disclosure.deliveries.rows import Row
from disclosure.items.forms import FIXED_BY_PUBLICATION, AttachmentForm, AttachmentFormSet, ItemForm
from disclosure.items.models import Item, ItemAttachment

MEMBERS = {"drafting_department": "drafting_office", NON_FIELD_ERRORS: "non_field_errors"}
"""What a field of the form is called in a row, where it is not the same."""

ABOUT_THE_NAME = frozenset({"unsafe_name", "extension_not_allowed", "name_too_long"})

DeliveredFiles = forms.inlineformset_factory(Item, ItemAttachment, form=AttachmentForm, formset=AttachmentFormSet)


class DeliveredItemForm(ItemForm):
    """A row as the working copy of an item. Publication fixes the place of an item for systems as for people."""

    def __init__(self, row: Row, *, item: Item, client: ApiClient) -> None:
        values = {**row.content, "drafting_department": row.content.get("drafting_office", "")}
        super().__init__(values, instance=item)
        self._offer("department", Department.objects.filter(below_any([client.department.path])))
        fixed = item.category_id if item.is_revision else None
        self._offer("category", Category.objects.filter(Q(children=None) | Q(pk=fixed)).distinct())
        self._offer("co_issuers", Department.objects.all())
        self._offer("drafting_department", Department.objects.all())
        self.fields["department"].error_messages["invalid_choice"] = _("No office of this client has this code.")
        self.fields["category"].error_messages["invalid_choice"] = _(
            "No column has this code, or it has further columns below it; choose the one that fits."
        )
        self.fields["drafting_department"].error_messages["invalid_choice"] = _("No office has this code.")
        self.fields["co_issuers"].error_messages["invalid_choice"] = _("No office has the code %(value)s.")

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.to_field_name = rows, "code"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_revision:
            for name in FIXED_BY_PUBLICATION:
                if name in cleaned and not self._is_kept(name, cleaned[name]):
                    message = _("This is fixed once an item was published; send it as it stands there.")
                    self.add_error(name, ValidationError(message, code="fixed"))
        return cleaned

    def _is_kept(self, name: str, value: Any) -> bool:
        before = getattr(self.instance, name)
        if name == "co_issuers":
            return {office.pk for office in value} == {office.pk for office in before.all()}
        return bool((value or None) == before)


def files_of(row: Row, item: Item) -> AttachmentFormSet:
    """Return the files of a row as the back office takes them."""
    prefix = DeliveredFiles.get_default_prefix()
    numbers: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(row.files), f"{prefix}-INITIAL_FORMS": 0}
    numbers |= {f"{prefix}-{number}-position": number for number in range(len(row.files))}
    uploads: dict[str, Any] = {
        f"{prefix}-{number}-file": [SimpleUploadedFile(file.name, file.content)]
        for number, file in enumerate(row.files)
    }
    formset: Any = DeliveredFiles(numbers, MultiValueDict(uploads), instance=item)
    return cast("AttachmentFormSet", formset)


def errors_of(form: DeliveredItemForm, files: AttachmentFormSet) -> list[dict[str, str]]:
    """Return all that is wrong with a row as {field, code, message}, named as the row names it."""
    return [*_errors_of_fields(form.errors.as_data()), *_errors_of_files(files)]


def _errors_of_fields(errors: Mapping[str, list[ValidationError]]) -> Iterator[dict[str, str]]:
    for name, found in errors.items():
        for error in found:
            yield _entry(MEMBERS.get(name, name), error)


def _errors_of_files(files: AttachmentFormSet) -> Iterator[dict[str, str]]:
    for number, form in enumerate(files.forms):
        for found in form.errors.as_data().values():
            for error in found:
                member = "name" if error.code in ABOUT_THE_NAME else "content"
                yield _entry(f"attachments[{number}].{member}", error)
    for error in files.non_form_errors().as_data():
        yield _entry("attachments", error)


def _entry(field: str, error: ValidationError) -> dict[str, str]:
    return {"field": field, "code": error.code or "invalid", "message": " ".join(error.messages)}
