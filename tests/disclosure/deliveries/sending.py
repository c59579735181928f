"""Rows as an office system sends them."""

import json
from base64 import b64encode
from typing import Any

from disclosure.models import Category, Delivery
from tests.foundation.files.samples import PDF

DELIVERIES = "/api/v1/deliveries/"


def row_for(department: Any, category: Category, key: str = "OA-2014-0031", **changes: Any) -> dict[str, Any]:
    """Return a complete row."""
    return {
        "key": key,
        "department": department.code,
        "category": category.code,
        "title": "关于公布政务公开目录的通知",
        "document_number": "测政办〔2014〕31号",
        "body": "<p>现将目录公布如下。</p>",
        "genre": "通知",
        "theme": "综合政务",
        "keywords": "目录；公开",
        "audience": "全社会",
        "formed_on": "2014-06-12",
        **changes,
    }


def file(name: str = "目录.pdf", content: bytes = PDF) -> dict[str, str]:
    return {"name": name, "content": b64encode(content).decode()}


def push(api: Any, *rows: Any) -> list[dict[str, Any]]:
    """Send the rows and return their results; the batch as a whole must be understood."""
    answer = api.post(DELIVERIES, {"items": list(rows)}, format="json")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["results"]


def push_one(api: Any, row: dict[str, Any]) -> dict[str, Any]:
    (result,) = push(api, row)
    return result


def state_of(api: Any, key: str) -> dict[str, Any]:
    answer = api.get(f"{DELIVERIES}{key}/")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def item_of(key: str) -> Any:
    return Delivery.objects.get(key=key).item
