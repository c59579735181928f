"""What waits for this officer's decision: to review, to sign, to accept, to approve; nobody decides about the own."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from departments.orders.models import Order
from disclosure.audits.models import AuditFinding
from disclosure.items.models import Item
from disclosure.items.statuses import ItemStatus
from disclosure.money.deadlines import approvals_due_on
from disclosure.money.models import FinanceBureau, FinanceUnit, Statement
from disclosure.money.statuses import StatementKind
from disclosure.policies.models import Interpretation
from interaction.messages.models import MessageEvent, Reply
from interaction.messages.statuses import WRITING_A_REPLY, ReplyStatus

APPROVE = "disclosure.enter_approval"
MONTH_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class ApprovalsLine:
    """A year's budgets or accounts of which `n_units` lack the approval that was to be entered by `due_on`."""

    fiscal_year: int
    kind: StatementKind
    n_units: int
    due_on: date
    days_late: int

    @property
    def query(self) -> str:
        return urlencode({"year": self.fiscal_year, "kind": self.kind.value})


def replies_to_review(officer: Officer, today: date) -> QuerySet[Reply]:
    """Return the replies waiting for a reviewer, in which this officer never wrote; the longest waiting first."""
    scope = within_scope(officer, "interaction.review_reply", today, field="message__department")
    own = MessageEvent.objects.filter(message=OuterRef("message"), kind__in=WRITING_A_REPLY, actor=officer)
    waiting = Reply.objects.filter(scope, ~Exists(own), status=ReplyStatus.IN_REVIEW)
    return waiting.select_related("message", "message__department", "drafted_by").order_by("drafted_at", "pk")


def interpretations_to_review(officer: Officer, today: date) -> QuerySet[Interpretation]:
    """Return the interpretations that this officer's legal office is asked to review, the oldest first."""
    scope = within_scope(officer, "disclosure.review_interpretation", today, field="legal_office")
    waiting = Interpretation.objects.filter(scope).to_review()
    return waiting.select_related("department", "category", "submitted_by").order_by("pk")


def items_to_sign(officer: Officer, today: date) -> QuerySet[Item]:
    """Return the items waiting for a signatory who took no other step on them, the oldest first.

    An interpretation waits for the legal office first, and who reviewed it there does not sign it.
    """
    scope = within_scope(officer, "disclosure.sign_item", today)
    waiting = Item.objects.filter(scope, status=ItemStatus.SUBMITTED)
    own = Q(author=officer) | Q(submitted_by=officer) | Q(editors=officer)
    waiting = waiting.exclude(pk__in=Item.objects.filter(own, status=ItemStatus.SUBMITTED).values("pk"))
    waiting = waiting.exclude(pk__in=Interpretation.objects.to_review().values("pk"))
    waiting = waiting.exclude(pk__in=Interpretation.objects.reviewed_in_turn(officer).values("pk"))
    return waiting.select_related("department", "category", "submitted_by").order_by("pk")


def statements_to_sign(officer: Officer, today: date) -> QuerySet[Statement]:
    """Return the statements waiting for a signatory who had no hand in them, the oldest first."""
    scope = within_scope(officer, "disclosure.sign_statement", today)
    waiting = Statement.objects.awaiting_signature().filter(scope)
    own = Q(submitted_by=officer) | Q(editors=officer)
    waiting = waiting.exclude(pk__in=Statement.objects.awaiting_signature().filter(own).values("pk"))
    return waiting.select_related("unit", "department", "submitted_by").order_by("pk")


def approvals_to_enter(officer: Officer, today: date) -> list[ApprovalsLine]:
    """Return what the officer's finance bureau has still to approve, from a month before it is due, the oldest first.

    Of the years before, only what was begun here: what was approved before this platform came is nobody's to enter.
    """
    if not officer.has_perm(APPROVE):
        return []
    units = [FinanceUnit.objects.in_territory(bureau) for bureau in FinanceBureau.objects.approving(officer, today)]
    lines = []
    account, budget = StatementKind.FINAL_ACCOUNT, StatementKind.BUDGET
    last = today.year - 1
    for year, kind in ((last - 1, account), (last, budget), (last, account), (today.year, budget)):
        due_on = approvals_due_on(year, kind)
        if due_on > today + MONTH_AHEAD:
            continue
        is_past = due_on.year < today.year
        n_units = sum(
            each.without_approval(year, kind).count()
            for each in units
            if not is_past or each.with_approval(year, kind).exists()
        )
        if n_units:
            lines.append(ApprovalsLine(year, kind, n_units, due_on, max(0, (today - due_on).days)))
    return lines


def rectifications_to_accept(officer: Officer, today: date) -> QuerySet[AuditFinding]:
    """Return the reported rectifications that this auditor may accept, the longest waiting first."""
    scope = within_scope(officer, "disclosure.accept_rectification", today, field="report__item__department")
    waiting = AuditFinding.objects.filter(scope).to_accept().exclude(reported_by=officer)
    return waiting.select_related("department", "report__item")


def answers_to_decide(officer: Officer, today: date) -> QuerySet[Order]:
    """Return the answers to orders that wait for this supervisor, the longest waiting first."""
    waiting = Order.objects.to_decide(officer, today)
    return waiting.select_related("duty__department").order_by("answered_at", "pk")
