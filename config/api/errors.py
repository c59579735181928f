"""Errors as problem details (RFC 9457), each with a stable `code`."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from foundation.forms.places import flatten
from foundation.refusals import NotAllowed, Refusal

PROBLEM = "application/problem+json"
ROOT = "/api/"
MEGABYTE = 1024 * 1024


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem document for an error of the API, or None for an error of ours (which becomes a 500)."""
    if isinstance(error, Refusal):
        status = 403 if isinstance(error, NotAllowed) else 409
        return problem(status, error.code, str(error))
    if isinstance(error, RequestDataTooBig):
        limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // MEGABYTE
        sentence = _("The body has more than %(limit)s MB: send less at once.") % {"limit": limit}
        return problem(413, "body_too_large", sentence)
    if isinstance(error, SuspiciousOperation):  # too many fields
        return problem(400, "parse_error", _("The request can't be read."))
    response = exception_handler(error, context)
    if response is None:
        return None
    code, detail, fields = describe(error)
    answer = problem(response.status_code, code, detail, errors=fields)
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in response.headers:
            answer.headers[header] = response.headers[header]
    return answer


def server_error() -> HttpResponse:
    """Answer for an error of ours, which is in the log, by a problem document that does not tell what went wrong."""
    sentence = _("Something went wrong on our side. The fault was recorded; please try again later.")
    return JsonResponse(problem_document(500, "server_error", sentence), status=500, content_type=PROBLEM)


def describe(error: Exception) -> tuple[str, str, list[dict[str, str]]]:
    """Return the stable code, the sentence and, for invalid input, one entry per field."""
    if isinstance(error, exceptions.ValidationError):
        return "invalid", _("Some fields are not right; see errors."), list(flatten(error.get_full_details()))
    if isinstance(error, Http404):
        return "not_found", _("There is nothing here that you may see."), []
    if isinstance(error, PermissionDenied):
        return "permission_denied", _("You may not do this."), []
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        return codes if isinstance(codes, str) else "invalid", str(error.detail), []
    return "error", _("The request could not be carried out."), []


def problem(status: int, code: str, detail: str, *, errors: list[dict[str, str]] | None = None) -> Response:
    """Return one problem document as an answer of the API."""
    return Response(problem_document(status, code, detail, errors=errors), status=status, content_type=PROBLEM)


def problem_document(
    status: int, code: str, detail: str, *, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Return one problem document."""
    document: dict[str, Any] = {
        "type": f"urn:yangguang:problem:{code}",
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        document["errors"] = errors
    return document
