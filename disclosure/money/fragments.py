"""The repeated rows of the money pages as strings: a template loop over them costs more than the rest of the page.

Every word that comes from an office is escaped here, one by one. The classes are those of static/css; addresses are
made from constants that a test holds against the URLconf.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosure.money.comparison import divide
from disclosure.money.figures import Category
from disclosure.money.filters import SORT_LABELS
from disclosure.money.picture import UnitRow
from disclosure.money.printed import SHORT_NAMES
from disclosure.money.standing import Course, Standing, days_late, standing_of
from disclosure.money.statuses import StatementStatus, UnitGroup
from disclosure.money.wording import percent, signed, wan, yuan
from foundation.badges import DEAD, LATE, NOTE, OK, PLAIN, WARN, badge

UNIT_ADDRESS = "/money/units/{}/"
DUE_ADDRESS = "/money/units/{}/due/{}/{}/"
STATEMENT_ADDRESS = "/money/statements/{}/"

STATEMENT_TONES: Mapping[str, str] = {
    StatementStatus.DRAFT: PLAIN,
    StatementStatus.SUBMITTED: WARN,
    StatementStatus.PUBLISHED: OK,
}
TONES: Mapping[Standing, str] = {
    Standing.IN_TIME: OK,
    Standing.PUBLISHED_LATE: WARN,
    Standing.PUBLISHED: NOTE,
    Standing.LATE: LATE,
    Standing.WAITING: PLAIN,
    Standing.UNAPPROVED: PLAIN,
    Standing.EXEMPT: DEAD,
}
COLUMNS = (Category.ABROAD, Category.PURCHASE, Category.RUNNING, Category.RECEPTION)
TABLE_COLUMNS = (Category.ABROAD, Category.VEHICLE, Category.PURCHASE, Category.RUNNING, Category.RECEPTION)


def standing_html(course: Course, today: date) -> SafeString:
    """Return the tag of how a unit stands, with the days by which it is late."""
    standing = standing_of(course, today)
    words = str(standing.label)
    days = days_late(course, today)
    if days:
        late = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        words = f"{words} · {late}"
    return badge(words, TONES[standing])


def unit_rows_html(rows: Iterable[UnitRow], fiscal_year: int, kind: str, today: date) -> SafeString:
    """Return the rows of the table of offices."""
    groups = {value: escape(str(label)) for value, label in UnitGroup.choices}
    labels = [escape(str(SHORT_NAMES[column])) for column in COLUMNS]
    words = {
        "group": escape(_("Kind of unit")),
        "total": escape(_("Total")),
        "change": escape(_("Up or down")),
        "head": escape(_("Per head (yuan)")),
        "standing": escape(_("Publication")),
    }
    query = f"?year={fiscal_year}&amp;kind={kind}"
    html = "".join(_unit_row(row, query, (fiscal_year, kind), groups, labels, words, today) for row in rows)
    return mark_safe(html)  # noqa: S308 — escaped above


def _unit_row(
    row: UnitRow,
    query: str,
    key: tuple[int, str],
    groups: Mapping[str, str],
    labels: Sequence[str],
    words: Mapping[str, str],
    today: date,
) -> str:
    ratio = percent(row.total, row.previous)
    change = f'{signed(row.change)}<span class="note under">{ratio}</span>' if ratio else signed(row.change)
    amounts = "".join(
        f'<td class="n" data-l="{label}">{wan(row.amounts.get(column))}</td>'
        for column, label in zip(COLUMNS, labels, strict=True)
    )
    return (
        f'<tr><th scope="row" class="lead"><a href="{UNIT_ADDRESS.format(row.code)}{query}">{escape(row.name)}</a></th>'
        f'<td data-l="{words["group"]}">{groups[row.group]}</td>'
        f'<td class="n" data-l="{words["total"]}"><strong>{wan(row.total)}</strong></td>'
        f'<td class="n" data-l="{words["change"]}"><span>{change}</span></td>{amounts}'
        f'<td class="n" data-l="{words["head"]}">{yuan(divide(row.total, row.staff))}</td>'
        f'<td data-l="{words["standing"]}"><span>{standing_html(row.course, today)}{_dates(row, *key)}</span></td></tr>'
    )


def _dates(row: UnitRow, fiscal_year: int, kind: str) -> str:
    """Return what follows the tag: the exemption's basis, or the day of publication or due date with its account."""
    if row.is_exempt:
        return f'<span class="note under">{escape(row.exemption_basis)}</span>'
    published_on, due_on = row.course.published_on, row.course.due_on
    if due_on is None:
        return f'<span class="note under num">{published_on}</span>' if published_on else ""
    is_done = row.course.met_on is not None and published_on is not None
    words = str(published_on) if is_done else escape(_("due %(day)s") % {"day": due_on})
    label = escape(_("%(unit)s: how the due date is counted") % {"unit": row.name})
    address = DUE_ADDRESS.format(row.code, fiscal_year, kind)
    return f'<span class="note under num"><a href="{address}" title="{label}">{words}</a></span>'


def heads_html(order: str, query: str) -> SafeString:
    """Return the heads of the table of offices, each a link that sorts by it; figures begin with the largest."""
    return mark_safe("".join(_head(name, label, order, query) for name, label in SORT_LABELS.items()))  # noqa: S308


def _head(name: str, label: object, order: str, query: str) -> str:
    is_figure = name not in {"code", "group", "standing"}
    first, second = (name, f"-{name}") if name in {"code", "group"} else (f"-{name}", name)
    direction = {name: "ascending", f"-{name}": "descending"}.get(order)
    sorted_so = f' aria-sort="{direction}"' if direction else ""
    address = escape(f"?{query}&sort={second if order == first else first}#offices")
    numbers = ' class="n"' if is_figure else ""
    return f'<th scope="col"{numbers}{sorted_so}><a href="{address}">{escape(str(label))}</a></th>'


def options_html(choices: Iterable[tuple[str, object]], chosen: str) -> SafeString:
    """Return the options of a choice, "all" first."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(label))}</option>'
        for value, label in choices
    )
    return mark_safe(f'<option value="">{escape(_("All"))}</option>{options}')  # noqa: S308 — escaped above


def year_rows_html(rows: Iterable[tuple[str, str, Mapping[str, Decimal | None], str]]) -> SafeString:
    """Return the rows of a table of years: label, address or "", amounts, a remark beside the label."""
    return mark_safe("".join(_year_row(*row) for row in rows))  # noqa: S308 — escaped below


def _year_row(label: str, address: str, amounts: Mapping[str, Decimal | None], remark: str) -> str:
    name = f'<a href="{escape(address)}">{escape(label)}</a>' if address else escape(label)
    note = f' <span class="note">{escape(remark)}</span>' if remark else ""
    cells = "".join(f'<td class="n">{wan(amounts.get(column))}</td>' for column in TABLE_COLUMNS)
    total = wan(amounts.get(Category.TOTAL))
    return f'<tr><th scope="row">{name}{note}</th>{cells}<td class="n"><strong>{total}</strong></td></tr>'
