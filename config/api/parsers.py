"""What programs send."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


def sentence_about(error: BaseException | None) -> str:
    """Return where a body stops being JSON, as far as that is known."""
    if not isinstance(error, json.JSONDecodeError):
        return _("The body is no JSON in UTF-8.")
    return _("The body is no JSON: look at line %(line)s, column %(column)s.") % {
        "line": error.lineno,
        "column": error.colno,
    }


class ShallowJSONParser(JSONParser):
    """JSON; what is nested deeper than Python can read is an error of the sender's, not of ours."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The request can't be read.")) from None
        except ParseError as error:
            raise ParseError(sentence_about(error.__context__)) from None
