"""The pure rules: sums and rates, names of contractors, rows of a list."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.models import Department
from disclosure.audits.contractors import looks_like_person
from disclosure.audits.reading import (
    APPROVED,
    AUDITED_ON,
    CONFIRMED,
    CONTRACTOR,
    OWNER,
    PROJECT,
    REDUCED,
    SUBMITTED,
    read_projects,
)
from disclosure.audits.sums import rate_words, reduction, reduction_rate, sum_words
from disclosure.money.wording import yuan
from foundation.tables.reading import Row

OFFICE = Department(name="测试市交通局", short_name="市交通局", code="11990000000000001X")
OFFICES = {"测试市交通局": OFFICE, "市交通局": OFFICE}
GOOD = {
    PROJECT: "环城路改造工程",
    OWNER: "市交通局",
    CONTRACTOR: "测试路桥工程有限公司",
    SUBMITTED: "1,234,567.89",
    APPROVED: "1200000",
    AUDITED_ON: "2023-06-30",
}
TODAY = date(2024, 3, 1)


def read(*rows: dict, unit: Decimal = Decimal(1)):
    return read_projects(
        [Row(number, {**GOOD, **row}) for number, row in enumerate(rows, start=2)],
        offices=OFFICES,
        unit=unit,
        today=TODAY,
    )


@given(
    st.decimals("0.01", "9999999999", places=2, allow_nan=False, allow_infinity=False),
    st.decimals("0", "9999999999", places=2, allow_nan=False, allow_infinity=False),
)
def test_what_was_approved_and_what_was_taken_off_add_up(submitted, approved):
    reduced = reduction(submitted, approved)
    assert approved + reduced == submitted
    rate = reduction_rate(submitted, reduced)
    assert rate is not None
    assert abs(rate - reduced / submitted) <= Decimal("0.0005")


def test_what_an_audit_added_is_written_with_a_minus_sign_as_public_money_is():
    added = reduction(Decimal("1000000"), Decimal("1234567.5"))
    assert sum_words(added) == yuan(added) == "−234,567.50"
    assert rate_words(reduction_rate(Decimal("1000000"), added)) == "−23.5%"


def test_rates_have_one_place_and_nothing_is_divided_by_zero():
    assert rate_words(reduction_rate(Decimal(300), Decimal(100))) == "33.3%"
    assert rate_words(reduction_rate(Decimal(2000), Decimal(1))) == "0.1%"
    assert rate_words(reduction_rate(Decimal(100), Decimal(-5))) == "−5.0%"
    assert reduction_rate(Decimal(0), Decimal(0)) is None
    assert rate_words(None) == "—"


def test_what_a_formula_of_a_workbook_adds_behind_its_fifteen_digits_is_no_figure():
    submitted, approved = 123456.78, 100000.01
    assert str(submitted - approved) == "23456.770000000004"
    (entry,), report = read({SUBMITTED: submitted, APPROVED: approved, REDUCED: submitted - approved})
    assert not report
    assert (entry.submitted, entry.approved) == (Decimal("123456.78"), Decimal("100000.01"))
    (entry,), report = read({SUBMITTED: 0.1 + 0.2, APPROVED: 1e-05}, unit=Decimal(10_000_000))
    assert not report
    assert (entry.submitted, entry.approved) == (Decimal(3_000_000), Decimal(100))


@pytest.mark.parametrize(
    "name",
    [
        "六安市建工集团有限公司",
        "安徽水安建设集团股份有限公司（牵头）、测试设计院",
        "测试县第二建筑工程队",
        "合肥工业大学设计院（集团）有限公司",
        "金安区园林处",
        "ABC Construction Co., Ltd",
        "某某建材经营部",
    ],
)
def test_names_of_organisations_pass(name):
    assert not looks_like_person(name)


@pytest.mark.parametrize(
    "name", ["张三", "欧阳建国", "李公司明"[:1] + "四", "测试建设有限公司、王五", "张三；李四", "阿卜杜拉·买买提"]
)
def test_names_that_may_be_persons_are_held(name):
    assert looks_like_person(name)


def test_a_good_row_is_read_whole():
    entries, report = read({})
    assert not report
    entry = entries[0]
    assert (entry.owner, entry.submitted, entry.approved) == (OFFICE, Decimal("1234567.89"), Decimal(1200000))
    assert entry.audited_on == date(2023, 6, 30)


def test_amounts_are_read_in_the_unit_of_the_table():
    entries, _report = read({SUBMITTED: "12.02", APPROVED: "12"}, unit=Decimal(10000))
    assert (entries[0].submitted, entries[0].approved) == (Decimal(120200), Decimal(120000))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({PROJECT: " "}, PROJECT),
        ({PROJECT: "长" * 201}, PROJECT),
        ({OWNER: "无此单位"}, OWNER),
        ({OWNER: ""}, OWNER),
        ({CONTRACTOR: "张三"}, CONTRACTOR),
        ({SUBMITTED: "约一百万"}, SUBMITTED),
        ({SUBMITTED: ""}, SUBMITTED),
        ({SUBMITTED: "0"}, SUBMITTED),
        ({APPROVED: "-1"}, APPROVED),
        ({APPROVED: "0.001"}, APPROVED),
        ({APPROVED: "9" * 16}, APPROVED),
        ({REDUCED: "34567.88"}, REDUCED),
        ({AUDITED_ON: "2024-03-02"}, AUDITED_ON),
        ({AUDITED_ON: "去年"}, AUDITED_ON),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(change, column):
    entries, report = read({PROJECT: "另一工程"}, change)
    assert len(entries) == 1
    assert [(error.row, error.column) for error in report] == [(3, column)]


def test_the_stated_reduction_is_checked_with_its_arithmetic():
    assert read({REDUCED: "34567.89"})[1].lines() == []
    line = read({REDUCED: "30000"})[1].lines()[0]
    assert "1234567.89 − 1200000 = 34567.89" in line


def test_a_confirmed_name_passes_and_says_so():
    entries, report = read({CONTRACTOR: "老张", CONFIRMED: "是"})
    assert not report
    assert entries[0].is_contractor_confirmed


def test_the_same_project_twice_is_named():
    _entries, report = read({}, {})
    assert [(error.row, error.column) for error in report] == [(3, PROJECT)]
