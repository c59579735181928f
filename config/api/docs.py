"""The description of the API as a page of the site: from the same OpenAPI document, without scripts, in its language.

Why not Swagger UI: docs/decisions/0005-api-page-of-our-own.md.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext
from django.views.generic import TemplateView

from config.api.schema import describe

BULLET = re.compile(r"^\* ", re.MULTILINE)  # how the values of a choice are listed
METHODS = ("get", "post", "put", "patch", "delete")
Node = Mapping[str, Any]


class Field(NamedTuple):
    """One value: of a query, a path, a document. `shape` names the document it is made of, if it is one."""

    name: str
    type: str
    shape: str
    is_required: bool
    note: str


class Operation(NamedTuple):
    """One thing that can be asked for. `answer` is the shape of the answer, `body` that of what is sent."""

    key: str
    method: str
    path: str
    note: str
    parameters: list[Field]
    body: Field | None
    answer: Field | None
    needs_key: bool


class Shape(NamedTuple):
    name: str
    note: str
    fields: list[Field]


class DocsView(TemplateView):
    """Every operation and every shape, for people who write programs against this site."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**contents_in(get_language()), **kwargs)


@cache
def contents_in(language: str) -> dict[str, Any]:
    """Return what the page lists, in the language that is being spoken; made once, like the description."""
    schema = describe(language)
    return {"operations": list(operations_of(schema)), "shapes": list(shapes_of(schema))}


def operations_of(schema: Node) -> Iterator[Operation]:
    """Yield the operations of an OpenAPI document in its order."""
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(path, method, methods[method])


def _operation(path: str, method: str, one: Node) -> Operation:
    parameters = [
        _field(given["name"], given, given["schema"], given.get("required", False))
        for given in one.get("parameters", ())
    ]
    body = one.get("requestBody", {}).get("content", {})
    answers = [answer for code, answer in one["responses"].items() if code.startswith("2")]
    return Operation(
        key=one["operationId"],
        method=method.upper(),
        path=path,
        note=in_words(one.get("description", "")),
        parameters=parameters,
        body=_content(body),
        answer=_content(answers[0].get("content", {})) if answers else None,
        needs_key=bool(one.get("security")) and {} not in one["security"],
    )


def _content(content: Node) -> Field | None:
    for media in content.values():
        return _field("", {}, media["schema"], True)
    return None


def shapes_of(schema: Node) -> Iterator[Shape]:
    """Yield the documents that go over the wire, each with its fields."""
    for name, one in schema["components"]["schemas"].items():
        required = one.get("required", ())
        fields = [_field(key, value, value, key in required) for key, value in one.get("properties", {}).items()]
        if fields:
            yield Shape(name, in_words(one.get("description", "")), fields)


def _field(name: str, told: Node, node: Node, is_required: bool) -> Field:
    kind, shape = _type_of(node)
    note = in_words(told.get("description", "") or told.get("title", ""))
    return Field(name, kind, shape, is_required, BULLET.sub("", note))


def in_words(note: str) -> str:
    """Return a description in the reader's language; names of the interface keep their backquotes."""
    return gettext(note) if note else ""


def _type_of(node: Node) -> tuple[str, str]:
    """Return the words for a type and the shape it refers to, if any."""
    if "$ref" in node:
        return "", node["$ref"].rsplit("/", 1)[-1]
    for joint in ("allOf", "oneOf", "anyOf"):
        if joint in node:
            return _type_of(node[joint][0])
    if node.get("type") == "array":
        kind, shape = _type_of(node["items"])
        return f"[{kind}]" if kind else "[ ]", shape
    if "enum" in node:
        return " | ".join(str(value) for value in node["enum"]), ""
    return node.get("format") or node.get("type", ""), ""
