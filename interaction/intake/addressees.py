"""To whom a message can be written: the offices in groups, as a select offers them without JavaScript."""

from datetime import date

from django.utils.translation import gettext as _

from departments.offices.models import Department, DepartmentKind

RECEIVING_KINDS = (DepartmentKind.BUREAU, DepartmentKind.AGENCY, DepartmentKind.COUNTY, DepartmentKind.TOWNSHIP)
"""The city itself is written to through its own mailbox, villages through their township."""

Group = tuple[str, list[tuple[str, str]]]


def receiving_offices(today: date) -> list[Department]:
    """Return the offices that exist on `today` (a local date) and take messages, in the order of their names."""
    return list(Department.objects.active(today).filter(kind__in=RECEIVING_KINDS).by_name())


def grouped_choices(offices: list[Department]) -> list[Group]:
    """Return the choices of the select: the city's offices, its institutions, then each county with what is below it.

    `offices` come in the order of their names; each stands in exactly one group. Browsers find an entry by the letters
    typed, and the groups keep 180 entries readable.
    """
    counties = [office for office in offices if office.kind == DepartmentKind.COUNTY]
    rest = [office for office in offices if office.kind != DepartmentKind.COUNTY]
    groups: list[Group] = []
    for county in counties:
        members = [county, *(office for office in rest if office.path.startswith(county.path))]
        groups.append((county.name, [(office.code, office.name) for office in members]))
        rest = [office for office in rest if office not in members]
    of_the_city = [(office.code, office.name) for office in rest if office.kind != DepartmentKind.AGENCY]
    institutions = [(office.code, office.name) for office in rest if office.kind == DepartmentKind.AGENCY]
    leading = [(_("Offices of the city"), of_the_city), (_("Public institutions"), institutions)]
    return [group for group in [*leading, *groups] if group[1]]
