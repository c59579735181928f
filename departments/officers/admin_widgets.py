"""Fields of the back office that complete what is typed, also when what came in is the number of no row."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class SteadyMixin(AutocompleteMixin):
    """Shows an error beside a field whose value can be no row's number; the stock field fails while it is shown."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if not one or self._can_be_row(one)], attr)

    def _can_be_row(self, value: Any) -> bool:
        try:
            self.field.target_field.to_python(value)
        except ValidationError:
            return False
        return True


class CompletedSelect(SteadyMixin, AutocompleteSelect):
    """One row."""


class CompletedSelectMultiple(SteadyMixin, AutocompleteSelectMultiple):
    """Several rows."""
