"""Rules 5 and 11: a figure that changes has a reason, and a real one."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import TOLERANCE, Case, Finding, Severity, place_of
from disclosure.money.figures import LEAVES, Category, Column, Kind, in_wan
from disclosure.money.reading.causes import direction_of, direction_of_lead, is_real_reason, is_use, may_concern
from disclosure.money.reading.mentions import Against
from disclosure.money.reading.plain import split_clauses, tells_plainly
from disclosure.money.reading.state import Reason
from disclosure.money.reading.vocabulary import TOPIC_PATTERNS

_PREVIOUS_LEAD = re.compile(r"上年|去年|上一年|同比|\d{4}年")
_BUDGET_LEAD = re.compile(r"预算")
_ADJUSTMENT = re.compile(r"追加|追减|调增|调减|调整")
_COUNTED = re.compile(r"[^,。;\d]*\d+(?:个|批|辆|台|人)")
_TOTAL, _VEHICLE = Category.TOTAL, Category.VEHICLE
_VEHICLES = (Category.PURCHASE, Category.RUNNING)
_COLUMNS = {Against.PREVIOUS: Column.PREVIOUS, Against.BUDGET: Column.BUDGET, Against.INITIAL: Column.BUDGET}


class Change(NamedTuple):
    """A row that differs from one of its bases; `sign` is 1 if it rose."""

    category: Category
    base: Column
    sign: int


class Ground(NamedTuple):
    """A real reason: the rows, bases and direction it is given for. Empty rows or bases: all of them."""

    topics: tuple[Category, ...]
    bases: frozenset[Column]
    is_explicit: bool
    direction: int
    content: str


def changes_have_reasons(case: Case) -> Iterator[Finding]:
    """Rule 5: every change against last year or the budget has a reason that is no stock phrase.

    An error where nothing at all is said, a warning where only stock phrases are. A rise above the budget is rule 11.
    """
    unexplained = unexplained_changes(case)
    rows = {change.category for change in unexplained if _is_overrun(case, change)}
    lacking = [change for change in unexplained if change.category not in rows]
    if lacking:
        severity = Severity.WARNING if case.reading.reasons else Severity.ERROR
        yield _finding(case, 5, severity, _("Changes without a real reason: %(changes)s."), lacking)


def rises_have_reasons(case: Case) -> Iterator[Finding]:
    """Rule 11: a final figure above its budget, or a budget above last year's, has a reason. A warning.

    Source: the three public expenses may only fall (只减不增).
    """
    overruns = [change for change in unexplained_changes(case) if _is_overrun(case, change)]
    if overruns:
        text = _("Rises above the budget, or of the budget, without a reason: %(changes)s.")
        yield _finding(case, 11, Severity.WARNING, text, overruns)


def _finding(case: Case, rule: int, severity: Severity, text: str | Promise, changes: list[Change]) -> Finding:
    own = case.statement.own_column
    lines = [
        f"{change.category.label}（{change.base.label}）{_amount(case, change.category, change.base)}"
        f" → {_amount(case, change.category, own)}"
        for change in changes
    ]
    places = tuple(dict.fromkeys(place_of(change.category, own) for change in changes))
    return Finding(rule, severity, text, {"changes": "；".join(lines)}, places)


def _amount(case: Case, category: Category, column: Column) -> str:
    amount = case.statement.amount(category, column)
    return "" if amount is None else in_wan(amount)


def _is_overrun(case: Case, change: Change) -> bool:
    base = Column.PREVIOUS if case.statement.kind is Kind.BUDGET else Column.BUDGET
    return change.sign > 0 and change.base is base


def _changes(case: Case) -> list[Change]:
    """Return what changed: the rows that no other adds up to, or the total if it alone is held."""
    statement, own = case.statement, case.statement.own_column
    rows = LEAVES if any([case.ledger.values(row, own) for row in LEAVES]) else (_TOTAL,)
    found = []
    for row in rows:
        current = case.ledger.values(row, own)
        for base in statement.bases:
            before = case.ledger.values(row, base)
            if current and before and current != before and _differ(current, before):
                found.append(Change(row, base, 1 if current[0] > before[0] else -1))
    return found


def _differ(current: tuple[Decimal, ...], before: tuple[Decimal, ...]) -> bool:
    return all([abs(amount - base) > TOLERANCE for amount in current for base in before])


@lru_cache(maxsize=1)
def unexplained_changes(case: Case) -> list[Change]:
    """Return the changes without a real reason; kept for the two rules that look at the same case in turn."""
    changes = _changes(case)
    if not changes:
        return []
    reasons = [reason for reason in case.reading.reasons if _is_real(case, reason)]
    is_last_word = _come_last(case, reasons, {change.category for change in changes})
    grounds = [_ground(case, reason, is_last_word=is_last_word) for reason in reasons]
    signs: dict[Category, dict[Column, int]] = {}
    for change in changes:
        signs.setdefault(change.category, {})[change.base] = change.sign
    lacking = [change for change in changes if not _is_explained(change, signs[change.category], grounds)]
    clauses = split_clauses(case.reading) if lacking else []
    return [change for change in lacking if not tells_plainly(clauses, change.category, change.sign)]


def _come_last(case: Case, reasons: list[Reason], changed: set[Category]) -> bool:
    """Tell whether all reasons stand after the changed rows, in sentences that name none: then they are for all.

    A row that is named only with its count (公务接待30批次) may come after them.
    """
    if not all([reason.is_carried for reason in reasons]):
        return False
    named = [
        segment.start
        for segment in case.reading.segments
        if not changed.isdisjoint(segment.topics) and not _COUNTED.match(case.reading.text, segment.start)
    ]
    return all(reason.start > max(named, default=0) for reason in reasons)


def _is_real(case: Case, reason: Reason) -> bool:
    is_of_use = "原因" not in reason.marker and is_use(reason.lead, reason.content)
    is_reason = is_real_reason(reason.content) and not is_of_use
    return is_reason and not _is_of_adjustment(case, reason)


def _is_of_adjustment(case: Case, reason: Reason) -> bool:
    """Tell whether the reason is for the budget's adjustment in the year, not for what was spent."""
    if not _ADJUSTMENT.search(reason.content):
        return False
    before = case.reading.text[: reason.start]
    return "年初" in before[max(before.rfind("。"), before.rfind(";")) + 1 :]


def _ground(case: Case, reason: Reason, *, is_last_word: bool) -> Ground:
    bases = set()
    if _PREVIOUS_LEAD.search(reason.lead):
        bases.add(Column.PREVIOUS)
    if _BUDGET_LEAD.search(reason.lead) and case.statement.kind is Kind.FINAL_ACCOUNT:
        bases.add(Column.BUDGET)
    is_explicit = bool(bases)
    if not bases:
        bases = {_COLUMNS[figure] for figure in reason.named if figure in _COLUMNS}
    is_total = not reason.topics or _TOTAL in reason.topics
    topics = () if is_total else reason.topics
    named = tuple(category for category, pattern in TOPIC_PATTERNS if pattern.search(reason.content))
    if topics and is_last_word:
        topics = (*topics, *(category for category in LEAVES if may_concern(reason.content, category)))
    topics = (*topics, *named) if topics else ()
    direction = direction_of_lead(reason.lead)
    if not reason.lead and is_total:
        direction = direction_of_lead(_clause_before(case.reading.text, reason.start))
    if not direction and is_total and not named:
        direction = _total_sign(case, bases) * (direction_of(reason.content) != -_total_sign(case, bases))
    return Ground(topics, frozenset(bases), is_explicit, direction, reason.content)


def _clause_before(text: str, place: int) -> str:
    """Return the clause before the one at `place`: the comparison that the reason follows."""
    end = max(text.rfind(",", 0, place), 0)
    return text[max(text.rfind(mark, 0, end) for mark in ",。;") + 1 : end]


def _total_sign(case: Case, bases: set[Column]) -> int:
    """Return how the total changed against all of `bases` (none: against all there are): 1, -1, or 0 if mixed."""
    own = case.statement.amount(Category.TOTAL, case.statement.own_column)
    amounts = [case.statement.amount(Category.TOTAL, base) for base in bases or case.statement.bases]
    signs = {(own > base) - (own < base) for base in amounts if own is not None and base is not None}
    return signs.pop() if len(signs) == 1 else 0


def _is_explained(change: Change, signs: dict[Column, int], grounds: list[Ground]) -> bool:
    """Tell whether a reason holds for the change; `signs` tells how its row changed against each base."""
    for ground in grounds:
        if _concerns(ground, change.category) and _covers(ground, change, signs):
            return True
    return False


def _concerns(ground: Ground, category: Category) -> bool:
    topics = ground.topics
    return not topics or category in topics or _TOTAL in topics or (category in _VEHICLES and _VEHICLE in topics)


def _covers(ground: Ground, change: Change, signs: dict[Column, int]) -> bool:
    """Tell whether the reason holds for this change: its direction, and its base or one changed the same way."""
    if ground.direction and ground.direction != change.sign:
        return False
    if ground.bases and change.base not in ground.bases:
        told = {signs[base] for base in ground.bases if base in signs}
        is_silent = not told and not ground.is_explicit
        if change.sign not in told and not is_silent:
            return False
    if not ground.direction and not ground.is_explicit and len(set(signs.values())) > 1:
        return direction_of(ground.content) in (0, change.sign)
    return True
