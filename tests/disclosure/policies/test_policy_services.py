"""What publishing, correcting and withdrawing a policy does to others and to what is owed."""

from datetime import date, timedelta

import pytest

from departments.models import Duty
from departments.officers.roles import Role
from disclosure.items import services as items
from disclosure.items.digests import verify_versions
from disclosure.items.publication import chain_of, working_digest
from disclosure.items.statuses import ItemStatus, Validity
from disclosure.items.validity import validity_on
from disclosure.models import Item, Policy, StandingRelation
from disclosure.policies import services
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING, published
from tests.factories.policies import (
    ALL_WARNINGS,
    policy_draft,
    policy_under_revision,
    published_interpretation,
    published_policy,
    relate,
    submitted_policy,
    withdrawn_policy,
)

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(days=3)
TODAY = date(2014, 6, 20)


def validity_of(item: Item, today: date = TODAY) -> Validity:
    item = Item.objects.select_related("current_version").get(pk=item.pk)
    version = item.current_version
    return validity_on(today, version.validity, version.effective_on, version.abolished_on, item.register)


def corrected(office):
    policy = policy_under_revision(office)
    policy.body = "<p>更正后的正文。</p>"
    return services.save_policy(policy, by=policy.author, at=MORNING)


MAKERS = {
    "draft": policy_draft,
    "submitted": submitted_policy,
    "published": published_policy,
    "under revision": corrected,
    "withdrawn": withdrawn_policy,
}
STEPS = {
    "submit": lambda policy, by: services.submit_policy(policy, by=by, at=LATER),
    "sign": lambda policy, by: services.sign_policy(policy, by=by, at=LATER, confirmed=ALL_WARNINGS),
    "drop": lambda policy, by: services.drop_policy_revision(policy, by=by, at=LATER),
    "withdraw": lambda policy, by: services.withdraw_policy(policy, by=by, at=LATER, reason="内容有误"),
}
ALLOWED = {
    "submit": {"draft", "under revision"},
    "sign": {"submitted"},
    "drop": {"under revision"},
    "withdraw": {"draft", "submitted", "published", "under revision"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", MAKERS)
def test_each_step_is_taken_in_its_states_and_refused_in_all_others(bureau, step, state):
    policy = MAKERS[state](bureau)
    actor = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    before = Policy.objects.filter(pk=policy.pk).values().get()
    if state in ALLOWED[step]:
        STEPS[step](policy, actor)
        assert Policy.objects.get(pk=policy.pk).status != before["status"]
        return
    with pytest.raises(WrongState):
        STEPS[step](policy, actor)
    assert Policy.objects.filter(pk=policy.pk).values().get() == before


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_refused_to_an_officer_of_another_office(bureau, outsider, step):
    policy = MAKERS[sorted(ALLOWED[step])[0]](bureau)
    with pytest.raises(NotAllowed):
        STEPS[step](policy, outsider)
    assert Policy.objects.get(pk=policy.pk).status == policy.status


@pytest.mark.parametrize(
    "step",
    [
        lambda item, by: items.submit_item(item, by=by, at=LATER),
        lambda item, by: items.sign_item(item, by=by, at=LATER),
        lambda item, by: items.drop_revision(item, by=by, at=LATER),
        lambda item, by: items.withdraw_item(item, by=by, at=LATER, reason="x"),
    ],
)
def test_the_services_of_plain_documents_leave_policies_alone(bureau, step):
    policy = submitted_policy(bureau)
    with pytest.raises(WrongState) as refused:
        step(policy.item, officer_in(bureau, Role.AUTHOR, Role.SIGNATORY))
    assert refused.value.code == "kind"
    assert Policy.objects.get(pk=policy.pk).status == ItemStatus.SUBMITTED


def test_abolishing_takes_effect_with_the_publication_and_both_ends_say_so(bureau):
    old = published_policy(bureau)
    new = submitted_policy(bureau, relations=[("abolishes", old)], effective_on=date(2014, 6, 18))
    assert validity_of(old) == Validity.EFFECTIVE
    services.sign_policy(new, by=officer_in(bureau, Role.SIGNATORY), at=LATER, confirmed=ALL_WARNINGS)
    assert validity_of(old, date(2014, 6, 17)) == Validity.EFFECTIVE
    assert validity_of(old, date(2014, 6, 18)) == Validity.ABOLISHED
    assert old.relations_from.get().policy_id == new.pk


def test_amending_marks_the_other_and_a_plain_document_can_be_amended_too(bureau):
    document = published(bureau)
    published_policy(bureau, relations=[("amends", document)])
    assert validity_of(document) == Validity.AMENDED


def test_versions_of_what_was_abolished_stay_as_they_were_signed(bureau):
    old = published_policy(bureau)
    version = old.current_version
    published_policy(bureau, relations=[("abolishes", old)])
    assert Policy.objects.get(pk=old.pk).current_version_id == version.pk
    assert verify_versions(chain_of(old.item)) == []


def test_withdrawing_the_later_policy_restores_what_it_abolished(bureau):
    old = published_policy(bureau)
    new = published_policy(bureau, relations=[("abolishes", old)])
    services.withdraw_policy(new, by=new.signed_by, at=LATER, reason="发布有误")
    assert validity_of(old) == Validity.EFFECTIVE
    assert not StandingRelation.objects.exists()


def test_a_correction_without_the_relation_restores_the_other_only_once_it_is_signed(bureau):
    old = published_policy(bureau)
    new = published_policy(bureau, relations=[("abolishes", old)])
    items.start_revision(new.item, by=new.author, at=LATER, reason="废止关系有误")
    new = Policy.objects.get(pk=new.pk)
    new.relations.all().delete()
    services.submit_policy(new, by=new.author, at=LATER)
    assert validity_of(old) == Validity.ABOLISHED
    services.sign_policy(new, by=officer_in(bureau, Role.SIGNATORY), at=LATER, confirmed=ALL_WARNINGS)
    assert validity_of(old) == Validity.EFFECTIVE
    assert Policy.objects.get(pk=new.pk).current_version.number == 2


def test_giving_a_correction_up_brings_facts_and_relations_back(bureau):
    old = published_policy(bureau)
    new = policy_under_revision(bureau, relations=[("abolishes", old)])
    new.relations.all().delete()
    relate(new, "implements", external_title="安徽省大气污染防治条例")
    new.policy_class = "other"
    services.save_policy(new, by=new.author, at=LATER)
    new = services.drop_policy_revision(new, by=new.author, at=LATER)
    assert [(one.kind, one.target_id) for one in new.relations.all()] == [("abolishes", old.pk)]
    assert new.policy_class == "normative"
    assert new.status == ItemStatus.PUBLISHED


@pytest.mark.parametrize(("named", "last_day"), [(None, date(2021, 6, 30)), (date(2018, 12, 31), date(2018, 12, 31))])
def test_a_term_is_counted_anew_by_the_correction_that_follows_one_given_up(bureau, named, last_day):
    policy = policy_under_revision(bureau, effective_on=date(2014, 7, 1), valid_until=named)
    policy = services.drop_policy_revision(policy, by=policy.author, at=LATER)
    assert policy.valid_until == named
    items.start_revision(policy.item, by=policy.author, at=LATER, reason="施行日期有误")
    policy = Policy.objects.get(pk=policy.pk)
    policy.effective_on = date(2016, 7, 1)
    policy = services.save_policy(policy, by=policy.author, at=LATER)
    policy = services.submit_policy(policy, by=policy.author, at=LATER)
    policy = services.sign_policy(policy, by=officer_in(bureau, Role.SIGNATORY), at=LATER, confirmed=ALL_WARNINGS)
    assert policy.lapsed_since == last_day + timedelta(days=1)


def test_a_day_named_by_a_document_older_than_every_rule_of_terms_is_brought_back(bureau):
    policy = policy_under_revision(
        bureau, formed_on=date(1990, 1, 1), effective_on=date(1990, 1, 1), valid_until=date(2030, 1, 1)
    )
    policy = services.drop_policy_revision(policy, by=policy.author, at=LATER)
    assert policy.valid_until == date(2030, 1, 1)


@pytest.mark.parametrize("kind", ["amends", "abolishes"])
def test_no_office_changes_what_another_one_made(bureau, other_bureau, kind):
    foreign = published_policy(other_bureau)
    policy = policy_draft(bureau)
    relate(policy, kind, foreign)
    with pytest.raises(Refusal) as refused:
        services.submit_policy(policy, by=policy.author, at=LATER)
    assert refused.value.code == "relation_not_yours"
    assert validity_of(foreign) == Validity.EFFECTIVE


def test_the_city_may_abolish_what_an_office_below_it_made_and_a_successor_what_it_inherited(city, bureau):
    below = published_policy(bureau)
    published_policy(city, relations=[("abolishes", below)])
    assert validity_of(below) == Validity.ABOLISHED
    successor = DepartmentFactory(parent=city, predecessors=[bureau])
    inherited = published_policy(bureau)
    published_policy(successor, relations=[("abolishes", inherited)])
    assert validity_of(inherited) == Validity.ABOLISHED


def test_a_relation_to_what_was_withdrawn_since_is_not_signed(bureau, signatory):
    gone = published(bureau, by=signatory)
    policy = submitted_policy(bureau, relations=[("amends", gone)])
    items.withdraw_item(gone, by=signatory, at=LATER, reason="含个人信息。")
    with pytest.raises(Refusal) as refused:
        services.sign_policy(policy, by=signatory, at=LATER, confirmed=ALL_WARNINGS)
    assert refused.value.code == "relation_not_public"


def test_a_relation_to_what_nobody_can_read_is_refused(bureau):
    policy = policy_draft(bureau)
    relate(policy, "implements", policy_draft(bureau))
    with pytest.raises(Refusal) as refused:
        services.submit_policy(policy, by=policy.author, at=LATER)
    assert refused.value.code == "relation_not_public"


@pytest.mark.parametrize(
    ("fields", "lapsed_since"),
    [
        ({"term_rule": "policy-term-5-years", "effective_on": date(2014, 6, 1)}, date(2019, 6, 1)),
        ({"term_rule": "policy-term-2-years", "effective_on": date(2012, 2, 29)}, date(2014, 3, 1)),
        ({"term_rule": "policy-term-5-years", "effective_on": None, "formed_on": date(2014, 6, 12)}, date(2019, 6, 12)),
        ({"term_rule": ""}, None),
        ({"term_rule": "", "valid_until": date(2015, 12, 31)}, date(2016, 1, 1)),
        ({"term_rule": "policy-term-5-years", "valid_until": date(2015, 12, 31)}, date(2016, 1, 1)),
    ],
)
def test_the_term_ends_by_the_document_or_by_its_rule(bureau, fields, lapsed_since):
    assert published_policy(bureau, **fields).lapsed_since == lapsed_since


@pytest.mark.parametrize("field", ["valid_until", "effective_on"])
def test_a_policy_for_ever_has_no_last_day(bureau, field):
    policy = policy_draft(bureau, **{field: date(9999, 12, 31)})
    with pytest.raises(Refusal) as refused:
        services.submit_policy(policy, by=policy.author, at=LATER)
    assert refused.value.code == "ends_never"


def test_a_policy_cannot_end_before_it_begins(bureau):
    policy = policy_draft(bureau, valid_until=date(2014, 5, 31))
    with pytest.raises(Refusal) as refused:
        services.submit_policy(policy, by=policy.author, at=LATER)
    assert refused.value.code == "ends_too_early"


def test_the_signatory_signs_the_relations_too(bureau):
    policy = submitted_policy(bureau)
    seen = working_digest(policy.item)
    services_author = policy.author
    items.return_item(policy.item, by=services_author, at=LATER, reason="补充依据")
    relate(policy, "based_on", external_title="安徽省大气污染防治条例")
    services.submit_policy(policy, by=services_author, at=LATER)
    with pytest.raises(WrongState):
        services.sign_policy(policy, by=officer_in(bureau, Role.SIGNATORY), at=LATER, seen=seen, confirmed=ALL_WARNINGS)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"interpretation_plan": " "}, "confirm_no_plan"),
        ({"must_be_interpreted": False}, "confirm_not_interpreted"),
    ],
)
def test_a_doubtful_policy_is_signed_only_once_that_was_confirmed(bureau, fields, code):
    policy, signatory = submitted_policy(bureau, **fields), officer_in(bureau, Role.SIGNATORY)
    with pytest.raises(Refusal) as refused:
        services.sign_policy(policy, by=signatory, at=LATER)
    assert refused.value.code == code
    assert Policy.objects.get(pk=policy.pk).status == ItemStatus.SUBMITTED
    services.sign_policy(policy, by=signatory, at=LATER, confirmed=[code.removeprefix("confirm_")])


def test_publication_opens_a_duty_of_the_drafting_office(bureau, other_bureau):
    policy = published_policy(bureau, drafting_department=other_bureau)
    duty = Duty.objects.get(kind="interpretation")
    assert (duty.department, duty.subject_key, duty.due_on) == (other_bureau, str(policy.pk), date(2014, 6, 19))
    assert policy.interpretation_duty == duty


def test_a_policy_that_asks_for_none_opens_no_duty(bureau):
    published_policy(bureau, policy_class="other", must_be_interpreted=False)
    assert not Duty.objects.exists()


def test_the_other_version_of_the_rule_asks_for_it_at_the_same_time(bureau):
    duty = published_policy(bureau, interpretation_rule="interpret-same-time").interpretation_duty
    assert duty.due_at == MORNING + timedelta(hours=1)


def test_withdrawing_the_policy_cancels_the_duty(bureau):
    policy = withdrawn_policy(bureau)
    assert policy.interpretation_duty.cancelled_on == date(2014, 6, 16)
    assert policy.interpretation_duty.events.last().reason == "policy_withdrawn"


def test_a_correction_does_not_start_the_clock_anew_nor_ask_twice(bureau):
    policy = policy_under_revision(bureau)
    published_interpretation(bureau, policy=policy)
    policy = Policy.objects.get(pk=policy.pk)
    policy.body = "<p>更正后的正文。</p>"
    services.save_policy(policy, by=policy.author, at=LATER)
    services.submit_policy(policy, by=policy.author, at=LATER)
    services.sign_policy(policy, by=officer_in(bureau, Role.SIGNATORY), at=LATER, confirmed=ALL_WARNINGS)
    assert Duty.objects.get().met_on == date(2014, 6, 16)


def test_a_correction_that_asks_for_none_any_more_cancels_the_duty(bureau):
    policy = policy_under_revision(bureau)
    policy.must_be_interpreted = False
    services.save_policy(policy, by=policy.author, at=LATER)
    assert Duty.objects.get().is_open
    services.submit_policy(policy, by=policy.author, at=LATER)
    services.sign_policy(policy, by=officer_in(bureau, Role.SIGNATORY), at=LATER, confirmed=ALL_WARNINGS)
    assert Duty.objects.get().events.last().reason == "not_owed"
