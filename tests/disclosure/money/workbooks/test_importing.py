"""One workbook into one draft: whose, of which year, over which draft; and what the audit says then."""

import io
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils.translation import override
from openpyxl import load_workbook

from departments.models import Department
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceUnit, ImportedWorkbook, Statement
from disclosure.money.figures import Category, Column
from disclosure.money.services import save_statement, save_table, submit_statement
from disclosure.money.statuses import StatementKind, StatementScope, StatementStatus
from disclosure.money.workbooks.importing import Choice, Outcome, import_workbook
from disclosure.money.workbooks.marking import mark_workbook
from disclosure.money.workbooks.names import COVER, RESULT, THREE, Layout
from disclosure.money.workbooks.prefilling import template_for
from disclosure.money.workbooks.reading import read_workbook
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import officer_in
from tests.factories.money import PROSE, SEPTEMBER, approve, drafted, entry, finance_unit, published
from tests.factories.workbooks import GENERAL, edited, filled, general_table, saved, sheet_of, written

pytestmark = pytest.mark.django_db
KIND, OWN = StatementKind.FINAL_ACCOUNT, StatementScope.OWN


def bring(content: bytes, by: Officer, choice: Choice = Choice()) -> Outcome:  # noqa: B008 - immutable
    with transaction.atomic():
        return import_workbook(content, "表.xlsx", choice, by=by, at=SEPTEMBER)


def said(outcome: Outcome) -> list[tuple[str, str]]:
    return [(problem.sheet, problem.cell) for problem in outcome.problems]


@pytest.mark.parametrize("layout", Layout)
def test_a_filled_template_becomes_a_draft_and_is_audited(
    treasury, unit: FinanceUnit, accountant: Officer, layout: Layout
) -> None:
    approve(treasury, unit)
    outcome = bring(filled(unit, layout=layout), accountant)
    assert (outcome.problems, outcome.findings) == ([], [])
    statement = Statement.objects.get()
    assert outcome.statement == statement
    assert (statement.unit, statement.fiscal_year, statement.kind, statement.scope) == (unit, 2023, KIND, OWN)
    assert statement.figures.get(category=Category.RECEPTION, column=Column.FINAL).amount == Decimal(16_000)
    assert statement.explanation == PROSE
    assert statement.editors.get() == accountant
    assert not statement.tables.exists()


def test_what_the_audit_finds_is_shown_and_stands_beside_the_draft_as_after_typing(
    treasury, unit: FinanceUnit, accountant: Officer
) -> None:
    approve(treasury, unit)
    outcome = bring(filled(unit, entry(final="1.50")), accountant)
    assert {finding.rule for finding in outcome.findings} >= {9}
    kept = Statement.objects.get().findings
    assert {finding.rule for finding in kept.all()} == {finding.rule for finding in outcome.findings}


def test_an_error_writes_nothing(unit: FinanceUnit, accountant: Officer) -> None:
    outcome = bring(filled(unit, cells={(THREE, "D4"): "若干"}), accountant)
    assert said(outcome) == [(THREE, "D4")]
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("B5", "2022"), ("B6", "预算"), ("B7", "部门汇总（含所属单位）"), ("B3", "别的单位"), ("B4", "999999")],
)
def test_a_cover_that_was_rewritten_is_refused_at_its_cell(
    unit: FinanceUnit, accountant: Officer, cell: str, value: str
) -> None:
    assert said(bring(filled(unit, cells={(COVER, cell): value}), accountant)) == [(COVER, cell)]


def test_a_workbook_about_something_else_than_chosen_is_refused(unit: FinanceUnit, accountant: Officer) -> None:
    other = finance_unit(unit.department)
    for choice, cell in (
        (Choice(unit=other), "B3"),
        (Choice(fiscal_year=2022), "B5"),
        (Choice(kind=StatementKind.BUDGET), "B6"),
        (Choice(scope=StatementScope.CONSOLIDATED), "B7"),
    ):
        assert said(bring(filled(unit), accountant, choice)) == [(COVER, cell)]
    chosen = Choice(unit, 2023, KIND, OWN)
    assert bring(filled(unit), accountant, chosen).problems == []


def test_a_unit_of_another_office_is_not_found(unit: FinanceUnit, outsider: Officer, other_bureau: Department) -> None:
    officer = officer_in(other_bureau, Role.FINANCE)
    outcome = bring(filled(unit), officer)
    assert said(outcome) == [(COVER, "B3")]
    assert bring(filled(unit), outsider).statement is None
    assert not Statement.objects.exists()


def test_a_table_of_ones_own_needs_the_unit_by_name_or_by_choice(unit: FinanceUnit, accountant: Officer) -> None:
    head = [["2023年度“三公”经费支出决算表"], [None, "单位：万元"], ["项目", "预算数", "决算数"]]
    rows = ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "公务用车购置费", "公务用车运行费"]
    body = [[name, 0, 0] for name in rows]
    unnamed = saved(sheet_of([*head, *body]))
    assert said(bring(unnamed, accountant)) == [("", "")]
    assert bring(unnamed, accountant, Choice(unit=unit)).statement is not None
    named = saved(sheet_of([head[0], [f"编制单位：{unit.name}", "单位：万元"], head[2], *body]))
    assert bring(named, accountant, Choice(is_replacing=True)).statement is not None


def test_statutory_tables_come_along_and_untouched_ones_leave_the_stored_ones(
    unit: FinanceUnit, accountant: Officer
) -> None:
    typed = entry()
    tables = [general_table()]
    content = filled(unit, type(typed)(**{**_fields(typed), "tables": tables}))
    outcome = bring(content, accountant)
    assert len(outcome.problems) == 7, "the other tables are neither filled nor explained"
    statement = drafted(unit)
    save_table(statement, general_table(), by=statement.entered_by, at=SEPTEMBER)
    again = bring(filled(unit), accountant)
    assert again.problems == [], "the template brought the stored table along"


def _fields(typed: object) -> dict[str, object]:
    return {name: getattr(typed, name) for name in typed.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten(unit: FinanceUnit, accountant: Officer) -> None:
    before, content = drafted(unit), filled(unit)
    save_statement(unit, 2023, KIND, OWN, entry(), by=accountant, at=SEPTEMBER)
    with pytest.raises(WrongState) as refusal:
        bring(content, accountant)
    assert refusal.value.code == "saved_meanwhile"
    assert bring(content, accountant, Choice(is_replacing=True)).statement == before


def test_a_draft_that_came_after_the_template_is_not_overwritten(unit: FinanceUnit, accountant: Officer) -> None:
    content = filled(unit)
    drafted(unit)
    with pytest.raises(WrongState):
        bring(content, accountant)


def test_the_draft_that_the_template_was_made_from_is_overwritten(unit: FinanceUnit, accountant: Officer) -> None:
    drafted(unit)
    assert bring(filled(unit, entry(final="1.50")), accountant).problems == []


def test_what_is_submitted_is_not_overwritten(treasury, unit: FinanceUnit, accountant: Officer) -> None:
    approve(treasury, unit)
    content = filled(unit)
    draft = drafted(unit)
    assert submit_statement(draft, by=draft.entered_by, at=SEPTEMBER).status == StatementStatus.SUBMITTED
    with pytest.raises(WrongState):
        bring(content, accountant, Choice(is_replacing=True))


def test_last_year_is_filled_in_from_what_was_published(treasury, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    published(unit)
    template = template_for(unit, 2024, KIND, OWN, Layout.VERTICAL)
    assert template.entry.cells[Category.RECEPTION, Column.PREVIOUS].amount == Decimal(16_000)
    assert (Category.RECEPTION, Column.BUDGET) not in template.entry.cells
    book = load_workbook(io.BytesIO(written(template)))
    assert book[THREE]["B6"].value == 1.6


def test_a_fault_of_a_table_keeps_the_statement_a_draft(treasury, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    draft = drafted(unit)
    wrong = [("", "合计", "301", "200", "101"), *GENERAL[1:]]
    save_table(draft, general_table(wrong), by=draft.entered_by, at=SEPTEMBER)
    statement = submit_statement(draft, by=draft.entered_by, at=SEPTEMBER)
    assert statement.status == StatementStatus.DRAFT
    assert {finding.rule for finding in statement.findings.all()} == {17}
    save_table(statement, general_table(), by=draft.entered_by, at=SEPTEMBER)
    assert submit_statement(statement, by=draft.entered_by, at=SEPTEMBER).status == StatementStatus.SUBMITTED


def test_a_table_is_saved_by_those_of_the_office_in_a_draft_they_have_seen(
    unit: FinanceUnit, accountant: Officer, outsider: Officer
) -> None:
    draft = drafted(unit)
    with pytest.raises(NotAllowed):
        save_table(draft, general_table(), by=outsider, at=SEPTEMBER)
    save_table(draft, general_table(), by=accountant, at=SEPTEMBER, seen=draft.updated_at)
    with pytest.raises(WrongState):
        save_table(draft, general_table(), by=accountant, at=SEPTEMBER, seen=draft.updated_at)
    with pytest.raises(Refusal):
        save_table(draft, type(general_table())("general"), by=accountant, at=SEPTEMBER)
    Statement.objects.update(status=StatementStatus.SUBMITTED)
    with pytest.raises(WrongState):
        save_table(draft, general_table(), by=accountant, at=SEPTEMBER)


def test_errors_are_written_at_their_cells_and_the_mended_copy_can_be_sent_again(
    unit: FinanceUnit, accountant: Officer
) -> None:
    content = filled(unit, cells={(THREE, "D4"): "若干", (COVER, "B5"): "2022"})
    outcome = bring(content, accountant)
    problems = [{name: str(value) for name, value in one._asdict().items()} for one in outcome.problems]
    marked = mark_workbook(content, problems)
    book = load_workbook(io.BytesIO(marked))
    assert book.sheetnames[0] == RESULT
    assert "若干" in book[THREE]["D4"].comment.text
    assert book[THREE]["D4"].fill.fgColor.rgb == "00F8CBAD"
    links = {cell.hyperlink.location for row in book[RESULT].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{THREE}'!D4", f"'{COVER}'!B5"}
    mended = edited(marked, {(THREE, "D4"): 1.6, (COVER, "B5"): "2023"})
    assert bring(mended, accountant).problems == []
    again = load_workbook(io.BytesIO(mark_workbook(marked, [])))
    assert again[THREE]["D4"].comment is None


def test_problems_are_told_in_the_language_of_the_city(unit: FinanceUnit, accountant: Officer) -> None:
    with override("en"):
        (problem,) = bring(filled(unit, cells={(THREE, "D4"): "x"}), accountant).problems
        assert problem.message == "“x”不是金额。"
        assert problem.remedy == "请写成12.02这样的数字；零写成0。"


def test_the_marker_outlives_what_an_office_program_does_to_the_workbook(unit: FinanceUnit) -> None:
    book = load_workbook(io.BytesIO(filled(unit)))
    assert book["_yangguang"].sheet_state == "veryHidden"
    mark = read_workbook(saved(book), "a.xlsx").mark
    assert mark is not None
    assert mark.about.unit_code == unit.code
    assert ImportedWorkbook.objects.count() == 0
