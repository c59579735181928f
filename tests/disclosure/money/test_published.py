"""Defects in statements that offices really published, transcribed from their pages; what is not known is not held."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from disclosure.money.audit import audit
from disclosure.money.figures import NOT_HELD, Category, Column, CountKind, Kind, Scope, Statement
from disclosure.money.reading.amounts import read_cell, read_unit

WAN = read_unit("万元")
ROWS = {
    "total": Category.TOTAL,
    "abroad": Category.ABROAD,
    "reception": Category.RECEPTION,
    "vehicle": Category.VEHICLE,
    "run": Category.RUNNING,
    "buy": Category.PURCHASE,
}


def test_last_years_figure_that_was_published_here_is_not_said_to_be_missing_unless_the_prose_says_why() -> None:
    place = (Category.RECEPTION, Column.PREVIOUS)
    statement = Statement(
        office="区划调整后的局",
        fiscal_year=2024,
        kind=Kind.BUDGET,
        scope=Scope.OWN,
        unit=WAN,
        approved_on=date(2024, 2, 1),
        published_on=date(2024, 2, 10),
        cells={place: NOT_HELD, (Category.RECEPTION, Column.BUDGET): read_cell("3", WAN)},
        counts={},
        prose="",
        published={place: read_cell("2.5", WAN)},
    )

    def said(statement: Statement) -> list[tuple[int, str, tuple[str, ...]]]:
        return [(one.rule, one.severity, one.places) for one in audit(statement) if one.rule == 6]

    assert said(statement) == [(6, "warning", ("reception.previous",))]
    (finding,) = [one for one in audit(statement) if one.rule == 6]
    assert "2.5" in finding.message
    assert said(replace(statement, prose="因单位合并，与上年公开数口径不一致。")) == []
    assert said(replace(statement, published={})) == []
    assert said(replace(statement, published={place: NOT_HELD})) == []
    assert said(replace(statement, cells={place: read_cell("2.6", WAN)})) == [(6, "error", ("reception.previous",))]


def transcribe(
    office: str,
    year: int,
    kind: Kind,
    columns: Mapping[Column, Mapping[str, str]],
    prose: str = "",
    counts: Mapping[CountKind, int] | None = None,
) -> set[int]:
    """Return the rules that speak on the statement; approval and publication are set so that they say nothing."""
    statement = Statement(
        office=office,
        fiscal_year=year,
        kind=kind,
        scope=Scope.OWN,
        unit=WAN,
        approved_on=date(year, 2, 1),
        published_on=date(year, 2, 10),
        cells={
            (ROWS[row], column): read_cell(printed, WAN)
            for column, cells in columns.items()
            for row, printed in cells.items()
        },
        counts=counts or {},
        prose=prose,
    )
    return {finding.rule for finding in audit(statement)}


def test_a_subtotal_of_0_over_running_costs_is_rule_2() -> None:
    cells = {"total": "34.35", "abroad": "0", "reception": "1.70", "vehicle": "0", "run": "32.65", "buy": "0"}
    assert transcribe("桂林市司法局", 2015, Kind.BUDGET, {Column.BUDGET: cells}) == {2}


def test_yuan_per_vehicle_for_wan_per_vehicle_is_rule_10() -> None:
    cells = {"vehicle": "17.9", "run": "17.9", "buy": "0"}
    prose = "公务用车运行维护费支出17.9万元。截至2014年底公务用车保有量3辆，车均运行维护费支出5.97元。"
    counts = {CountKind.HELD: 3, CountKind.BOUGHT: 0}
    assert transcribe("眉山市东坡区审计局", 2014, Kind.FINAL_ACCOUNT, {Column.FINAL: cells}, prose, counts) == {10}


def test_blank_zeros_and_cut_off_percentages_are_rules_3_and_8() -> None:
    final = {"total": "1.52", "abroad": "", "reception": "1.52", "vehicle": "", "run": "", "buy": ""}
    budget = {"total": "1.8", "abroad": "", "reception": "1.8", "vehicle": "", "run": "", "buy": ""}
    prose = (
        "2021年度“三公”经费财政拨款支出预算为1.8万元，支出决算为1.52万元，完成预算的84%，决算数小于预算数的主要原因是"
        "公务接待支出减少。公务接待费支出决算1.52万元，国内公务接待共8批次，160人次。"
        "公务接待费与2021年度预算相比减少0.28万元，下降15%。"
    )
    counts = {CountKind.BATCHES: 8, CountKind.GUESTS: 160}
    columns = {Column.BUDGET: budget, Column.FINAL: final}
    said = transcribe("六安市工商业联合会", 2021, Kind.FINAL_ACCOUNT, columns, prose, counts)
    assert {3, 8} <= said <= {3, 5, 8}


def test_blank_cells_are_rule_3() -> None:
    cells = {"total": "26.6", "abroad": "", "reception": "9.6", "vehicle": "17", "run": "17", "buy": ""}
    assert transcribe("达州市交通运输局", 2014, Kind.BUDGET, {Column.BUDGET: cells}) == {3}


def test_the_slip_in_the_prose_of_yingde_is_rule_16() -> None:
    columns = {
        Column.PREVIOUS: {"total": "57.55", "reception": "12.5", "run": "45.2"},
        Column.BUDGET: {"total": "33", "reception": "8", "run": "25", "vehicle": "25"},
    }
    prose = (
        "公务接待：2015年预算12.5万元，减少4.35万元，减少率35.22%；公务车辆运行：2015年预算45.2万元，减少20.20万元，"
        "减少率44.69%。减少的原因是贯彻八项规定厉行节约及公务用车改革。"
    )
    said = transcribe("英德市经信局", 2016, Kind.BUDGET, columns, prose)
    assert 16 in said
    assert said <= {1, 5, 8, 16}


def test_the_other_published_rows_hold() -> None:
    feixi = {"total": "20.1", "abroad": "0", "reception": "16.7", "vehicle": "3.4", "run": "3.4", "buy": "0"}
    columns = {Column.PREVIOUS: {"total": "20.3"}, Column.BUDGET: feixi}
    assert transcribe("肥西县政协办", 2018, Kind.BUDGET, columns) == set()
    ordos = {"total": "20.12", "abroad": "0", "reception": "12.39", "vehicle": "7.73", "run": "7.73"}
    assert transcribe("鄂尔多斯投资促进中心", 2021, Kind.FINAL_ACCOUNT, {Column.FINAL: ordos}) == set()
    guangdong = {"total": "62.07", "abroad": "12.02", "reception": "22.59", "vehicle": "27.46", "run": "27.46"}
    columns = {Column.PREVIOUS: {"total": "23.10"}, Column.FINAL: {**guangdong, "buy": "0"}}
    prose = (
        "2023年度“三公”经费支出决算62.07万元，比上年增加38.97万元，大于上年决算的主要原因是2022年受疫情影响人员流动减少、"
        "2023年公务往来恢复正常。"
    )
    assert transcribe("广东省财政厅", 2023, Kind.FINAL_ACCOUNT, columns, prose) == set()
    federation = {"total": "1.8", "abroad": "0", "reception": "1.8", "vehicle": "0"}
    assert transcribe("六安市工商业联合会", 2021, Kind.BUDGET, {Column.BUDGET: federation}) == set()
