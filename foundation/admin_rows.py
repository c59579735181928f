"""The rows of a list of the back office, made column by column.

The stock tag asks anew for each cell what its column is: the field or method, the sign for what is empty, the address
of the row. On a page of fifty rows that takes longer than the database and everything else together. Here a column is
looked up once for all rows. What comes out is the same, sign by sign; a test compares.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

from django.contrib.admin.utils import display_for_field, display_for_value
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.encoding import iri_to_uri
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

Row = Any
Show = Callable[[Row], tuple[Any, bool]]
"""Returns what a column shows of a row, and whether it must stand in one line."""

SELECTED = ' class="selected"'
IN_ONE_LINE = models.DateField | models.TimeField | models.ForeignKey


def rows_html(changes: ChangeList) -> SafeString:
    """Return the rows of a list, each a `tr`."""
    cells = list(_cells(changes))
    rows = ["<tr>" + "".join([cell(row) for cell in cells]) + "</tr>\n" for row in changes.result_list]
    return mark_safe("".join(rows))  # noqa: S308 - each cell is escaped


def filter_html(title: Any, choices: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return a filter beside a list, under its own name, as the template admin/filter.html has it."""
    name = conditional_escape(title)
    entries = "".join(
        f"<li{SELECTED if choice['selected'] else ''}>"
        f'<a href="{escape(iri_to_uri(choice["query_string"]))}">{conditional_escape(choice["display"])}</a></li>\n'
        for choice in choices
    )
    heading = f'<details data-filter-title="{name}" open>\n<summary>{capfirst(name)}</summary>'
    return mark_safe(f"{heading}\n<ul>\n{entries}</ul>\n</details>\n")  # noqa: S308 - all of it is escaped


def _cells(changes: ChangeList) -> Iterator[Callable[[Row], str]]:
    """Yield what makes the cell of each column; the first one that leads to the row's page names the row."""
    linked = _linked(changes)
    names = [str(name) for name in changes.list_display]
    heading = next((name for name in names if name in linked), None)
    for name in names:
        tag = "th" if name == heading else "td"
        show = _show(changes, name, name in linked)
        yield _cell(tag, _css_class(name), show, changes if name in linked else None)


def _linked(changes: ChangeList) -> tuple[Any, ...]:
    if changes.list_display_links is None:
        return ()
    return tuple(changes.list_display_links) or tuple(changes.list_display[:1])


def _css_class(name: str) -> str:
    return "action-checkbox" if name == "action_checkbox" else f"field-{name}"


def _cell(tag: str, css_class: str, show: Show, leads: ChangeList | None) -> Callable[[Row], str]:
    """Return what makes a cell; with `leads`, a list, one that leads to the row's page."""
    wrapping, plain, end = f'<{tag} class="{css_class}">', f'<{tag} class="{css_class} nowrap">', f"</{tag}>"

    def cell(row: Row) -> str:
        shown, is_one_line = show(row)
        words: str = conditional_escape(shown)
        if leads is not None:
            words = f'<a href="{conditional_escape(leads.url_for_result(row))}"{_opener(leads, row)}>{words}</a>'
        return f"{plain if is_one_line else wrapping}{words}{end}"

    return cell


def _opener(changes: ChangeList, row: Row) -> str:
    """Return what tells the page that opened this one in a window of its own which row was chosen."""
    if not changes.is_popup:
        return ""
    chosen = row.serializable_value(str(changes.to_field or changes.pk_attname))
    return f' data-popup-opener="{conditional_escape(chosen)}"'


def _show(changes: ChangeList, name: str, is_linked: bool) -> Show:
    empty = changes.model_admin.get_empty_value_display()
    field = {field.name: field for field in changes.lookup_opts.get_fields() if not field.auto_created}.get(name)
    if isinstance(field, models.ForeignKey):
        return _show_related(field, empty)
    if isinstance(field, models.Field):
        return _show_field(field, empty, is_linked)
    return _show_method(changes, name, empty)


def _show_related(field: models.ForeignKey, empty: Any) -> Show:
    """Return what shows a related row; the rows of a page share theirs, and each is named once."""
    name, key = field.name, field.attname
    known: dict[Any, Any] = {None: conditional_escape(empty)}

    def show(row: Row) -> tuple[Any, bool]:
        related = getattr(row, key)
        if related not in known:
            known[related] = conditional_escape(getattr(row, name))
        return known[related], True

    return show


def _show_field(field: models.Field, empty: Any, is_linked: bool) -> Show:
    """Return what shows a field; of few values, such as choices and days, each is put into words once."""
    name, is_one_line = field.name, isinstance(field, IN_ONE_LINE)
    known: dict[Any, Any] = {}
    has_few = bool(field.choices) or isinstance(field, models.BooleanField | models.DateField)

    def show(row: Row) -> tuple[Any, bool]:
        value = getattr(row, name)
        if has_few and value in known:
            return known[value], is_one_line
        words = display_for_field(_stripped(value), field, empty, avoid_link=is_linked)
        if has_few:
            known[value] = words = conditional_escape(words)
        return words, is_one_line

    def show_text(row: Row) -> tuple[Any, bool]:
        return _stripped(getattr(row, name)) or empty, False

    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return show_text if is_text and not isinstance(field, models.URLField) else show


def _show_method(changes: ChangeList, name: str, empty: Any) -> Show:
    """Return what shows what a method of the admin says, or a method or property of the row."""
    method = None if name == "__str__" else getattr(changes.model_admin, name, None)
    said = method or getattr(changes.model, name, None)
    said = getattr(said, "fget", said)
    empty, boolean = getattr(said, "empty_value_display", empty), getattr(said, "boolean", False)

    def show(row: Row) -> tuple[Any, bool]:
        try:
            value = method(row) if method else getattr(row, name)
            value = value() if method is None and callable(value) else value
        except ObjectDoesNotExist:
            return empty, False
        if isinstance(value, str) and not boolean:
            return _stripped(value) or empty, False
        return display_for_value(value, empty, boolean), isinstance(value, date | time)

    return show


def _stripped(value: Any) -> Any:
    return "" if isinstance(value, str) and not value.strip() else value
