"""Published versions as plain values: what the printed statement is made from."""

from datetime import UTC, date, datetime
from typing import Any

from disclosure.money.figures import Category, Column, Kind
from disclosure.money.models import StatementVersion
from disclosure.money.printing.statement import Correction, Frame

AMOUNTS = {
    Category.TOTAL: "226200.00",
    Category.ABROAD: "0.00",
    Category.VEHICLE: "201000.00",
    Category.PURCHASE: "0.00",
    Category.RUNNING: "201000.00",
    Category.RECEPTION: "25200.00",
}
FRAME = Frame(
    address="https://www.example.gov.cn/money/statements/128/",
    work="贯彻执行国家和省有关住房保障的法律、法规。\n承担城乡建设管理秩序的责任。",
    units=["测试市住房保障中心"],
    corrections=[Correction(2, date(2024, 9, 20), "更正公务接待费：原数漏记一笔。")],
    mark="演示数据，不是真实的公开信息",
)


def table(code: str, columns: list[str], n_rows: int, note: str = "") -> dict[str, Any]:
    """Return a statutory table with `n_rows` subjects; none makes an empty one."""
    lines = [
        [row, f"20101{row:02d}", f"科目{row}", column, f"{(row + 1) * 10000}.00", ""]
        for row in range(n_rows)
        for column in columns
    ]
    return {"code": code, "display_unit": "万元", "is_empty": not n_rows, "note": note, "lines": lines}


def content(kind: Kind = Kind.FINAL_ACCOUNT, n_rows: int = 3, **changes: Any) -> dict[str, Any]:
    """Return the content of a version with everything that can be published."""
    columns = [Column.PREVIOUS, Column.BUDGET] + ([Column.FINAL] if kind is Kind.FINAL_ACCOUNT else [])
    cells = {
        f"{row}.{column}": {"amount": amount, "absence": ""} for row, amount in AMOUNTS.items() for column in columns
    }
    return {
        "unit": "测试市住房和城乡建设委员会",
        "fiscal_year": 2023,
        "kind": kind.value,
        "scope": "consolidated",
        "display_unit": "万元",
        "staff": 86,
        "cells": cells,
        "counts": {"abroad_groups": 0, "abroad_people": 0, "vehicles_bought": 0, "vehicles_held": 6},
        "explanation": "“三公”经费决算22.62万元。\n机关运行经费按规定列支。",
        "notes": {"reception": "公务接待费2.52万元，接待52批次。"},
        "tables": [
            table("general", ["合计", "基本支出", "项目支出"], n_rows),
            table("funds", [], 0, "没有政府性基金预算拨款收入和支出。"),
        ],
        "warnings": [{"rule": 7, "finding": "预算数与公开的预算数不一致。", "explanation": "年中调整预算。"}],
        **changes,
    }


def version(kind: Kind = Kind.FINAL_ACCOUNT, number: int = 2, **changes: Any) -> StatementVersion:
    """Return an unsaved version."""
    return StatementVersion(
        number=number,
        content=content(kind, **changes),
        reason="更正公务接待费：原数漏记一笔。" if number > 1 else "",
        published_at=datetime(2024, 9, 20, 1, 0, tzinfo=UTC),
        digest="a3f5" * 16,
    )
