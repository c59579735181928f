"""The offices as choices of a filter: read once and remembered, the options of the select as one string."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from departments.offices.models import Department, DepartmentKind
from foundation.remembered import Remembered


class Office(NamedTuple):
    """An office as the filters need it."""

    pk: int
    code: str
    name: str
    kind: str
    path: str


def read_offices() -> list[Office]:
    """Return all offices in the order of their names; dissolved ones too, since what they published stays."""
    return _offices.get()


def find_office(code: str) -> Office | None:
    """Return the office with this code; one that is not in the cache yet is looked up."""
    for attempt in (1, 2):
        for office in read_offices():
            if office.code == code:
                return office
        if attempt == 1 and Department.objects.filter(code=code).exists():
            _offices.forget()
        else:
            break
    return None


def office_options(offices: Sequence[Office], selected: str = "") -> SafeString:
    """Return the options of the office filter: those of the city first, then one group for each county."""
    counties = [office for office in offices if office.kind == DepartmentKind.COUNTY]
    within = {county.path: [office for office in offices if office.path.startswith(county.path)] for county in counties}
    grouped = {office.pk for members in within.values() for office in members}
    html = [_options([office for office in offices if office.pk not in grouped])]
    for county in counties:
        members = sorted(within[county.path], key=lambda office: office.path != county.path)
        html.append(f'<optgroup label="{conditional_escape(county.name)}">{_options(members)}</optgroup>')
    return _select("".join(html), selected)


def branch_options(offices: Sequence[Office], selected: str = "") -> SafeString:
    """Return the options of the county filter."""
    return _select(_options([office for office in offices if office.kind == DepartmentKind.COUNTY]), selected)


def _options(offices: Sequence[Office]) -> str:
    return "".join(f'<option value="{office.code}">{conditional_escape(office.name)}</option>' for office in offices)


def _select(options: str, selected: str) -> SafeString:
    """Return the options with "all" in front and one of them chosen. Codes are digits and capitals: no escaping."""
    chosen = (
        options.replace(f'<option value="{selected}">', f'<option value="{selected}" selected>')
        if selected
        else options
    )
    everything = conditional_escape(_("All"))
    return mark_safe(f'<option value="">{everything}</option>{chosen}')  # noqa: S308 — every name is escaped above


_offices: Remembered[list[Office]] = Remembered(
    "offices",
    lambda: [
        Office(*row) for row in Department.objects.by_name().values_list("pk", "code", "short_name", "kind", "path")
    ],
)
