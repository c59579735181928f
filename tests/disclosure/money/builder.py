"""Consistent statements with prose, made from a few leaf figures; and one slip put into them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from disclosure.money.figures import (
    LEAVES,
    YUAN_PER_WAN,
    Category,
    Cell,
    Column,
    CountKind,
    Kind,
    Place,
    Scope,
    Statement,
)

CENT = Decimal("0.01")
NAMES = {
    Category.ABROAD: "因公出国（境）费",
    Category.PURCHASE: "公务用车购置费",
    Category.RUNNING: "公务用车运行维护费",
    Category.RECEPTION: "公务接待费",
}
FALLS = {
    Category.ABROAD: "出访团组按计划核减",
    Category.PURCHASE: "车辆更新分年实施",
    Category.RUNNING: "派车次数减少、油料支出下降",
    Category.RECEPTION: "来访批次减少",
}
RISES = {
    Category.ABROAD: "新增赴境外推介任务",
    Category.PURCHASE: "达到报废年限的车辆经批准更新",
    Category.RUNNING: "防汛巡查用车增多",
    Category.RECEPTION: "承办现场会、来访人员增多",
}


@dataclass(frozen=True)
class Figures:
    """The leaf amounts of a final account in 万元: last year's, the budget's and the final ones; and the counts."""

    previous: dict[Category, Decimal]
    budget: dict[Category, Decimal]
    final: dict[Category, Decimal]
    counts: dict[CountKind, int]
    style: int = 0

    def amount(self, category: Category, column: Column) -> Decimal:
        leaves = {Column.PREVIOUS: self.previous, Column.BUDGET: self.budget, Column.FINAL: self.final}[column]
        if category in LEAVES:
            return leaves[category]
        vehicle = leaves[Category.PURCHASE] + leaves[Category.RUNNING]
        if category is Category.VEHICLE:
            return vehicle
        return vehicle + leaves[Category.ABROAD] + leaves[Category.RECEPTION]


def percent(part: Decimal, whole: Decimal) -> str:
    """Return part of whole in per cent with one decimal."""
    return f"{(part / whole * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def cells_of(figures: Figures) -> dict[Place, Cell]:
    return {
        (category, column): Cell(figures.amount(category, column) * YUAN_PER_WAN)
        for category in Category
        for column in Column
    }


def prose_of(figures: Figures) -> str:
    """Return prose that tells every figure in one of several phrasings."""
    total = {column: figures.amount(Category.TOTAL, column) for column in Column}
    parts = [
        f"2023年度“三公”经费预算{total[Column.BUDGET]}万元，决算{total[Column.FINAL]}万元"
        + _completion(total, figures.style)
        + _change(total[Column.PREVIOUS], total[Column.FINAL], figures.style)
        + "。"
    ]
    parts += [_item(category, figures) for category in LEAVES]
    counts = figures.counts
    parts.append(
        f"因公出国（境）团组{counts[CountKind.GROUPS]}个，累计{counts[CountKind.TRAVELLERS]}人次。"
        f"购置公务用车{counts[CountKind.BOUGHT]}辆，年末公务用车保有量{counts[CountKind.HELD]}辆。"
        f"国内公务接待{counts[CountKind.BATCHES]}批次、{counts[CountKind.GUESTS]}人次。"
    )
    return "".join(parts)


def _completion(amounts: dict[Column, Decimal], style: int) -> str:
    if not amounts[Column.BUDGET]:
        return ""
    phrase = ("，完成预算的{}", "，为预算的{}", "，预算执行率{}", "，占预算的{}")[style % 4]
    return phrase.format(percent(amounts[Column.FINAL], amounts[Column.BUDGET]))


def _change(before: Decimal, now: Decimal, style: int) -> str:
    if before == now:
        return "，与上年持平"
    verb, rate = ("增加", "增长") if now > before else ("减少", "下降")
    gap = abs(now - before)
    if not before:
        return f"，上年无此项支出，{verb}{gap}万元"
    share = percent(gap, before)
    return (
        f"，比上年{verb}{gap}万元，{rate}{share}",
        f"，较上年的{before}万元{verb}{gap}万元",
        f"，比上年{rate}{share}，{verb}{gap}万元",
        f"，{verb}{gap}万元（上年为{before}万元），{rate}{share}",
    )[style % 4]


def _item(category: Category, figures: Figures) -> str:
    previous, budget, final = figures.previous[category], figures.budget[category], figures.final[category]
    name = NAMES[category]
    if previous == budget == final == 0:
        return f"{name}0万元，预算和决算均为0，与上年一致。"
    amounts = {Column.BUDGET: budget, Column.FINAL: final}
    text = f"{name}决算{final}万元{_completion(amounts, figures.style)}{_change(previous, final, figures.style)}"
    for base, before in (("上年", previous), ("预算", budget)):
        if final != before:
            verb, why = ("增加", RISES[category]) if final > before else ("减少", FALLS[category])
            text += f"，比{base}{verb}的主要原因是{why}"
    return text + "。"


def statement_of(figures: Figures) -> Statement:
    """Return the statement that tells `figures` without a slip."""
    return Statement(
        office="某市某局",
        fiscal_year=2023,
        kind=Kind.FINAL_ACCOUNT,
        scope=Scope.OWN,
        unit=YUAN_PER_WAN,
        approved_on=date(2024, 9, 10),
        published_on=date(2024, 9, 30),
        cells=cells_of(figures),
        counts=figures.counts,
        prose=prose_of(figures),
    )


def with_cell(statement: Statement, category: Category, column: Column, amount: Decimal | None) -> Statement:
    """Return the statement with another amount (yuan) in one cell."""
    return replace(statement, cells={**statement.cells, (category, column): Cell(amount)})
