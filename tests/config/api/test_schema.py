"""The committed description of the API is what the code says, and its page shows all of it."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from config.api.docs import operations_of, shapes_of
from config.api.schema import describe

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def schema():
    return describe("en")


def test_the_committed_description_equals_the_code(schema):
    """If this fails: make schema, and read the difference before committing it."""
    written = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    assert COMMITTED.read_text(encoding="utf-8") == written


@pytest.mark.parametrize("question", ["", "?lang=zh-hans", "?lang=no%0D%0A", "?version=9", "?version=a%0D%0AX-Y:%20b"])
def test_it_is_served_as_committed_whatever_is_asked_beside(client, db, question):
    answer = client.get(f"/api/v1/schema/{question}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'inline; filename="openapi.yaml"'
    assert answer.content.decode() == COMMITTED.read_text(encoding="utf-8")


def test_it_is_served_as_json_too(client, db, schema):
    answer = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert answer.json() == json.loads(json.dumps(schema))


def test_the_page_speaks_the_language_of_its_reader(client, db):
    """What is kept of one language is not shown in another."""
    for language, words in (
        ("zh-hans", "已公开的审计报告，"),
        ("en", "Published audit reports,"),
        ("zh-hans", "已公开的审计报告，"),
    ):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert words in client.get("/api/v1/docs/").content.decode(), language


def test_it_is_valid_openapi(schema):
    validate_schema(schema)


def test_every_operation_says_what_it_does_and_how_it_fails(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            assert "application/problem+json" in operation["responses"]["default"]["content"], (method, path)


def test_a_stranger_may_ask_where_the_description_says_so_and_nowhere_else(client, db, schema):
    wrong = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items() if "{" not in path else ():
            status = client.generic(method.upper(), path, b"{}", content_type="application/json").status_code
            if (status in {401, 403}) == ({} in operation["security"]):
                wrong.append((method, path, status))
    assert wrong == []


def test_the_page_shows_every_operation_every_shape_and_no_script(client, db, schema):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for operation in operations_of(schema):
        assert f'id="{operation.key}"' in text
        assert operation.path in text
    for shape in shapes_of(schema):
        assert f'id="shape-{shape.name}"' in text
    assert "<script" not in text


def test_a_type_is_told_in_words_with_its_shape():
    from config.api.docs import _type_of

    assert _type_of({"type": "string", "format": "date"}) == ("date", "")
    assert _type_of({"type": "array", "items": {"$ref": "#/components/schemas/Item"}}) == ("[ ]", "Item")
    assert _type_of({"allOf": [{"$ref": "#/components/schemas/Rate"}], "description": "x"}) == ("", "Rate")
    assert _type_of({"enum": ["a", "b"], "type": "string"}) == ("a | b", "")
    assert _type_of({"type": "array", "items": {"type": "integer"}}) == ("[integer]", "")
