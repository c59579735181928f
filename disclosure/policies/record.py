"""The quarterly record: which policies were made, which ended, how many hold on its last day (季度备案、清理结果).

Reckoned from what is public now: a policy published late is counted in the quarter in which it was made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from departments.offices.models import Department
from disclosure.items.statuses import Validity
from disclosure.policies.models import Policy
from disclosure.policies.querysets import PolicyQuerySet
from disclosure.policies.statuses import PolicyClass

MONTHS = 3
MOST_ROWS = 500
"""Rows of each list of the page; the download has all."""

FIELDS = {
    "what": gettext_noop("What happened"),
    "current_version__title": gettext_noop("Title"),
    "current_version__document_number": gettext_noop("Document number"),
    "current_version__issuing_offices": gettext_noop("Issued by"),
    "class_words": gettext_noop("Class"),
    "current_version__formed_on": gettext_noop("Formed on"),
    "current_version__effective_on": gettext_noop("Effective on"),
    "ended_from": gettext_noop("No longer in force from"),
    "validity_words": gettext_noop("Validity on the last day"),
}


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, MONTHS * self.number - 2, 1)

    @property
    def last(self) -> date:
        year, month0 = divmod(self.year * 12 + MONTHS * self.number, 12)
        return date(year, month0 + 1, 1) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


@dataclass(frozen=True)
class Record:
    """What happened in a quarter to the policies of one office and those below it, or of all."""

    quarter: Quarter
    office: Department | None = None

    def policies(self) -> PolicyQuerySet:
        found: PolicyQuerySet = Policy.objects.public()
        return found.in_branch(self.office) if self.office else found

    def made(self) -> PolicyQuerySet:
        """Return what was made in the quarter, by the day on which it was signed (成文日期)."""
        rows = self.policies().with_validity(self.quarter.last)
        return rows.made_between(self.quarter.first, self.quarter.last).order_by("current_version__formed_on", "pk")

    def ended(self) -> PolicyQuerySet:
        """Return what ceased to be in force in the quarter: abolished or expired."""
        return self.policies().ended_between(self.quarter.first, self.quarter.last).order_by("ended_from", "pk")

    def held(self) -> PolicyQuerySet:
        """Return what had been made by the last day of the quarter and was in force on it."""
        return self.policies().in_force(self.quarter.last).made_between(date.min, self.quarter.last)

    def sums(self) -> list[dict[str, Any]]:
        """Return for each class how many were made, how many ended, how many hold on the last day; and the total."""
        made, ended = _by_class(self.made()), _by_class(self.ended())
        held = _by_class(self.held())
        rows: list[dict[str, Any]] = [
            {"words": str(PolicyClass(one).label), "made": made.get(one, 0), "ended": ended.get(one, 0)}
            | {"held": held.get(one, 0)}
            for one in PolicyClass
        ]
        total = {name: sum(row[name] for row in rows) for name in ("made", "ended", "held")}
        return [*rows, {"words": _("Total"), **total}]

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield both lists for a download."""
        for words, policies in ((_("made"), self.made()), (_("ended"), self.ended())):
            names = [name for name in FIELDS if "__" in name]
            found = policies.values("pk", "listed_class", "validity_now", "ended_from", *names)
            for row in found.iterator(chunk_size=1_000):
                yield record_row(words, row)


def record_row(words: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the record with the words of its codes."""
    return {
        **row,
        "what": words,
        "class_words": str(PolicyClass(row["listed_class"]).label),
        "validity_words": str(Validity(row["validity_now"]).label),
    }


def _by_class(policies: PolicyQuerySet) -> dict[str, int]:
    counted = policies.order_by().values("listed_class").annotate(n=Count("pk"))
    return {row["listed_class"]: row["n"] for row in counted}
