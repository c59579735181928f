"""Rules 4 and 10: amounts and the counts that stand beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import Case, Finding, Severity, place_of
from disclosure.money.audit.ledger import BOUNDS
from disclosure.money.figures import YUAN_PER_WAN, Category, CountKind, in_wan
from foundation.amounts import CENTS, grouped


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount and a count that are zero together, and what a sentence says that explains when they are not.

    A sentence explains if it names the `subject` and holds a word of `unpaid` (a count without money) or of
    `uncounted` (money without a count).
    """

    category: Category
    count: CountKind
    subject: re.Pattern[str]
    unpaid: re.Pattern[str]
    uncounted: re.Pattern[str]


_OTHERS_PAY = (
    r"由[^,。;]{2,20}(?:承担|负担|列支|支付|出资|保障|解决|提供)|其他资金|非财政|自有资金"
    r"|专项[^,。;]{0,6}列支|免费|无偿|赠"
)
_LATER = r"尚未(?:支付|结算|报销|付款)|未(?:支付|结算|付款|及报销|及结算)|次年(?:支付|结算)|下年度?(?:支付|结算)"
_EARLIER = (
    r"尾款|欠|补付|补报|跨年|结转|预付|定金|首付|以前年度|上年度?(?:发生|接待|采购|购置|购入|订购|未结|末)|上一年度(?:发生|购)"
    r"|(?:上年|去年|以前年度)[^,。;]{0,12}(?:支付|结算|报销|结清)"
)
_PAIRS = (
    Pair(
        Category.ABROAD,
        CountKind.GROUPS,
        re.compile(r"团组|出国|出访|组团|随团"),
        re.compile(rf"{_OTHERS_PAY}|{_LATER}|邀请方|自费"),
        re.compile(rf"{_EARLIER}|不计(?:入|列)?|计入[^,。;]{{0,10}}单位|退票|取消|双跨|组团单位|随[^,。;]{{1,12}}团"),
    ),
    Pair(
        Category.PURCHASE,
        CountKind.BOUGHT,
        re.compile(r"购置|购车|车辆|公务用车|用车|辆车|新车"),
        re.compile(
            rf"{_OTHERS_PAY}|{_LATER}|划转|划入|划拨|调拨|调入|调剂|接收|配发|配备自|移交|转入|过户|融资租赁|上年(?:已|度已)"
        ),
        re.compile(rf"{_EARLIER}|未交付|未到货|未交车|购置税|未上牌|待交付|在途|待上户|未办理"),
    ),
    Pair(
        Category.RUNNING,
        CountKind.HELD,
        re.compile(r"保有|车辆|公务用车|用车|公车|辆"),
        re.compile(
            rf"{_OTHERS_PAY}|{_LATER}|封存|停驶|停用|闲置|未(?:使用|上路|启用|投入使用)|待(?:报废|处置|拍卖)|年底(?:购入|购置|接收|划入)"
            r"|统一(?:支付|结算|核算|保障|列支)|年末(?:购入|接收)|12月"
        ),
        re.compile(
            rf"{_EARLIER}|上交|上缴|移交|划出|划转|收回|交回|报废(?![^,。;]*(?:更新|更换|购置))|拍卖|处置|租用|租赁|租车|借用|借调|调剂|登记在|代管|平台(?:用车|派车|租)"
            r"|不计入|未计入|挂靠|集中管理|统一调度"
        ),
    ),
    Pair(
        Category.RECEPTION,
        CountKind.BATCHES,
        re.compile(r"接待|来访|用餐|就餐"),
        re.compile(
            rf"{_OTHERS_PAY}|{_LATER}|自费|自行(?:交纳|承担|支付|解决)|机关食堂|不产生费用|未(?:产生|发生)(?:接待)?费用"
        ),
        re.compile(rf"{_EARLIER}|物品|工作餐券|餐费结算"),
    ),
)
_CHANGE_TOLD = re.compile(r"(?:减少|下降|降低|增加|上升|增长)(?=[,。;]|$)")
_COUNT_PAIRS = (
    (CountKind.TRAVELLERS, CountKind.GROUPS),
    (CountKind.GUESTS, CountKind.BATCHES),
)


def amounts_go_with_counts(case: Case) -> Iterator[Finding]:
    """Rule 4: an amount and its count are zero together or not at all, unless the prose says why; people ≥ groups.

    An error, but a count without money is a warning: others may have paid.
    """
    for pair in _PAIRS:
        yield from _check_pair(case, pair)
    for people, groups in _COUNT_PAIRS:
        yield from _check_people(case, people, groups)


def _check_pair(case: Case, pair: Pair) -> Iterator[Finding]:
    statement = case.statement
    count = statement.counts.get(pair.count)
    if count is None:
        return
    amount = statement.amount(pair.category, statement.own_column)
    if amount is None or bool(amount) == bool(count):
        return
    cause = pair.uncounted if amount else pair.unpaid
    if _is_explained(case.reading.text, pair.subject, cause):
        return
    parameters = {
        "row": pair.category.label,
        "amount": in_wan(amount),
        "count": pair.count.label,
        "number": count,
    }
    places = (place_of(pair.category, statement.own_column), f"counts.{pair.count}")
    if amount:
        text = _("%(row)s is %(amount)s 万元, but the number of %(count)s is 0, and nothing explains it.")
        yield Finding(4, Severity.ERROR, text, parameters, places)
    else:
        text = _("The number of %(count)s is %(number)s, but %(row)s is 0, and nothing explains it.")
        yield Finding(4, Severity.WARNING, text, parameters, places)


def _check_people(case: Case, people: CountKind, groups: CountKind) -> Iterator[Finding]:
    number, least = case.statement.counts.get(people), case.statement.counts.get(groups)
    if number is None or least is None or number >= least:
        return
    yield Finding(
        4,
        Severity.ERROR,
        _("%(number)s %(people)s are fewer than %(least)s %(groups)s; each has one person at least."),
        {"number": number, "people": people.label, "least": least, "groups": groups.label},
        (f"counts.{people}", f"counts.{groups}"),
    )


def _is_explained(text: str, subject: re.Pattern[str], cause: re.Pattern[str]) -> bool:
    """Tell whether a clause that is no mere reason of a change names the subject and the cause."""
    for sentence in re.split(r"[。;!?\n]", text):
        if not subject.search(sentence):
            continue
        for clause in sentence.split(","):
            if cause.search(clause) and not _CHANGE_TOLD.search(clause):
                return True
    return False


_IDLE = r"封存|停驶|停用|闲置|未上路|未使用|待(?:报废|处置|拍卖)|上交|交回|移交|划出|划转|报废"
_UNUSUAL = {
    Category.RUNNING: re.compile(
        rf"车均|单车|每辆|辆均|偏低|偏高|较高|较低|\d+\s*(?:辆|台)[^,。;]{{0,14}}(?:{_IDLE})|全(?:部|年)[^,。;]{{0,6}}(?:{_IDLE})"
        r"|租赁|租用|租车|借用|特种|专用车辆|大修"
    ),
    Category.RECEPTION: re.compile(r"人均|每人|偏低|偏高|较高|较低|外宾|外事|自行(?:交纳|承担|支付)|食堂"),
    Category.ABROAD: re.compile(
        r"人均|每人|偏低|偏高|较高|较低|长期|(?:为期|共|历时)[^,。;]{0,6}(?:个月|天|周)|包机|邀请方|部分费用"
    ),
}


def units_are_plausible(case: Case) -> Iterator[Finding]:
    """Rule 10: running per vehicle, reception per guest and travel per person lie within bounds. A warning.

    Outside them 元 and 万元 may have been confused. What the prose explains is not told, unless it is off by 10,000.
    """
    statement, own = case.statement, case.statement.own_column
    for category, count, least, most in BOUNDS:
        amount, number = statement.amount(category, own), statement.counts.get(count)
        if not amount or not number or least <= amount / number <= most:
            continue
        if any(people is count and number < statement.counts.get(groups, 0) for people, groups in _COUNT_PAIRS):
            continue
        each = amount / number
        is_wild = each > most * 100 or each < least / 100
        if not is_wild and _UNUSUAL[category].search(case.reading.text):
            continue
        yield Finding(
            10,
            Severity.WARNING,
            _(
                "%(row)s: %(amount)s 万元 for %(number)s %(count)s is %(each)s 元 each, "
                "outside %(least)s to %(most)s 元. Were 元 and 万元 confused?"
            ),
            {
                "row": category.label,
                "amount": in_wan(amount),
                "number": number,
                "count": count.label,
                "each": _round(each),
                "least": least,
                "most": most,
            },
            (place_of(category, own), f"counts.{count}"),
        )


def _round(amount: Decimal) -> str:
    return grouped(amount, CENTS if amount < YUAN_PER_WAN else 0)
