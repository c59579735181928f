"""A form that was open while somebody else saved what it is about."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation.refusals import WrongState


class OvertakableForm(forms.Form):
    """Carries in its field `seen` when what it is about was last saved."""

    def explain_conflict(self, refusal: WrongState, *, seen: str) -> None:
        """Say what happened while the form was open; it is about what is `seen` now, and saving again is a decision."""
        if refusal.code != "saved_meanwhile":
            self.add_error(None, str(refusal))
            return
        if seen:
            renewed = cast("QueryDict", self.data).copy()
            renewed[self.add_prefix("seen")] = seen
            self.data = renewed
        self.add_error(
            None,
            _(
                "Somebody else saved this statement while your form was open. What you typed is still here: look at "
                "the other version in a second window; saving again replaces it."
            ),
        )
