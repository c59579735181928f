"""A consistent statement is clean; break one figure, and the rule that covers it speaks, and no other."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from disclosure.money.audit import audit
from disclosure.money.figures import (
    LEAVES,
    YUAN_PER_WAN,
    Absence,
    Category,
    Cell,
    Column,
    CountKind,
    Scope,
    Statement,
    Subordinate,
)
from tests.disclosure.money.builder import FALLS, RISES, Figures, statement_of, with_cell

SLOW = settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
WAN = st.integers(min_value=1, max_value=4000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def consistent_figures(draw: st.DrawFn) -> Figures:
    """Draw leaf figures and counts that go together and lie within the bounds of rule 10."""
    columns: list[dict[Category, Decimal]] = []
    absent = {row for row in (Category.ABROAD, Category.PURCHASE) if draw(st.booleans())}
    held, guests, people = (draw(st.integers(2, 12)), draw(st.integers(60, 900)), draw(st.integers(1, 9)))
    for _column in Column:
        columns.append(
            {
                Category.ABROAD: Decimal(0) if Category.ABROAD in absent else draw(_between(people * 40, people * 900)),
                Category.PURCHASE: Decimal(0) if Category.PURCHASE in absent else draw(_between(800, 4000)),
                Category.RUNNING: draw(_between(held * 60, held * 550)),
                Category.RECEPTION: draw(_between(guests * 20 // 100 + 5, guests * 250 // 100)),
            }
        )
    counts = {
        CountKind.GROUPS: 0 if Category.ABROAD in absent else 1,
        CountKind.TRAVELLERS: 0 if Category.ABROAD in absent else people,
        CountKind.BOUGHT: 0 if Category.PURCHASE in absent else draw(st.integers(1, 3)),
        CountKind.HELD: held,
        CountKind.BATCHES: draw(st.integers(1, 60)),
        CountKind.GUESTS: guests,
    }
    return Figures(*columns, counts, draw(st.integers(0, 3)))


def _between(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda cents: (Decimal(cents) / 100).quantize(Decimal("0.01")))


def rules_of(statement: Statement) -> set[int]:
    return {finding.rule for finding in audit(statement)}


def told(statement: Statement) -> str:
    return "\n".join([statement.prose, *(f"{finding.rule} {finding.message}" for finding in audit(statement))])


@SLOW
@given(consistent_figures())
def test_a_consistent_statement_has_no_finding(figures: Figures) -> None:
    statement = statement_of(figures)
    assert rules_of(statement) == set(), told(statement)


@SLOW
@given(consistent_figures(), st.sampled_from(list(Column)), WAN)
def test_a_wrong_total_is_rule_1(figures: Figures, column: Column, slip: Decimal) -> None:
    assume(slip > Decimal("0.01"))
    statement = statement_of(figures)
    right = figures.amount(Category.TOTAL, column)
    assert rules_of(with_cell(statement, Category.TOTAL, column, (right + slip) * YUAN_PER_WAN)) == {1}


@SLOW
@given(consistent_figures(), st.sampled_from(list(Column)), WAN)
def test_a_wrong_subtotal_of_vehicles_is_rule_2(figures: Figures, column: Column, slip: Decimal) -> None:
    assume(slip > Decimal("0.01"))
    right = figures.amount(Category.VEHICLE, column)
    broken = with_cell(statement_of(figures), Category.VEHICLE, column, (right + slip) * YUAN_PER_WAN)
    assert rules_of(broken) == {2}


@given(consistent_figures(), st.sampled_from(list(Category)), st.sampled_from(list(Column)))
@SLOW
def test_a_blank_cell_is_rule_3(figures: Figures, row: Category, column: Column) -> None:
    statement = statement_of(figures)
    blank = replace(statement, cells={**statement.cells, (row, column): Cell(None, Absence.BLANK, "—")})
    assert rules_of(blank) == {3}


@SLOW
@given(consistent_figures())
def test_fewer_people_than_batches_is_rule_4(figures: Figures) -> None:
    batches = figures.counts[CountKind.BATCHES]
    assume(batches > 1)
    broken = replace(figures, counts={**figures.counts, CountKind.GUESTS: batches - 1})
    assert rules_of(statement_of(broken)) == {4}


@SLOW
@given(consistent_figures(), st.sampled_from(LEAVES))
def test_a_stock_phrase_for_a_reason_is_rule_5_or_11(figures: Figures, row: Category) -> None:
    statement = statement_of(figures)
    assume(RISES[row] in statement.prose or FALLS[row] in statement.prose)
    prose = statement.prose.replace(RISES[row], "严格执行中央八项规定精神").replace(FALLS[row], "厉行节约")
    is_overrun = figures.final[row] > figures.budget[row] + Decimal("0.01")
    moved = [base for base in (figures.previous[row], figures.budget[row]) if abs(figures.final[row] - base) > CENT]
    assume(moved)
    assert rules_of(replace(statement, prose=prose)) == ({11} if is_overrun else {5})


CENT = Decimal("0.01")


@SLOW
@given(consistent_figures(), st.sampled_from(list(Category)), WAN)
def test_another_figure_than_published_is_rule_6_or_7(figures: Figures, row: Category, slip: Decimal) -> None:
    assume(slip > CENT)
    statement = statement_of(figures)
    for column, rule in ((Column.PREVIOUS, 6), (Column.BUDGET, 7)):
        right = figures.amount(row, column) * YUAN_PER_WAN
        assert rules_of(replace(statement, published={(row, column): Cell(right)})) == set()
        other = Cell(right + slip * YUAN_PER_WAN)
        assert rules_of(replace(statement, published={(row, column): other})) == {rule}


@SLOW
@given(consistent_figures(), st.data())
def test_a_wrong_percentage_is_rule_8(figures: Figures, data: st.DataObject) -> None:
    statement = statement_of(figures)
    found = list(re.finditer(r"(\d+)\.(\d)%", statement.prose))
    assume(found)
    match = data.draw(st.sampled_from(found))
    prose = f"{statement.prose[: match.start()]}{int(match[1]) + 3}.{match[2]}%{statement.prose[match.end() :]}"
    assert rules_of(replace(statement, prose=prose)) == {8}, prose


@SLOW
@given(consistent_figures(), st.data())
def test_a_wrong_amount_or_count_in_the_prose_is_rule_9_or_16(figures: Figures, data: st.DataObject) -> None:
    statement = statement_of(figures)
    found = list(re.finditer(r"(\d+)((?:\.\d\d)?(?:万元|辆|人次|批次|个))", statement.prose))
    match = data.draw(st.sampled_from(found))
    prose = f"{statement.prose[: match.start()]}{int(match[1]) + 2}{match[2]}{statement.prose[match.end() :]}"
    broken = replace(statement, prose=prose)
    assert rules_of(broken) in ({9}, {16}), told(broken)


@SLOW
@given(consistent_figures())
def test_yuan_taken_for_wan_is_rule_10(figures: Figures) -> None:
    statement = statement_of(figures)
    cells = {place: Cell((cell.amount or Decimal(0)) * YUAN_PER_WAN) for place, cell in statement.cells.items()}
    assert rules_of(replace(statement, cells=cells)) == {10}


@given(consistent_figures(), st.integers(1, 400))
@SLOW
def test_a_late_publication_is_rule_12(figures: Figures, days: int) -> None:
    statement = statement_of(figures)
    assert statement.published_on is not None
    late = replace(statement, published_on=statement.published_on + timedelta(days=days))
    assert rules_of(late) == {12}
    assert rules_of(replace(statement, approved_on=None)) == {12}


@SLOW
@given(consistent_figures(), st.sampled_from(list(Category)), WAN)
def test_a_sum_of_units_that_fails_is_rule_13(figures: Figures, row: Category, slip: Decimal) -> None:
    assume(slip > CENT)
    own = {category: Cell(figures.amount(category, Column.FINAL) * YUAN_PER_WAN) for category in Category}
    none = {category: Cell(Decimal(0)) for category in Category}
    units = (Subordinate("本级", own), Subordinate("所属单位", none))
    statement = replace(statement_of(figures), scope=Scope.CONSOLIDATED, subordinates=units)
    assert rules_of(statement) == set()
    wrong = {**none, row: Cell(slip * YUAN_PER_WAN)}
    assert rules_of(replace(statement, subordinates=(units[0], Subordinate("所属单位", wrong)))) == {13}


PAIRS = {
    Category.ABROAD: (CountKind.GROUPS, CountKind.TRAVELLERS),
    Category.PURCHASE: (CountKind.BOUGHT,),
    Category.RUNNING: (CountKind.HELD,),
    Category.RECEPTION: (CountKind.BATCHES, CountKind.GUESTS),
}


@SLOW
@given(consistent_figures(), st.sampled_from(LEAVES))
def test_money_without_a_count_is_rule_4(figures: Figures, row: Category) -> None:
    assume(figures.final[row])
    none = replace(figures, counts={**figures.counts, **dict.fromkeys(PAIRS[row], 0)})
    assert rules_of(statement_of(none)) == {4}, told(statement_of(none))


@SLOW
@given(consistent_figures(), st.sampled_from([Category.ABROAD, Category.PURCHASE]))
def test_a_count_without_money_is_rule_4(figures: Figures, row: Category) -> None:
    assume(not figures.final[row])
    some = replace(figures, counts={**figures.counts, **dict.fromkeys(PAIRS[row], 2)})
    assert rules_of(statement_of(some)) == {4}, told(statement_of(some))


@SLOW
@given(consistent_figures(), st.sampled_from(LEAVES))
def test_nothing_said_of_a_change_is_rule_5_or_11(figures: Figures, row: Category) -> None:
    statement = statement_of(figures)
    silent = re.sub(rf"，比(?:上年|预算)(?:增加|减少)的主要原因是(?:{RISES[row]}|{FALLS[row]})", "", statement.prose)
    assume(silent != statement.prose)
    is_overrun = figures.final[row] > figures.budget[row] + CENT
    moved = [base for base in (figures.previous[row], figures.budget[row]) if abs(figures.final[row] - base) > CENT]
    assume(moved)
    assert rules_of(replace(statement, prose=silent)) == ({11} if is_overrun else {5})


@SLOW
@given(consistent_figures(), st.booleans(), WAN)
def test_a_change_that_its_stated_base_denies_is_rule_16(figures: Figures, is_after: bool, slip: Decimal) -> None:  # noqa: FBT001
    assume(slip > Decimal("0.02"))
    figures = replace(figures, style=3 if is_after else 1)
    before, now = (figures.amount(Category.TOTAL, column) for column in (Column.PREVIOUS, Column.FINAL))
    assume(before != now)
    statement = statement_of(figures)
    verb = "增加" if now > before else "减少"
    prose = statement.prose.replace(f"{verb}{abs(now - before)}万元", f"{verb}{abs(now - before) + slip}万元", 1)
    assume(prose != statement.prose)
    assert rules_of(replace(statement, prose=prose)) == {16}, prose


@SLOW
@given(consistent_figures(), WAN)
def test_a_wrong_amount_per_unit_in_the_prose_is_rule_10(figures: Figures, slip: Decimal) -> None:
    each = (figures.final[Category.RUNNING] / figures.counts[CountKind.HELD]).quantize(CENT)
    guest = (figures.final[Category.RECEPTION] * YUAN_PER_WAN / figures.counts[CountKind.GUESTS]).quantize(CENT)
    statement = statement_of(figures)
    told_rightly = f"{statement.prose}公务用车车均运行维护费{each}万元，公务接待人均{guest}元。"
    assert rules_of(replace(statement, prose=told_rightly)) == set(), told_rightly
    for figure, wrong in ((f"{each}万元", f"{each + slip + CENT}万元"), (f"{guest}元", f"{guest + slip + CENT}元")):
        assert rules_of(replace(statement, prose=told_rightly.replace(f"均{figure}", f"均{wrong}"))) <= {10}
    wrong = told_rightly.replace(f"费{each}万元，公务接待", f"费{each + slip + CENT}万元，公务接待")
    assert rules_of(replace(statement, prose=wrong)) == {10}, wrong
