"""Typing a statutory table: its head, and a row of fields for each printed row."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import NOT_HELD, Cell
from disclosure.money.forms.conflicts import OvertakableForm
from disclosure.money.reading.amounts import narrow, read_cell, read_unit
from disclosure.money.services import LineEntry, TableEntry
from disclosure.money.statuses import DisplayUnit
from disclosure.money.statutory import Scheme, StatutoryTable
from disclosure.money.workbooks.amounts import in_unit
from disclosure.money.workbooks.names import NOT_HELD_MARK
from disclosure.money.workbooks.table_sheets import rows_of
from foundation.tables.errors import CellError

SPARE_ROWS = 5
MORE_ROWS = 10
MOST_FIELDS = 900
"""A browser may send a thousand fields; a table that needs more is filled in as a workbook."""


class TableForm(OvertakableForm):
    """The head of a table; `seen` is the state of the draft that the officer had before them."""

    display_unit = forms.ChoiceField(label=_("unit"), choices=DisplayUnit.choices)
    note = forms.CharField(
        label=_("why the table has no data"),
        max_length=300,
        required=False,
        help_text=_("Only for a table without rows; the public reads it."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])


class RowForm(forms.Form):
    """One printed row: a code, its names, its amounts as text."""

    layout: StatutoryTable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_codes = self.layout.scheme is not Scheme.NONE
        if has_codes:
            self.fields["code"] = _field(_("classification code"), 20)
            self.fields["name"] = _field(_("name"), 100)
        for place, column in enumerate(self.layout.columns):
            if not has_codes:
                self.fields[f"name{place}"] = _field(_("%(column)s, name") % {"column": column}, 100)
            self.fields[f"amount{place}"] = _field(column, 40)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was typed in the row: such a row is none."""
        return not any(str(value).strip() for value in self.cleaned_data.values())

    def lines(self, position: int, unit: str) -> list[LineEntry]:
        """Return the amounts of the row; what can't be read becomes an error of its field."""
        given = self.cleaned_data
        lines = []
        for place, column in enumerate(self.layout.columns):
            key, name_key = f"amount{place}", "name" if "name" in self.fields else f"name{place}"
            name = given.get(name_key, "")
            if not name and (name_key != "name" and not given.get(key)):
                continue
            if not name:
                if name_key not in self.errors:
                    self.add_error(name_key, _("The row has no name."))
                continue
            try:
                lines.append(LineEntry(position, given.get("code", ""), name, column, _cell(given.get(key, ""), unit)))
            except CellError as error:
                self.add_error(key, str(error))
        return lines

    def clean_code(self) -> str:
        code = "".join(narrow(self.cleaned_data["code"]).split())
        if code and not (code.isascii() and code.isdigit()):
            raise ValidationError(_("Write the digits of the code alone."), code="no_code")
        return code


def row_formset(layout: StatutoryTable, extra: int) -> type[BaseFormSet]:
    """Return the formset of the rows of a table."""
    form = type("TableRowForm", (RowForm,), {"layout": layout})
    most = most_rows(layout)
    return formset_factory(form, extra=extra, max_num=most, absolute_max=most, validate_max=True)


def most_rows(layout: StatutoryTable) -> int:
    """Return how many rows can be typed on one page."""
    fields = 2 * len(layout.columns) if layout.scheme is Scheme.NONE else 2 + len(layout.columns)
    return MOST_FIELDS // fields


def initial_rows(layout: StatutoryTable, entry: TableEntry) -> list[dict[str, Any]]:
    """Return the stored rows as they are typed."""
    return [_initial(layout, lines, entry.display_unit) for lines in rows_of(entry.lines)]


def lines_of(forms: Sequence[RowForm], unit: str) -> list[LineEntry]:
    """Return the lines of the rows in their order; all that can't be read becomes errors of their forms."""
    lines: list[LineEntry] = []
    position = 1
    for form in forms:
        form.full_clean()
        if not form.is_blank:
            lines += form.lines(position, unit)
            position += 1
    return lines


def _field(label: Any, longest: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False)


def _cell(text: str, unit: str) -> Cell:
    if "".join(narrow(text).split()) == NOT_HELD_MARK:
        return NOT_HELD
    return read_cell(text, read_unit(unit))


def _initial(layout: StatutoryTable, lines: Sequence[LineEntry], unit: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for line in lines:
        place = layout.columns.index(line.column)
        value = in_unit(line.cell, unit)
        row[f"amount{place}"] = "" if value is None else value if isinstance(value, str) else f"{value:f}"
        if layout.scheme is Scheme.NONE:
            row[f"name{place}"] = line.name
        else:
            row |= {"code": line.code, "name": line.name}
    return row
