"""The words of the official forms, in whatever language a page is read.

Source: 财预〔2016〕143号《地方预决算公开操作规程》; the tables of final accounts: 财政部 部门决算公开 样表.
"""

from collections.abc import Mapping

from disclosure.money.figures import Category, Kind
from disclosure.money.statutory import TableCode

KIND_NAMES: Mapping[str, str] = {Kind.BUDGET: "部门预算", Kind.FINAL_ACCOUNT: "部门决算"}
SCOPE_NAMES: Mapping[str, str] = {"own": "单位本级", "consolidated": "部门汇总（含单位本级和所属单位）"}

PART_TITLES: Mapping[str, tuple[str, str, str, str]] = {
    Kind.BUDGET: ("第一部分　部门概况", "第二部分　部门预算表", "第三部分　部门预算情况说明", "第四部分　名词解释"),
    Kind.FINAL_ACCOUNT: (
        "第一部分　部门概况",
        "第二部分　部门决算表",
        "第三部分　部门决算情况说明",
        "第四部分　名词解释",
    ),
}
TABLE_NAMES: Mapping[str, Mapping[str, str]] = {
    Kind.BUDGET: {
        TableCode.BALANCE: "部门收支总体情况表",
        TableCode.REVENUE: "部门收入总体情况表",
        TableCode.EXPENDITURE: "部门支出总体情况表",
        TableCode.APPROPRIATION: "财政拨款收支总体情况表",
        TableCode.GENERAL: "一般公共预算支出情况表",
        TableCode.BASIC: "一般公共预算基本支出情况表",
        TableCode.FUNDS: "政府性基金预算支出情况表",
        TableCode.CAPITAL: "国有资本经营预算支出情况表",
    },
    Kind.FINAL_ACCOUNT: {
        TableCode.BALANCE: "收入支出决算总表",
        TableCode.REVENUE: "收入决算表",
        TableCode.EXPENDITURE: "支出决算表",
        TableCode.APPROPRIATION: "财政拨款收入支出决算总表",
        TableCode.GENERAL: "一般公共预算财政拨款支出决算表",
        TableCode.BASIC: "一般公共预算财政拨款基本支出决算表",
        TableCode.FUNDS: "政府性基金预算财政拨款收入支出决算表",
        TableCode.CAPITAL: "国有资本经营预算财政拨款支出决算表",
    },
}
THREE_PUBLIC: Mapping[str, str] = {
    Kind.BUDGET: "一般公共预算“三公”经费支出表",
    Kind.FINAL_ACCOUNT: "一般公共预算财政拨款“三公”经费支出决算表",
}
BEFORE_THREE_PUBLIC = frozenset(
    {
        TableCode.BALANCE,
        TableCode.REVENUE,
        TableCode.EXPENDITURE,
        TableCode.APPROPRIATION,
        TableCode.GENERAL,
        TableCode.BASIC,
    }
)
"""The table of the three public expenses is the seventh of the eight that the rule of 2016 lists."""

COLUMN_NAMES: Mapping[str, Mapping[str, str]] = {
    Kind.BUDGET: {"previous": "上年预算数", "budget": "本年预算数"},
    Kind.FINAL_ACCOUNT: {"previous": "上年决算数", "budget": "预算数", "final": "决算数"},
}
HORIZONTAL: Mapping[str, Mapping[Category, str]] = {
    Kind.BUDGET: {
        Category.TOTAL: "合计",
        Category.ABROAD: "因公出国（境）费",
        Category.VEHICLE: "公务用车购置及运行费",
        Category.PURCHASE: "公务用车购置费",
        Category.RUNNING: "公务用车运行费",
        Category.RECEPTION: "公务接待费",
    },
    Kind.FINAL_ACCOUNT: {
        Category.TOTAL: "合计",
        Category.ABROAD: "因公出国（境）费",
        Category.VEHICLE: "公务用车购置及运行维护费",
        Category.PURCHASE: "公务用车购置费",
        Category.RUNNING: "公务用车运行维护费",
        Category.RECEPTION: "公务接待费",
    },
}
NOTE_OF_ACCOUNT = (
    "注：本表反映部门本年度“三公”经费支出预决算情况。其中，预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数；"
    "决算数是包括当年一般公共预算财政拨款和以前年度结转资金安排的实际支出。"
)
NOTE_OF_BUDGET = "注：本表反映部门当年一般公共预算财政拨款安排的“三公”经费支出，并列示上年预算数。"
NOTE_BLANK = "空格为原表未填写；数字“0.00”为该项金额为零。"
NOTE_NOT_HELD = "“—”表示本平台未取得该数。"
