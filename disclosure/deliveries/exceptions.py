"""Why a row is not taken."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal


class RowInvalid(Refusal):
    """Some members of a row are not right; `errors` names each as {field, code, message}."""

    code = "invalid"

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        super().__init__(_("Some fields are not right; see errors."))
        self.errors = list(errors)
