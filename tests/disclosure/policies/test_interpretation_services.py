"""The two parties before the signature, and what a published interpretation meets."""

from datetime import date, timedelta

import pytest

from departments.duties.succession import hand_over_duties
from departments.duties.verifying import find_differences
from departments.models import Department, Duty, DutyEvent
from departments.officers.roles import Role
from disclosure.items.publication import working_digest
from disclosure.items.services import start_revision
from disclosure.models import Interpretation, Policy
from disclosure.policies import services
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING
from tests.factories.policies import (
    ALL_WARNINGS,
    POLICY_BODY,
    interpretation_draft,
    published_interpretation,
    published_policy,
    reviewed_interpretation,
    submitted_interpretation,
    submitted_policy,
    withdrawn_interpretation,
)

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(days=1)


def under_revision(office):
    public = published_interpretation(office)
    start_revision(public.item, by=public.author, at=MORNING, reason="补充例子")
    public = Interpretation.objects.get(pk=public.pk)
    public.body += "<p>再举一例。</p>"
    return services.save_interpretation(public, by=public.author, at=MORNING)


MAKERS = {
    "draft": interpretation_draft,
    "submitted": submitted_interpretation,
    "reviewed": reviewed_interpretation,
    "published": published_interpretation,
    "under revision": under_revision,
    "withdrawn": withdrawn_interpretation,
}
STEPS = {
    "submit": lambda one, by: services.submit_interpretation(one, by=by, at=LATER),
    "review": lambda one, by: services.review_interpretation(one, by=by, at=LATER),
    "return": lambda one, by: services.return_interpretation(one, by=by, at=LATER, reason="例子不当"),
    "sign": lambda one, by: services.sign_interpretation(one, by=by, at=LATER, confirmed=ALL_WARNINGS),
    "drop": lambda one, by: services.drop_interpretation_revision(one, by=by, at=LATER),
    "withdraw": lambda one, by: services.withdraw_interpretation(one, by=by, at=LATER, reason="有误"),
}
ALLOWED = {
    "submit": {"draft", "under revision"},
    "review": {"submitted"},
    "return": {"submitted", "reviewed"},
    "sign": {"reviewed"},
    "drop": {"under revision"},
    "withdraw": {"draft", "submitted", "reviewed", "published", "under revision"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", MAKERS)
def test_each_step_is_taken_in_its_states_and_refused_in_all_others(bureau, step, state):
    interpretation = MAKERS[state](bureau)
    actor = officer_in(bureau, Role.AUTHOR, Role.LEGAL, Role.SIGNATORY)
    rows = Interpretation.objects.filter(pk=interpretation.pk)
    before = rows.values().get()
    if state in ALLOWED[step]:
        STEPS[step](interpretation, actor)
        assert rows.values().get() != before
        return
    with pytest.raises(WrongState):
        STEPS[step](interpretation, actor)
    assert rows.values().get() == before


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_refused_to_an_officer_of_another_office(bureau, outsider, step):
    interpretation = MAKERS[sorted(ALLOWED[step])[0]](bureau)
    with pytest.raises(NotAllowed):
        STEPS[step](interpretation, outsider)


def test_nobody_takes_two_of_the_three_steps(bureau):
    everything = officer_in(bureau, Role.AUTHOR, Role.LEGAL, Role.SIGNATORY)
    draft = interpretation_draft(bureau)
    handed_in = services.submit_interpretation(draft, by=everything, at=MORNING)
    with pytest.raises(NotAllowed):
        services.review_interpretation(handed_in, by=everything, at=MORNING)
    reviewed = services.review_interpretation(handed_in, by=officer_in(bureau, Role.LEGAL, Role.SIGNATORY), at=MORNING)
    with pytest.raises(NotAllowed):
        services.sign_interpretation(reviewed, by=everything, at=MORNING)
    with pytest.raises(NotAllowed) as refused:
        services.sign_interpretation(reviewed, by=reviewed.reviewed_by, at=MORNING)
    assert refused.value.code == "own_review"


def test_a_review_that_fell_is_a_step_too_but_the_same_lawyer_may_review_again(bureau):
    lawyer, signatory = officer_in(bureau, Role.LEGAL, Role.SIGNATORY), officer_in(bureau, Role.SIGNATORY)
    asked = submitted_interpretation(bureau)
    first = services.review_interpretation(asked, by=lawyer, at=MORNING)
    back = services.return_interpretation(first, by=first.author, at=MORNING, reason="改一句")
    again = services.submit_interpretation(back, by=back.author, at=MORNING)
    again = services.review_interpretation(again, by=officer_in(bureau, Role.LEGAL), at=MORNING)
    with pytest.raises(NotAllowed) as refused:
        services.sign_interpretation(again, by=lawyer, at=MORNING)
    assert refused.value.code == "own_review"
    back = services.return_interpretation(again, by=signatory, at=MORNING, reason="再改")
    again = services.submit_interpretation(back, by=back.author, at=MORNING)
    again = services.review_interpretation(again, by=lawyer, at=MORNING)
    assert services.sign_interpretation(again, by=signatory, at=MORNING, confirmed=ALL_WARNINGS).is_public


def test_the_legal_office_reviews_what_it_was_asked_and_sees_nothing_else(bureau, other_bureau):
    asked = submitted_interpretation(bureau, legal_office=other_bureau)
    kept = submitted_interpretation(bureau)
    lawyer = officer_in(other_bureau, Role.LEGAL)
    assert list(Interpretation.objects.visible_to(lawyer, MORNING.date())) == [asked]
    services.review_interpretation(asked, by=lawyer, at=LATER, note="已请专家核对第二条。")
    with pytest.raises(NotAllowed):
        services.review_interpretation(kept, by=lawyer, at=LATER)


def test_a_review_stands_for_the_words_that_were_read(bureau):
    reviewed = reviewed_interpretation(bureau)
    back = services.return_interpretation(reviewed, by=reviewed.author, at=LATER, reason="改一句")
    back.body += "<p>改后的一句。</p>"
    services.save_interpretation(back, by=back.author, at=LATER)
    again = services.submit_interpretation(back, by=back.author, at=LATER)
    with pytest.raises(WrongState) as refused:
        services.sign_interpretation(again, by=officer_in(bureau, Role.SIGNATORY), at=LATER)
    assert refused.value.code == "not_reviewed"


def test_the_reviewer_reviews_what_was_shown(bureau):
    handed_in = submitted_interpretation(bureau)
    lawyer = officer_in(bureau, Role.LEGAL)
    with pytest.raises(WrongState):
        services.review_interpretation(handed_in, by=lawyer, at=LATER, seen="0" * 64)
    seen = working_digest(handed_in.item)
    assert services.review_interpretation(handed_in, by=lawyer, at=LATER, seen=seen).reviewed_by == lawyer


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("drafter", "drafter_missing"),
        ("responsible_official", "official_missing"),
        ("legal_office", "legal_office_missing"),
    ],
)
def test_an_interpretation_names_who_stands_for_it(bureau, field, code):
    draft = interpretation_draft(bureau, **{field: None if field == "legal_office" else " "})
    with pytest.raises(Refusal) as refused:
        services.submit_interpretation(draft, by=draft.author, at=LATER)
    assert refused.value.code == code


def test_all_who_are_missing_are_named_at_once(bureau):
    draft = interpretation_draft(bureau, drafter="", responsible_official="", legal_office=None)
    with pytest.raises(Refusal) as refused:
        services.submit_interpretation(draft, by=draft.author, at=LATER)
    assert str(refused.value) == "请填写解读起草人。 请填写对解读负责的部门负责人。 请选择审核解读的法制机构。"
    assert refused.value.code == "drafter_missing"


def test_the_policy_comes_first(bureau):
    policy = submitted_policy(bureau)
    reviewed = reviewed_interpretation(bureau, policy=policy)
    with pytest.raises(WrongState) as refused:
        services.sign_interpretation(reviewed, by=officer_in(bureau, Role.SIGNATORY), at=LATER)
    assert refused.value.code == "policy_not_public"


def test_publication_meets_the_duty_of_the_drafting_office(bureau):
    policy = published_policy(bureau)
    published_interpretation(bureau, policy=policy, at=LATER)
    policy = Policy.objects.get(pk=policy.pk)
    assert Duty.objects.get().met_on == policy.interpreted_on == date(2014, 6, 17)


def test_a_policy_saved_by_who_loaded_it_before_stays_interpreted(bureau):
    policy = published_policy(bureau)
    start_revision(policy.item, by=policy.author, at=MORNING, reason="补充附件")
    loaded = Policy.objects.get(pk=policy.pk)
    published_interpretation(bureau, policy=policy)
    loaded.title += "（修订）"
    services.save_policy(loaded, by=policy.author, at=LATER)
    stored = Policy.objects.get(pk=policy.pk)
    assert stored.title.endswith("（修订）")
    assert stored.interpreted_on is not None
    assert not stored.interpretation_duty.is_open


def test_an_interpretation_by_somebody_else_meets_nothing(bureau, other_bureau):
    policy = published_policy(bureau)
    published_interpretation(other_bureau, policy=policy, form="press")
    assert Duty.objects.get().is_open
    assert Policy.objects.get(pk=policy.pk).interpreted_on is None


def test_an_interpretation_by_the_successor_of_the_drafting_office_meets_the_duty(bureau, city):
    policy = published_policy(bureau)
    published_interpretation(DepartmentFactory(parent=city, predecessors=[bureau]), policy=policy)
    assert not Duty.objects.open().exists()
    assert Policy.objects.get(pk=policy.pk).interpreted_on is not None


def dissolved(office):
    Department.objects.filter(pk=office.pk).update(dissolved_on=LATER.date())
    return office


def test_offices_merged_into_one_hand_it_what_they_have_to_interpret(bureau, other_bureau, city):
    policies = [published_policy(office) for office in (bureau, other_bureau)]
    merged = DepartmentFactory(parent=city, predecessors=[dissolved(bureau), dissolved(other_bureau)])
    before = {duty.pk: duty.due_on for duty in Duty.objects.all()}
    assert hand_over_duties(now=LATER - timedelta(days=1)) == 0
    assert hand_over_duties(now=LATER) == 2
    assert hand_over_duties(now=LATER) == 0
    assert set(Duty.objects.values_list("department", flat=True)) == {merged.pk}
    assert {duty.pk: duty.due_on for duty in Duty.objects.all()} == before
    assert set(DutyEvent.objects.filter(kind="transferred").values_list("reason", "actor_kind")) == {
        ("office_ended", "system")
    }
    assert [Policy.objects.get(pk=one.pk).drafting_office for one in policies] == [bureau, other_bureau]
    for policy in policies:
        published_interpretation(merged, policy=policy)
    assert not Duty.objects.open().exists()
    assert not list(find_differences())


def test_what_is_owed_goes_on_to_the_heir_of_an_heir_and_is_met_by_it(bureau, city):
    policy = published_policy(bureau)
    between = DepartmentFactory(parent=city, predecessors=[dissolved(bureau)])
    last = DepartmentFactory(parent=city, predecessors=[dissolved(between)])
    bureau.predecessors.add(last)  # entered wrongly: they go in a circle, and nobody waits for ever
    assert hand_over_duties(now=LATER) == 1
    assert Duty.objects.get().department == last
    published_interpretation(last, policy=policy)
    assert not Duty.objects.open().exists()


@pytest.mark.parametrize("n_heirs", [0, 2])
def test_where_nobody_or_several_took_its_place_a_person_decides(bureau, city, n_heirs):
    published_policy(bureau)
    dissolved(bureau)
    for _ in range(n_heirs):
        DepartmentFactory(parent=city, predecessors=[bureau])
    assert hand_over_duties(now=LATER) == 0
    assert Duty.objects.get().department == bureau


def test_without_its_only_interpretation_the_office_owes_one_again(bureau):
    policy = published_policy(bureau)
    first = published_interpretation(bureau, policy=policy)
    second = published_interpretation(bureau, policy=policy)
    services.withdraw_interpretation(first, by=first.signed_by, at=LATER, reason="有误")
    assert not Duty.objects.open().exists()
    services.withdraw_interpretation(second, by=second.signed_by, at=LATER, reason="有误")
    assert Duty.objects.open().get().starts_at == LATER
    assert Policy.objects.get(pk=policy.pk).interpreted_on is None


def test_a_mere_copy_is_signed_only_by_decision(bureau):
    policy = published_policy(bureau)
    copy = reviewed_interpretation(bureau, policy=policy, body=POLICY_BODY)
    signatory = officer_in(bureau, Role.SIGNATORY)
    with pytest.raises(Refusal) as refused:
        services.sign_interpretation(copy, by=signatory, at=LATER)
    assert refused.value.code == "confirm_copy"
    services.sign_interpretation(copy, by=signatory, at=LATER, confirmed=["copy"])


def test_giving_a_correction_up_brings_the_facts_back(bureau):
    public = published_interpretation(bureau)
    start_revision(public.item, by=public.author, at=LATER, reason="更正专家姓名")
    changed = Interpretation.objects.get(pk=public.pk)
    changed.experts, changed.drafter = "赵六", "孙七"
    services.save_interpretation(changed, by=changed.author, at=LATER)
    restored = services.drop_interpretation_revision(changed, by=changed.author, at=LATER)
    assert (restored.experts, restored.drafter) == (public.experts, public.drafter)


@pytest.mark.parametrize(("field", "value"), [("form", "video"), ("external_title", "另一份文件"), ("policy", None)])
def test_what_is_interpreted_is_fixed_once_it_was_published(bureau, field, value):
    public = published_interpretation(bureau, policy=published_policy(bureau) if field == "policy" else None)
    start_revision(public.item, by=public.author, at=LATER, reason="更正")
    changed = Interpretation.objects.get(pk=public.pk)
    setattr(changed, field, value)
    with pytest.raises(WrongState):
        services.save_interpretation(changed, by=changed.author, at=LATER)
