"""The editor of a body: a text area that a script turns into an editor; without the script it takes HTML or lines."""

import json
from typing import Any, ClassVar

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

WORDS = {
    "bold": _("Bold"),
    "italic": _("Italic"),
    "underline": _("Underline"),
    "strike": _("Strike out"),
    "subscript": _("Subscript"),
    "superscript": _("Superscript"),
    "paragraph": _("Paragraph"),
    "Paragraph": _("Paragraph"),
    "Heading 3": _("Heading of a part"),
    "Heading 4": _("Heading of a section"),
    "blockquote": _("Quotation"),
    "unordered list": _("List"),
    "ordered list": _("Numbered list"),
    "horizontal rule": _("Line across"),
    "insert link": _("Insert link"),
    "remove link": _("Remove link"),
    "Edit Link": _("Link"),
    "URL": _("Web address"),
    "Title": _("Title"),
    "Update": _("Apply"),
    "Insert": _("Insert"),
    "Cancel": _("Cancel"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "Insert table": _("Insert table"),
    "Insert Table": _("Insert table"),
    "Table Properties": _("Table"),
    "Rows": _("Rows"),
    "Columns": _("Columns"),
    "Include header row": _("With a header row"),
    "Add column": _("Add column"),
    "Delete column": _("Delete column"),
    "Add row": _("Add row"),
    "Delete row": _("Delete row"),
    "Merge cells": _("Merge cells"),
    "Split cell": _("Split cell"),
    "Toggle header cell": _("Header cell on or off"),
    "Block style": _("Alignment"),
    "Reset all classes": _("No alignment"),
    "paragraph: default": _("No alignment"),
    "List properties": _("Numbering"),
    "Delete table": _("Delete table"),
}
"""What the editor calls its buttons, and what we call them; the script exchanges the words."""

CLASSES = {"sign": _("Signature, on the right"), "mid": _("Centred"), "to": _("Addressee, not indented")}
"""The alignments that `sanitising` keeps."""


class BodyEditor(forms.Textarea):
    """A text area with all that the script needs in its attributes: no inline script, so the CSP stays as it is."""

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {
            "all": (
                "django_prose_editor/material-icons.css",
                "django_prose_editor/editor.css",
                "css/body-editor.css",
            )
        }
        js = (Script("js/body-editor.js", type="module"),)

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return {
            **super().build_attrs(base_attrs, extra_attrs),
            "rows": 20,
            "data-body-editor": static("django_prose_editor/editor.js"),
            "data-words": json.dumps({key: str(word) for key, word in WORDS.items()}, ensure_ascii=False),
            "data-classes": json.dumps({key: str(word) for key, word in CLASSES.items()}, ensure_ascii=False),
        }
