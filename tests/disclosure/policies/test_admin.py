"""The back office: what authors fill in, what legal office and signatories are shown, what nobody else sees."""

import pytest
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.items.publication import working_digest
from disclosure.models import Interpretation, Policy
from disclosure.policies.services import submit_interpretation
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING, CategoryFactory, published
from tests.factories.policies import (
    POLICY_BODY,
    interpretation_draft,
    policy_draft,
    policy_under_revision,
    published_policy,
    reviewed_interpretation,
    submitted_interpretation,
    submitted_policy,
)

pytestmark = pytest.mark.django_db


def address(model: str, name: str, *args: object) -> str:
    return reverse(f"admin:disclosure_{model}_{name}", args=args)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def filled(bureau):
    """A complete form of a new policy that abolishes another and is based on one elsewhere."""
    return {
        "title": "测试市油烟防治办法",
        "document_number": "测政〔2014〕31号",
        "body": POLICY_BODY,
        "summary": "",
        "department": bureau.pk,
        "category": CategoryFactory().pk,
        "drafting_department": bureau.pk,
        "source": "",
        "disclosure_mode": "proactive",
        "exemption_basis": "",
        "genre": "通知",
        "theme": "综合政务",
        "keywords": "",
        "audience": "全社会",
        "formed_on": "2014-06-12",
        "effective_on": "2014-07-01",
        "abolished_on": "",
        "validity": "effective",
        "policy_class": "normative",
        "term_rule": "policy-term-5-years",
        "valid_until": "",
        "must_be_interpreted": "on",
        "interpretation_rule": "interpret-3-working-days",
        "interpretation_plan": "图解一份。",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
        "relations-TOTAL_FORMS": "0",
        "relations-INITIAL_FORMS": "0",
    }


def relations(*rows: dict[str, object]) -> dict[str, object]:
    blank = {"kind": "", "target": "", "external_title": "", "external_number": "", "external_issuer": ""}
    found: dict[str, object] = {"relations-TOTAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        full = {**blank, "external_address": "", "effective_on": "", **row}
        found |= {f"relations-{number}-{name}": value for name, value in full.items()}
    return found


def errors(response) -> set[str]:
    assert response.status_code == 200, response
    found = set(response.context["adminform"].form.errors)
    for formset in response.context["inline_admin_formsets"]:
        for form in formset.formset.forms:
            found |= set(form.errors)
        if formset.formset.non_form_errors():
            found.add("all rows")
    return found


def test_an_author_writes_a_policy_with_its_relations(client, author, bureau, filled):
    old = published_policy(bureau)
    client.force_login(author)
    rows = relations(
        {"kind": "abolishes", "target": old.pk}, {"kind": "based_on", "external_title": "安徽省大气污染防治条例"}
    )
    assert client.post(address("policy", "add"), filled | rows).status_code == 302
    policy = Policy.objects.get(title="测试市油烟防治办法")
    assert (policy.kind, policy.author, policy.policy_class) == ("policy", author, "normative")
    assert [(one.kind, one.target_id or one.external_title) for one in policy.relations.all()] == [
        ("abolishes", old.pk),
        ("based_on", "安徽省大气污染防治条例"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_until": "2014-06-30"}, "valid_until"),
        ({"valid_until": "9999-12-31"}, "valid_until"),
        ({"effective_on": "9998-12-31"}, "effective_on"),
        ({"policy_class": "law"}, "policy_class"),
        ({"term_rule": "forever"}, "term_rule"),
        ({"formed_on": "2005-03-01", "effective_on": ""}, "term_rule"),
        ({"interpretation_rule": "never"}, "interpretation_rule"),
        (relations({"kind": "implements"}), "target"),
        (relations({"kind": "", "external_title": "某办法"}), "kind"),
        (
            relations({"kind": "implements", "external_title": "x", "external_address": "ftp://x.cn/"}),
            "external_address",
        ),
        (
            relations({"kind": "implements", "external_title": "x", "external_address": "javascript:1"}),
            "external_address",
        ),
        (relations(*2 * [{"kind": "implements", "external_title": "某办法"}]), "all rows"),
        (relations({"kind": "implements", "target": 999_999}), "target"),
    ],
)
def test_the_form_names_the_field_that_is_wrong(client, author, filled, change, field):
    client.force_login(author)
    assert field in errors(client.post(address("policy", "add"), filled | change))
    assert not Policy.objects.exists()


def test_a_document_here_and_one_elsewhere_at_once_is_refused(client, author, bureau, filled):
    client.force_login(author)
    both = relations({"kind": "implements", "target": published(bureau).pk, "external_title": "某办法"})
    assert "external_title" in errors(client.post(address("policy", "add"), filled | both))


def test_relations_offer_what_is_public_under_its_public_name(client, author, bureau, other_bureau):
    public = policy_under_revision(other_bureau, title="公开的名称")
    public.title = "修订中的名称"
    public.save()
    policy_draft(bureau, title="草稿的名称")
    client.force_login(author)
    query = {"term": "", "app_label": "disclosure", "model_name": "policyrelation", "field_name": "target"}
    texts = [one["text"] for one in client.get(reverse("admin:autocomplete"), query).json()["results"]]
    assert len(texts) == 1
    assert texts[0].startswith("公开的名称")


def test_policies_are_not_moved_on_the_pages_of_documents(client, bureau):
    policy = policy_draft(bureau)
    client.force_login(policy.author)
    assert client.get(address("item", "change", policy.pk)).status_code == 404
    assert client.get(address("policy", "change", policy.pk)).status_code == 200


def test_the_signatory_is_shown_relations_and_plan_and_confirms_what_is_doubtful(client, bureau, signatory):
    old = published_policy(bureau, title="将废止的旧文件")
    policy = submitted_policy(bureau, relations=[("abolishes", old)], interpretation_plan="")
    client.force_login(signatory)
    page = client.get(address("policy", "sign", policy.pk))
    assert "将废止的旧文件" in text(page)
    assert [code for code, _words in page.context["form"].fields["confirmed"].choices] == ["no_plan"]
    seen = {"seen": working_digest(policy.item)}
    refused = client.post(address("policy", "sign", policy.pk), seen)
    assert refused.status_code == 200
    assert Policy.objects.get(pk=policy.pk).status == "submitted"
    client.post(address("policy", "sign", policy.pk), seen | {"confirmed": ["no_plan"]})
    assert Policy.objects.get(pk=policy.pk).is_public


def test_a_policy_with_a_plan_asks_for_no_confirmation(client, bureau, signatory):
    policy = submitted_policy(bureau)
    client.force_login(signatory)
    assert "confirmed" not in client.get(address("policy", "sign", policy.pk)).context["form"].fields


def interpretation_form(bureau, **fields: object) -> dict[str, object]:
    names = {"policy", "external_title", "external_number", "external_issuer", "external_address"}
    empty = dict.fromkeys((*names, "summary", "drafting_department", "source", "exemption_basis", "keywords"), "")
    return {
        **empty,
        "title": "油烟防治办法解读",
        "document_number": "",
        "body": "<p>为什么要管油烟。</p>",
        "department": bureau.pk,
        "category": CategoryFactory().pk,
        "disclosure_mode": "proactive",
        "genre": "解读",
        "theme": "",
        "audience": "",
        "formed_on": "2014-06-12",
        "effective_on": "",
        "abolished_on": "",
        "validity": "effective",
        "form": "questions",
        "drafter": "张敏",
        "responsible_official": "李强",
        "legal_office": "",
        "experts": "王芳",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
        **fields,
    }


def test_an_author_writes_an_interpretation_of_a_policy_here_or_elsewhere(client, author, bureau, other_bureau):
    policy = published_policy(other_bureau)
    officer_in(other_bureau, Role.LEGAL)
    client.force_login(author)
    for place in ({"policy": policy.pk, "legal_office": other_bureau.pk}, {"external_title": "国务院意见"}):
        form = interpretation_form(bureau, **place)
        assert client.post(address("interpretation", "add"), form).status_code == 302
    here, there = Interpretation.objects.order_by("pk")
    assert (here.policy, here.legal_office, here.form) == (policy, other_bureau, "questions")
    assert there.external_title == "国务院意见"


def test_an_interpretation_without_a_policy_or_with_two_is_refused(client, author, bureau):
    client.force_login(author)
    add = address("interpretation", "add")
    assert "policy" in errors(client.post(add, interpretation_form(bureau)))
    both = interpretation_form(bureau, policy=published_policy(bureau).pk, external_title="国务院意见")
    assert "external_title" in errors(client.post(add, both))


def test_only_offices_with_a_lawyer_can_be_asked_to_review(client, author, bureau, other_bureau):
    client.force_login(author)
    form = interpretation_form(bureau, external_title="国务院意见", legal_office=other_bureau.pk)
    assert "legal_office" in errors(client.post(address("interpretation", "add"), form))


def test_a_copy_is_flagged_with_its_share_and_its_sentences(client, bureau):
    copy = interpretation_draft(bureau, policy=published_policy(bureau), body=POLICY_BODY)
    client.force_login(copy.author)
    page = text(client.get(address("interpretation", "change", copy.pk)))
    assert "大部分照抄" in page
    assert "100%" in page
    assert "油烟排放口与住宅的水平距离不得小于二十米" in page.partition('id="overlap"')[2]


def test_the_legal_office_of_another_branch_reviews_what_it_was_asked(client, bureau, other_bureau):
    asked = submitted_interpretation(bureau, legal_office=other_bureau)
    kept = submitted_interpretation(bureau)
    client.force_login(officer_in(other_bureau, Role.LEGAL))
    assert client.get(address("interpretation", "change", kept.pk)).status_code == 404
    assert set(client.get(address("interpretation", "change", asked.pk)).context["steps"]) == {"review", "return"}
    review = address("interpretation", "review", asked.pk)
    client.post(review, {"seen": working_digest(asked.item), "note": "专家建议补充例子"})
    asked = Interpretation.objects.get(pk=asked.pk)
    assert asked.reviewed_digest
    assert asked.review_note == "专家建议补充例子"
    assert "专家建议补充例子" in text(client.get(address("interpretation", "history", asked.pk)))


def test_a_draft_is_seen_by_the_legal_office_once_it_was_handed_in(client, bureau, other_bureau):
    draft = interpretation_draft(bureau, legal_office=other_bureau)
    client.force_login(officer_in(other_bureau, Role.LEGAL))
    page = address("interpretation", "change", draft.pk)
    assert client.get(page).status_code == 404
    submit_interpretation(draft, by=draft.author, at=MORNING)
    assert client.get(page).status_code == 200
    client.post(address("interpretation", "return", draft.pk), {"reason": "没有解释适用对象"})
    assert client.get(page).status_code == 200, "it reads on what it gave back"


def test_the_legal_office_gives_it_back(client, bureau, other_bureau):
    asked = submitted_interpretation(bureau, legal_office=other_bureau)
    client.force_login(officer_in(other_bureau, Role.LEGAL))
    client.post(address("interpretation", "return", asked.pk), {"reason": "没有解释适用对象"})
    assert Interpretation.objects.get(pk=asked.pk).status == "draft"


def test_each_is_offered_the_steps_that_are_the_own(client, bureau, signatory):
    waiting, passed = submitted_interpretation(bureau), reviewed_interpretation(bureau)
    client.force_login(signatory)
    offered = {
        one.pk: set(client.get(address("interpretation", "change", one.pk)).context["steps"])
        for one in (waiting, passed)
    }
    assert offered[waiting.pk] == {"return", "withdraw"}
    assert offered[passed.pk] == {"sign", "return", "withdraw"}
    assert client.get(address("interpretation", "review", waiting.pk)).status_code == 403


@pytest.mark.parametrize("model", ["policy", "interpretation"])
def test_lists_cost_the_same_however_long(client, bureau, model, django_assert_max_num_queries):
    for _number in range(4):
        reviewed_interpretation(bureau, policy=published_policy(bureau))
    client.force_login(officer_in(bureau, Role.AUTHOR))
    client.get(address(model, "changelist"))
    with django_assert_max_num_queries(14):
        client.get(address(model, "changelist"))


def test_the_agenda_leads_to_the_page_of_each_kind(client, bureau, signatory):
    policy, interpretation = submitted_policy(bureau), reviewed_interpretation(bureau)
    client.force_login(signatory)
    home = text(client.get(reverse("admin:index")))
    assert address("policy", "change", policy.pk) in home
    assert address("interpretation", "change", interpretation.pk) in home


def test_the_preview_shows_the_working_copy(client, bureau):
    policy = policy_draft(bureau)
    client.force_login(policy.author)
    assert "每月至少清洗一次" in text(client.get(address("policy", "preview", policy.pk)))
