"""Rules 6, 7 and 12: what was published before, and when."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import Case, Finding, Severity, is_near, place_of
from disclosure.money.figures import Category, Column, Kind, in_wan

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
_LAST_YEAR_DIFFERS = _("Last year's figures differ from those published: %(differences)s.")
_BUDGET_DIFFERS = _("The budget differs from the one published, and no adjustment is told: %(differences)s.")


def last_year_is_as_published(case: Case) -> Iterator[Finding]:
    """Rule 6: last year's figures are those that were published last year. An error."""
    yield from _compare(case, 6, Severity.ERROR, Column.PREVIOUS, _LAST_YEAR_DIFFERS, _RESTATED)


def budget_is_as_published(case: Case) -> Iterator[Finding]:
    """Rule 7: the budget beside a final account is the one that was published, or its adjustment is told. A warning."""
    if case.statement.kind is not Kind.FINAL_ACCOUNT:
        return
    yield from _compare(case, 7, Severity.WARNING, Column.BUDGET, _BUDGET_DIFFERS, _ADJUSTED)


def _compare(
    case: Case, rule: int, severity: Severity, column: Column, text: str | Promise, explained: re.Pattern[str]
) -> Iterator[Finding]:
    """Yield one finding for all cells of `column` that differ from what was published, unless the prose explains it."""
    if not case.statement.published:
        return
    lines, places = [], []
    for category in Category:
        published = case.statement.published.get((category, column))
        if published is None or published.amount is None:
            continue
        values = case.ledger.values(category, column)
        if not values or any(is_near(value, published.amount) for value in values):
            continue
        lines.append(f"{category.label} {in_wan(values[0])} ≠ {in_wan(published.amount)}")
        places.append(place_of(category, column))
    if lines and not explained.search(case.reading.text):
        yield Finding(rule, severity, text, {"differences": "；".join(lines)}, tuple(places))


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
