"""Form fields for files from strangers. They work without JavaScript; every error names its file."""

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from foundation.files.limits import DEFAULT_LIMITS, Limits
from foundation.files.sniffing import FileRefused, Inspected, inspect


def validate_upload(upload: File, *, limits: Limits = DEFAULT_LIMITS) -> Inspected:
    """Give `upload` its clean name, true type and `digest`, and return them. Raises ValidationError."""
    try:
        inspected = inspect(cast(BinaryIO, upload.file), upload.name or "", limits=limits)
    except FileRefused as refusal:
        raise ValidationError(str(refusal), code=refusal.code) from None
    upload.name = inspected.name
    vars(upload).update(content_type=inspected.content_type, digest=inspected.digest)
    return inspected


class ManyFilesInput(forms.FileInput):
    """The browser's own input for several files."""

    allow_multiple_selected = True


class SafeFileField(forms.FileField):
    """One file. `cleaned_data` holds the upload with a clean `name`, true `content_type` and SHA-256 in `digest`."""

    widget = forms.FileInput

    def __init__(self, *, limits: Limits = DEFAULT_LIMITS, **kwargs: Any) -> None:
        kwargs.setdefault("allow_empty_file", True)  # inspect() refuses it, naming the file
        self.limits = limits  # before Field's own work, which asks for widget_attrs
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser offer acceptable files only; the server does not rely on it."""
        accept = ",".join(f".{name}" for name in sorted(self.limits.extensions))
        return {**super().widget_attrs(widget), "accept": accept}

    def to_python(self, data: File | None) -> File | None:
        upload = super().to_python(data)
        if upload is not None:
            validate_upload(upload, limits=self.limits)
        return upload


class SafeFilesField(SafeFileField):
    """Several files: `cleaned_data` holds a list, empty if none was sent."""

    widget = ManyFilesInput
    default_error_messages = {
        "too_many": _("%(count)s files were sent; %(limit)s at most are accepted. Leave some out."),
        "too_much": _("The files have %(size)s MB together; %(limit)s MB at most are accepted. Leave some out."),
    }

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        """Return the files; all that is wrong with any of them is told at once."""
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not uploads:
            super().clean(None, initial)
            return []
        self._require_amount(uploads)
        cleaned: list[File] = []
        errors: list[ValidationError] = []
        for upload in uploads:
            try:
                cleaned.append(super().clean(upload, initial))
            except ValidationError as error:
                errors += error.error_list
        if errors:
            raise ValidationError(errors)
        return cleaned

    def _require_amount(self, uploads: Sequence[File]) -> None:
        if len(uploads) > self.limits.max_files:
            params = {"count": len(uploads), "limit": self.limits.max_files}
            raise ValidationError(self.error_messages["too_many"], code="too_many", params=params)
        total = sum(upload.size or 0 for upload in uploads)
        if total > self.limits.max_total_bytes:
            sizes = {"size": f"{total / 2**20:.1f}", "limit": f"{self.limits.max_total_bytes / 2**20:g}"}
            raise ValidationError(self.error_messages["too_much"], code="too_much", params=sizes)
