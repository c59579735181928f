"""A statement from typing to publication and restatement: errors block, warnings are explained, nothing vanishes."""

from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction
from django.utils.translation import override

from departments.models import Department, Duty
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit, Statement, StatementVersion
from disclosure.money.publishing import digest_of
from disclosure.money.services import (
    explain_finding,
    return_statement,
    save_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import StatementKind, StatementScope, StatementStatus
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import officer_in
from tests.factories.money import PROSE, SECRET, SEPTEMBER, approve, drafted, entry, published, submitted

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2024, 10, 8, 1, 0, tzinfo=UTC)
UNREASONED = PROSE.replace("外地考察团减少", "厉行节约")


@pytest.fixture(autouse=True)
def _approved(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    """The final account of 2023 is approved."""
    approve(treasury, unit)


def test_a_clean_statement_is_signed_and_meets_the_duty(unit: FinanceUnit) -> None:
    statement = published(unit)
    duty = Duty.objects.get()
    assert statement.status == StatementStatus.PUBLISHED
    assert duty.met_on == date(2024, 9, 20)
    version = statement.current_version
    assert version is not None
    assert version.content["cells"]["reception.final"] == {"amount": "16000.00", "absence": ""}
    assert version.digest == digest_of(version.content, 1, "", "")


def test_an_error_keeps_it_a_draft_with_its_findings(unit: FinanceUnit) -> None:
    statement = submitted(
        unit, entry(PROSE.replace("1.60万元，比上年减少0.40万元，主要", "1.06万元，比上年减少0.40万元，主要"))
    )
    assert statement.status == StatementStatus.DRAFT
    assert [finding.rule for finding in statement.findings.all()] == [9]


def test_without_an_approval_it_cannot_be_submitted(bureau: Department, unit: FinanceUnit, accountant: Officer) -> None:
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    typed = entry(PROSE.replace("2023", "2022"))
    draft = save_statement(unit, 2022, kind, scope, typed, by=accountant, at=SEPTEMBER)
    statement = submit_statement(draft, by=accountant, at=SEPTEMBER)
    assert statement.status == StatementStatus.DRAFT
    assert [finding.rule for finding in statement.findings.all()] == [12]


def test_a_warning_blocks_until_it_is_explained_and_is_published_so(unit: FinanceUnit, signatory: Officer) -> None:
    statement = submitted(unit, entry(UNREASONED))
    finding = statement.findings.get()
    assert (finding.rule, finding.severity) == (5, "warning")
    with pytest.raises(Refusal) as refusal:
        sign_statement(statement, by=signatory, at=SEPTEMBER)
    assert refusal.value.code == "warnings_unexplained"
    explain_finding(finding, "外地考察团改为线上交流。", by=statement.entered_by, at=SEPTEMBER)
    signed = sign_statement(statement, by=signatory, at=SEPTEMBER)
    assert signed.current_version is not None
    assert [warning["explanation"] for warning in signed.current_version.content["warnings"]] == [
        "外地考察团改为线上交流。"
    ]


def test_an_explanation_outlives_an_audit_in_another_language(unit: FinanceUnit, signatory: Officer) -> None:
    statement = submitted(unit, entry(UNREASONED))
    explain_finding(statement.findings.get(), "外地考察团改为线上交流。", by=statement.entered_by, at=SEPTEMBER)
    with override("en"):
        sign_statement(statement, by=signatory, at=SEPTEMBER)
    statement.refresh_from_db()
    assert statement.status == StatementStatus.PUBLISHED


def test_an_error_cannot_be_explained_away(unit: FinanceUnit) -> None:
    statement = submitted(unit, entry(final="1.50"))
    error = statement.findings.filter(severity="error").first()
    assert error is not None
    with pytest.raises(Refusal) as refusal:
        explain_finding(error, "就是这样。", by=statement.entered_by, at=SEPTEMBER)
    assert refusal.value.code == "error_not_explainable"


def test_nobody_signs_what_they_entered(unit: FinanceUnit, bureau: Department) -> None:
    officer = officer_in(bureau, Role.FINANCE, Role.SIGNATORY)
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    draft = save_statement(unit, 2023, kind, scope, entry(), by=officer, at=SEPTEMBER)
    statement = submit_statement(draft, by=officer, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        sign_statement(statement, by=officer, at=SEPTEMBER)


def test_who_submitted_it_once_signs_it_no_more_whoever_submits_it_then(
    unit: FinanceUnit, bureau: Department, accountant: Officer, signatory: Officer
) -> None:
    both = officer_in(bureau, Role.FINANCE, Role.SIGNATORY)
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    draft = save_statement(unit, 2023, kind, scope, entry(), by=accountant, at=SEPTEMBER)
    returned = return_statement(
        submit_statement(draft, by=both, at=SEPTEMBER), by=both, at=SEPTEMBER, reason="再核对一次。"
    )
    statement = submit_statement(returned, by=accountant, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        sign_statement(statement, by=both, at=SEPTEMBER)
    assert sign_statement(statement, by=signatory, at=SEPTEMBER).status == StatementStatus.PUBLISHED


def test_others_may_do_nothing(unit: FinanceUnit, outsider: Officer) -> None:
    statement = submitted(unit)
    for act in (
        lambda: sign_statement(statement, by=outsider, at=SEPTEMBER),
        lambda: return_statement(statement, by=outsider, at=SEPTEMBER, reason="…"),
        lambda: start_restatement(statement, by=outsider, at=SEPTEMBER, reason="…"),
        lambda: submit_statement(statement, by=outsider, at=SEPTEMBER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Statement.objects.visible_to(outsider, date(2024, 9, 20)).exists()


def test_a_returned_statement_can_be_changed_again(unit: FinanceUnit, signatory: Officer, accountant: Officer) -> None:
    statement = return_statement(submitted(unit), by=signatory, at=SEPTEMBER, reason="请补充批次。")
    assert statement.status == StatementStatus.DRAFT
    assert [event.reason for event in statement.events.all()] == ["", "请补充批次。"]
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    assert save_statement(unit, 2023, kind, scope, entry(), by=accountant, at=SEPTEMBER) == statement


def test_published_figures_change_only_by_a_restatement_with_a_reason(
    unit: FinanceUnit, signatory: Officer, accountant: Officer
) -> None:
    statement = published(unit)
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    with pytest.raises(WrongState):
        save_statement(unit, 2023, kind, scope, entry(), by=accountant, at=OCTOBER)
    with pytest.raises(Refusal):
        start_restatement(statement, by=accountant, at=OCTOBER, reason="  ")
    start_restatement(statement, by=accountant, at=OCTOBER, reason="更正人次。")
    save_statement(unit, 2023, kind, scope, entry(), by=accountant, at=OCTOBER)
    assert Statement.objects.public().get().current_version.number == 1
    submit_statement(statement, by=accountant, at=OCTOBER)
    restated = sign_statement(statement, by=signatory, at=OCTOBER)
    first, second = StatementVersion.objects.order_by("number")
    assert restated.current_version == second
    assert (second.reason, second.previous_digest) == ("更正人次。", first.digest)
    assert restated.first_published_at == SEPTEMBER
    with pytest.raises(InternalError), transaction.atomic():
        StatementVersion.objects.filter(pk=first.pk).update(reason="x")


def test_last_year_is_checked_against_what_was_published(
    treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer
) -> None:
    published(unit)
    approve(treasury, unit, fiscal_year=2024, approved_on=date(2024, 9, 12))
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    prose = PROSE.replace("2023", "2024")
    draft = save_statement(unit, 2024, kind, scope, entry(prose), by=accountant, at=OCTOBER)
    statement = submit_statement(draft, by=accountant, at=OCTOBER)
    assert [finding.rule for finding in statement.findings.all()] == [6]


def test_an_amount_finer_than_a_cent_is_refused(unit: FinanceUnit) -> None:
    with pytest.raises(Refusal) as refusal:
        drafted(unit, entry(final="1.6000001"))
    assert refusal.value.code == "amount_not_storable"


@pytest.mark.parametrize("status", StatementStatus.values)
def test_only_a_draft_is_submitted(unit: FinanceUnit, status: str) -> None:
    statement = drafted(unit)
    Statement.objects.filter(pk=statement.pk).update(status=status)
    if status == StatementStatus.DRAFT:
        assert submit_statement(statement, by=statement.entered_by, at=SEPTEMBER).status == StatementStatus.SUBMITTED
        return
    with pytest.raises(WrongState):
        submit_statement(statement, by=statement.entered_by, at=SEPTEMBER)
    statement.refresh_from_db()
    assert statement.status == status


def test_a_unit_that_became_confidential_publishes_nothing_more(unit: FinanceUnit, signatory: Officer) -> None:
    sent, draft = submitted(unit), drafted(unit, year=2022)
    FinanceUnit.objects.filter(pk=unit.pk).update(is_confidential=True, **SECRET)
    for act in (
        lambda: sign_statement(sent, by=signatory, at=SEPTEMBER),
        lambda: submit_statement(draft, by=draft.entered_by, at=SEPTEMBER),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "confidential_unit"
    sent.refresh_from_db()
    assert sent.status == StatementStatus.SUBMITTED


@pytest.mark.parametrize("status", StatementStatus.values)
def test_each_step_is_refused_from_every_other_state(
    unit: FinanceUnit, signatory: Officer, accountant: Officer, status: str
) -> None:
    statement = submitted(unit)
    Statement.objects.filter(pk=statement.pk).update(status=status)
    acts = {
        StatementStatus.SUBMITTED: (
            lambda: sign_statement(statement, by=signatory, at=SEPTEMBER),
            lambda: return_statement(statement, by=signatory, at=SEPTEMBER, reason="…"),
        ),
        StatementStatus.PUBLISHED: (lambda: start_restatement(statement, by=accountant, at=SEPTEMBER, reason="…"),),
        StatementStatus.DRAFT: (lambda: submit_statement(statement, by=accountant, at=SEPTEMBER),),
    }
    before = Statement.objects.values().get()
    for wanted, steps in acts.items():
        for act in steps if wanted != status else ():
            with pytest.raises(WrongState):
                act()
    assert Statement.objects.values().get() == before
