"""The addresses of the printable statement: what they answer, what they remember, what they refuse."""

from datetime import date

import pytest
from django.template import Context, Template
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.models import FinanceUnit
from disclosure.money.printing import views
from disclosure.money.services import (
    TakenOver,
    sign_statement,
    start_restatement,
    submit_statement,
    take_over_statements,
)
from disclosure.money.statuses import StatementKind, StatementScope
from foundation.pdf.making import PdfUnavailable, Verdict, probe
from tests.factories.departments import officer_in
from tests.factories.money import SECRET, SEPTEMBER, approve, drafted, entry, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(treasury, unit):
    """A final account that the public reads."""
    approve(treasury, unit)
    return published(unit)


def address(statement, form: str = "docx", **query: str) -> str:
    return reverse(f"disclosure:statement-{form}", args=[statement.pk], query=query or None)


def test_both_forms_are_sent_under_a_chinese_name(client, statement):
    answer = client.get(address(statement))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]
    assert "%E5%B9%B4%E5%BA%A6%E9%83%A8%E9%97%A8%E5%86%B3%E7%AE%97" in answer["Content-Disposition"]
    if probe().is_able:
        answer = client.get(address(statement, "pdf"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content[:5] == b"%PDF-"
        assert answer["Content-Disposition"].startswith("inline")


def test_what_the_reader_has_is_not_sent_again(client, statement):
    etag = client.get(address(statement))["ETag"]
    assert statement.current_version.digest[:16] in etag
    again = client.get(address(statement), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address(statement, layout="vertical"))["ETag"] != etag


def test_a_printed_form_is_made_once(client, statement, monkeypatch):
    made = []
    monkeypatch.setattr(
        "disclosure.money.printing.word.write_docx", lambda document, at: made.append(document) or b"PK once"
    )
    for _time in range(3):
        assert client.get(address(statement)).content == b"PK once"
    assert len(made) == 1


def test_an_old_version_stays_printable_and_says_its_number(client, treasury, statement, unit):
    restated = start_restatement(statement, by=statement.entered_by, at=SEPTEMBER, reason="漏记一笔")
    restated = submit_statement(restated, by=restated.entered_by, at=SEPTEMBER)
    sign_statement(restated, by=officer_in(unit.department, Role.SIGNATORY), at=SEPTEMBER)
    old, new = client.get(address(statement, version="1")), client.get(address(statement))
    assert old["ETag"] != new["ETag"]
    assert "2" in new["Content-Disposition"]
    assert client.get(address(statement, version="3")).status_code == 404


@pytest.mark.parametrize("query", [{"version": "0"}, {"version": "x"}, {"layout": "round"}, {"version": "9" * 30}])
def test_what_can_not_be_asked_is_refused(client, statement, query):
    assert client.get(address(statement, **query)).status_code == 400


def test_a_draft_is_not_found(client, unit):
    assert client.get(address(drafted(unit))).status_code == 404


def test_what_was_taken_over_bears_the_day_on_which_it_was_published(client, treasury, treasurer, unit, monkeypatch):
    row = TakenOver(
        unit, 2023, StatementKind.FINAL_ACCOUNT, StatementScope.OWN, entry(), date(2024, 9, 3), "市政府公报2024年第9期"
    )
    take_over_statements([row], bureau=treasury, by=treasurer, at=SEPTEMBER)
    made = []
    monkeypatch.setattr(
        "disclosure.money.printing.word.write_docx", lambda document, at: made.append(document) or b"PK"
    )
    client.get(address(unit.statements.get()))
    assert dict(made[0].facts)["公开日期"] == "2024年9月3日"
    assert dict(made[0].imprint)["版本"] == "第1版，2024年9月3日公开"


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("query", [{}, {"version": "1"}])
def test_what_was_published_before_a_unit_became_confidential_is_not_found(client, statement, unit, form, query):
    FinanceUnit.objects.filter(pk=unit.pk).update(is_confidential=True, **SECRET)
    assert client.get(address(statement, form, **query)).status_code == 404


def test_an_absurd_size_is_refused_before_anything_is_made(client, statement, monkeypatch):
    monkeypatch.setattr(views, "MOST_CELLS", 5)
    monkeypatch.setattr("disclosure.money.printing.word.write_docx", lambda document, at: pytest.fail("it was made"))
    answer = client.get(address(statement))
    assert answer.status_code == 409
    assert "XLSX" in answer.content.decode()


def test_where_no_pdf_can_be_made_the_page_says_so_and_offers_docx(client, statement, monkeypatch):
    def refuse(document):
        raise PdfUnavailable("本机缺少中文字体。")

    monkeypatch.setattr(views, "write_pdf", refuse)
    answer = client.get(address(statement, "pdf", layout="vertical"))
    assert answer.status_code == 503
    assert "本机缺少中文字体。" in answer.content.decode()
    assert f"{address(statement)}?layout=vertical" in answer.content.decode()


def test_the_queries_are_few(client, statement, django_assert_max_num_queries):
    client.get(address(statement))
    with django_assert_max_num_queries(4):
        client.get(address(statement))


def test_it_is_marked_in_a_demonstration(client, statement, settings):
    before = client.get(address(statement))["ETag"]
    settings.IS_DEMO = not settings.IS_DEMO
    assert client.get(address(statement))["ETag"] != before


@pytest.mark.parametrize("is_able", [True, False])
def test_the_buttons_say_whether_pdf_can_be_made(statement, monkeypatch, is_able):
    monkeypatch.setattr(
        "disclosure.templatetags.printed_statements.probe",
        lambda: Verdict(is_able, "" if is_able else "本机没有中文字体。"),
    )
    html = Template("{% load printed_statements %}{% print_links pk 2 %}").render(Context({"pk": statement.pk}))
    assert (f'href="{address(statement, "pdf")}?version=2"' in html) is is_able
    assert f'href="{address(statement)}?version=2"' in html
    assert ("本机没有中文字体。" in html) is not is_able
