"""The officer's duties of today: what is overdue, what falls due, what waits for this person's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet

from departments.clients.models import ApiClient
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.officers.scoping import current_assignments, may, within_scope
from disclosure.audits.models import AuditFinding
from disclosure.items.models import Item
from disclosure.items.statuses import ItemStatus
from disclosure.money.deadlines import approvals_due_on
from disclosure.money.models import FinanceBureau, FinanceUnit, Statement
from disclosure.money.services.approvals import subject_of
from disclosure.money.statuses import StatementKind, StatementStatus
from disclosure.policies.models import Interpretation
from interaction.messages.access import masked_subject
from interaction.messages.models import Message, Reply
from interaction.messages.statuses import MessageStatus, ReplyStatus

WRITE, APPROVE = "disclosure.add_interpretation", "disclosure.enter_approval"
SHOWN = 15  # rows of each list; the rest is a number and a link
AHEAD, MONTH_AHEAD = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class DutyLine:
    """A duty and, where this officer may read it, the letter or finding it is about, with what it says.

    Of a duty to publish a statement of public money, `statement` is the query that leads to its entry, for whoever may
    enter it. Of a duty to interpret a policy, `interpretation` is what was begun, else `to_interpret` the key of the
    policy, for whoever may write it.
    """

    duty: Duty
    message: Message | None
    subject: str = ""
    statement: str = ""
    finding: AuditFinding | None = None
    interpretation: Interpretation | None = None
    to_interpret: str = ""

    @property
    def is_in_review(self) -> bool:
        """Tell whether the answer waits for another officer: nothing is to be done here meanwhile."""
        return self.message is not None and self.message.status == MessageStatus.IN_REVIEW

    @property
    def is_returned(self) -> bool:
        """Tell whether a reviewer gave the answer back to be mended."""
        reply = getattr(self.message, "reply", None)
        return reply is not None and reply.status == ReplyStatus.DRAFT and bool(reply.review_note)


@dataclass(frozen=True)
class ReplyLine:
    """A reply that waits for a reviewer, and the subject of its letter."""

    reply: Reply
    subject: str


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
    clients: Sequence[ApiClient]

    @property
    def n_due(self) -> int:
        return self.n_overdue + self.n_today + self.n_week

    @property
    def is_empty(self) -> bool:
        waiting = self.replies or self.interpretations or self.items or self.statements or self.rectifications
        return not (self.lines or waiting or self.approvals or self.drafts or self.statement_drafts)


def agenda_of(officer: Officer, today: date) -> Agenda:
    """Return the agenda of `officer` on `today` (a local date).

    Whoever handles messages sees the own duties and those given to nobody; whoever only looks on sees all of the scope.
    Replies to messages are the business of those who may read messages.
    """
    duties = duties_for(officer, today)
    counts = duties.aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        today=Count("pk", filter=Q(due_on=today)),
        week=Count("pk", filter=Q(due_on__gt=today)),
    )
    replies, items = replies_to_review(officer, today), items_to_sign(officer, today)
    drafts = Item.objects.editable_by(officer, today).filter(author=officer, status=ItemStatus.DRAFT)
    interpretations, statements = interpretations_to_review(officer, today), statements_to_sign(officer, today)
    rectifications = rectifications_to_accept(officer, today)
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
        duties = duties.filter(Q(handler=officer) | Q(handler=None))
    return duties.order_by("due_on", "pk")


def with_subjects(duties: list[Duty], officer: Officer, today: date) -> list[DutyLine]:
    """Join each duty with its letter or finding, one query each; what is out of the officer's scope stays away."""
    letters = Message.objects.visible_to(officer, today).filter(message_duties__duty__in=duties)
    letters = letters.select_related("reply").annotate(duty_id=F("message_duties__duty"))
    by_duty = {letter.duty_id: letter for letter in letters}
    findings, interpretations = findings_of(duties, officer, today), interpretations_of(duties, officer, today)
    return [
        DutyLine(
            duty,
            letter := by_duty.get(duty.pk),
            masked_subject(letter) if letter else "",
            statement_query(duty) if may(officer, "disclosure.change_statement", duty.department, today) else "",
            findings.get(duty.pk),
            interpretations.get(duty.subject_key) if duty.kind == DutyKind.INTERPRETATION else None,
            policy_to_interpret(duty, officer, today),
        )
        for duty in duties
    ]


def statement_query(duty: Duty) -> str:
    """Return the query that leads from a duty to publish to the entry of its statement; empty for other duties."""
    subject = subject_of(duty)
    return urlencode(subject) if subject else ""


def findings_of(duties: list[Duty], officer: Officer, today: date) -> dict[int | None, AuditFinding]:
    """Return the findings under which these duties are owed; no query where none is a rectification."""
    owed = [duty for duty in duties if duty.kind == DutyKind.RECTIFICATION]
    if not owed:
        return {}
    found = AuditFinding.objects.visible_to(officer, today).filter(duty__in=owed)
    return {finding.duty_id: finding for finding in found}


def interpretations_of(duties: list[Duty], officer: Officer, today: date) -> dict[str, Interpretation]:
    """Return what was begun to interpret these policies, by the policy's key; no query where none is owed."""
    owed = [int(duty.subject_key) for duty in duties if duty.kind == DutyKind.INTERPRETATION]
    if not owed:
        return {}
    begun = Interpretation.objects.visible_to(officer, today).exclude(status=ItemStatus.WITHDRAWN)
    return {str(one.policy_id): one for one in begun.filter(policy__in=owed).only("pk", "policy").order_by("pk")}


def policy_to_interpret(duty: Duty, officer: Officer, today: date) -> str:
    """Return the key of the policy that this officer may interpret under the duty; empty for other duties."""
    if duty.kind != DutyKind.INTERPRETATION or not may(officer, WRITE, duty.department, today):
        return ""
    return duty.subject_key


def rectifications_to_accept(officer: Officer, today: date) -> QuerySet[AuditFinding]:
    """Return the reported rectifications that this auditor may accept, the longest waiting first."""
    scope = within_scope(officer, "disclosure.accept_rectification", today, field="report__item__department")
    waiting = AuditFinding.objects.filter(scope).to_accept().exclude(reported_by=officer)
    return waiting.select_related("department", "report__item")


def clients_without_author(officer: Officer, today: date) -> QuerySet[ApiClient]:
    """Return the systems whose deliveries are refused, now or soon, until this administrator names another officer."""
    if not officer.has_perm("departments.change_apiclient"):
        return ApiClient.objects.none()
    waiting = ApiClient.objects.editable_by(officer, today).needing_author(today)
    return waiting.select_related("department", "acts_for")


def replies_to_review(officer: Officer, today: date) -> QuerySet[Reply]:
    """Return the replies waiting for a reviewer other than their drafter, the longest waiting first."""
    scope = within_scope(officer, "interaction.review_reply", today, field="message__department")
    waiting = Reply.objects.filter(scope, status=ReplyStatus.IN_REVIEW).exclude(drafted_by=officer)
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
    waiting = waiting.exclude(pk__in=Interpretation.objects.reviewed().filter(reviewed_by=officer).values("pk"))
    return waiting.select_related("department", "category", "submitted_by").order_by("pk")


def statements_to_sign(officer: Officer, today: date) -> QuerySet[Statement]:
    """Return the statements waiting for a signatory who had no hand in them, the oldest first."""
    scope = within_scope(officer, "disclosure.sign_statement", today)
    waiting = Statement.objects.awaiting_signature().filter(scope)
    own = Q(submitted_by=officer) | Q(editors=officer)
    waiting = waiting.exclude(pk__in=Statement.objects.awaiting_signature().filter(own).values("pk"))
    return waiting.select_related("unit", "department", "submitted_by").order_by("pk")


def approvals_to_enter(officer: Officer, today: date) -> list[ApprovalsLine]:
    """Return what the officer's finance bureau has still to approve, from a month before it is due."""
    if not officer.has_perm(APPROVE):
        return []
    bureaus = list(FinanceBureau.objects.approving(officer, today))
    lines = []
    for year, kind in ((today.year - 1, StatementKind.FINAL_ACCOUNT), (today.year, StatementKind.BUDGET)):
        due_on = approvals_due_on(year, kind)
        if due_on > today + MONTH_AHEAD:
            continue
        n_units = sum(FinanceUnit.objects.in_territory(each).without_approval(year, kind).count() for each in bureaus)
        if n_units:
            lines.append(ApprovalsLine(year, kind, n_units, due_on, max(0, (today - due_on).days)))
    return lines


def statement_drafts(officer: Officer, today: date) -> QuerySet[Statement]:
    """Return the drafts of statements that the officer had a hand in, the latest first."""
    drafts = Statement.objects.editable_by(officer, today).filter(editors=officer, status=StatementStatus.DRAFT)
    return drafts.select_related("unit", "department").order_by("-updated_at")
