"""The downloads: the same figures as the page, no formula, a name that says what was asked for."""

import csv
import io
import json
from datetime import date, timedelta
from urllib.parse import unquote

import openpyxl
import pytest

from departments.models import Department, MonthTally
from departments.officers.roles import Role
from reports.dashboard import exports
from tests.factories.departments import AssignmentFactory, officer_in
from tests.factories.duties import duty_of

from .conftest import TODAY

pytestmark = pytest.mark.django_db

EXPORT = "/supervision/export/"


@pytest.fixture
def desk(client, supervisor, monday_morning):
    """The supervisor's browser, at the desk."""
    client.force_login(supervisor)
    return client


def take(client, **query):
    answer = client.get(EXPORT, query)
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


def rows_of(client, table, **query):
    _answer, content = take(client, table=table, format="csv", **query)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_by_office_holds_every_office_with_the_figures_of_the_page(desk, busy_city):
    header, *rows = rows_of(desk, "offices")
    page = desk.get("/supervision/?all=1").context
    assert len(rows) == len(page["office_rows"])
    by_name = {row[1]: row for row in rows}
    for line in page["office_rows"]:
        row = by_name[line.name]
        assert [int(cell) for cell in row[3:8]] == [*(figure.number for figure in line.ages), line.overdue.number]
        assert [int(cell) for cell in row[8:10]] == [line.on_time.number, line.due.number]
        assert (row[10] == "") == line.rate.is_few
    assert len(header) == 11


def test_the_table_by_month_holds_the_rates_of_the_page(desk, busy_city):
    _header, *rows = rows_of(desk, "months", since="2026-01-01")
    months = desk.get("/supervision/?since=2026-01-01").context["months"]
    assert [(row[0], int(row[3]), int(row[4])) for row in rows] == [
        (month.label, month.on_time.number, month.due.number) for month in months
    ]


def test_less_than_all_is_all_in_no_form_of_a_table(desk, bureau):
    MonthTally.objects.create(
        department=bureau, kind="reply", channel="leader", month=date(2026, 3, 1), n_due=3000, n_on_time=2999
    )
    asked = {"table": "months", "since": "2026-03-01", "until": "2026-03-31"}
    (month,) = desk.get("/supervision/", asked).context["months"]
    assert str(month.rate.percentage) == "99.9"
    _header, row = rows_of(desk, **asked)
    assert row[5] == "99.9%"
    (line,) = json.loads(take(desk, format="json", **asked)[1])
    assert line["rate"] == 0.999
    sheet = openpyxl.load_workbook(io.BytesIO(take(desk, format="xlsx", **asked)[1])).active
    assert [cell.value for cell in sheet[2]][5] == 0.999


@pytest.mark.parametrize("state", ["overdue", "due", "provisional"])
def test_the_list_holds_every_row(desk, busy_city, state):
    _header, *rows = rows_of(desk, "duties", state=state)
    assert len(rows) == desk.get(f"/supervision/duties/?state={state}").context["count"] > 5
    due = [row[5] for row in rows]
    assert due == sorted(due)


def test_a_name_that_would_be_a_formula_stays_text(desk, bureau):
    Department.objects.filter(pk=bureau.pk).update(short_name='=HYPERLINK("http://evil","x")')
    duty_of(bureau, due_on=TODAY - timedelta(days=2), title="@SUM(1+1)")
    for table in ("offices", "duties"):
        cells = [cell for row in rows_of(desk, table) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
        _answer, content = take(desk, table=table, format="xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    assert '=HYPERLINK("http://evil","x")' in [row[0].value for row in sheet.iter_rows()]


def test_json_is_a_list_of_objects(desk, bureau):
    duty_of(bureau, due_on=TODAY - timedelta(days=2), title="LD-1")
    _answer, content = take(desk, table="duties", format="json")
    (row,) = json.loads(content)
    assert (row["number"], row["due"], row["days"]) == ("LD-1", "2026-11-21", 2)


def test_the_name_says_what_was_asked_for_and_nobody_keeps_a_copy(desk, bureau, busy_city):
    answer, _content = take(
        desk, table="duties", format="csv", state="missed", branch=bureau.code, mailbox="leader", due_from="2026-01-01"
    )
    name = unquote(answer.headers["Content-Disposition"])
    for part in (bureau.short_name, "信箱", "2026-01-01", "2026-11-23", ".csv"):
        assert part in name
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_name_of_a_table_of_several_offices_names_not_one_of_them_alone(
    client, bureau, other_bureau, monday_morning
):
    officer = officer_in(bureau, Role.HANDLER)
    client.force_login(officer)
    names = {}
    for office in (None, other_bureau):
        if office:
            AssignmentFactory(officer=officer, department=office)
        answer, _content = take(client, table="offices", format="csv")
        names[office] = unquote(answer.headers["Content-Disposition"])
    first = min((bureau, other_bureau), key=lambda one: one.path)
    assert f"-{bureau.short_name}-" in names[None]
    assert f"-{first.short_name}等单位-" in names[other_bureau]


def test_a_list_too_long_for_a_workbook_is_refused_with_a_way_out_and_csv_is_not(desk, bureau, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS_OF_XLSX", 2)
    for _ in range(3):
        duty_of(bureau, due_on=TODAY - timedelta(days=2))
    answer = desk.get(EXPORT, {"table": "duties", "format": "xlsx"})
    assert answer.status_code == 409
    assert "CSV" in answer.content.decode()
    assert len(rows_of(desk, "duties")) == 4


@pytest.mark.parametrize("query", ["table=people&format=csv", "table=offices&format=pdf", "", "table=offices"])
def test_there_is_no_other_table_and_no_other_form(desk, query):
    assert desk.get(f"{EXPORT}?{query}").status_code == 404


def test_a_wrong_filter_leads_back_to_the_page_that_names_it(desk):
    answer = desk.get(EXPORT, {"table": "duties", "format": "csv", "state": "lost"}, follow=True)
    assert answer.status_code == 400
    assert "state" in answer.context["form"].errors


def test_an_officer_downloads_the_own_offices_only(client, handler, bureau, other_bureau, monday_morning):
    duty_of(bureau, due_on=TODAY - timedelta(days=2), title="OWN")
    duty_of(other_bureau, due_on=TODAY - timedelta(days=2), title="FOREIGN")
    client.force_login(handler)
    cells = [cell for row in rows_of(client, "duties") for cell in row]
    assert "OWN" in cells
    assert "FOREIGN" not in cells
    assert other_bureau.short_name not in [cell for row in rows_of(client, "offices") for cell in row]
    assert client.get(EXPORT, {"table": "duties", "format": "csv", "office": other_bureau.code}).status_code == 404


def test_a_download_of_many_rows_asks_in_chunks(desk, bureau, django_assert_max_num_queries):
    for number in range(60):
        duty_of(bureau, due_on=TODAY - timedelta(days=number % 5 + 1))
    with django_assert_max_num_queries(12):
        assert len(rows_of(desk, "duties")) == 61
