"""What the public list of audits can be narrowed by; every choice stands in the address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.audits.models import AuditedProject
from disclosure.audits.paging import Key, parse_key
from disclosure.audits.querysets import AuditedProjectQuerySet
from disclosure.items.offices import Office, find_office

LONGEST_WORDS = 60
FIRST_YEAR, LAST_YEAR = 2000, 2100


class AuditFilterForm(forms.Form):
    """The filters of the list; unknown parameters are ignored, wrong values are named."""

    q = forms.CharField(label=_("Project or contractor"), required=False, max_length=LONGEST_WORDS)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    office = forms.CharField(label=_("Office"), required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def clean_office(self) -> Office | None:
        code = self.cleaned_data["office"]
        if not code:
            return None
        if (found := find_office(code)) is None:
            raise ValidationError(_("There is no office with this code; choose one from the list."), code="unknown")
        return found

    def clean_after(self) -> Key | None:
        return self._find_place("after")

    def clean_before(self) -> Key | None:
        return self._find_place("before")

    def _find_place(self, name: str) -> Key | None:
        try:
            return parse_key(self.cleaned_data[name]) if self.cleaned_data[name] else None
        except ValueError:
            raise ValidationError(
                _("This page of the list does not exist; begin at its first page."), code="place"
            ) from None


def narrow(chosen: dict[str, Any]) -> AuditedProjectQuerySet:
    """Return the public projects that fit the cleaned choices of an `AuditFilterForm`."""
    projects: AuditedProjectQuerySet = AuditedProject.objects.published()
    if chosen["year"]:
        projects = projects.of_year(chosen["year"])
    if chosen["office"]:
        projects = projects.filter(owner_id=chosen["office"].pk)
    if chosen["q"]:
        projects = projects.naming(chosen["q"])
    return projects
