"""The offices as a reader looks for them: bureaus of the city, counties with their townships, public institutions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from departments.offices.models import Department, DepartmentKind

LISTED_KINDS = (
    DepartmentKind.CITY,
    DepartmentKind.BUREAU,
    DepartmentKind.COUNTY,
    DepartmentKind.TOWNSHIP,
    DepartmentKind.AGENCY,
)
"""Villages are found by name and on the page of their township; there are thousands of them."""


@dataclass
class County:
    """A county or district and the offices directly below it."""

    office: Department
    townships: list[Department] = field(default_factory=list)
    others: list[Department] = field(default_factory=list)


@dataclass
class Directory:
    """Every listed office in exactly one place, each list in the order of its names."""

    bureaus: list[Department] = field(default_factory=list)
    counties: list[County] = field(default_factory=list)
    agencies: list[Department] = field(default_factory=list)


def arrange(offices: Iterable[Department]) -> Directory:
    """Return the directory of `offices`, which come in the order of their names.

    The city's government stands first. A township or an office below a county stands under that county; what stands
    below no county is one of the city's.
    """
    offices = sorted(offices, key=lambda office: office.kind != DepartmentKind.CITY)
    directory = Directory()
    by_path: dict[str, County] = {}
    for office in offices:
        if office.kind == DepartmentKind.COUNTY:
            by_path[office.path] = County(office)
    directory.counties.extend(by_path.values())
    for office in offices:
        if office.kind != DepartmentKind.COUNTY:
            shelf_for(office, directory, county_above(office, by_path)).append(office)
    return directory


def county_above(office: Department, by_path: dict[str, County]) -> County | None:
    """Return the nearest county above an office, or None."""
    return next((by_path[path] for path in reversed(office.ancestor_paths()) if path in by_path), None)


def shelf_for(office: Department, directory: Directory, county: County | None) -> list[Department]:
    """Return the list that an office belongs into."""
    if county is not None:
        return county.townships if office.kind == DepartmentKind.TOWNSHIP else county.others
    return directory.agencies if office.kind == DepartmentKind.AGENCY else directory.bureaus
