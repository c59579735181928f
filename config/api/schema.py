"""What the description of the API says beside what follows from the views: keys, and one shape for every error."""

from functools import cache
from typing import Any

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. code is stable and listed in docs/api.md; detail is a sentence for people.",
    "required": ["type", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "example": "urn:yangguang:problem:not_found"},
        "status": {"type": "integer", "example": 404},
        "code": {"type": "string", "example": "not_found"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "One entry per field that is not right.",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


class KeyExtension(OpenApiAuthenticationExtension):
    """The key of another system, as a Bearer token."""

    target_class = "departments.clients.authentication.ApiClientAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The key of an API client: yg_…"}


def add_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Say of every operation that its errors are problem documents."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "A problem: what is wrong and how to mend it.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", answer)
    return result


@cache
def describe(language: str) -> dict[str, Any]:
    """Return the description of this API as OpenAPI 3, in a language of the site.

    Nothing but the code decides what it says, so each is made once: it takes a tenth of a second.
    """
    with override(language):
        description: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
        return description


@extend_schema(exclude=True)
class SchemaView(SpectacularAPIView):
    """The description in English like its names, the same as docs/openapi.yaml: only its form can be chosen."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        form = request.accepted_renderer.format
        return Response(describe("en"), headers={"Content-Disposition": f'inline; filename="openapi.{form}"'})
