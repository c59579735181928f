"""Policies that change each other, signed from several connections at once: nobody waits for ever, all stands."""

import pytest

from departments.models import Duty
from departments.officers.roles import Role
from disclosure.items.services import start_revision
from disclosure.models import Item, Policy, StandingRelation
from disclosure.policies.services import sign_interpretation, sign_policy, submit_policy
from tests.disclosure.items.test_publishing_together import office, together
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING
from tests.factories.policies import (
    ALL_WARNINGS,
    published_policy,
    relate,
    reviewed_interpretation,
    submitted_policy,
)

__all__ = ["office"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_that_abolish_the_same_one_both_stand(office):
    old = published_policy(office)
    later = [submitted_policy(office, relations=[("abolishes", old)]) for _number in range(4)]
    signatory = officer_in(office, Role.SIGNATORY)
    found = together(
        [lambda one=one: sign_policy(one, by=signatory, at=MORNING, confirmed=ALL_WARNINGS) for one in later]
    )
    assert all(isinstance(one, Policy) for one in found)
    assert StandingRelation.objects.filter(target=old.item).count() == 4
    assert Item.objects.get(pk=old.pk).abolished_since is not None


def test_two_that_amend_each_other_do_not_wait_for_each_other(office):
    pairs = [(published_policy(office), published_policy(office)) for _number in range(3)]
    waiting = []
    for one, other in pairs:
        for policy, target in ((one, other), (other, one)):
            start_revision(policy.item, by=policy.author, at=MORNING, reason="互相修改")
            policy = Policy.objects.get(pk=policy.pk)
            relate(policy, "amends", target)
            waiting.append(submit_policy(policy, by=policy.author, at=MORNING))
    signatory = officer_in(office, Role.SIGNATORY)
    found = together(
        [lambda one=one: sign_policy(one, by=signatory, at=MORNING, confirmed=ALL_WARNINGS) for one in waiting]
    )
    assert all(isinstance(one, Policy) for one in found)
    assert not Item.objects.filter(kind="policy", amended_since=None).exists()


def test_several_interpretations_at_once_meet_the_duty_once(office):
    policy = published_policy(office)
    waiting = [reviewed_interpretation(office, policy=policy) for _number in range(4)]
    signatory = officer_in(office, Role.SIGNATORY)
    together(
        [lambda one=one: sign_interpretation(one, by=signatory, at=MORNING, confirmed=ALL_WARNINGS) for one in waiting]
    )
    duty = Duty.objects.get()
    assert duty.met_on is not None
    assert duty.events.filter(kind="met").count() == 1
