"""The open-data page: every data set can really be had in every form that is named, with the fields that are named."""

import csv
import io
import json
import re

import pytest

from disclosure.audits.download import FIELDS as PROJECTS
from disclosure.exchange.datasets import read_datasets
from disclosure.items.download import FIELDS as DOCUMENTS
from disclosure.items.download import column_of
from disclosure.money.views.tables import COLUMNS as LINES
from disclosure.policies.download import INTERPRETATION_FIELDS, POLICY_FIELDS
from disclosure.policies.record import FIELDS as RECORD
from foundation.tables.writing import Kind
from tests.factories.disclosure import published

pytestmark = pytest.mark.django_db

TABLES = (DOCUMENTS, PROJECTS, POLICY_FIELDS, INTERPRETATION_FIELDS)


def test_every_form_of_every_data_set_is_there_and_is_what_it_says(client, bureau):
    published(bureau)
    for dataset in read_datasets():
        for form in dataset.forms:
            answer = client.get(form.url)
            assert answer.status_code == 200, form
            assert answer["Content-Type"].startswith(form.media_type), form


def test_the_dictionary_names_the_columns_of_the_file_in_their_order(client, bureau):
    published(bureau)
    documents = read_datasets()[0]
    table = next(form for form in documents.forms if form.label == "CSV")
    text = b"".join(client.get(table.url).streaming_content).decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text)))
    assert header == [field.name for field in documents.fields]


def test_the_dictionary_names_the_members_of_the_file_in_json(client, bureau):
    published(bureau)
    documents = read_datasets()[0]
    table = next(form for form in documents.forms if form.label == "JSON")
    (row,) = json.loads(b"".join(client.get(table.url).streaming_content))
    told = [field.member for field in documents.fields]
    assert told == list(row)
    assert told[:5] == ["index_number", "title", "document_number", "issuing_offices", "category_name"]
    assert set(told) <= set(client.get("/api/v1/items/").json()["results"][0])
    page = client.get("/data/").content.decode()
    assert all(f"JSON 中为 <code>{member}</code>" in page for member in told)


@pytest.mark.parametrize(
    "columns",
    [
        [column_of(path, header, kind) for fields in TABLES for path, (header, kind) in fields.items()],
        [column_of(path, header, Kind.TEXT) for path, header in RECORD.items()],
        LINES,
    ],
)
def test_no_member_of_a_file_tells_how_the_tables_hang_together(columns):
    assert [column.member for column in columns if "__" in column.member or "current_version" in column.member] == []


def test_the_dictionary_names_the_fields_of_a_change(client, bureau, committed):
    published(bureau)
    committed()
    (row,) = client.get("/api/v1/changes/").json()["results"]
    named = {name for field in read_datasets()[1].fields for name in field.name.split(", ")}
    assert named == set(row)


def test_the_page_tells_people_and_machines_the_same(client, settings):
    page = client.get("/data/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(block)["dataset"]
    datasets = read_datasets()
    assert [one["name"] for one in told] == [dataset.name for dataset in datasets]
    for dataset, one in zip(datasets, told, strict=True):
        assert f'id="{dataset.code}"' in page
        assert one["license"] == f"{settings.SITE_ADDRESS}/data/#licence"
        for form, named in zip(dataset.forms, one["distribution"], strict=True):
            assert f'href="{form.url}"' in page
            assert named["contentUrl"] == settings.SITE_ADDRESS + form.url


def test_the_licence_is_that_of_the_settings(client, settings):
    settings.SITE_IDENTITY = {**settings.SITE_IDENTITY, "licence": "按本市公共数据开放办法使用。"}
    assert "按本市公共数据开放办法使用。" in client.get("/data/").content.decode()
