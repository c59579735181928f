"""From the rows of a table to messages of an older system, or to errors that say where and how to mend. Pure.

Texts are kept whole, sign for sign: an older system's words are evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation.tables.dates import parse_moment
from foundation.tables.errors import CellError, ErrorReport, excerpt
from foundation.tables.reading import Row

NUMBER, USER, SUBJECT, RECEIVED, TEXT, REPLY, REPLIED = COLUMNS = (
    "留言编号",
    "留言用户",
    "留言主题",
    "留言时间",
    "留言详情",
    "答复意见",
    "答复时间",
)
LONGEST = {NUMBER: 40, USER: 100, SUBJECT: 200}


@dataclass(frozen=True, slots=True)
class OldMessage:
    """One message of the older system; `replied_at` is None if it was never answered. Its repr shows no content."""

    row: int
    number: str
    received_at: datetime
    replied_at: datetime | None
    user: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reply: str = field(repr=False)


def read_old_messages(rows: Sequence[Row], *, now: datetime) -> tuple[list[OldMessage], ErrorReport]:
    """Return the messages of `rows` and every error found, each with its row and column; `now` bounds the times."""
    report = ErrorReport()
    messages = [message for row in rows if (message := _read_row(row, report, now)) is not None]
    _note_doubles(messages, report)
    return messages, report


def _read_row(row: Row, report: ErrorReport, now: datetime) -> OldMessage | None:
    n_errors = len(report)
    number, user, subject, text, reply = (row.text(column) for column in (NUMBER, USER, SUBJECT, TEXT, REPLY))
    for column, value in ((NUMBER, number), (SUBJECT, subject), (TEXT, text)):
        if not value.strip():
            report.add(row.number, column, CellError(_("The cell is empty."), _("Fill it in, or delete the row.")))
    for column, value in ((NUMBER, number.strip()), (USER, user.strip()), (SUBJECT, subject.strip())):
        _check_length(row.number, column, value, report)
    for column in COLUMNS:
        _check_signs(row.number, column, row.text(column), report)
    received_at = _read_moment(row, RECEIVED, report, now)
    replied_at = _read_moment(row, REPLIED, report, now) if row.text(REPLIED).strip() else None
    _check_reply(row, received_at, replied_at, report)
    if len(report) > n_errors or received_at is None:
        return None
    return OldMessage(row.number, number.strip(), received_at, replied_at, user.strip(), subject.strip(), text, reply)


def _read_moment(row: Row, column: str, report: ErrorReport, now: datetime) -> datetime | None:
    try:
        moment = parse_moment(row.cells.get(column, ""))
    except CellError as error:
        report.add(row.number, column, error)
        return None
    if moment > now:
        words = {"moment": f"{moment:%Y-%m-%d %H:%M}"}
        report.add(row.number, column, CellError(_("“%(moment)s” lies in the future.") % words, _("Correct the time.")))
        return None
    return moment


def _check_length(row: int, column: str, value: str, report: ErrorReport) -> None:
    if len(value) > LONGEST[column]:
        length = {"length": len(value), "longest": LONGEST[column]}
        report.add(
            row, column, CellError(_("%(length)s characters; %(longest)s at most.") % length, _("Shorten the cell."))
        )


def _check_signs(row: int, column: str, value: str, report: ErrorReport) -> None:
    """A zero byte or half a character pair can be stored nowhere."""
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        report.add(
            row, column, CellError(_("There is a sign that no text can hold."), _("Delete it, or type it anew."))
        )


def _check_reply(row: Row, received_at: datetime | None, replied_at: datetime | None, report: ErrorReport) -> None:
    has_reply, has_time = bool(row.text(REPLY).strip()), bool(row.text(REPLIED).strip())
    if has_reply != has_time:
        column, other = (REPLIED, REPLY) if has_reply else (REPLY, REPLIED)
        error = CellError(
            _("The cell is empty although “%(other)s” is filled in.") % {"other": other},
            _("Fill in both, or leave both empty if the message was never answered."),
        )
        report.add(row.number, column, error)
    if received_at and replied_at and replied_at < received_at:
        error = CellError(_("The reply is earlier than the message."), _("Correct one of the two times."))
        report.add(row.number, REPLIED, error)


def _note_doubles(messages: Sequence[OldMessage], report: ErrorReport) -> None:
    first_rows: dict[str, int] = {}
    for message in messages:
        first = first_rows.setdefault(message.number, message.row)
        if first != message.row:
            place = {"number": excerpt(message.number), "row": first}
            error = CellError(
                _("The number “%(number)s” stands in row %(row)s already.") % place,
                _("Delete one of the two rows, or give it its own number."),
            )
            report.add(message.row, NUMBER, error)
