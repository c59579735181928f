"""What a policy or an interpretation says beside its words, as the annex that is signed and stands in the version.

Rows to plain JSON when an item is submitted, and back to rows when a correction is given up.
"""

from datetime import date, datetime
from typing import Any

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import ONE_DAY
from departments.duties.clock import Opened
from departments.duties.journal import plain_rule
from departments.duties.kinds import Unit
from departments.duties.reckoning import reckon
from departments.duties.rules import rule_in_force
from disclosure.items.models import Item
from disclosure.policies.models import Interpretation, Policy, PolicyRelation
from foundation.refusals import Refusal

EXTERNAL = ("external_title", "external_number", "external_issuer", "external_address")


def policy_annex(policy: Policy) -> dict[str, Any]:
    """Return the facts of a policy's working copy: class, term, whether an interpretation is owed, relations."""
    return {
        "class": policy.policy_class,
        "term_rule": policy.term_rule,
        "valid_until": _iso(last_day_of(policy)),
        "must_be_interpreted": policy.must_be_interpreted,
        "relations": [_relation(row) for row in policy.relations.select_related("target__current_version")],
    }


def interpretation_annex(interpretation: Interpretation) -> dict[str, Any]:
    """Return the facts of an interpretation's working copy: what it explains, in which form, and by whom."""
    policy = interpretation.policy
    return {
        "form": interpretation.form,
        "policy": policy.pk if policy else None,
        **{name: getattr(interpretation, name) for name in EXTERNAL},
        "drafter": interpretation.drafter,
        "responsible_official": interpretation.responsible_official,
        "legal_office": interpretation.legal_office.name if interpretation.legal_office else "",
        "experts": interpretation.experts,
    }


def last_day_of(policy: Policy) -> date | None:
    """Return the last day on which the policy holds: as it says itself, else by the rule of its term; None: no end.

    A term runs from the day of effect, else of signature, and ends on the day before the same day of its last month; of
    29 February, which most years do not have, with the last day of the month (民法典 第二百零二条).
    """
    if policy.valid_until or not policy.term_rule:
        return policy.valid_until
    begin = policy.effective_on or policy.formed_on
    noon = datetime.fromisoformat(f"{begin.isoformat()}T12:00:00+08:00")
    rule = plain_rule(rule_in_force(policy.term_rule, begin))
    same_day = reckon(rule, [Opened(at=noon)], current_calendar()).due_on
    is_missing = rule.unit == Unit.MONTH and same_day.day < begin.day
    return same_day if is_missing else same_day - ONE_DAY


def restore_policy(policy: Policy, annex: dict[str, Any]) -> None:
    """Make the working copy's facts again what the published annex says."""
    policy.policy_class = annex["class"]
    policy.term_rule = annex["term_rule"]
    policy.valid_until = _named_end(policy, day_of(annex["valid_until"]))
    policy.must_be_interpreted = annex["must_be_interpreted"]
    policy.save()
    policy.relations.all().delete()
    PolicyRelation.objects.bulk_create(
        PolicyRelation(
            policy=policy,
            kind=one["kind"],
            target_id=one["item"],
            effective_on=day_of(one["effective_on"]),
            **(
                {}
                if one["item"]
                else {f"external_{name}": one[name] for name in ("title", "number", "issuer", "address")}
            ),
        )
        for one in annex["relations"]
    )


def restore_interpretation(interpretation: Interpretation, annex: dict[str, Any]) -> None:
    """Make the working copy's facts again what the published annex says; the legal office's name is history."""
    interpretation.form = annex["form"]
    interpretation.policy_id = annex["policy"]
    for name in (*EXTERNAL, "drafter", "responsible_official", "experts"):
        setattr(interpretation, name, annex[name])
    interpretation.save()


def day_of(text: str | None) -> date | None:
    """Return a day of an annex."""
    return date.fromisoformat(text) if text else None


def _named_end(policy: Policy, last_day: date | None) -> date | None:
    """Return the last day that the policy names itself; None where its term counts it, also from other dates then."""
    policy.valid_until = None
    try:
        counted = last_day_of(policy)
    except Refusal:  # older than every rule of terms
        return last_day
    return None if counted == last_day else last_day


def _relation(row: PolicyRelation) -> dict[str, Any]:
    target: Item | None = row.target
    shown = target.current_version or target if target else None
    return {
        "kind": row.kind,
        "item": target.pk if target else None,
        "title": shown.title if shown else row.external_title,
        "number": shown.document_number if shown else row.external_number,
        "issuer": "" if target else row.external_issuer,
        "address": "" if target else row.external_address,
        "effective_on": _iso(row.effective_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
