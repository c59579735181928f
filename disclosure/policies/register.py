"""The register that follows from what is public: validity, interpretations, duties. Used by services alone.

Everything here runs inside the transaction of a publication or withdrawal, which holds the rows of the items.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from departments.calendar.workcalendar import ONE_DAY
from departments.duties.actors import Actor
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.duties.services import cancel_duty, meet_duty, open_duty, rule_in_force
from disclosure.items.models import Item, Version
from disclosure.items.services import announce
from disclosure.policies.annexes import day_of
from disclosure.policies.models import Policy, StandingRelation
from disclosure.policies.statuses import SUBJECT_KIND, RelationKind


def lock_items(keys: Iterable[int]) -> None:
    """Hold the rows of items until the transaction ends, always in the same order: no two wait for each other."""
    list(Item.objects.select_for_update(of=("self",)).filter(pk__in=set(keys)).order_by("pk").values_list("pk"))


def targets_of(policy: Policy) -> set[int]:
    """Return the items (primary keys) that the policy changes now or will change with its working copy."""
    standing = policy.standing_relations.values_list("target_id", flat=True)
    drafted = policy.relations.exclude(target=None).values_list("target_id", flat=True)
    return {*standing, *drafted}


def enter_policy(policy: Policy, *, at: datetime) -> Policy:
    """Write into the register what the version just published says: class, term, relations, whether it is explained."""
    version: Any = policy.current_version
    annex = version.annex
    valid_until = day_of(annex["valid_until"])
    policy.lapsed_since = valid_until + ONE_DAY if valid_until else None
    policy.listed_class = annex["class"]
    policy.owes_interpretation = annex["must_be_interpreted"]
    policy.save()
    _replace_relations(policy, version, annex["relations"])
    return policy


def strike_policy(policy: Policy) -> None:
    """Take a withdrawn policy's relations out of the register: what it changed stands as before."""
    policy.standing_relations.all().delete()


def refresh_validity(keys: Iterable[int], *, at: datetime) -> None:
    """Reckon anew since when documents are amended or abolished, from what public policies say of them.

    Moves `updated_at` along, so that nobody who loaded the row before overwrites the register with what was.
    """
    for key in sorted(set(keys)):
        said = StandingRelation.objects.filter(target_id=key)
        since = said.aggregate(
            amended_since=Min("since", filter=Q(kind=RelationKind.AMENDS)),
            abolished_since=Min("since", filter=Q(kind=RelationKind.ABOLISHES)),
        )
        if Item.objects.filter(pk=key).exclude(**since).update(**since, updated_at=at):
            announce(Item.objects.get(pk=key))


def settle_interpretation(policy: Policy, *, by: Actor, at: datetime) -> Policy:
    """Let `interpreted_on` and the duty of the drafting office follow from what is public now.

    An interpretation owed and missing opens the duty (again, after the only one was withdrawn); one that is public
    meets it; where none is owed any more, or the policy is gone, it is cancelled.
    """
    explained = policy.interpretations.meeting_duty(policy.drafting_office)
    policy.interpreted_on = explained.aggregate(day=Min("published_on"))["day"]
    duty = policy.interpretation_duty
    is_owed = policy.is_public and policy.owes_interpretation
    if duty is not None and duty.is_open:
        if not is_owed:
            reason = "not_owed" if policy.is_public else "policy_withdrawn"
            policy.interpretation_duty = cancel_duty(duty, at=at, by=by, reason=reason)
        elif policy.interpreted_on:
            policy.interpretation_duty = meet_duty(duty, at=at, by=by)
    elif is_owed and policy.interpreted_on is None:
        policy.interpretation_duty = _open_duty(policy, by=by, at=at)
    policy.save(update_fields=["interpreted_on", "interpretation_duty"])
    return policy


def _open_duty(policy: Policy, *, by: Actor, at: datetime) -> Duty:
    version: Any = policy.current_version
    return open_duty(
        department=policy.drafting_office,
        kind=DutyKind.INTERPRETATION,
        subject_kind=SUBJECT_KIND,
        subject_key=str(policy.pk),
        title=version.title,
        rule=rule_in_force(policy.interpretation_rule, timezone.localdate(at)),
        starts_at=at,
        at=at,
        by=by,
    )


def _replace_relations(policy: Policy, version: Version, said: list[dict[str, Any]]) -> None:
    begin: date = version.effective_on or policy.published_on or version.formed_on
    policy.standing_relations.all().delete()
    StandingRelation.objects.bulk_create(
        StandingRelation(
            policy=policy, kind=one["kind"], target_id=one["item"], since=day_of(one["effective_on"]) or begin
        )
        for one in said
        if one["item"]
    )
