"""What is done with policies. The course is that of every item (disclosure/items/services.py); what a policy changes in
the register of validity, and what its drafting office owes, changes in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.duties.actors import officer_actor
from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.items.filters import LAST_YEAR
from disclosure.items.services import (
    drop_carrier_revision,
    require_permission,
    save_draft,
    sign_carrier,
    submit_carrier,
    withdraw_carrier,
)
from disclosure.items.statuses import ItemKind, ItemStatus
from disclosure.policies.annexes import policy_annex, restore_policy
from disclosure.policies.models import Policy
from disclosure.policies.register import (
    enter_policy,
    lock_items,
    refresh_validity,
    settle_interpretation,
    strike_policy,
    targets_of,
)
from disclosure.policies.statuses import CHANGING
from disclosure.policies.warnings import policy_warnings, require_confirmed
from foundation.refusals import Refusal, WrongState

ENDS_NEVER = _("Give a day before the year 3000; what holds without end has no term.")

REGISTERED = ("listed_class", "owes_interpretation", "interpreted_on", "interpretation_duty", "expiry_told_for")
"""What publication, interpretations and time write into a policy, and no author."""


@transaction.atomic
def save_policy(policy: Policy, *, by: Officer, at: datetime) -> Policy:
    """Store a new policy or a changed working copy; see `save_draft`. Its relations are rows of their own.

    The register's columns are taken as they are now: an interpretation may have been signed since `policy` was loaded.
    """
    policy.kind = ItemKind.POLICY
    if policy.pk:
        lock_items([policy.pk])
        policy.refresh_from_db(fields=REGISTERED)
    save_draft(policy, by=by, at=at)
    return policy


@transaction.atomic
def submit_policy(policy: Policy, *, by: Officer, at: datetime) -> Policy:
    """Hand a policy to the signatories: its facts and relations are written into the annex that they will sign.

    Raises NotAllowed, WrongState, or Refusal for a relation that the office may not make or that leads nowhere.
    """
    lock_items([policy.pk])
    policy = Policy.objects.select_related("department").get(pk=policy.pk)
    require_permission(policy, by, "disclosure.submit_item", at)
    if policy.status != ItemStatus.DRAFT:
        raise WrongState(_("Only a draft can be submitted."))
    _require_sound_dates(policy)
    _require_sound_relations(policy)
    policy.annex = policy_annex(policy)
    policy.save(update_fields=["annex"])
    submit_carrier(policy.item, by=by, at=at)
    return Policy.objects.get(pk=policy.pk)


@transaction.atomic
def sign_policy(
    policy: Policy, *, by: Officer, at: datetime, seen: str = "", confirmed: Collection[str] = ()
) -> Policy:
    """Publish a submitted policy; what it amends or abolishes changes its validity, and an interpretation falls due.

    `confirmed` are the codes of warnings that the signatory accepted. Raises NotAllowed or WrongState as `sign_item`
    does, Refusal for a relation as `submit_policy` does and `confirm_…` for a warning not confirmed.
    """
    touched = {policy.pk, *targets_of(policy)}
    lock_items(touched)
    policy = Policy.objects.get(pk=policy.pk)
    if policy.status == ItemStatus.SUBMITTED:
        require_permission(policy, by, "disclosure.sign_item", at)
        _require_sound_relations(policy)  # what it changes may have been withdrawn since it was handed in
        require_confirmed(policy_warnings(policy), confirmed)
    sign_carrier(policy.item, by=by, at=at, seen=seen)
    policy = enter_policy(Policy.objects.get(pk=policy.pk), at=at)
    refresh_validity(touched, at=at)
    return settle_interpretation(policy, by=officer_actor(by), at=at)


@transaction.atomic
def drop_policy_revision(policy: Policy, *, by: Officer, at: datetime) -> Policy:
    """Give up a correction: words, facts and relations become again what the public reads."""
    item = drop_carrier_revision(policy.item, by=by, at=at)
    policy = Policy.objects.get(pk=policy.pk)
    if item.annex:
        restore_policy(policy, item.annex)
    return policy


@transaction.atomic
def withdraw_policy(policy: Policy, *, by: Officer, at: datetime, reason: str) -> Policy:
    """Take a policy back: what it changed stands as before, and nothing is owed for it. Raises as `withdraw_item`."""
    touched = {policy.pk, *targets_of(policy)}
    lock_items(touched)
    withdraw_carrier(policy.item, by=by, at=at, reason=reason)
    policy = Policy.objects.get(pk=policy.pk)
    strike_policy(policy)
    refresh_validity(touched, at=at)
    return settle_interpretation(policy, by=officer_actor(by), at=at)


def may_change(office: Department, target_office: Department) -> bool:
    """Tell whether `office` may amend or abolish what `target_office` issued: its own, a predecessor's, of one below.

    Source: a document is changed or abolished by the office that made it, or by one above it (立法法 第九十七条 by
    analogy; 行政规范性文件: 谁制定、谁清理).
    """
    return target_office.path.startswith(office.path) or office.pk in Department.objects.heirs_of(target_office)


def _require_sound_dates(policy: Policy) -> None:
    begin = policy.effective_on or policy.formed_on
    if max(begin, policy.valid_until or begin).year > LAST_YEAR:
        raise Refusal(ENDS_NEVER, code="ends_never")
    if policy.valid_until and policy.valid_until < begin:
        raise Refusal(_("The policy can't end before it takes effect; mend “valid until”."), code="ends_too_early")


def _require_sound_relations(policy: Policy) -> None:
    """Refuse relations to what nobody can read, and changes to what another office made."""
    for relation in policy.relations.select_related("target__department"):
        target = relation.target
        if target is None:
            continue
        if not target.is_public:
            raise Refusal(
                _("“%(title)s” is not public; a relation must lead to what everybody can read.") % {"title": target},
                code="relation_not_public",
            )
        if relation.kind in CHANGING and not may_change(policy.department, target.department):
            raise Refusal(
                _("“%(title)s” was issued by %(office)s; only that office or one above it can amend or abolish it.")
                % {"title": target, "office": target.department.name},
                code="relation_not_yours",
            )
