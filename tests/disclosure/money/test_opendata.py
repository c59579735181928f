"""The open data: tidy rows, a descriptor that validates and agrees with the files, headers that save a download."""

import csv
import io
import json
from copy import deepcopy
from decimal import Decimal
from urllib.parse import urlparse

import jsonschema
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from disclosure.models import FinanceUnit, PublicFigures
from disclosure.money.figures import Category
from disclosure.money.opendata import RESOURCES
from tests.factories.departments import CityFactory, DepartmentFactory
from tests.factories.money import SECRET
from tests.factories.money_city import build_money_city
from tests.shared import kept_for_the_module

pytestmark = pytest.mark.django_db

DESCRIPTOR = {
    "type": "object",
    "required": ["profile", "name", "licenses", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"type": "string", "pattern": r"^([-a-z0-9._/])+$"},
        "created": {"type": "string", "format": "date-time"},
        "homepage": {"type": "string", "pattern": "^https?://"},
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path"],
                "properties": {"name": {"pattern": r"^([-a-zA-Z0-9._])+$"}, "path": {"pattern": "^https?://"}},
            },
        },
        "sources": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["title"]}},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["profile", "name", "path", "schema"],
                "properties": {
                    "profile": {"const": "tabular-data-resource"},
                    "name": {"type": "string", "pattern": r"^([-a-z0-9._/])+$"},
                    "path": {"type": "string", "pattern": "^https?://"},
                    "encoding": {"const": "utf-8"},
                    "mediatype": {"pattern": r"^(.+)/(.+)$"},
                    "schema": {
                        "type": "object",
                        "required": ["fields", "primaryKey"],
                        "properties": {
                            "fields": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "object",
                                    "required": ["name", "type", "description"],
                                    "properties": {
                                        "name": {"type": "string"},
                                        "type": {"enum": ["string", "integer", "number", "date"]},
                                        "format": {"enum": ["default", "uri"]},
                                        "description": {"type": "string", "minLength": 1},
                                        "constraints": {
                                            "type": "object",
                                            "properties": {
                                                "required": {"type": "boolean"},
                                                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                                                "minimum": {"type": "integer"},
                                                "maximum": {"type": "integer"},
                                            },
                                            "additionalProperties": False,
                                        },
                                    },
                                    "additionalProperties": False,
                                },
                            },
                            "primaryKey": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                            "missingValues": {"type": "array", "items": {"type": "string"}},
                        },
                        "additionalProperties": False,
                    },
                },
            },
        },
    },
}
"""What the specifications of Data Package, Tabular Data Resource and Table Schema (version 1) ask of such a package."""


@pytest.fixture(scope="module")
def money_of_all(django_db_setup, django_db_blocker):
    """A city with a few offices; made once."""
    with kept_for_the_module(django_db_blocker):
        city = CityFactory()
        yield build_money_city(city, DepartmentFactory(parent=city), n=3, years=range(2022, 2024))


@pytest.fixture
def money(money_of_all):
    """The same, in objects of the test's own; what it changes in the database is rolled back."""
    return deepcopy(money_of_all)


def body_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def read_csv(client, address):
    text = body_of(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def file_of(name="three-public-expenses", form="csv"):
    return reverse("disclosure:money-data-file", args=[name, form])


def test_there_is_one_row_for_each_office_year_kind_scope_and_category(client, money):
    rows = read_csv(client, file_of())
    keys = [tuple(row[name] for name in ("unit_code", "fiscal_year", "kind", "scope", "category")) for row in rows]
    assert len(keys) == len(set(keys)) == PublicFigures.objects.count() * len(Category)


def test_amounts_are_yuan_and_absences_are_told_apart(client, money):
    rows = [row for row in read_csv(client, file_of()) if row["unit_code"] == money.clean.unit.code]
    found = {row["category"]: row for row in rows}
    assert Decimal(found["total"]["amount"]) == Decimal(16_000)
    assert Decimal(found["abroad"]["amount"]) == 0
    assert found["abroad"]["amount_absence"] == ""
    assert Decimal(found["total"]["budget_amount"]) == Decimal(20_000)
    assert found["total"]["statement_url"].endswith(f"/money/statements/{money.clean.pk}/")


def test_a_corrected_statement_carries_its_new_figures_and_version(client, money):
    rows = [row for row in read_csv(client, file_of()) if row["unit_code"] == money.corrected.unit.code]
    total = next(row for row in rows if row["category"] == "total")
    assert (Decimal(total["amount"]), total["version"]) == (Decimal(15_000), "2")


def test_all_forms_hold_the_same_rows(client, money):
    rows = read_csv(client, file_of())
    objects = json.loads(body_of(client.get(file_of(form="json"))))
    assert [str(row["unit_code"]) for row in objects] == [row["unit_code"] for row in rows]
    sheet = load_workbook(io.BytesIO(body_of(client.get(file_of(form="xlsx"))))).active
    assert sheet.max_row == len(rows) + 1
    assert [cell.value for cell in sheet[1]] == list(rows[0])


def test_the_years_together_are_the_whole(client, money):
    years = [read_csv(client, reverse("disclosure:money-data-year", args=["counts", y, "csv"])) for y in (2022, 2023)]
    assert [*years[0], *years[1]] == read_csv(client, file_of("counts"))
    assert client.get(reverse("disclosure:money-data-year", args=["counts", 2005, "csv"])).status_code == 404


def test_names_of_columns_do_not_follow_the_reader_s_language(client, money):
    chinese = body_of(client.get(file_of()))
    client.cookies["language"] = client.cookies["django_language"] = "en"
    assert body_of(client.get(file_of())) == chinese


def test_the_descriptor_validates_against_the_specification(client, money):
    descriptor = client.get(reverse("disclosure:money-datapackage")).json()
    jsonschema.Draft7Validator(DESCRIPTOR).validate(descriptor)


def test_the_descriptor_agrees_with_the_files(client, money):
    for resource in client.get(reverse("disclosure:money-datapackage")).json()["resources"]:
        rows = read_csv(client, urlparse(resource["path"]).path)
        fields = resource["schema"]["fields"]
        assert list(rows[0]) == [field["name"] for field in fields]
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in rows]
        assert len(keys) == len(set(keys))
        for field in fields:
            for row in rows:
                require_fit(row[field["name"]], field)


def require_fit(text, field):
    """Fail unless a cell is what its column's description says."""
    constraints = field["constraints"]
    if text == "":
        assert not constraints.get("required"), field["name"]
        return
    {"integer": int, "number": Decimal, "date": lambda day: day[4] + day[7] == "--" or pytest.fail(day), "string": str}[
        field["type"]
    ](text)
    if "enum" in constraints:
        assert text in constraints["enum"]


def test_whoever_has_this_state_is_told_so(client, money):
    for address in (file_of(), file_of(form="xlsx"), reverse("disclosure:money-datapackage")):
        answer = client.get(address)
        body_of(answer)
        assert answer["Cache-Control"] == "public, no-cache"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_what_became_confidential_is_not_kept_by_whoever_asks_since_when(client, money):
    before = client.get(file_of())
    name = money.many[0].name
    assert name in body_of(before).decode()
    FinanceUnit.objects.filter(pk=money.many[0].pk).update(is_confidential=True, **SECRET)
    answer = client.get(file_of(), headers={"if-modified-since": before["Last-Modified"]})
    assert answer.status_code == 200
    assert name not in body_of(answer).decode()


def test_the_state_changes_with_a_name_an_office_and_a_correction(client, money):
    before = client.get(file_of())["ETag"]
    FinanceUnit.objects.filter(pk=money.many[0].pk).update(name="改名单位")
    renamed = client.get(file_of())["ETag"]
    heir = DepartmentFactory(parent=money.clean.department)
    for rows in (FinanceUnit.objects.filter(pk=money.clean.unit_id), PublicFigures.objects.filter(pk=money.clean.pk)):
        rows.update(department=heir)
    assert heir.code in body_of(client.get(file_of())).decode()
    moved = client.get(file_of())["ETag"]
    PublicFigures.objects.filter(pk=money.clean.pk).update(version_number=2)
    assert len({before, renamed, moved, client.get(file_of())["ETag"]}) == 4


def test_forms_have_marks_of_their_own(client, money):
    assert len({client.get(file_of(name, form))["ETag"] for name in RESOURCES for form in ("csv", "json")}) == 4


def test_the_page_has_the_dictionary_and_leads_to_every_file(client, money):
    page = client.get(reverse("disclosure:money-data")).content.decode()
    for resource in RESOURCES.values():
        for field in resource.fields:
            assert f"<code>{field.name}</code>" in page
        for form in ("csv", "xlsx", "json"):
            assert file_of(resource.name, form) in page
    assert "creativecommons.org" in page


def test_a_file_costs_the_same_few_queries_whatever_its_size(client, money, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        body_of(client.get(file_of()))
