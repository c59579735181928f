"""What the pages of policies and interpretations show beside the document: facts, relations, what explains it.

Read from the annex of the version that is shown, so that an old version shows what was signed then.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from disclosure.items.models import Item
from disclosure.items.presentation import Fact
from disclosure.policies.models import Policy, StandingRelation
from disclosure.policies.statuses import PASSIVE, InterpretationForm, PolicyClass, RelationKind

ADDRESS = "/items/{}/"
"""Leads to the page of an item of any kind."""

Annex = Mapping[str, Any]


class RelationLine(NamedTuple):
    """One end of a relation, ready to print: what is said, of which document, since when. `url` may lead elsewhere."""

    words: str
    title: str
    number: str
    issuer: str
    url: str
    is_elsewhere: bool
    since: str


class Explanation(NamedTuple):
    """An interpretation as the page of its policy lists it."""

    pk: int
    title: str
    form: str
    office: str
    day: str
    url: str


def policy_facts(annex: Annex) -> list[Fact]:
    """Return the lines of the metadata table that a policy has beside those of an item."""
    if not annex:
        return []
    valid_until = annex["valid_until"] or _("no term")
    return [
        Fact(_("Class"), str(PolicyClass(annex["class"]).label)),
        Fact(_("Valid until"), valid_until),
    ]


def interpretation_facts(annex: Annex) -> list[Fact]:
    """Return who stands for an interpretation, as its page says it."""
    if not annex:
        return []
    facts = [
        Fact(_("Form"), str(InterpretationForm(annex["form"]).label)),
        Fact(_("Interpretation drafted by"), annex["drafter"]),
        Fact(_("Responsible official"), annex["responsible_official"]),
        Fact(_("Legal office"), annex["legal_office"]),
        Fact(_("Experts"), annex["experts"], is_wide=True),
    ]
    return [fact for fact in facts if fact.value]


def relation_lines(annex: Annex) -> list[RelationLine]:
    """Return what the policy says of other documents."""
    return [_said(one) for one in annex.get("relations", ())]


def relations_from_others(item: Item) -> list[RelationLine]:
    """Return what public policies say of this document: the other end of the same relations."""
    found = StandingRelation.objects.filter(target_id=item.pk).select_related("policy__current_version")
    return [_said_of(one) for one in found]


def explanations_of(policy: Policy) -> list[Explanation]:
    """Return the public interpretations of a policy, those in words first, then the newest."""
    found: Any = policy.interpretations.published().newest_first()
    return [
        Explanation(
            pk=one.pk,
            title=one.current_version.title,
            form=str(InterpretationForm(one.form).label),
            office=one.department.short_name,
            day=one.published_on.isoformat(),
            url=one.get_absolute_url(),
        )
        for one in found
    ]


def external_line(annex: Annex) -> RelationLine | None:
    """Return the policy elsewhere that an interpretation explains; None if it explains one of this site."""
    if not annex or not annex["external_title"]:
        return None
    return RelationLine(
        words="",
        title=annex["external_title"],
        number=annex["external_number"],
        issuer=annex["external_issuer"],
        url=annex["external_address"],
        is_elsewhere=True,
        since="",
    )


def days_left(today: date, lapsed_since: date | None) -> int | None:
    """Return how many days a policy still holds, today included; None without an end."""
    return (lapsed_since - today).days if lapsed_since else None


def _said(one: Annex) -> RelationLine:
    return RelationLine(
        words=str(RelationKind(one["kind"]).label),
        title=one["title"],
        number=one["number"],
        issuer=one["issuer"],
        url=ADDRESS.format(one["item"]) if one["item"] else one["address"],
        is_elsewhere=not one["item"],
        since=one["effective_on"] or "",
    )


def _said_of(one: StandingRelation) -> RelationLine:
    version: Any = one.policy.current_version
    return RelationLine(
        words=str(PASSIVE[one.kind]),
        title=version.title,
        number=version.document_number,
        issuer=version.issuing_offices,
        url=one.policy.get_absolute_url(),
        is_elsewhere=False,
        since=one.since.isoformat(),
    )
