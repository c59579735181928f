"""Storing a statement: all that was typed and nothing else; nobody overwrites what they did not see."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from departments.models import Department
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit, PublicLine, Statement, StatementTable, Subject
from disclosure.money.figures import Absence, Category, Cell, Column, CountKind
from disclosure.money.publishing import working_digest
from disclosure.money.services import (
    NOTHING_SEEN,
    Entry,
    LineEntry,
    TableEntry,
    check_draft,
    delete_draft,
    drop_restatement,
    explain_finding,
    revoke_approval,
    save_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import DisplayUnit, StatementKind, StatementScope, StatementStatus
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import officer_in
from tests.factories.money import (
    PROSE,
    SECRET,
    SEPTEMBER,
    UNREASONED,
    approve,
    drafted,
    entry,
    finance_unit,
    published,
    restated,
    submitted,
)

pytestmark = pytest.mark.django_db
ACCOUNT, OWN = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
GENERAL = TableEntry(
    "general",
    [
        LineEntry(0, "2010301", "行政运行", "合计", Cell(Decimal("1200000.00"))),
        LineEntry(0, "2010301", "行政运行", "基本支出", Cell(Decimal("1200000.00"))),
        LineEntry(1, "2010302", "一般行政管理事务", "合计", Cell(None, Absence.BLANK)),
    ],
    DisplayUnit.YUAN,
)
FUNDS = TableEntry("funds", note="本单位无政府性基金预算拨款支出。")


def save(unit: FinanceUnit, typed: Entry, by: Officer, **seen: object) -> Statement:
    return save_statement(unit, 2023, ACCOUNT, OWN, typed, by=by, at=SEPTEMBER, **seen)  # type: ignore[arg-type]


def test_all_that_was_typed_is_stored(unit: FinanceUnit, accountant: Officer) -> None:
    notes = {Category.RECEPTION: " 外地考察团减少。 ", Category.ABROAD: "  "}
    typed = replace(entry(), notes=notes, staff=42, display_unit=DisplayUnit.YUAN, tables=[GENERAL, FUNDS])
    statement = save(unit, typed, accountant)
    assert (statement.department, statement.entered_by) == (unit.department, accountant)
    assert (statement.staff, statement.display_unit) == (42, "元")
    assert [(note.category, note.text) for note in statement.notes.all()] == [("reception", "外地考察团减少。")]
    general, funds = statement.tables.all()
    assert [(line.code, line.column, line.amount, line.absence) for line in general.lines.all()] == [
        ("2010301", "合计", Decimal("1200000.00"), ""),
        ("2010301", "基本支出", Decimal("1200000.00"), ""),
        ("2010302", "合计", None, "blank"),
    ]
    assert (funds.is_empty, funds.note) == (True, "本单位无政府性基金预算拨款支出。")
    assert list(statement.editors.all()) == [accountant]


def test_tables_that_are_not_typed_stay_and_others_are_replaced(unit: FinanceUnit, accountant: Officer) -> None:
    save(unit, replace(entry(), tables=[GENERAL, FUNDS]), accountant)
    save(unit, entry("只改了说明。"), accountant)
    assert StatementTable.objects.count() == 2
    save(unit, replace(entry(), tables=[FUNDS]), accountant)
    assert [table.code for table in StatementTable.objects.all()] == ["funds"]


def test_rows_that_are_typed_no_more_go(unit: FinanceUnit, accountant: Officer) -> None:
    save(unit, replace(entry(), notes={Category.TOTAL: "总额减少。"}), accountant)
    statement = save(unit, Entry(cells={(Category.TOTAL, Column.FINAL): Cell(Decimal(1))}), accountant)
    assert (statement.figures.count(), statement.counts.count(), statement.notes.count()) == (1, 0, 0)


def test_whoever_saw_an_older_draft_stores_nothing(unit: FinanceUnit, accountant: Officer) -> None:
    first = save(unit, entry(), accountant, seen=NOTHING_SEEN)
    seen = first.updated_at
    save(unit, entry("第二稿。"), accountant, seen=seen)
    for stale in (seen, NOTHING_SEEN, seen + timedelta(days=1)):
        with pytest.raises(WrongState) as refusal:
            save(unit, entry("第三稿。"), accountant, seen=stale)
        assert refusal.value.code == "saved_meanwhile"
    assert Statement.objects.get().explanation == "第二稿。"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE])
def test_only_finance_officers_enter(unit: FinanceUnit, bureau: Department, role: Role) -> None:
    with pytest.raises(NotAllowed):
        save(unit, entry(), officer_in(bureau, role))
    assert not Statement.objects.exists()


def test_units_and_scopes_that_cannot_be_are_refused(bureau: Department, accountant: Officer) -> None:
    secret = finance_unit(bureau, is_confidential=True, **SECRET)
    government = finance_unit(bureau, group="government")
    for unit, code in ((secret, "confidential_unit"), (government, "government_is_sum")):
        with pytest.raises(Refusal) as refusal:
            save(unit, entry(), accountant)
        assert refusal.value.code == code


@pytest.mark.parametrize("amount", ["0.001", "1000000000000000"])
def test_an_amount_of_a_table_that_can_not_be_stored_is_refused(
    unit: FinanceUnit, accountant: Officer, amount: str
) -> None:
    line = LineEntry(0, "2010301", "行政运行", "合计", Cell(Decimal(amount)))
    with pytest.raises(Refusal) as refusal:
        save(unit, replace(entry(), tables=[TableEntry("general", [line])]), accountant)
    assert refusal.value.code == "amount_not_storable"
    assert not Statement.objects.exists()


# -- drafts, findings, restatements ----------------------------------------------------------------------------------
def test_a_check_keeps_findings_with_their_places_and_the_draft_a_draft(unit: FinanceUnit) -> None:
    statement = drafted(unit, entry(PROSE, final="1.60"))
    checked = check_draft(statement, by=statement.entered_by, at=SEPTEMBER)
    assert checked.status == StatementStatus.DRAFT
    assert [(finding.rule, finding.places) for finding in checked.findings.all()] == [(12, ["published_on"])]
    assert not checked.events.exists()


def test_only_a_draft_is_checked(treasury: FinanceBureau, unit: FinanceUnit, outsider: Officer) -> None:
    approve(treasury, unit)
    statement = submitted(unit)
    with pytest.raises(WrongState):
        check_draft(statement, by=statement.entered_by, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        check_draft(drafted(unit, year=2022), by=outsider, at=SEPTEMBER)


def test_whoever_explains_had_a_hand_in_it(treasury: FinanceBureau, unit: FinanceUnit, bureau: Department) -> None:
    approve(treasury, unit)
    statement = submitted(unit, entry(UNREASONED))
    both = officer_in(bureau, Role.FINANCE, Role.SIGNATORY)
    explain_finding(statement.findings.get(), "考察改为线上交流。", by=both, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        sign_statement(statement, by=both, at=SEPTEMBER)


def test_a_finding_that_is_gone_is_not_explained(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    statement = drafted(unit, entry(UNREASONED))
    check_draft(statement, by=statement.entered_by, at=SEPTEMBER)
    finding = statement.findings.get()
    check_draft(statement, by=statement.entered_by, at=SEPTEMBER)
    with pytest.raises(WrongState) as refusal:
        explain_finding(finding, "迟到的说明。", by=statement.entered_by, at=SEPTEMBER)
    assert refusal.value.code == "finding_gone"


def test_only_what_was_read_is_signed(treasury: FinanceBureau, unit: FinanceUnit, signatory: Officer) -> None:
    approve(treasury, unit)
    statement = submitted(unit)
    seen = working_digest(statement)
    statement.counts.filter(kind=CountKind.BATCHES).update(number=21)
    with pytest.raises(WrongState):
        sign_statement(statement, by=signatory, at=SEPTEMBER, seen=seen)
    statement.counts.filter(kind=CountKind.BATCHES).update(number=20)
    assert sign_statement(statement, by=signatory, at=SEPTEMBER, seen=seen).status == StatementStatus.PUBLISHED


def test_an_audit_that_changed_its_mind_stops_the_signature(
    treasury: FinanceBureau, unit: FinanceUnit, signatory: Officer
) -> None:
    approve(treasury, unit)
    statement = submitted(unit, entry(UNREASONED))
    explain_finding(statement.findings.get(), "考察改为线上交流。", by=statement.entered_by, at=SEPTEMBER)
    statement.findings.update(message="审核规则改变以前的说法")
    with pytest.raises(Refusal):
        sign_statement(statement, by=signatory, at=SEPTEMBER, seen=working_digest(statement))
    statement.refresh_from_db()
    assert statement.status == StatementStatus.SUBMITTED
    assert statement.findings.get().message == "审核规则改变以前的说法"


def test_a_restatement_given_up_leaves_what_the_public_reads(
    treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer
) -> None:
    approve(treasury, unit)
    statement = published(
        unit, replace(entry(), staff=42, notes={Category.RECEPTION: "外地考察团减少。"}, tables=[GENERAL])
    )
    before = working_digest(statement)
    start_restatement(statement, by=accountant, at=SEPTEMBER, reason="更正。")
    save(unit, replace(entry("改坏了。"), tables=[FUNDS]), accountant)
    dropped = drop_restatement(statement, by=accountant, at=SEPTEMBER)
    assert dropped.status == StatementStatus.PUBLISHED
    assert working_digest(dropped) == before
    assert not dropped.editors.exists()
    with pytest.raises(WrongState):
        drop_restatement(dropped, by=accountant, at=SEPTEMBER)


def test_a_first_draft_is_no_restatement_to_give_up(unit: FinanceUnit) -> None:
    statement = drafted(unit)
    with pytest.raises(WrongState):
        drop_restatement(statement, by=statement.entered_by, at=SEPTEMBER)


def test_a_draft_is_deleted_with_its_rows_until_it_was_submitted(
    treasury: FinanceBureau, unit: FinanceUnit, outsider: Officer, signatory: Officer
) -> None:
    approve(treasury, unit)
    draft = drafted(unit, year=2022)
    for officer in (outsider, signatory):
        with pytest.raises(NotAllowed):
            delete_draft(draft, by=officer, at=SEPTEMBER)
    delete_draft(draft, by=draft.entered_by, at=SEPTEMBER)
    assert not Statement.objects.exists()
    other = finance_unit(unit.department)
    approve(treasury, other)
    for kept in (submitted(other), published(unit)):
        with pytest.raises(WrongState):
            delete_draft(kept, by=kept.entered_by, at=SEPTEMBER)


# -- approvals taken back --------------------------------------------------------------------------------------------
def test_a_revoked_approval_cancels_what_was_owed(
    treasury: FinanceBureau, treasurer: Officer, unit: FinanceUnit
) -> None:
    approval = approve(treasury, unit)
    revoked = revoke_approval(approval, by=treasurer, at=SEPTEMBER, reason="  日期录错。 ")
    assert (revoked.revoked_by, revoked.revocation_reason) == (treasurer, "日期录错。")
    revoked.duty.refresh_from_db()
    assert revoked.duty.cancelled_on == date(2024, 9, 20)
    assert approve(treasury, unit, approved_on=date(2024, 9, 12)).duty.is_open
    with pytest.raises(WrongState):
        revoke_approval(approval, by=treasurer, at=SEPTEMBER, reason="再来一次。")


def test_an_approval_is_not_revoked_by_others_without_a_reason_or_after_publication(
    treasury: FinanceBureau, treasurer: Officer, unit: FinanceUnit, accountant: Officer
) -> None:
    approval = approve(treasury, unit)
    with pytest.raises(NotAllowed):
        revoke_approval(approval, by=accountant, at=SEPTEMBER, reason="日期录错。")
    with pytest.raises(Refusal) as refusal:
        revoke_approval(approval, by=treasurer, at=SEPTEMBER, reason="  ")
    assert refusal.value.code == "reason_required"
    published(unit)
    with pytest.raises(WrongState) as closed:
        revoke_approval(approval, by=treasurer, at=SEPTEMBER, reason="日期录错。")
    assert closed.value.code == "duty_closed"


# -- what the public reads -------------------------------------------------------------------------------------------
def test_public_rows_follow_each_version(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    statement = restated(unit)
    row = statement.public_figures
    row.refresh_from_db()
    assert (row.reception, row.previous_reception, row.budget_total) == (16_000, 20_000, 20_000)
    assert (row.reception_people, row.version_number, row.vehicle) == (150, 2, 0)
    assert (row.published_on, row.group, row.counts_in_city) == (date(2024, 9, 20), "office", True)


def test_public_lines_are_rewritten_with_each_version(
    treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer, signatory: Officer
) -> None:
    approve(treasury, unit)
    statement = published(unit, replace(entry(), tables=[GENERAL, FUNDS]))
    lines = statement.public_lines.order_by("table", "position")
    assert [(line.subject.code, line.column, line.amount, line.absence) for line in lines] == [
        ("2010301", "合计", Decimal("1200000.00"), ""),
        ("2010301", "基本支出", Decimal("1200000.00"), ""),
        ("2010302", "合计", None, "blank"),
    ]
    start_restatement(statement, by=accountant, at=SEPTEMBER, reason="更正。")
    save(unit, replace(entry(), tables=[TableEntry("general", GENERAL.lines[:1])]), accountant)
    submit_statement(statement, by=accountant, at=SEPTEMBER)
    sign_statement(statement, by=signatory, at=SEPTEMBER)
    assert PublicLine.objects.count() == 1
    assert Subject.objects.filter(scheme="function", code="2010301").count() == 1
