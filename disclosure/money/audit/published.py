"""Rules 6, 7 and 12: what was published before, and when."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import Case, Finding, Severity, is_near, place_of
from disclosure.money.figures import Absence, Category, Column, Kind, in_wan

DAYS_TO_PUBLISH = 20
"""Natural days after the approval, the day of approval not counted. Source: Budget Law, Article 14."""

_RESTATED = re.compile(
    r"(?:上年|去年|上年度|\d{4}年度?)[^。;]{0,24}(?:公开|公布|公示)[^。;]{0,40}(?:口径|更正|调整|划转|合并|追溯|差异|不一致|重述|有误|变化)"
    r"|(?:口径|机构改革|单位合并)[^。;]{0,30}(?:上年|去年)[^。;]{0,16}(?:调整|更正|追溯|不一致|差异)"
)
_ADJUSTED = re.compile(
    r"追加|追减|调增|预算调整|调整(?:后)?(?:的)?(?:全年)?预算|预算调剂|调剂(?:增加|使用|安排|解决)"
    r"|(?:全年|调整)预算[^。;]{0,10}(?:比|较)年初|(?:比|较|与)年初(?:公开|批复|部门)?的?预算[^。;]{0,8}(?:增加|减少|不一致|差异|变化)"
    r"|年中[^。;]{0,24}(?:批复|下达|安排|划转|划入|新增)|(?:预算|指标)(?:划转|划入|划出)|口径[^。;]{0,10}(?:调整|变化|不同)"
)


class _Earlier(NamedTuple):
    """Figures published before that a statement repeats: the rule about them, and what it says where it does not."""

    rule: int
    column: Column
    severity: Severity
    differs: str | Promise
    not_held: str | Promise
    explained: re.Pattern[str]


_LAST_YEAR = _Earlier(
    6,
    Column.PREVIOUS,
    Severity.ERROR,
    _("Last year's figures differ from those published: %(differences)s."),
    _("Last year's figures are marked as not held, but they were published here: %(figures)s."),
    _RESTATED,
)
_BUDGET = _Earlier(
    7,
    Column.BUDGET,
    Severity.WARNING,
    _("The budget differs from the one published, and no adjustment is told: %(differences)s."),
    _("The budget is marked as not held, but it was published here: %(figures)s."),
    _ADJUSTED,
)


def last_year_is_as_published(case: Case) -> Iterator[Finding]:
    """Rule 6: last year's figures are those that were published last year. An error; a warning where none is given."""
    yield from _compare(case, _LAST_YEAR)


def budget_is_as_published(case: Case) -> Iterator[Finding]:
    """Rule 7: the budget beside a final account is the one that was published, or its adjustment is told. A warning."""
    if case.statement.kind is Kind.FINAL_ACCOUNT:
        yield from _compare(case, _BUDGET)


def _compare(case: Case, earlier: _Earlier) -> Iterator[Finding]:
    """Yield one finding for all cells that differ from what was published, and one for those said not to be held.

    None of them where the prose explains it. What is not held contradicts nothing (units were merged, a source prints
    no such figure), so it is a warning: let the office give the figure or say why it does not.
    """
    differing: dict[str, str] = {}
    not_held: dict[str, str] = {}
    for category in Category:
        published = case.statement.published.get((category, earlier.column))
        if published is None or published.amount is None:
            continue
        place, amount = (category, earlier.column), in_wan(published.amount)
        values = case.ledger.values(*place)
        if values and not any(is_near(value, published.amount) for value in values):
            differing[place_of(*place)] = f"{category.label} {in_wan(values[0])} ≠ {amount}"
        elif place in case.statement.cells and case.statement.cell(*place).absence is Absence.NOT_HELD:
            not_held[place_of(*place)] = f"{category.label} {amount}"
    for found, severity, text, name in (
        (differing, earlier.severity, earlier.differs, "differences"),
        (not_held, Severity.WARNING, earlier.not_held, "figures"),
    ):
        if found and not earlier.explained.search(case.reading.text):
            yield Finding(earlier.rule, severity, text, {name: "；".join(found.values())}, tuple(found))


def is_in_time(case: Case) -> Iterator[Finding]:
    """Rule 12: the statement tells when it was approved, and was published by its due date. An error.

    Source: Budget Law, Article 14: within 20 days of the approval; the context may name an earlier due date.
    """
    approved, published = case.statement.approved_on, case.statement.published_on
    if approved is None:
        yield _timing(_("The day of approval is not given; whether it was published in time can't be checked."), {})
        return
    if not case.context.is_published:
        return
    due = case.context.due_on or approved + timedelta(days=DAYS_TO_PUBLISH)
    parameters = {"approved": approved, "published": published, "due": due}
    if published is None:
        yield _timing(_("The day of publication is not given; it was due on %(due)s."), parameters)
    elif published > due:
        text = _("Approved on %(approved)s and due on %(due)s, it was published on %(published)s, %(days)s days late.")
        yield _timing(text, {**parameters, "days": (published - due).days})
    elif published < approved:
        yield _timing(_("It was published on %(published)s, before its approval on %(approved)s."), parameters)


def _timing(text: str | Promise, parameters: Mapping[str, object]) -> Finding:
    return Finding(12, Severity.ERROR, text, parameters, ("published_on",))
