"""The desk of statements: typed on one page, checked, explained, signed by another hand, restated; and their course."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.models import Department
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit, Statement, ThreePublicFigure
from disclosure.money.figures import Absence, Category, Cell, Column, CountKind
from disclosure.money.services import (
    LineEntry,
    TableEntry,
    save_statement,
    save_table,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import StatementKind, StatementScope, StatementStatus
from tests.factories.departments import officer_in
from tests.factories.money import COUNTS, PROSE, SEPTEMBER, approve, drafted, entry, finance_unit, published, submitted

pytestmark = pytest.mark.django_db
ACCOUNT, OWN = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
UNREASONED = PROSE.replace("外地考察团减少", "厉行节约")
AMOUNTS = {Column.PREVIOUS: "2.00", Column.BUDGET: "2.00", Column.FINAL: "1.60"}


def address(page: str, *args: object) -> str:
    return reverse(f"admin:disclosure_statement_{page}", args=args)


def enter_address(unit: FinanceUnit, year: int = 2023, kind: str = ACCOUNT, scope: str = OWN) -> str:
    return f"{address('enter')}?unit={unit.pk}&year={year}&kind={kind}&scope={scope}"


def text(answer: Any) -> str:
    return answer.content.decode()


def levels(answer: Any) -> list[str]:
    return [message.level_tag for message in answer.context["messages"]]


def typed(columns: tuple[Column, ...] = tuple(Column), explanation: str = PROSE, **change: object) -> dict[str, Any]:
    """Return what a browser sends of a clean final account."""
    filled: dict[str, Any] = {"display_unit": "万元", "explanation": explanation, "staff": "42"}
    for row in Category:
        spent = row in (Category.TOTAL, Category.RECEPTION)
        for column in columns:
            filled[f"cell_{row}_{column}_0"] = AMOUNTS[column] if spent else "0"
            filled[f"cell_{row}_{column}_1"] = ""
        filled[f"note_{row}"] = ""
    for kind in CountKind:
        filled[f"count_{kind}"] = str(COUNTS[kind])
    return {**filled, **change}


@pytest.fixture
def desk(client: Client, accountant: Officer) -> Client:
    """The browser of whoever enters the figures."""
    client.force_login(accountant)
    return client


@pytest.fixture
def approved(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    """The final account of 2023 is approved."""
    approve(treasury, unit)


# -- choosing and typing ---------------------------------------------------------------------------------------------
def test_the_way_from_the_choice_to_a_saved_draft(desk: Client, unit: FinanceUnit, approved: None) -> None:
    chosen = desk.get(address("add"))
    assert unit.name in text(chosen)
    page = desk.get(enter_address(unit))
    assert page.status_code == 200
    seen = page.context["form"].initial["seen"]
    answer = desk.post(enter_address(unit), typed(seen=seen), follow=True)
    statement = Statement.objects.get()
    assert answer.redirect_chain == [(address("change", statement.pk), 302)]
    assert levels(answer) == ["success"]
    assert (statement.status, statement.staff) == (StatementStatus.DRAFT, 42)
    assert statement.figures.get(category=Category.RECEPTION, column=Column.FINAL).amount == Decimal(16_000)
    assert {count.kind: count.number for count in statement.counts.all()} == COUNTS
    assert desk.get(enter_address(unit)).url == address("entry", statement.pk)


def test_the_scope_left_open_is_the_widest_of_the_unit(desk: Client, unit: FinanceUnit, bureau: Department) -> None:
    finance_unit(bureau, parent=unit)
    page = desk.get(f"{address('enter')}?unit={unit.pk}&year=2023&kind={ACCOUNT}")
    assert page.context["statement"].scope == StatementScope.CONSOLIDATED


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("unit=0&year=2023&kind=final_account", "unit"),
        ("unit={unit}&year=1999&kind=final_account", "year"),
        ("unit={unit}&year=x&kind=final_account", "year"),
        ("unit={unit}&year=2023&kind=plan", "kind"),
        ("unit={unit}&year=2023&kind=budget&scope=all", "scope"),
    ],
)
def test_a_choice_that_cannot_be_is_asked_again(desk: Client, unit: FinanceUnit, query: str, field: str) -> None:
    answer = desk.get(f"{address('enter')}?{query.format(unit=unit.pk)}")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {field}


@pytest.mark.parametrize(
    ("printed", "amount", "absence"),
    [
        ("1,055.4", Decimal("10554000.00"), ""),
        ("１．６", Decimal("16000.00"), ""),
        ("12.02万", Decimal("120200.00"), ""),
        ("5.97元", Decimal("5.97"), ""),
        (" 0 ", Decimal(0), ""),
        ("--", None, Absence.BLANK),
        ("", None, Absence.BLANK),
    ],
)
def test_dirty_numbers_are_read(desk: Client, unit: FinanceUnit, printed: str, amount: object, absence: str) -> None:
    desk.post(enter_address(unit), typed(cell_abroad_final_0=printed))
    figure = ThreePublicFigure.objects.get(category=Category.ABROAD, column=Column.FINAL)
    assert (figure.amount, figure.absence) == (amount, absence)


def test_the_three_values_of_a_cell_survive_a_round_through_the_form(desk: Client, unit: FinanceUnit) -> None:
    given = {"cell_abroad_final_0": "", "cell_abroad_final_1": "not_held", "cell_reception_previous_0": ""}
    desk.post(enter_address(unit), typed(**given, cell_reception_previous_1="blank"))
    statement = Statement.objects.get()
    form = desk.get(address("entry", statement.pk)).context["form"]
    assert form.initial["cell_abroad_final"] == ("", "not_held")
    assert form.initial["cell_reception_previous"] == ("", "blank")
    assert form.initial["cell_vehicle_final"] == ("0.00", "")
    assert form.initial["cell_total_final"] == ("1.60", "")


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("cell_abroad_final", "12%", "百分比"),
        ("cell_abroad_final", "=A1+B1", "公式"),
        ("cell_abroad_final", "1,05.4", "1,234.56"),
        ("cell_abroad_final", "约三万", "12.02"),
        ("cell_abroad_final", "1.0000001", "分"),
        ("cell_abroad_final", "9" * 16, "位数"),
        ("count_abroad_groups", "3.5", "整数"),
        ("count_abroad_groups", "-1", "整数"),
        ("count_abroad_groups", "1" * 12, "位数"),
        ("staff", "多", "整数"),
    ],
)
def test_what_is_no_number_is_refused_at_its_field_and_nothing_is_lost(
    desk: Client, unit: FinanceUnit, field: str, given: str, said: str
) -> None:
    name = f"{field}_0" if field.startswith("cell_") else field
    answer = desk.post(enter_address(unit), typed(**{name: given, "note_abroad": "留住这句话"}))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {field}
    assert said in str(answer.context["form"].errors[field])
    assert given in text(answer)
    assert "留住这句话" in text(answer)
    assert not Statement.objects.exists()


def test_a_figure_and_no_figure_are_not_both(desk: Client, unit: FinanceUnit) -> None:
    answer = desk.post(enter_address(unit), typed(cell_abroad_final_1="not_held"))
    assert set(answer.context["form"].errors) == {"cell_abroad_final"}


@pytest.mark.parametrize(
    "change",
    [{"display_unit": "亿元"}, {"display_unit": ""}, {"explanation": "长" * 20_001}, {"note_total": "长" * 2_001}],
)
def test_other_fields_are_checked_too(desk: Client, unit: FinanceUnit, change: dict[str, str]) -> None:
    answer = desk.post(enter_address(unit), typed(**change))
    assert set(answer.context["form"].errors) == set(change)


def test_amounts_are_read_in_the_unit_that_is_declared_with_them(desk: Client, unit: FinanceUnit) -> None:
    desk.post(enter_address(unit), typed(display_unit="元", cell_reception_final_0="16000"))
    statement = Statement.objects.get()
    assert statement.figures.get(category=Category.RECEPTION, column=Column.FINAL).amount == Decimal(16_000)
    assert statement.figures.get(category=Category.TOTAL, column=Column.FINAL).amount == Decimal("1.60")


def test_last_year_is_filled_in_from_what_was_published(desk: Client, unit: FinanceUnit, approved: None) -> None:
    published(unit)
    page = desk.get(enter_address(unit, 2024))
    assert page.context["form"].initial["cell_reception_previous"] == ("1.60", "")
    assert "cell_reception_final" not in page.context["form"].initial
    assert "1.60 万元" in text(page)


def test_a_budget_has_two_columns(desk: Client, unit: FinanceUnit) -> None:
    where = enter_address(unit, kind=StatementKind.BUDGET)
    page = desk.get(where)
    assert "cell_total_final" not in page.context["form"].fields
    desk.post(where, typed((Column.PREVIOUS, Column.BUDGET)))
    assert {figure.column for figure in Statement.objects.get().figures.all()} == {Column.PREVIOUS, Column.BUDGET}


def test_a_draft_is_saved_with_its_faults_listed_and_marked(desk: Client, unit: FinanceUnit, approved: None) -> None:
    answer = desk.post(enter_address(unit), typed(cell_total_final_0="1.70"), follow=True)
    assert levels(answer) == ["warning"]
    statement = Statement.objects.get()
    assert 1 in {finding.rule for finding in statement.findings.all()}
    page = text(answer)
    assert f"{address('entry', statement.pk)}#id_cell_total_final_0" in page
    assert "marked marked--error" in page
    assert "marked marked--error" in text(desk.get(address("entry", statement.pk)))


# -- two at once -----------------------------------------------------------------------------------------------------
def test_whom_another_overtook_is_told_and_keeps_what_was_typed(
    desk: Client, unit: FinanceUnit, bureau: Department
) -> None:
    statement = drafted(unit)
    seen = desk.get(address("entry", statement.pk)).context["form"].initial["seen"]
    other = officer_in(bureau, Role.FINANCE)
    save_statement(unit, 2023, ACCOUNT, OWN, entry("另一人的说明。"), by=other, at=timezone.now())
    answer = desk.post(address("entry", statement.pk), typed(explanation="我的说明。", seen=seen))
    assert answer.status_code == 200
    assert "我的说明。" in text(answer)
    statement.refresh_from_db()
    assert statement.explanation == "另一人的说明。"
    again = answer.context["form"]["seen"].value()
    assert desk.post(address("entry", statement.pk), typed(explanation="我的说明。", seen=again)).status_code == 302
    statement.refresh_from_db()
    assert statement.explanation == "我的说明。"


def test_two_who_begin_the_same_statement_do_not_overwrite_each_other(desk: Client, unit: FinanceUnit) -> None:
    seen = desk.get(enter_address(unit)).context["form"].initial["seen"]
    drafted(unit, entry("另一人先存的。"))
    answer = desk.post(enter_address(unit), typed(seen=seen))
    assert answer.context["form"].non_field_errors()
    assert Statement.objects.get().explanation == "另一人先存的。"
    assert desk.post(enter_address(unit), typed(seen="no instant")).status_code == 200
    assert Statement.objects.get().explanation == "另一人先存的。"


def test_what_was_submitted_meanwhile_is_not_changed_and_what_was_typed_stays(
    desk: Client, unit: FinanceUnit, approved: None
) -> None:
    statement = drafted(unit)
    seen = desk.get(address("entry", statement.pk)).context["form"].initial["seen"]
    submit_statement(statement, by=statement.entered_by, at=SEPTEMBER)
    answer = desk.post(address("entry", statement.pk), typed(explanation="来晚了的说明。", seen=seen))
    assert answer.context["form"].non_field_errors()
    assert "来晚了的说明。" in text(answer)
    assert desk.get(address("entry", statement.pk)).url == address("change", statement.pk)


# -- steps -----------------------------------------------------------------------------------------------------------
def test_errors_keep_it_a_draft_and_say_so(desk: Client, unit: FinanceUnit, approved: None) -> None:
    statement = drafted(unit, entry(final="1.50"))
    answer = desk.post(address("submit", statement.pk), follow=True)
    assert levels(answer) == ["error"]
    statement.refresh_from_db()
    assert statement.status == StatementStatus.DRAFT


def test_warnings_are_explained_on_the_page_of_the_statement(
    desk: Client, unit: FinanceUnit, approved: None, signatory: Officer
) -> None:
    statement = drafted(unit, entry(UNREASONED))
    assert levels(desk.post(address("submit", statement.pk), follow=True)) == ["success", "warning"]
    finding = statement.findings.get()
    page = text(desk.get(address("change", statement.pk)))
    assert f'formaction="{address("explain", statement.pk)}"' in page
    answer = desk.post(address("explain", statement.pk), {f"finding_{finding.pk}": "考察改为线上交流。"}, follow=True)
    assert levels(answer) == ["success"]
    finding.refresh_from_db()
    assert finding.explanation == "考察改为线上交流。"
    emptied = desk.post(address("explain", statement.pk), {f"finding_{finding.pk}": " "})
    assert emptied.context["form"].errors
    desk.force_login(signatory)
    assert "考察改为线上交流。" in text(desk.get(address("sign", statement.pk)))


def test_a_finding_that_is_gone_takes_no_explanation(desk: Client, unit: FinanceUnit, approved: None) -> None:
    statement = drafted(unit, entry(UNREASONED))
    desk.post(address("check", statement.pk))
    finding = statement.findings.get()
    desk.post(address("check", statement.pk))
    answer = desk.post(address("explain", statement.pk), {f"finding_{finding.pk}": "迟到的说明"})
    assert not statement.findings.exclude(explanation="").exists()
    assert answer.status_code == 302


def test_a_signatory_signs_exactly_what_was_read(
    client: Client, unit: FinanceUnit, approved: None, signatory: Officer, accountant: Officer
) -> None:
    statement = submitted(unit)
    client.force_login(signatory)
    asked = client.get(address("sign", statement.pk))
    assert "1.60" in text(asked)
    seen = asked.context["form"].initial["seen"]
    ThreePublicFigure.objects.filter(statement=statement, column=Column.PREVIOUS).update(amount=1)
    refused = client.post(address("sign", statement.pk), {"seen": seen})
    assert refused.context["form"].non_field_errors()
    statement.refresh_from_db()
    assert statement.status == StatementStatus.SUBMITTED
    assert refused.context["form"]["seen"].value() != seen


def test_a_signature_publishes_once(client: Client, unit: FinanceUnit, approved: None, signatory: Officer) -> None:
    statement = submitted(unit)
    client.force_login(signatory)
    seen = client.get(address("sign", statement.pk)).context["form"].initial["seen"]
    assert levels(client.post(address("sign", statement.pk), {"seen": seen}, follow=True)) == ["success"]
    statement.refresh_from_db()
    assert (statement.status, statement.signed_by) == (StatementStatus.PUBLISHED, signatory)
    again = client.post(address("sign", statement.pk), {"seen": seen}, follow=True)
    assert levels(again) == ["warning"]
    assert statement.versions.count() == 1


def test_nobody_takes_two_steps(client: Client, unit: FinanceUnit, bureau: Department, approved: None) -> None:
    both = officer_in(bureau, Role.FINANCE, Role.SIGNATORY)
    statement = submitted(unit, entry(UNREASONED))
    client.force_login(both)
    finding = statement.findings.get()
    client.post(address("explain", statement.pk), {f"finding_{finding.pk}": "考察改为线上交流。"})
    seen = client.get(address("sign", statement.pk)).context["form"].initial["seen"]
    refused = client.post(address("sign", statement.pk), {"seen": seen})
    assert refused.context["form"].non_field_errors()
    statement.refresh_from_db()
    assert statement.status == StatementStatus.SUBMITTED


def test_a_restatement_shows_old_and_new_and_can_be_given_up(
    client: Client, unit: FinanceUnit, approved: None, accountant: Officer, signatory: Officer
) -> None:
    statement = published(unit)
    client.force_login(accountant)
    assert client.post(address("restate", statement.pk), {"reason": " "}).context["form"].errors
    client.post(address("restate", statement.pk), {"reason": "更正人次。"})
    seen = client.get(address("entry", statement.pk)).context["form"].initial["seen"]
    prose = PROSE.replace("160人次", "150人次")
    client.post(address("entry", statement.pk), typed(seen=seen, explanation=prose, count_reception_people="150"))
    changes = client.get(address("history", statement.pk)).context["pending"]
    assert ("160", "150") in [(change.before, change.after) for change in changes]
    client.post(address("submit", statement.pk))
    client.force_login(signatory)
    asked = client.get(address("sign", statement.pk))
    assert "更正人次。" in text(asked)
    assert {change.after for change in asked.context["changes"]} >= {"150", "42"}
    client.post(address("sign", statement.pk), {"seen": asked.context["form"].initial["seen"]})
    html = text(client.get(address("history", statement.pk)))
    assert "更正人次。" in html
    assert "160" in html
    client.force_login(accountant)
    client.post(address("restate", statement.pk), {"reason": "再次更正。"})
    client.post(address("drop", statement.pk))
    statement.refresh_from_db()
    assert (statement.status, statement.versions.count()) == (StatementStatus.PUBLISHED, 2)
    assert statement.counts.get(kind=CountKind.GUESTS).number == 150


def test_whoever_submitted_takes_it_back(client: Client, unit: FinanceUnit, approved: None) -> None:
    statement = submitted(unit)
    client.force_login(statement.submitted_by)
    assert levels(client.post(address("return", statement.pk), {"reason": "漏了一项。"}, follow=True)) == ["success"]
    statement.refresh_from_db()
    assert statement.status == StatementStatus.DRAFT


@pytest.mark.parametrize("step", ["check", "submit", "explain", "sign", "return", "restate", "drop"])
@pytest.mark.parametrize("state", ["draft", "submitted", "published", "restating"])
def test_a_step_that_the_state_does_not_offer_changes_nothing(
    client: Client, unit: FinanceUnit, bureau: Department, approved: None, step: str, state: str
) -> None:
    offered = {
        "check": {"draft", "restating"},
        "submit": {"draft", "restating"},
        "explain": set(),
        "sign": {"submitted"},
        "return": {"submitted"},
        "restate": {"published"},
        "drop": {"restating"},
    }[step]
    if state in offered:
        return
    make = {"draft": drafted, "submitted": submitted}.get(state, published)
    statement = make(unit)
    if state == "restating":
        start_restatement(statement, by=officer_in(bureau, Role.FINANCE), at=SEPTEMBER, reason="更正。")
    before = Statement.objects.values("status", "updated_at", "restatement_reason").get()
    client.force_login(officer_in(bureau, *Role))
    answer = client.post(address(step, statement.pk), {"reason": "x", "seen": "x"}, follow=True)
    assert levels(answer) == ["warning"]
    assert Statement.objects.values("status", "updated_at", "restatement_reason").get() == before


@pytest.mark.parametrize(
    ("step", "make", "role"),
    [
        ("submit", drafted, Role.SIGNATORY),
        ("check", drafted, Role.SUPERVISOR),
        ("explain", submitted, Role.SIGNATORY),
        ("sign", submitted, Role.FINANCE),
        ("return", submitted, Role.FINANCE),
        ("restate", published, Role.SIGNATORY),
        ("entry", drafted, Role.SIGNATORY),
    ],
)
def test_in_scope_without_the_right_is_forbidden(
    client: Client, unit: FinanceUnit, bureau: Department, approved: None, step: str, make: Any, role: Role
) -> None:
    statement = make(unit)
    client.force_login(officer_in(bureau, role))
    assert client.get(address(step, statement.pk)).status_code == 403
    assert client.post(address(step, statement.pk), {"reason": "x", "seen": "x"}).status_code == 403


def test_only_a_draft_that_nobody_submitted_is_deleted(desk: Client, unit: FinanceUnit, approved: None) -> None:
    draft = drafted(unit, year=2022)
    sent = submitted(unit)
    assert desk.post(address("delete", sent.pk), {"post": "yes"}).status_code == 403
    assert desk.post(address("delete", draft.pk), {"post": "yes"}).status_code == 302
    assert list(Statement.objects.all()) == [sent]


# -- scopes and lists ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "page", ["change", "entry", "history", "delete", "check", "submit", "explain", "sign", "return", "restate", "drop"]
)
def test_out_of_scope_is_not_found(
    client: Client, unit: FinanceUnit, approved: None, outsider: Officer, page: str
) -> None:
    statement = submitted(unit)
    client.force_login(outsider)
    assert client.get(address(page, statement.pk)).status_code == 404
    assert client.post(address(page, statement.pk), typed()).status_code == 404
    assert unit.name not in text(client.get(address("changelist")))
    foreign = client.get(enter_address(unit))
    assert unit.name not in text(foreign)
    assert "unit" in foreign.context["form"].errors


def test_a_viewer_reads_and_is_led_to_what_is_there(
    client: Client, unit: FinanceUnit, approved: None, signatory: Officer
) -> None:
    client.force_login(signatory)
    assert client.get(enter_address(unit)).status_code == 403
    statement = submitted(unit)
    assert client.get(enter_address(unit)).url == address("change", statement.pk)
    page = client.get(address("change", statement.pk))
    assert "《预算法》" in text(page) or "预算法" in text(page)
    assert "2024-09-30" in text(page)


def test_the_list_is_searched_and_filtered(desk: Client, unit: FinanceUnit, bureau: Department) -> None:
    other = finance_unit(bureau, name="测试市第九中学")
    drafted(unit)
    drafted(other, year=2022)
    for query, found in (
        ("", {unit, other}),
        ("?year=2022", {other}),
        ("?q=第九中学", {other}),
        (f"?q={unit.code}", {unit}),
        ("?status__exact=published", set()),
        ("?kind__exact=final_account&year=2023", {unit}),
    ):
        listed = desk.get(address("changelist") + query).context["cl"].result_list
        assert {statement.unit for statement in listed} == found, query
    assert desk.get(address("changelist") + "?year=x").status_code in {200, 302}


@pytest.mark.parametrize("number", [1, 9])
def test_the_list_costs_the_same_however_long(
    desk: Client, bureau: Department, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        drafted(finance_unit(bureau))
    desk.get(address("changelist"))
    with django_assert_max_num_queries(9):
        desk.get(address("changelist"))


def test_a_statement_and_its_entry_cost_a_bounded_number_of_queries(
    desk: Client, unit: FinanceUnit, approved: None, django_assert_max_num_queries: Any
) -> None:
    statement = drafted(unit, entry(final="1.50"))
    desk.post(address("check", statement.pk))
    with django_assert_max_num_queries(34):
        desk.get(address("change", statement.pk))
    with django_assert_max_num_queries(26):
        desk.get(address("entry", statement.pk))


def test_what_is_wrong_in_a_statutory_table_is_listed_and_leads_to_the_table(
    desk: Client, unit: FinanceUnit, approved: None, accountant: Officer
) -> None:
    statement = drafted(unit)
    whole = Cell(Decimal(100))
    lines = [LineEntry(1, "208", "社会保障和就业支出", column, whole) for column in ("合计", "基本支出", "项目支出")]
    save_table(statement, TableEntry("general", lines), by=accountant, at=SEPTEMBER)
    desk.post(address("check", statement.pk))
    assert statement.findings.filter(rule=17).exists()
    table = reverse("admin:disclosure_statementtable_entry", args=[statement.pk, "general"])
    for page in ("change", "entry"):
        assert f'href="{table}"' in text(desk.get(address(page, statement.pk))).split("社会保障和就业支出")[1]


def test_a_confidential_unit_is_not_offered(desk: Client, bureau: Department) -> None:
    secret = finance_unit(bureau, is_confidential=True, exemption_basis="保守国家秘密法", review_on=date(2030, 1, 1))
    assert secret.name not in text(desk.get(address("add")))
    assert "unit" in desk.get(enter_address(secret)).context["form"].errors


def test_a_government_has_only_the_sum(desk: Client, bureau: Department) -> None:
    government = finance_unit(bureau, group="government")
    assert "scope" in desk.get(enter_address(government)).context["form"].errors
    page = desk.get(f"{address('enter')}?unit={government.pk}&year=2023&kind={ACCOUNT}")
    assert page.context["statement"].scope == StatementScope.CONSOLIDATED
