"""What the reader asked for, as it stands in the address, and the address of the list behind each figure."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from reports.dashboard.reach import Group


@dataclass(frozen=True)
class Filters:
    """The choice on the desk: a branch of the tree, a mailbox, the period of the rates (local dates, included)."""

    branch: str = ""
    mailbox: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""
    all: str = ""

    def url(self, **changes: Any) -> str:
        """Return the address of the desk with these filters and `changes`."""
        return address("reports:dashboard", asdict(replace(self, **changes)))

    def export(self, table: str, form: str, **changes: Any) -> str:
        """Return the address of a download of one of the desk's tables."""
        return address("reports:export", {"table": table, "format": form, **asdict(replace(self, **changes))})

    def duties(self, state: str, group: Group | None = None, /, **more: Any) -> str:
        """Return the address of the list of the duties in `state`: of one line of the table, or of the whole choice."""
        place = {"branch": self.branch}
        if group is not None:
            place = {"branch" if group.is_branch else "office": group.office.code}
        return address("reports:duties", {"state": state, **place, "mailbox": self.mailbox, **more})


@dataclass(frozen=True)
class ListFilters:
    """The choice of a list of duties: whose, in which state, of which class of age, due from and to."""

    state: str = "overdue"
    branch: str = ""
    office: str = ""
    mailbox: str = ""
    age: str = ""
    due_from: date | None = None
    due_to: date | None = None
    sort: str = ""

    def url(self, **more: Any) -> str:
        return address("reports:duties", {**asdict(self), **more})

    def export(self, form: str) -> str:
        return address("reports:export", {"table": "duties", "format": form, **asdict(self)})


def address(name: str, values: dict[str, Any]) -> str:
    """Return the address of a route with the values that say something."""
    told = {key: str(value) for key, value in values.items() if value not in (None, "")}
    return f"{_path_of(name)}?{urlencode(told)}" if told else _path_of(name)


@cache
def _path_of(name: str) -> str:
    """Return the address of a route, looked up once: hundreds of figures lead to one list."""
    return reverse(name)
