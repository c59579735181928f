"""Pages by key: named by the row they follow (`after`) or precede (`before`), never by a number.

Their addresses stay true while rows arrive, also when the row that names a page is gone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet

LARGEST_KEY = 2**63 - 1
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Rows = TypeVar("Rows", bound=QuerySet)


class Place(NamedTuple):
    """Where a row stands in a list: the value it is ordered by, a day or a moment, and its primary key."""

    value: date
    pk: int

    def __str__(self) -> str:
        """Return the place as it stands in an address; a moment as microseconds since 1970."""
        if isinstance(self.value, datetime):
            seconds, microseconds = divmod((self.value - EPOCH) // MICROSECOND, 1_000_000)
            return f"{seconds}.{microseconds:06d}_{self.pk}"
        return f"{self.value.isoformat()}_{self.pk}"


class Page(NamedTuple):
    """Rows of a list, and the places that the pages beside it are asked for by; None where there is no such page."""

    rows: list[Any]
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: by a column that is filled in all its rows, then by the primary key.

    The two conditions of `following` and `preceding` say one thing: the first is the range of an index, the second
    cuts off the rows that share the value.
    """

    column: str
    is_descending: bool = True

    def sort(self, rows: Rows, *, backwards: bool = False) -> Rows:
        sign = "-" if self.is_descending != backwards else ""
        return rows.order_by(f"{sign}{self.column}", f"{sign}pk")

    def following(self, rows: Rows, place: Place) -> Rows:
        """Return what stands after `place`, in no order."""
        return self._beyond(rows, place, "lt" if self.is_descending else "gt")

    def preceding(self, rows: Rows, place: Place) -> Rows:
        """Return what stands before `place`, in no order."""
        return self._beyond(rows, place, "gt" if self.is_descending else "lt")

    def place_of(self, row: Any) -> Place:
        """Return the place of a row, a model's or a dictionary with "pk" and the column."""
        if isinstance(row, dict):
            return Place(row[self.column], row["pk"])
        return Place(getattr(row, self.column), row.pk)

    def _beyond(self, rows: Rows, place: Place, side: str) -> Rows:
        reached = {"lt": "gte", "gt": "lte"}[side]
        in_range = rows.filter(**{f"{self.column}__{side}e": place.value})
        return in_range.exclude(**{self.column: place.value, f"pk__{reached}": place.pk})


def parse_day(text: str) -> Place:
    """Return the place that `str(place)` gave of a day. Raises ValueError."""
    day, _, pk = text.partition("_")
    return Place(date.fromisoformat(day), _key(pk))


def parse_moment(text: str) -> Place:
    """Return the place that `str(place)` gave of a moment. Raises ValueError."""
    moment, _, pk = text.partition("_")
    seconds, _, micros = moment.partition(".")
    try:
        return Place(datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micros)), _key(pk))
    except (OverflowError, OSError) as error:  # a year that no calendar has
        raise ValueError(f"{moment} is no moment") from error


def read_page(
    rows: QuerySet, order: Order, *, after: Place | None = None, before: Place | None = None, size: int
) -> Page:
    """Return a page of at most `size` of `rows` (models, or dictionaries with "pk" and the column).

    One query; two where a page is asked for that lies before the first full one: it would be cut short, and the first
    page itself is returned.
    """
    if before:
        found = list(order.sort(order.preceding(rows, before), backwards=True)[: size + 1])
        if len(found) > size:
            found = found[size - 1 :: -1]
            return Page(found, before=order.place_of(found[0]), after=order.place_of(found[-1]))
        after = None
    found = list(order.sort(order.following(rows, after) if after else rows)[: size + 1])
    shown = found[:size]
    return Page(
        shown,
        before=order.place_of(shown[0]) if after and shown else None,
        after=order.place_of(shown[-1]) if len(found) > size else None,
    )


def count_up_to(rows: QuerySet, limit: int) -> int:
    """Return the number of `rows`, or `limit` + 1 for any greater number: counting stops there.

    `rows` come in the order of their list, so that its index is read and nothing else.
    """
    return rows[: limit + 1].count()


def count_in_words(number: int, limit: int) -> str:
    """Return a count of `count_up_to` for a page: exact, or "10,000+"."""
    return f"{limit:,}+" if number > limit else f"{number:,}"


def _key(text: str) -> int:
    key = int(text) if text.isascii() and text.isdecimal() else 0
    if not 0 < key <= LARGEST_KEY:
        raise ValueError(f"{text} is no row")
    return key
