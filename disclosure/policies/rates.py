"""The rate of interpretation (解读率): policies interpreted of those that must be, per office or in all.

Counted is what is public now. Under ten the rate is a fraction, without a percentage (design: small numbers).
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from departments.duties.shares import share_of
from disclosure.policies.models import Policy
from disclosure.policies.querysets import PolicyQuerySet


@dataclass(frozen=True, slots=True)
class InterpretationRate:
    """How many of the policies that must be interpreted are; `office` (primary key) drafted them, None: all offices."""

    office: int | None
    interpreted: int
    owed: int

    @property
    def missing(self) -> int:
        return self.owed - self.interpreted

    def __str__(self) -> str:
        """Return "3/5", or "92 %" from ten on."""
        share = share_of(self.interpreted, self.owed, Decimal(1))
        return f"{self.interpreted}/{self.owed}" if share is None else f"{share} %"


def rates_by_office(offices: Collection[int] | None = None) -> list[InterpretationRate]:
    """Return the rate of each drafting office that owed any, of all or of `offices` (primary keys): one query."""
    owing: Any = Policy.objects.owing_interpretation().with_drafter()
    if offices is not None:
        owing = owing.filter(drafter_id__in=offices)
    counted = owing.order_by().values("drafter_id").annotate(**_counts()).order_by("drafter_id")
    return [InterpretationRate(row["drafter_id"], row["interpreted"], row["owed"]) for row in counted]


def rate_of(policies: PolicyQuerySet) -> InterpretationRate:
    """Return the rate of some policies as a whole."""
    row = policies.owing_interpretation().aggregate(**_counts())
    return InterpretationRate(None, row["interpreted"], row["owed"])


def _counts() -> dict[str, Count]:
    return {"owed": Count("pk"), "interpreted": Count("pk", filter=Q(interpreted_on__isnull=False))}
