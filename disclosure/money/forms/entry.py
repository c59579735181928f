"""What an officer types of a statement: six rows, two or three columns, six counts, staff and prose."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.money.figures import CENT, Absence, Category, Cell, Column, CountKind, Place
from disclosure.money.forms.conflicts import OvertakableForm
from disclosure.money.forms.fields import FIGURE, CellField, CountField
from disclosure.money.models import Statement
from disclosure.money.printed import PRINTED_COUNTS
from disclosure.money.reading.amounts import read_cell, read_unit
from disclosure.money.services import Entry
from disclosure.money.statuses import DisplayUnit
from foundation.tables.errors import CellError

LONGEST_EXPLANATION = 20_000
LONGEST_NOTE = 2_000


class TypedCell(NamedTuple):
    """A cell to be typed: its place and its fields."""

    category: Category
    column: Column
    field: Any


class Row(NamedTuple):
    """A row of the table with its cells in the order of the columns."""

    category: Category
    cells: list[TypedCell]
    note: Any


def cell_name(category: str, column: str) -> str:
    """Return the name of the field of a cell."""
    return f"cell_{category}_{column}"


def plain(amount: Decimal, unit: Decimal) -> str:
    """Return yuan in the unit of the table as one types it: exact, without commas, with two places at least."""
    value = (amount / unit).normalize()
    places = max(2, -int(value.as_tuple().exponent))
    return f"{value:.{places}f}"


class EntryForm(OvertakableForm):
    """The whole statement on one page; cells are read in the unit that is declared with them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    display_unit = forms.ChoiceField(
        label=gettext_lazy("unit of the amounts"), choices=DisplayUnit.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=gettext_lazy("explanation of the whole"),
        help_text=gettext_lazy("Read by the audit and published with the figures: amounts, shares, changes, reasons."),
        max_length=LONGEST_EXPLANATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
    )

    def __init__(self, *args: Any, columns: tuple[Column, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.cells: dict[Place, Cell] = {}
        for category in Category:
            for column in columns:
                label = _("%(row)s, %(column)s") % {"row": category.label, "column": column.label}
                self.fields[cell_name(category, column)] = CellField(label)
            self.fields[f"note_{category}"] = forms.CharField(
                label=_("%(row)s: explanation") % {"row": category.label},
                max_length=LONGEST_NOTE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            )
        for kind in CountKind:
            self.fields[f"count_{kind}"] = CountField(kind.label, help_text=PRINTED_COUNTS[kind][1])
        self.fields["staff"] = CountField(gettext_lazy("staff at the end of the year"))

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the table."""
        for category in Category:
            cells = [TypedCell(category, column, self[cell_name(category, column)]) for column in self.columns]
            yield Row(category, cells, self[f"note_{category}"])

    def counts(self) -> Iterator[Any]:
        """Yield the fields of the counts and of the staff."""
        yield from (self[f"count_{kind}"] for kind in CountKind)
        yield self["staff"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "display_unit" in cleaned:
            unit = read_unit(cleaned["display_unit"])
            for category in Category:
                for column in self.columns:
                    self._read(category, column, unit)
        return cleaned

    def _read(self, category: Category, column: Column, unit: Decimal) -> None:
        name = cell_name(category, column)
        if name not in self.cleaned_data:
            return
        text, absence = self.cleaned_data[name] or ("", FIGURE)
        try:
            cell = read_cell(text, unit)
        except CellError as error:
            self.add_error(name, str(error))
            return
        if absence and cell.amount is not None:
            self.add_error(name, _("A figure and “no figure”: clear the figure, or choose “figure”."))
        elif cell.amount is not None and cell.amount != cell.amount.quantize(CENT):
            self.add_error(name, _("The amount is finer than a cent. Check the unit, or round it as it is printed."))
        else:
            self.cells[category, column] = Cell(None, Absence(absence)) if absence else cell

    def entry(self) -> Entry:
        """Return what was typed, in yuan; a cell that was left empty is blank in the source."""
        counts = {kind: self.cleaned_data[f"count_{kind}"] for kind in CountKind}
        return Entry(
            cells=self.cells,
            counts={kind: number for kind, number in counts.items() if number is not None},
            explanation=self.cleaned_data["explanation"],
            notes={row: self.cleaned_data[f"note_{row}"] for row in Category if self.cleaned_data[f"note_{row}"]},
            staff=self.cleaned_data["staff"],
            display_unit=self.cleaned_data["display_unit"],
        )


def initial_of(statement: Statement | None, published: Mapping[Place, Cell], display_unit: str) -> dict[str, Any]:
    """Return what the form opens with: the draft, or the columns that were published before."""
    unit = read_unit(display_unit)
    initial: dict[str, Any] = {"display_unit": display_unit}
    for (category, column), cell in published.items() if statement is None else ():
        initial[cell_name(category, column)] = _typed(cell.amount, cell.absence or "", unit)
    if statement is None:
        return initial
    for figure in statement.figures.all():
        initial[cell_name(figure.category, figure.column)] = _typed(figure.amount, figure.absence, unit)
    initial |= {f"count_{count.kind}": count.number for count in statement.counts.all()}
    initial |= {f"note_{note.category}": note.text for note in statement.notes.all()}
    return initial | {
        "explanation": statement.explanation,
        "staff": statement.staff,
        "seen": statement.updated_at.isoformat(),
    }


def _typed(amount: Decimal | None, absence: str, unit: Decimal) -> tuple[str, str]:
    return ("" if amount is None else plain(amount, unit), str(absence))
