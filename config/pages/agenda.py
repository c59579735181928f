"""The officer's duties of today: what is overdue, what falls due, what waits for this person's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from config.pages.decisions import (
    ApprovalsLine,
    answers_to_decide,
    approvals_to_enter,
    interpretations_to_review,
    items_to_sign,
    rectifications_to_accept,
    replies_to_review,
    statements_to_sign,
)
from config.pages.duty_lines import DutyLine, with_subjects
from departments.clients.models import ApiClient
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.duties.querysets import is_overdue, is_unhandled
from departments.officers.models import Officer
from departments.officers.scoping import current_assignments
from departments.orders.models import Order
from disclosure.audits.models import AuditFinding
from disclosure.items.models import Item
from disclosure.items.statuses import ItemStatus
from disclosure.money.models import Statement
from disclosure.money.statuses import StatementStatus
from disclosure.policies.models import Interpretation
from interaction.messages.access import masked_subject
from interaction.messages.models import Reply

SHOWN = 15  # rows of each list; the rest is a number and a link
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class ReplyLine:
    """A reply that waits for a reviewer, and the subject of its letter."""

    reply: Reply
    subject: str


@dataclass(frozen=True)
class Agenda:
    """What an officer finds in the morning; the counts are of everything, the lists are cut at `SHOWN`."""

    roles: Sequence[str]
    n_overdue: int
    n_today: int
    n_week: int
    lines: Sequence[DutyLine]
    replies: Sequence[ReplyLine]
    n_replies: int
    interpretations: Sequence[Interpretation]
    n_interpretations: int
    items: Sequence[Item]
    n_items: int
    drafts: Sequence[Item]
    statements: Sequence[Statement]
    n_statements: int
    statement_drafts: Sequence[Statement]
    approvals: Sequence[ApprovalsLine]
    rectifications: Sequence[AuditFinding]
    n_rectifications: int
    orders_ahead: Sequence[Order]
    n_orders_ahead: int
    answers: Sequence[Order]
    n_answers: int
    clients: Sequence[ApiClient]

    @property
    def n_due(self) -> int:
        return self.n_overdue + self.n_today + self.n_week

    @property
    def has_late_approvals(self) -> bool:
        return any(line.days_late for line in self.approvals)

    @property
    def is_empty(self) -> bool:
        waiting = self.lines or self.replies or self.interpretations or self.items or self.statements
        ordered = self.rectifications or self.approvals or self.orders_ahead or self.answers
        return not (waiting or ordered or self.drafts or self.statement_drafts)


def agenda_of(officer: Officer, today: date) -> Agenda:
    """Return the agenda of `officer` on `today` (a local date).

    Whoever handles messages sees the own duties and those of nobody who is still there to act; whoever only looks on
    sees all of the scope. Replies to messages are the business of those who may read messages.
    """
    duties = duties_for(officer, today)
    counts = duties.aggregate(
        overdue=Count("pk", filter=is_overdue(today)),
        today=Count("pk", filter=Q(due_on=today)),
        week=Count("pk", filter=Q(due_on__gt=today)),
    )
    replies, items = replies_to_review(officer, today), items_to_sign(officer, today)
    drafts = Item.objects.editable_by(officer, today).filter(author=officer, status=ItemStatus.DRAFT)
    interpretations, statements = interpretations_to_review(officer, today), statements_to_sign(officer, today)
    rectifications = rectifications_to_accept(officer, today)
    ahead, answers = orders_ahead(officer, today), answers_to_decide(officer, today)
    return Agenda(
        roles=roles_of(officer, today),
        n_overdue=counts["overdue"],
        n_today=counts["today"],
        n_week=counts["week"],
        lines=with_subjects(list(duties.select_related("department", "handler")[:SHOWN]), officer, today),
        replies=[ReplyLine(reply, masked_subject(reply.message)) for reply in replies[:SHOWN]],
        n_replies=replies.count(),
        interpretations=list(interpretations[:SHOWN]),
        n_interpretations=interpretations.count(),
        items=list(items[:SHOWN]),
        n_items=items.count(),
        drafts=list(drafts[:SHOWN]),
        statements=list(statements[:SHOWN]),
        n_statements=statements.count(),
        statement_drafts=list(statement_drafts(officer, today)[:SHOWN]),
        approvals=approvals_to_enter(officer, today),
        rectifications=list(rectifications[:SHOWN]),
        n_rectifications=rectifications.count(),
        orders_ahead=list(ahead[:SHOWN]),
        n_orders_ahead=ahead.count(),
        answers=list(answers[:SHOWN]),
        n_answers=answers.count(),
        clients=list(clients_without_author(officer, today)[:SHOWN]),
    )


def roles_of(officer: Officer, today: date) -> list[str]:
    """Return each office of the officer with the roles held there today."""
    offices: dict[str, list[str]] = {}
    for assignment in current_assignments(officer, today):
        offices.setdefault(str(assignment.department), []).append(assignment.get_role_display())
    return [f"{office} {'、'.join(roles)}" for office, roles in offices.items()]


def duties_for(officer: Officer, today: date) -> QuerySet[Duty]:
    """Return the open duties of the officer that are overdue or fall due within a week, the most urgent first."""
    duties = Duty.objects.visible_to(officer, today).running().filter(due_on__lte=today + AHEAD)
    if not officer.has_perm("interaction.view_message"):
        duties = duties.exclude(kind=DutyKind.REPLY)
    if officer.has_perm("interaction.handle_message"):
        duties = duties.filter(Q(handler=officer) | is_unhandled(today))
    return duties.order_by("due_on", "pk")


def orders_ahead(officer: Officer, today: date) -> QuerySet[Order]:
    """Return the orders that this officer may answer and that the duties listed leave out: later, or stopped."""
    left_out = Q(duty__due_on__gt=today + AHEAD) | Q(duty__is_suspended=True)
    owed = Order.objects.to_answer(officer, today).filter(left_out)
    return owed.select_related("duty__department").order_by("duty__due_on", "pk")


def statement_drafts(officer: Officer, today: date) -> QuerySet[Statement]:
    """Return the drafts of statements that the officer had a hand in, the latest first."""
    drafts = Statement.objects.editable_by(officer, today).filter(editors=officer, status=StatementStatus.DRAFT)
    return drafts.select_related("unit", "department").order_by("-updated_at")


def clients_without_author(officer: Officer, today: date) -> QuerySet[ApiClient]:
    """Return the systems whose deliveries are refused, now or soon, until this administrator names another officer."""
    if not officer.has_perm("departments.change_apiclient"):
        return ApiClient.objects.none()
    waiting = ApiClient.objects.editable_by(officer, today).needing_author(today)
    return waiting.select_related("department", "acts_for")
