"""Pages of audited projects, the newest audit first, named by the row they follow or precede."""

from datetime import date
from typing import NamedTuple

from disclosure.audits.models import AuditedProject
from disclosure.audits.querysets import AuditedProjectQuerySet

PAGE_SIZE = 20


class Key(NamedTuple):
    """The place of a project in the list of the newest."""

    audited_on: date
    pk: int

    def __str__(self) -> str:
        return f"{self.audited_on.isoformat()}_{self.pk}"


def parse_key(text: str) -> Key:
    """Return the key that `str(key)` gave. Raises ValueError."""
    day, _underscore, pk = text.partition("_")
    key = Key(date.fromisoformat(day), int(pk))
    if not 0 < key.pk < 2**63:
        raise ValueError(f"{pk} is not a row")
    return key


class Page(NamedTuple):
    """Projects of a list, and the keys of its neighbours; None where there is none."""

    rows: list[AuditedProject]
    newer: Key | None
    older: Key | None


def read_page(
    projects: AuditedProjectQuerySet, *, after: Key | None = None, before: Key | None = None, size: int = PAGE_SIZE
) -> Page:
    """Return a page of projects, the newest audit first: one query, two at the newest end."""
    projects = projects.select_related("owner", "report__item__department")
    if before:
        rows = list(projects.newer_than(*before).order_by("audited_on", "pk")[: size + 1])
        if len(rows) > size:
            rows = rows[size - 1 :: -1]
            return Page(rows, newer=_key(rows[0]), older=_key(rows[-1]))
        after = None
    found = projects.older_than(*after) if after else projects
    rows = list(found.newest_first()[: size + 1])
    shown = rows[:size]
    return Page(
        shown,
        newer=_key(shown[0]) if after and shown else None,
        older=_key(shown[-1]) if len(rows) > size else None,
    )


def _key(project: AuditedProject) -> Key:
    return Key(project.audited_on, project.pk)
