"""What is shown of hits: texts with the words marked, and the page of an attachment on which they stand."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosure.catalogue.navigation import read_tree
from disclosure.items.offices import read_offices
from disclosure.items.statuses import Validity
from disclosure.items.validity import validity_on
from disclosure.search.highlighting import find_marks, highlight, snippet
from disclosure.search.kinds import EntryKind, FileStatus
from disclosure.search.reading import escape_like, read_rows

READ_OF_TEXT = 20_000
"""Characters of a text that are searched for the piece to be shown."""

MOST_MARKS = 8
ENTRIES = """
SELECT e.id, e.kind, e.key, e.department_id, e.category_id, e.genre, e.theme, e.validity, e.effective_on,
  e.abolished_on, e.published_on, t.url, t.title, t.numbers, t.summary, left(t.body, %s)
FROM disclosure_searchentry e JOIN disclosure_entrytext t ON t.entry_id = e.id WHERE e.id = ANY(%s)
"""
MATCHES = """
SELECT DISTINCT ON (f.entry_id) f.entry_id, f.name, f.url, p.number, left(p.body, %s)
FROM disclosure_entryfile f JOIN disclosure_entrypage p ON p.file_id = f.id
WHERE f.entry_id = ANY(%s) AND f.status = %s AND p.folded LIKE ANY(%s)
ORDER BY f.entry_id, {number} DESC, f.id, p.number
"""


class PageMatch(NamedTuple):
    """A page of an attachment with the words; `number` 0: the attachment has no pages."""

    name: SafeString
    plain_name: str
    url: str
    number: int
    text: SafeString


class Hit(NamedTuple):
    """A line of the results, ready to print; what is a SafeString is escaped and marked."""

    kind: str
    kind_label: str
    key: int
    url: str
    plain_title: str
    title: SafeString
    number: SafeString
    text: SafeString
    department_id: int
    office: str
    category_id: int | None
    column: str
    genre: str
    theme: str
    validity: str
    validity_label: str
    published_on: date
    page: PageMatch | None


def hits_of(keys: Sequence[int], marks: Sequence[str], today: date) -> list[Hit]:
    """Return the entries with these primary keys in this order: two statements."""
    if not keys:
        return []
    rows = {row[0]: row for row in read_rows(ENTRIES, [READ_OF_TEXT, list(keys)])}
    matches = _page_matches(keys, marks)
    offices = {office.pk: office.name for office in read_offices()}
    columns = {branch.pk: branch.name for branch in read_tree()}
    return [_hit(rows[key], marks, today, offices, columns, matches.get(key)) for key in keys if key in rows]


def _hit(
    row: tuple,
    marks: Sequence[str],
    today: date,
    offices: dict[int, str],
    columns: dict[int, str],
    page: PageMatch | None,
) -> Hit:
    (_pk, kind, key, department_id, category_id, genre, theme, declared, effective_on, abolished_on) = row[:10]
    published_on, url, title, numbers, summary, body = row[10:]
    validity = validity_on(today, declared, effective_on, abolished_on).value if declared else ""
    text = body if find_marks(body, marks) or not summary else summary
    return Hit(
        kind=kind,
        kind_label=str(EntryKind(kind).label) if kind in EntryKind else kind,
        key=key,
        url=url,
        plain_title=title,
        title=highlight(title, marks),
        number=highlight(" · ".join(numbers.split("\n")), marks),
        text=snippet(text, marks),
        department_id=department_id,
        office=offices.get(department_id, ""),
        category_id=category_id,
        column=columns.get(category_id, "") if category_id else "",
        genre=genre,
        theme=theme,
        validity=validity,
        validity_label=str(Validity(validity).label) if validity else "",
        published_on=published_on,
        page=page,
    )


def _page_matches(keys: Sequence[int], marks: Sequence[str]) -> dict[int, PageMatch]:
    """Return for each entry the page of its attachments that holds most of the words, the first of equals."""
    wanted = [mark for mark in marks if len(mark) > 1] or list(marks)
    if not wanted:
        return {}
    likes = [f"%{escape_like(mark)}%" for mark in wanted[:MOST_MARKS]]
    number = " + ".join(["(p.folded LIKE %s)::int"] * len(likes))
    rows = read_rows(MATCHES.format(number=f"({number})"), [READ_OF_TEXT, list(keys), FileStatus.READ, likes, *likes])
    return {
        entry: PageMatch(
            name=highlight(name, marks),
            plain_name=name,
            url=f"{url}#page={page}" if page and is_paged(name) else url,
            number=page,
            text=snippet(body, marks),
        )
        for entry, name, url, page, body in rows
    }


def is_paged(name: str) -> bool:
    """Tell whether a reader's browser can be sent to a page of the file."""
    return name.lower().endswith(".pdf")


def page_label(name: str, number: int) -> str:
    """Return how a page of an attachment is called; of a workbook its sheets are counted."""
    if not number:
        return ""
    if is_paged(name):
        return _("page %(number)s") % {"number": number}
    return _("sheet %(number)s") % {"number": number}
