"""A change of the register in words: what the journal stores by field and value. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.officers.key_scopes import Scope
from departments.officers.roles import Role
from departments.offices.models import DepartmentKind, RegisterEvent
from departments.offices.register import BETWEEN_VALUES

LABELS: dict[str, str | Promise] = {
    "code": gettext_lazy("code"),
    "name": gettext_lazy("name"),
    "short_name": gettext_lazy("short name"),
    "kind": gettext_lazy("kind"),
    "parent_id": gettext_lazy("belongs to"),
    "predecessor_id": gettext_lazy("predecessor"),  # of events before there could be several
    "predecessors": gettext_lazy("predecessors"),
    "established_on": gettext_lazy("established on"),
    "dissolved_on": gettext_lazy("dissolved on"),
    "duties_text": gettext_lazy("what the office does"),
    "address": gettext_lazy("address"),
    "phone": gettext_lazy("phone"),
    "email": gettext_lazy("e-mail"),
    "office_hours": gettext_lazy("office hours"),
    "responsible_persons": gettext_lazy("responsible persons"),
    "username": gettext_lazy("log-in name"),
    "role": gettext_lazy("role"),
    "from": gettext_lazy("first day"),
    "to": gettext_lazy("last day"),
    "client": gettext_lazy("API client"),
    "scopes": gettext_lazy("scopes"),
    "acts_for": gettext_lazy("responsible officer"),
    "addresses": gettext_lazy("addresses"),
    "staff_number": gettext_lazy("staff number"),
    "reason": gettext_lazy("why"),
    "codes_left": gettext_lazy("recovery codes left"),
    "wrong_codes": gettext_lazy("wrong codes"),
    "networks": gettext_lazy("networks"),
    "subject": gettext_lazy("identifier at the provider"),
    "expires_on": gettext_lazy("last day of validity"),
    "webhook": gettext_lazy("webhook"),
    "target": gettext_lazy("target address"),
    "kinds": gettext_lazy("kinds"),
    "branch": gettext_lazy("documents of"),
    "column": gettext_lazy("column"),
    "skipped": gettext_lazy("numbers left out"),
}
CHANGES = frozenset(
    {
        RegisterEvent.Kind.OFFICE_CHANGED,
        RegisterEvent.Kind.OFFICE_MOVED,
        RegisterEvent.Kind.OFFICER_CHANGED,
        RegisterEvent.Kind.CLIENT_CHANGED,
        RegisterEvent.Kind.WEBHOOK_CHANGED,
        RegisterEvent.Kind.ROLE_ENDED,
    }
)
"""Kinds whose facts are pairs: the value before and the value after."""

LISTS = frozenset({"responsible_persons"})
"""Facts that are lists of their own also where something changed."""

SCOPES = dict(Scope.choices)
WORDS: dict[str, Callable[[str], str]] = {
    "role": lambda value: str(dict(Role.choices).get(value, value)),
    "kind": lambda value: str(dict(DepartmentKind.choices).get(value, value)),
    "scopes": lambda value: BETWEEN_VALUES.join(str(SCOPES.get(one, one)) for one in value.split(BETWEEN_VALUES)),
}


def facts_in_words(kind: str, facts: Mapping[str, Any]) -> list[str]:
    """Return one line for each fact that says something, in the order in which they were stored."""
    lines = []
    for name, value in facts.items():
        words = _pair(name, value) if _is_pair(kind, name, value) else _value(name, value)
        if words:
            lines.append(_("%(name)s: %(value)s") % {"name": LABELS.get(name, name), "value": words})
    return lines


def _is_pair(kind: str, name: str, value: Any) -> bool:
    return kind in CHANGES and name not in LISTS and isinstance(value, list) and len(value) == 2


def _pair(name: str, value: list[Any]) -> str:
    before, after = (_value(name, one) or _("empty") for one in value)
    return before if before == after else f"{before} → {after}"


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN_VALUES.join(_value(name, one) for one in value)
    text = "" if value is None else str(value)
    return WORDS[name](text) if name in WORDS else text
