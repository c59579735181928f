"""What programs send."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser


class RepeatedMemberError(ValueError):
    """An object has two members of one name."""


def sentence_about(error: Exception) -> str:
    """Return where a body stops being JSON, as far as that is known."""
    if isinstance(error, RepeatedMemberError):
        return _("The body has an object with two members of one name: leave one of them out.")
    if not isinstance(error, json.JSONDecodeError):
        return _("The body is no JSON in UTF-8.")
    return _("The body is no JSON: look at line %(line)s, column %(column)s.") % {
        "line": error.lineno,
        "column": error.colno,
    }


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 (RFC 8259), whatever encoding is said; what two readers could read differently is refused.

    What is nested deeper than Python can read is an error of the sender's, not of ours. A mark of byte order, which
    some systems put first, is passed over.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            text = stream.read().decode("utf-8-sig")
            read = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_members)
        except RecursionError:
            raise ParseError(_("The request can't be read.")) from None
        except ValueError as error:
            raise ParseError(sentence_about(error)) from None
        if read is None:
            raise ParseError(_("The body is null: send an object."))
        return read


class FilesParser(MultiPartParser):
    """A form with files; what is wrong with it is said in the reader's language."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("The form can't be read: look at its boundary and at what stands between.")) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RepeatedMemberError
    return found
