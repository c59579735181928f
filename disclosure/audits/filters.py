"""What the public list of audits can be narrowed by; every choice stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.audits.models import AuditedProject
from disclosure.audits.querysets import AuditedProjectQuerySet
from disclosure.items.fields import OfficeField, PlaceField
from foundation.paging.keyset import parse_day

LONGEST_WORDS = 60
FIRST_YEAR, LAST_YEAR = 2000, 2100


class AuditFilterForm(forms.Form):
    """The filters of the list; unknown parameters are ignored, wrong values are named."""

    q = forms.CharField(label=_("Project or contractor"), required=False, max_length=LONGEST_WORDS)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    office = OfficeField(label=_("Office"), required=False)
    after = PlaceField(parse_day, required=False)
    before = PlaceField(parse_day, required=False)


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
