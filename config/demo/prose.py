"""What an office says to its invented figures, in the words that such statements use. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from config.demo.history import Year
from disclosure.money.figures import LEAVES, Category, CountKind

FALLS = {
    Category.ABROAD: "出访任务比计划减少",
    Category.PURCHASE: "车辆更新按计划分年实施",
    Category.RUNNING: "老旧车辆封存，维修和燃油支出下降",
    Category.RECEPTION: "外地来访批次减少",
}
RISES = {
    Category.ABROAD: "新增招商推介出访任务",
    Category.PURCHASE: "一辆达到报废年限的车辆经批准更新",
    Category.RUNNING: "防汛和巡查用车增加",
    Category.RECEPTION: "承办全省现场会，来访人员增加",
}


def prose_of_budget(this: Year, before: Year | None) -> tuple[str, dict[Category, str]]:
    """Return the explanation of the whole and of each row of a budget; `before` None: the first year."""
    total = this.budget[Category.TOTAL]
    whole = f"{this.fiscal_year}年“三公”经费预算{total}万元"
    if before:
        whole += "，" + _change(total, before.budget[Category.TOTAL], "上年预算")
    notes = {
        row: _first(this.budget[row]) if before is None else _budget_note(row, this.budget[row], before.budget[row])
        for row in LEAVES
    }
    return whole + "。", {row: text + _counted(row, this.planned, "计划") + "。" for row, text in notes.items()}


def prose_of_account(this: Year, before: Year | None) -> tuple[str, dict[Category, str]]:
    """Return the explanation of the whole and of each row of a final account."""
    total, budget = this.final[Category.TOTAL], this.budget[Category.TOTAL]
    whole = f"{this.fiscal_year}年度“三公”经费支出决算{total}万元，完成预算{budget}万元的{_rate(total, budget)}"
    if before:
        whole += "，" + _change(total, before.final[Category.TOTAL], "上年决算")
    return whole + "。", {
        row: _account_note(row, this, before) + _counted(row, this.counted, "") + "。" for row in LEAVES
    }


def _first(amount: Decimal) -> str:
    return f"预算{amount}万元" if amount else "未安排预算"


def _budget_note(row: Category, amount: Decimal, before: Decimal) -> str:
    if not amount and not before:
        return "未安排预算，与上年预算数一致"
    return f"预算{amount}万元，{_change(amount, before, '上年预算')}{_reason(row, amount, before)}"


def _account_note(row: Category, this: Year, before: Year | None) -> str:
    amount, budget = this.final[row], this.budget[row]
    last = before.final[row] if before else None
    if not amount and not budget and not last:
        return "决算为0，预算未安排" if last is None else "决算为0，与预算数、上年决算数一致"
    text = f"决算{amount}万元"
    if budget:
        text += f"，完成预算的{_rate(amount, budget)}"
    if last is not None:
        text += f"，{_change(amount, last, '上年决算')}{_reason(row, amount, last)}"
        if amount < budget and amount >= last:
            text += f"；决算数小于预算数，主要原因是{FALLS[row]}"
    elif amount < budget:
        text += f"，主要原因是{FALLS[row]}"
    return text


def _change(amount: Decimal, base: Decimal, name: str) -> str:
    if amount == base:
        return f"与{name}数持平"
    word, rate_word = ("增加", "增长") if amount > base else ("减少", "下降")
    told = f"比{name}{word}{abs(amount - base)}万元"
    return told + (f"，{rate_word}{_rate(abs(amount - base), base)}" if base else "，上年无此项支出")


def _reason(row: Category, amount: Decimal, base: Decimal) -> str:
    if amount == base:
        return ""
    return f"，主要原因是{(RISES if amount > base else FALLS)[row]}"


def _rate(part: Decimal, whole: Decimal) -> str:
    return f"{(part * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if whole else "0%"


def _counted(row: Category, counts: Mapping[CountKind, int], plan: str) -> str:
    match row:
        case Category.ABROAD:
            groups, people = counts[CountKind.GROUPS], counts[CountKind.TRAVELLERS]
            return f"；因公出国（境）团组{groups}个、{people}人次" if groups else ""
        case Category.PURCHASE:
            return f"；{plan}购置公务用车{counts[CountKind.BOUGHT]}辆" if counts[CountKind.BOUGHT] else ""
        case Category.RUNNING:
            return f"；公务用车保有量{counts[CountKind.HELD]}辆"
        case _:
            return f"；{plan}国内公务接待{counts[CountKind.BATCHES]}批次、{counts[CountKind.GUESTS]}人次"
