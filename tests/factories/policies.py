"""Policies and interpretations, named by state; published ones are made by the services, as in life."""

from datetime import date, datetime

import factory

from departments.models import Department
from departments.officers.roles import Role
from disclosure.items.services import start_revision
from disclosure.models import Interpretation, Policy, PolicyRelation
from disclosure.policies.services import (
    review_interpretation,
    save_interpretation,
    save_policy,
    sign_interpretation,
    sign_policy,
    submit_interpretation,
    submit_policy,
    withdraw_interpretation,
    withdraw_policy,
)
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING, CategoryFactory, DraftFactory

ALL_WARNINGS = ("no_plan", "not_interpreted", "copy", "summary_only")
POLICY_BODY = (
    "<p>第一条　餐饮单位应当安装与经营规模相匹配的油烟净化设施，并每月至少清洗一次。</p>"
    "<p>第二条　油烟排放口与住宅的水平距离不得小于二十米，并应当高于所附建筑。</p>"
    "<p>第三条　超标排放的，责令改正，并处五千元以上五万元以下罚款。</p>"
)
OWN_WORDS = (
    "<p>夏天关着窗户还觉得呛人，油烟是去年来信里抱怨最多的一件事。</p>"
    "<p>打算租门面的人要先看楼里有没有烟道，没有就别签租约。</p>"
    "<p>比如老刘想在一楼开面馆，按新规办不下来；改卖凉皮就可以。</p>"
)


class PolicyDraftFactory(DraftFactory):
    """A complete draft of a normative document with an interpretation plan."""

    class Meta:
        model = Policy

    kind = "policy"
    title = factory.Sequence(lambda n: f"测试市第{n}号规范性文件")
    body = POLICY_BODY
    effective_on = date(2014, 6, 1)
    interpretation_plan = "起草科室撰写图文解读，文件公布当日发布。"


class InterpretationDraftFactory(DraftFactory):
    """A complete draft that explains a policy elsewhere unless it is given one of this site."""

    class Meta:
        model = Interpretation

    kind = "interpretation"
    title = factory.Sequence(lambda n: f"第{n}号文件解读")
    document_number = ""
    genre = "解读"
    body = OWN_WORDS
    drafter = "张敏（餐饮科）"
    responsible_official = "李强（副局长）"
    experts = "王芳（政法学院教授）"


def relate(policy: Policy, kind: str, target: object = None, **fields: object) -> PolicyRelation:
    """Add a relation to a policy's working copy."""
    return PolicyRelation.objects.create(policy=policy, kind=kind, target_id=getattr(target, "pk", None), **fields)


def policy_draft(department: Department, *, at: datetime = MORNING, **fields: object) -> Policy:
    policy = PolicyDraftFactory.build(department=department, author=None, **_with_column(fields))
    return save_policy(policy, by=officer_in(department, Role.AUTHOR), at=at)


def submitted_policy(
    department: Department, *, at: datetime = MORNING, relations: tuple[tuple[str, object], ...] = (), **fields: object
) -> Policy:
    """Return a policy that waits for sign-off; `relations` as (kind, target)."""
    policy = policy_draft(department, at=at, **fields)
    for kind, target in relations:
        relate(policy, kind, target)
    return submit_policy(policy, by=policy.author, at=at)


def published_policy(department: Department, *, at: datetime = MORNING, **fields: object) -> Policy:
    policy = submitted_policy(department, at=at, **fields)
    return sign_policy(policy, by=officer_in(department, Role.SIGNATORY), at=at, confirmed=ALL_WARNINGS)


def policy_under_revision(department: Department, **fields: object) -> Policy:
    policy = published_policy(department, **fields)
    start_revision(policy.item, by=policy.author, at=MORNING, reason="更正第三条。")
    return Policy.objects.get(pk=policy.pk)


def withdrawn_policy(department: Department, **fields: object) -> Policy:
    policy = published_policy(department, **fields)
    return withdraw_policy(policy, by=policy.signed_by, at=MORNING, reason="发布有误。")


def interpretation_draft(department: Department, *, at: datetime = MORNING, **fields: object) -> Interpretation:
    draft = InterpretationDraftFactory.build(
        department=department, author=None, **_elsewhere(_with_column({"legal_office": department, **fields}))
    )
    return save_interpretation(draft, by=officer_in(department, Role.AUTHOR), at=at)


def submitted_interpretation(department: Department, *, at: datetime = MORNING, **fields: object) -> Interpretation:
    draft = interpretation_draft(department, at=at, **fields)
    return submit_interpretation(draft, by=draft.author, at=at)


def reviewed_interpretation(department: Department, *, at: datetime = MORNING, **fields: object) -> Interpretation:
    handed_in = submitted_interpretation(department, at=at, **fields)
    return review_interpretation(handed_in, by=officer_in(handed_in.legal_office, Role.LEGAL), at=at)


def published_interpretation(department: Department, *, at: datetime = MORNING, **fields: object) -> Interpretation:
    reviewed = reviewed_interpretation(department, at=at, **fields)
    return sign_interpretation(reviewed, by=officer_in(department, Role.SIGNATORY), at=at, confirmed=ALL_WARNINGS)


def withdrawn_interpretation(department: Department, **fields: object) -> Interpretation:
    public = published_interpretation(department, **fields)
    return withdraw_interpretation(public, by=public.signed_by, at=MORNING, reason="表述有误。")


def _elsewhere(fields: dict[str, object]) -> dict[str, object]:
    return fields if fields.get("policy") else {"external_title": "国务院关于促进市场公平竞争的若干意见", **fields}


def _with_column(fields: dict[str, object]) -> dict[str, object]:
    return fields if "category" in fields else {**fields, "category": CategoryFactory()}
