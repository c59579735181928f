"""Policies of the report with their interpretations, and three invented ones, marked so, that show the register."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.utils import timezone

from config.demo.facts import read_entries
from departments.models import Department, Officer
from disclosure.models import Category, Interpretation, Policy, PolicyRelation
from disclosure.policies.services import (
    review_interpretation,
    save_interpretation,
    save_policy,
    sign_interpretation,
    sign_policy,
    submit_interpretation,
    submit_policy,
)

Staff = dict[tuple[str, str], Officer]
PEOPLE = {"drafter": "演示起草人", "responsible_official": "演示部门负责同志", "experts": "演示专家"}
CONFIRMED = ("no_plan", "not_interpreted")
PLAN = "起草单位负责同志拟稿，市法制办组织专家审核，通过政府网站发布。"
NOTE = (
    "<p><strong>演示说明：</strong>以上内容摘自《六安市2014年政府信息公开工作报告》，不是解读原文；日期为演示而拟。</p>"
)
INVENTED = "<p><strong>演示说明：</strong>本文件及其文号、内容均为演示而虚构。</p>"
INVENTED_COLUMN = "010100"


class PolicyDesk:
    """Publishes policies as the law asks: one writes, another signs; interpretations pass the legal office between."""

    def __init__(self, offices: dict[str, Department], staff: Staff) -> None:
        self.offices = offices
        self.staff = staff
        self.facts: dict[str, dict[str, Any]] = {entry["title"]: entry for entry in read_entries("policies.json")}
        self.columns = {category.code: category for category in Category.objects.all()}
        self.published: dict[str, Policy] = {}

    def publish(self, title: str, office: str, fields: dict[str, Any], at: datetime) -> None:
        """Publish a document of the report as a policy."""
        facts = self.facts[title]
        policy = Policy(
            policy_class=facts["class"],
            term_rule="",
            must_be_interpreted=facts["must_be_interpreted"],
            interpretation_plan=PLAN,
            drafting_department=self.offices[facts["drafter"]],
            **fields,
        )
        self._publish(policy, office, facts["relations"], at)

    def publish_interpretations(self) -> int:
        """Publish what the report says of these policies, one working hour after each; return how many."""
        entries = read_entries("interpretations.json")
        for entry in entries:
            self._explain(entry)
        return len(entries)

    def publish_invented(self, now: datetime) -> int:
        """Publish three invented policies: one abolished, one that ends soon, one whose interpretation is being
        reviewed; return how many items that makes."""
        entries = read_entries("invented_policies.json")
        for entry in sorted(entries, key=lambda one: -int(one["days_ago"])):
            self._invent(entry, now)
        return len(entries) + 1

    def _publish(self, policy: Policy, office: str, relations: list[dict[str, str]], at: datetime) -> None:
        author, signatory = self.staff[office, "author"], self.staff[office, "signatory"]
        save_policy(policy, by=author, at=at)
        for one in relations:
            here = self.published.get(one.get("here", ""))
            elsewhere = {f"external_{name}": one.get(name, "") for name in ("title", "number", "issuer")}
            PolicyRelation.objects.create(
                policy=policy, kind=one["kind"], target=here and here.item, **({} if here else elsewhere)
            )
        submit_policy(policy, by=author, at=at + timedelta(hours=1))
        signed = sign_policy(policy, by=signatory, at=at + timedelta(hours=6), confirmed=CONFIRMED)
        self.published[policy.title] = signed

    def _explain(self, entry: dict[str, Any]) -> None:
        office, policy = entry["office"], self.published.get(entry.get("policy", ""))
        at = (policy and policy.first_published_at) or self._first_publication()
        elsewhere = {f"external_{name}": text for name, text in entry.get("external", {}).items()}
        draft = Interpretation(
            policy=policy,
            form=entry["form"],
            title=entry["title"],
            body="".join(f"<p>{escape(line)}</p>" for line in entry["report"]) + NOTE,
            department=self.offices[office],
            category=self.columns[entry["column"]],
            legal_office=self.offices["legal"],
            genre="解读",
            formed_on=timezone.localdate(at),
            author=self.staff[office, "author"],
            **PEOPLE,
            **elsewhere,
        )
        self._hand_in(draft, office, at)
        reviewed = review_interpretation(draft, by=self.staff["legal", "lawyer"], at=at + timedelta(minutes=30))
        sign_interpretation(
            reviewed, by=self.staff[office, "signatory"], at=at + timedelta(hours=1), confirmed=("copy", "summary_only")
        )

    def _hand_in(self, draft: Interpretation, office: str, at: datetime) -> None:
        save_interpretation(draft, by=self.staff[office, "author"], at=at)
        submit_interpretation(draft, by=self.staff[office, "author"], at=at)

    def _first_publication(self) -> datetime:
        return min(one.first_published_at for one in self.published.values() if one.first_published_at)

    def _invent(self, entry: dict[str, Any], now: datetime) -> None:
        at = now - timedelta(days=int(entry["days_ago"]), hours=7)
        day = timezone.localdate(at)
        body = "".join(
            f"<p>第{number}条　{escape(text)}</p>" for number, text in zip("一二三四", entry["articles"], strict=False)
        )
        is_new = entry["key"] == "new"
        policy = Policy(
            title=entry["title"],
            document_number=entry["number"],
            body=body + INVENTED,
            department=self.offices["office"],
            drafting_department=self.offices["housing"] if is_new else self.offices["disclosure"],
            category=self.columns[INVENTED_COLUMN],
            genre="通知",
            formed_on=day,
            effective_on=day,
            term_rule=entry["term_rule"],
            must_be_interpreted=is_new,
            interpretation_plan=PLAN if is_new else "",
            author=self.staff["office", "author"],
        )
        titles = {one["key"]: one["title"] for one in read_entries("invented_policies.json")}
        relations = [{"kind": "abolishes", "here": titles[key]} for key in entry["abolishes"]]
        self._publish(policy, "office", relations, at)
        if is_new:
            self._draft_a_copy(self.published[policy.title], body, now)

    def _draft_a_copy(self, policy: Policy, body: str, now: datetime) -> None:
        """Leave an interpretation with the legal office that copies the policy: the back office flags it."""
        at = now - timedelta(hours=1)
        draft = Interpretation(
            policy=policy,
            title=f"《{policy.title}》解读",
            body=f"<p>近日，办法正式印发，现解读如下。</p>{body}{INVENTED}",
            department=self.offices["housing"],
            category=self.columns["160202"],
            legal_office=self.offices["legal"],
            genre="解读",
            formed_on=timezone.localdate(at),
            author=self.staff["housing", "author"],
            **PEOPLE,
        )
        self._hand_in(draft, "housing", at)
