"""Invented orders of the supervisors in every state: most about letters that are overdue, all of them marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from config.demo.letters import Staff
from config.demo.offices import SINCE
from departments.duties.kinds import DutyKind
from departments.duties.models import DeadlineRule, Duty
from departments.duties.rules import rule_in_force
from departments.models import Department, Officer, Order
from departments.orders.services import answer_order, close_order, issue_order, return_answer, withdraw_order
from departments.orders.statuses import OrderKind

MARK = "（演示督办，内容为虚构）"


@dataclass(frozen=True)
class Case:
    """An order and its course. `steps`: what was done, how many days ago, in what words.

    `about`: a letter that is "overdue" now or was answered "late"; empty: no duty, but the `office` by its key.
    """

    kind: OrderKind
    rule: str
    issued_days_ago: int
    demand: str
    steps: tuple[tuple[str, int, str], ...] = ()
    about: str = "overdue"
    office: str = ""


CASES = [
    Case(
        OrderKind.URGING, "order-3-working-days", 41, "来信已过期限，请在时限内答复来信人，并说明逾期原因。",
        (("answer", 39, "交接时遗漏，来信已答复，今后由专人每日查看信箱。"), ("close", 38, "已核实，同意办结。")),
        "late",
    ),
    Case(
        OrderKind.RECTIFICATION, "order-15-days", 20, "来信严重逾期，责令限期整改：答复来信人，报送整改措施。",
    ),
    Case(
        OrderKind.SUPERVISION, "order-7-days", 18, "请核实来信反映的事项，说明办理进展和完成时间。",
        (("answer", 14, "正在办理。"), ("return", 4, "没有写明核实情况和完成时间，请补充后重新答复。")),
    ),
    Case(
        OrderKind.SUPERVISION, "order-7-days", 6, "请说明逾期原因，并在时限内答复来信人。",
        (("answer", 3, "来信涉及两个单位的职责，经协调由我单位牵头，本周内答复来信人。"),),
    ),
    Case(OrderKind.URGING, "order-3-working-days", 1, "来信已过期限，请尽快答复来信人。"),
    Case(
        OrderKind.URGING, "order-3-working-days", 3, "来信已过期限，请尽快答复来信人。",
        (("withdraw", 2, "来信人补充材料，承办单位已与其约定答复时间。"),),
    ),
    Case(
        OrderKind.SUPERVISION, "order-7-days", 2, "公租房申请指南仍有群众反映看不懂，请在时限内修改并报送修改情况。",
        about="", office="housing",
    ),
]  # fmt: skip


def write_orders(offices: dict[str, Department], staff: Staff, now: datetime) -> int:
    """Write the orders about letters that are late by now and return how many."""
    supervisor = Officer.objects.get(username="supervisor")
    supervisor.assignments.update(starts_on=SINCE)
    about = {"overdue": _overdue(now), "late": _met_late(now)}
    cases = sorted(CASES, key=lambda case: -case.issued_days_ago)
    for case in cases:
        duty = next(about[case.about]) if case.about else None
        _play(case, duty.department if duty else offices[case.office], duty, staff, supervisor, now)
    return len(cases)


def _overdue(now: datetime) -> Iterator[Duty]:
    """Yield letters that are overdue now, the oldest first."""
    duties = Duty.objects.overdue(timezone.localdate(now)).filter(kind=DutyKind.REPLY)
    return iter(duties.select_related("department").order_by("due_on", "pk"))


def _met_late(now: datetime) -> Iterator[Duty]:
    """Yield letters that were answered late some while ago."""
    before = timezone.localdate(now) - timedelta(days=42)
    duties = Duty.objects.missed().filter(kind=DutyKind.REPLY, met_on__isnull=False, due_on__lt=before)
    return iter(duties.select_related("department").order_by("-due_on", "pk"))


def _play(case: Case, office: Department, about: Duty | None, staff: Staff, supervisor: Officer, now: datetime) -> None:
    at = now - timedelta(days=case.issued_days_ago)
    order = issue_order(
        department=office,
        kind=case.kind,
        title="来信超期未答复" if about else "办事指南不好懂",
        demand=case.demand + MARK,
        rule=_rule(case, at),
        by=supervisor,
        at=at,
        about=about,
    )
    for step, days_ago, words in case.steps:
        _take(step, order, case, words + MARK, staff, now - timedelta(days=days_ago))
        order.refresh_from_db()


def _take(step: str, order: Order, case: Case, words: str, staff: Staff, at: datetime) -> None:
    given: dict[str, Any] = {"words": words, "seen": order.stamp, "at": at}
    match step:
        case "answer":
            answer_order(order, by=_handler_of(order.addressee, staff), **given)
        case "return":
            return_answer(order, by=order.issued_by, rule=_rule(case, at), **given)
        case "close":
            close_order(order, by=order.issued_by, **given)
        case "withdraw":
            withdraw_order(order, by=order.issued_by, **given)


def _rule(case: Case, at: datetime) -> DeadlineRule:
    return rule_in_force(case.rule, timezone.localdate(at))


def _handler_of(office: Department, staff: Staff) -> Officer:
    assigned = {officer.pk for (_key, desk), officer in staff.items() if desk == "handler"}
    return Officer.objects.get(pk__in=assigned, assignments__department=office)
