"""The sums that findings show where the prose says something else than the table, and the words it is said in."""

import re
from decimal import Decimal

from disclosure.money.audit.claims import HUNDRED, Failure
from disclosure.money.audit.ledger import Ledger
from disclosure.money.figures import YUAN_PER_WAN, Category, Column, Statement, in_wan
from disclosure.money.reading.mentions import Against, Mention, Role
from foundation.amounts import grouped

_COLUMN_OF = {
    Against.PREVIOUS: Column.PREVIOUS,
    Against.BUDGET: Column.BUDGET,
    Against.INITIAL: Column.BUDGET,
    Against.FINAL: Column.FINAL,
}
_BOUNDARY = re.compile(r"[，。；、：（）;:()！？\n]|,(?!\d{3})")
LONGEST_QUOTE = 18
SHORTEST_QUOTE = 3


def show_sum(statement: Statement, ledger: Ledger, failure: Failure) -> str:
    """Return the calculation behind `failure` in 万元 (per unit: in 元), with its result: 0.28 ÷ 1.80 = 15.56%."""
    mention = failure.mention
    current = _first(ledger, failure.topic, _own_column(statement, mention))
    if current is None:
        return ""
    if mention.role is Role.PER_UNIT:
        return _quotient(current, statement.counts.get(mention.count, 0) if mention.count else 0)
    base = _base(statement, ledger, failure)
    if base is None:
        return ""
    if mention.role is Role.CHANGE:
        return f"{in_wan(current)} − {in_wan(base)} = {in_wan(current - base)}"
    if not base:
        return ""
    if mention.role is Role.RATE:
        rate = grouped((current - base) / base * HUNDRED)
        return f"({in_wan(current)} − {in_wan(base)}) ÷ {in_wan(base)} = {rate}%"
    return f"{in_wan(current)} ÷ {in_wan(base)} = {grouped(current / base * HUNDRED)}%"


def quote(prose: str, mention: Mention) -> str:
    """Return the words of the prose up to the end of the mention, from where its clause begins."""
    before = prose[max(mention.start - LONGEST_QUOTE, 0) : mention.start]
    places = [match.end() for match in _BOUNDARY.finditer(before) if len(before) - match.end() >= SHORTEST_QUOTE]
    start = places[-1] if places else 0
    is_cut = not places and mention.start > LONGEST_QUOTE
    return ("…" if is_cut else "") + (before[start:] + prose[mention.start : mention.end]).strip()


def _own_column(statement: Statement, mention: Mention) -> Column:
    """Return the column that is compared: mostly that of the statement, else the one that the prose names first."""
    return _COLUMN_OF.get(mention.subject or "", statement.own_column)


def _base(statement: Statement, ledger: Ledger, failure: Failure) -> Decimal | None:
    mention = failure.mention
    if mention.role is Role.SHARE:
        return _first(ledger, mention.whole, statement.own_column)
    if failure.base is Against.STATED or failure.base is None:
        return mention.bases[0] if mention.bases else None
    return _first(ledger, failure.topic, _COLUMN_OF.get(failure.base, Column.PREVIOUS))


def _first(ledger: Ledger, category: Category, column: Column) -> Decimal | None:
    return next(iter(ledger.values(category, column)), None)


def _quotient(amount: Decimal, number: int) -> str:
    if not number:
        return ""
    each = amount / number
    total = f"{amount.normalize():,f}"
    if each < YUAN_PER_WAN:
        return f"{total} ÷ {number} = {grouped(each)}"
    return f"{in_wan(amount)} ÷ {number} = {grouped(each / YUAN_PER_WAN)} 万"
