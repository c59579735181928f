"""The rate of interpretation on the desk: per drafting office, with the policies that lack one named (解读率)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from departments.duties.lateness import Dates, Punctuality, punctuality
from disclosure.policies.models import Policy
from disclosure.policies.querysets import PolicyQuerySet
from disclosure.policies.rates import InterpretationRate, rate_of, rates_by_office
from reports.dashboard.presenting import Figure
from reports.dashboard.reach import Reach

SHOWN = 10
"""Offices and policies named on the desk, the worst first; the figures lead to the whole lists."""

OFFICE_NAMES = ("name", "short_name")
SHOWN_OF_RELATED = ("current_version", "department", "drafting_department", "interpretation_duty")
SHOWN_COLUMNS = (
    "kind",
    "current_version__title",
    *(f"{office}__{name}" for office in ("department", "drafting_department") for name in OFFICE_NAMES),
    *(f"interpretation_duty__{column}" for column in Dates._fields),
)
"""What a line shows of a policy: its words are long and stay where they are."""


class RateRow(NamedTuple):
    name: str
    interpreted: Figure
    owed: Figure
    missing: Figure
    rate: str


class MissingRow(NamedTuple):
    """A policy without an interpretation: who owes it, since when it is overdue (None: not yet)."""

    title: str
    url: str
    office: str
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class InterpretationTable:
    total: RateRow
    offices: Sequence[RateRow]
    missing: Sequence[MissingRow]


def interpretation_table(reach: Reach, today: date) -> InterpretationTable | None:
    """Return the rates of a reach; None where no policy had to be interpreted. Three queries, whatever the number."""
    policies = _policies_of(reach)
    total = rate_of(policies)
    if not total.owed:
        return None
    rates = rates_by_office(None if reach.is_all else [office.pk for office in reach.offices])
    worst = sorted(rates, key=lambda rate: (-rate.missing, -rate.owed))[:SHOWN]
    offices = {rate: reach.by_pk[rate.office] for rate in worst if rate.office in reach.by_pk}
    rows = [_row(str(office), rate, {"drafter": office.code}) for rate, office in offices.items()]
    return InterpretationTable(_row("", total, _whole(reach)), rows, _missing(policies, today))


def _policies_of(reach: Reach) -> PolicyQuerySet:
    policies: PolicyQuerySet = Policy.objects.public()
    if reach.is_all:
        return policies
    return policies.with_drafter().filter(drafter_id__in=[office.pk for office in reach.offices])


def _whole(reach: Reach) -> dict[str, str] | None:
    """Return the filter that the lists of the whole reach need; None where no single one holds several branches."""
    if reach.is_all:
        return {}
    (root, *others) = reach.roots
    if others:
        return None
    return {"drafter": root.code} if len(reach.offices) == 1 else {"drafted_in": root.code}


def _row(name: str, rate: InterpretationRate, place: dict[str, str] | None) -> RateRow:
    def figure(number: int, explained: str) -> Figure:
        if place is None:
            return Figure(number, "")
        return Figure(number, f"{reverse('disclosure:policies')}?{urlencode({'explained': explained, **place})}")

    return RateRow(
        name,
        interpreted=figure(rate.interpreted, "yes"),
        owed=figure(rate.owed, "owed"),
        missing=figure(rate.missing, "no"),
        rate=str(rate),
    )


def _missing(policies: PolicyQuerySet, today: date) -> list[MissingRow]:
    found: Any = policies.uninterpreted().select_related(*SHOWN_OF_RELATED).only(*SHOWN_COLUMNS)
    rows = []
    for policy in found.order_by("published_on", "pk")[:SHOWN]:
        duty = policy.interpretation_duty
        due_on = duty.due_on if duty else None
        rows.append(
            MissingRow(
                policy.current_version.title,
                policy.get_absolute_url(),
                str(policy.drafting_office),
                due_on,
                is_overdue=duty is not None and punctuality(duty, today) == Punctuality.OVERDUE,
            )
        )
    return rows
