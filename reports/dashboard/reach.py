"""Whose duties are meant: the offices of a scope, narrowed to a branch of the tree or to one office."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

from django.db.models import Q

from departments.offices.models import Department

VIEW = "departments.view_duty"
"""The permission whose scope the desk shows: supervisors hold it for the city, officers for their own office."""


class Group(NamedTuple):
    """One line of a table by office: `office` with all below it, or (`is_branch` False) the office alone."""

    office: Department
    is_branch: bool


@dataclass(frozen=True)
class Reach:
    """The offices whose duties are meant, in the order of the tree; `is_all`: no office of the register is left out."""

    offices: tuple[Department, ...]
    is_all: bool

    @classmethod
    def below(cls, paths: Sequence[str]) -> Self:
        """Return the offices at or below `paths`: one query of some hundred narrow rows."""
        fields = ("code", "name", "short_name", "path", "pinyin", "parent_id", "dissolved_on")
        every = tuple(Department.objects.only(*fields).order_by("path"))
        inside = tuple(office for office in every if any(office.path.startswith(path) for path in paths))
        return cls(inside, is_all=len(inside) == len(every))

    @cached_property
    def by_code(self) -> dict[str, Department]:
        return {office.code: office for office in self.offices}

    @cached_property
    def by_pk(self) -> dict[int, Department]:
        return {office.pk: office for office in self.offices}

    def branch(self, office: Department) -> "Reach":
        """Return the part of the reach at and below `office`."""
        inside = tuple(one for one in self.offices if one.path.startswith(office.path))
        return replace(self, offices=inside, is_all=self.is_all and len(inside) == len(self.offices))

    def alone(self, office: Department) -> "Reach":
        """Return the office without those below it."""
        return replace(self, offices=(office,), is_all=self.is_all and len(self.offices) == 1)

    def as_read(self) -> "Reach":
        """Return the same offices, each of them named: none that was founded since they were read is meant."""
        return replace(self, is_all=False)

    def within(self, field: str) -> Q:
        """Return the condition that `field` leads to one of the offices; none where the whole register is meant."""
        return Q() if self.is_all else Q(**{f"{field}__in": [office.pk for office in self.offices]})

    @cached_property
    def roots(self) -> list[Department]:
        """Return the topmost offices of the reach."""
        roots: list[Department] = []
        for office in self.offices:
            if not roots or not office.path.startswith(roots[-1].path):
                roots.append(office)
        return roots

    def whose(self) -> list[str]:
        """Return the names of the topmost offices where the reach is a part of the register; none where it is all."""
        return [] if self.is_all else [office.name for office in self.roots]

    def groups(self) -> dict[int, Group]:
        """Return for each office, by its key, the line that it counts in.

        Below one top office: that office alone, then each branch below it; of several top offices each is a branch.
        """
        if len(self.roots) != 1:
            tops = self.roots
        else:
            top = self.roots[0]
            tops = [office for office in self.offices if office.depth == top.depth + 1]
        groups: dict[int, Group] = {}
        for office in self.offices:
            branch = next((one for one in tops if office.path.startswith(one.path)), None)
            groups[office.pk] = Group(branch, True) if branch else Group(office, False)
        return groups
