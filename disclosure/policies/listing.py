"""What the lists of policies and interpretations show: rows as plain strings, filters, neighbours."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.items.codelists import THEMES
from disclosure.items.listing import around
from disclosure.items.offices import branch_options, office_options, read_offices
from disclosure.items.paging import read_page, remembered_count
from disclosure.items.presentation import VALIDITY_TONES
from disclosure.items.statuses import Validity
from disclosure.policies.filters import (
    EXPLAINED,
    InterpretationFilterForm,
    PolicyFilterForm,
    narrow_interpretations,
    narrow_policies,
    warned_until,
)
from disclosure.policies.models import StandingRelation
from disclosure.policies.presentation import days_left
from disclosure.policies.statuses import CHANGING, PASSIVE, InterpretationForm, PolicyClass

POLICY_FILTERS = (
    "q",
    "office",
    "branch",
    "kind",
    "validity",
    "theme",
    "year",
    "explained",
    "expiring",
    "drafter",
    "drafted_in",
)
INTERPRETATION_FILTERS = ("q", "office", "branch", "form", "year", "policy")
POLICY_FIELDS = (
    "index_number",
    "department__short_name",
    "current_version__title",
    "current_version__document_number",
    "current_version__formed_on",
    "current_version__effective_on",
    "current_version__issuing_offices",
    "listed_class",
    "lapsed_since",
    "ended_from",
    "validity_now",
    "owes_interpretation",
    "interpreted_on",
)
INTERPRETATION_FIELDS = (
    "department__short_name",
    "current_version__title",
    "form",
    "policy_id",
    "policy__current_version__title",
    "policy__visibility",
    "external_title",
)


class PolicyRow(NamedTuple):
    """A line of library or register; days are ISO 8601 or empty, `days_left` is None unless the term ends soon."""

    url: str
    title: str
    number: str
    office: str
    class_words: str
    formed_on: str
    effective_on: str
    valid_until: str
    ended_from: str
    validity: str
    tone: str
    published_on: str
    explained: str
    explained_tone: str
    days_left: int | None
    changed_by: Sequence[tuple[str, str, str]]


class InterpretationRow(NamedTuple):
    url: str
    title: str
    form: str
    office: str
    published_on: str
    policy_title: str
    policy_url: str


def policies_context(request: HttpRequest, today: date) -> dict[str, Any]:
    """Return the context of the library or the register."""
    form = PolicyFilterForm(request.GET)
    context: dict[str, Any] = {"form": form, "path": request.path, "today": today}
    if not form.is_valid():
        return context | {"rows": [], **_policy_options(form.data)}
    chosen = form.cleaned_data
    policies = narrow_policies(chosen, today)
    page = read_page(policies, POLICY_FIELDS, after=chosen["after"], before=chosen["before"])
    query = query_of(chosen, POLICY_FILTERS)
    number = remembered_count(policies, f"{request.path}?{query}")
    rows = policy_rows(page.rows, today, warned_until(today))
    shown = around(request.path, chosen, page, query=query, number=number)
    return context | {"rows": rows, **shown, **_policy_options(chosen)}


def interpretations_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the list of interpretations."""
    form = InterpretationFilterForm(request.GET)
    context: dict[str, Any] = {"form": form, "path": request.path}
    if not form.is_valid():
        return context | {"rows": [], **_interpretation_options(form.data)}
    chosen = form.cleaned_data
    found = narrow_interpretations(chosen)
    page = read_page(found, INTERPRETATION_FIELDS, after=chosen["after"], before=chosen["before"])
    query = query_of(chosen, INTERPRETATION_FILTERS)
    number = remembered_count(found, f"{request.path}?{query}")
    rows = [_interpretation_row(row) for row in page.rows]
    shown = around(request.path, chosen, page, query=query, number=number)
    return context | {"rows": rows, **shown, **_interpretation_options(chosen)}


def policy_rows(found: Sequence[Mapping[str, Any]], today: date, soon: date) -> list[PolicyRow]:
    """Return rows with POLICY_FIELDS as lines to print; what changed them is read in one query for all."""
    changed: dict[int, list[tuple[str, str, str]]] = {}
    relations = StandingRelation.objects.filter(target_id__in=[row["pk"] for row in found], kind__in=CHANGING)
    for one in relations.select_related("policy__current_version"):
        version: Any = one.policy.current_version
        line = (str(PASSIVE[one.kind]), version.document_number or version.title, one.policy.get_absolute_url())
        changed.setdefault(one.target_id, []).append(line)
    return [_policy_row(row, today, soon, changed.get(row["pk"], ())) for row in found]


def query_of(chosen: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the filters in force as a query string."""
    values = {name: chosen[name] for name in names if chosen.get(name)}
    return urlencode({name: _plain(value) for name, value in values.items()})


def options(choices: Sequence[tuple[Any, Any]], selected: Any) -> list[tuple[str, str, bool]]:
    """Return the options of a select: value, words, whether it is the chosen one; "all" stands in front."""
    return [("", _("All"), not selected)] + [(str(value), str(words), value == selected) for value, words in choices]


def _policy_row(row: Mapping[str, Any], today: date, soon: date, changed: Any) -> PolicyRow:
    validity = Validity(row["validity_now"])
    lapsed, owed, explained = row["lapsed_since"], row["owes_interpretation"], row["interpreted_on"]
    ends_soon = validity in {Validity.EFFECTIVE, Validity.AMENDED} and lapsed is not None and lapsed <= soon
    return PolicyRow(
        url=reverse("disclosure:policy", args=[row["pk"]]),
        title=row["current_version__title"],
        number=row["current_version__document_number"],
        office=row["department__short_name"],
        class_words=str(PolicyClass(row["listed_class"]).label) if row["listed_class"] else "",
        formed_on=_day(row["current_version__formed_on"]),
        effective_on=_day(row["current_version__effective_on"]),
        valid_until=date.fromordinal(lapsed.toordinal() - 1).isoformat() if lapsed else "",
        ended_from=_day(row["ended_from"]) if validity in {Validity.ABOLISHED, Validity.EXPIRED} else "",
        validity=str(validity.label),
        tone=VALIDITY_TONES[validity],
        published_on=_day(row["published_on"]),
        explained=_("interpreted") if explained else (_("interpretation missing") if owed else ""),
        explained_tone="ok" if explained else "warn",
        days_left=days_left(today, lapsed) if ends_soon else None,
        changed_by=changed,
    )


def _interpretation_row(row: Mapping[str, Any]) -> InterpretationRow:
    is_here = row["policy_id"] is not None and row["policy__visibility"] == "public"
    return InterpretationRow(
        url=reverse("disclosure:interpretation", args=[row["pk"]]),
        title=row["current_version__title"],
        form=str(InterpretationForm(row["form"]).label),
        office=row["department__short_name"],
        published_on=_day(row["published_on"]),
        policy_title=row["policy__current_version__title"] or row["external_title"]
        if is_here
        else row["external_title"],
        policy_url=reverse("disclosure:policy", args=[row["policy_id"]]) if is_here else "",
    )


def _policy_options(chosen: Mapping[str, Any]) -> dict[str, Any]:
    return _shared_options(chosen) | {
        "kinds": options(PolicyClass.choices, chosen.get("kind")),
        "validities": options(Validity.choices, chosen.get("validity")),
        "themes": options([(one, one) for one in THEMES], chosen.get("theme")),
        "explained": options(EXPLAINED, chosen.get("explained")),
        "expiring": bool(chosen.get("expiring")),
        "kept": [
            (name, PolicyFilterForm.base_fields[name].label, chosen[name])
            for name in ("drafter", "drafted_in")
            if getattr(chosen.get(name), "code", "")
        ],
    }


def _interpretation_options(chosen: Mapping[str, Any]) -> dict[str, Any]:
    return _shared_options(chosen) | {"forms": options(InterpretationForm.choices, chosen.get("form"))}


def _shared_options(chosen: Mapping[str, Any]) -> dict[str, Any]:
    offices = read_offices()
    return {
        "office_options": office_options(offices, getattr(chosen.get("office"), "code", "")),
        "branch_options": branch_options(offices, getattr(chosen.get("branch"), "code", "")),
        "words": chosen.get("q", ""),
        "year": str(chosen.get("year") or ""),
    }


def _plain(value: Any) -> Any:
    return "1" if value is True else getattr(value, "code", value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
