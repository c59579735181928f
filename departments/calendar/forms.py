"""The form in which a year's notice is handed in: a JSON file, or its text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from departments.calendar.notices import Notice, NoticeError, read_notice

LARGEST_NOTICE = 200_000
"""Bytes of a file and characters of a text: some thirty times a real notice."""


class NoticeForm(forms.Form):
    """Give either a file or a text. `notice` is what was read, `cleaned_data["text"]` the text it was read from."""

    file = forms.FileField(label=_("JSON file of the year"), required=False)
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        strip=True,
        max_length=LARGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "A line for each day: isOffDay is true for a day off, false for a weekend day that is worked. "
            'For instance {"year": 2027, "papers": ["https://…"], '
            '"days": [{"name": "New Year", "date": "2027-01-01", "isOffDay": true}]}'
        ),
    )

    notice: Notice | None = None

    def clean_file(self) -> str:
        """Return the text of the file; empty if none was sent."""
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if upload is None:
            return ""
        if (upload.size or 0) > LARGEST_NOTICE:
            raise ValidationError(_("This file is too large for one year's notice: choose the JSON file of one year."))
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("This file is not UTF-8 text: choose the JSON file of the year.")) from None

    def clean(self) -> dict[str, Any]:
        """Read the notice; every fault of it becomes an error of the field it came in, with its place."""
        given = [name for name in ("file", "text") if self.cleaned_data.get(name)]
        if self.errors:
            return self.cleaned_data
        if len(given) != 1:
            raise ValidationError(_("Give either a file or a text, one of the two."))
        text = self.cleaned_data[given[0]]
        try:
            self.notice = read_notice(text)
        except NoticeError as error:
            self.add_error(given[0], ValidationError([ValidationError(str(problem)) for problem in error.problems]))
        return {**self.cleaned_data, "text": text}
