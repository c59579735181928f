"""The lines of today: each duty with what it is about, where this officer may read it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import F

from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.orders.models import Order
from disclosure.audits.models import AuditFinding
from disclosure.items.statuses import ItemStatus
from disclosure.money.services.approvals import subject_of
from disclosure.policies.models import Interpretation
from interaction.messages.access import masked_subject
from interaction.messages.models import Message
from interaction.messages.statuses import MessageStatus, ReplyStatus

WRITE = "disclosure.add_interpretation"


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
    order: Order | None = None

    @property
    def is_in_review(self) -> bool:
        """Tell whether the answer waits for another officer: nothing is to be done here meanwhile."""
        return self.message is not None and self.message.status == MessageStatus.IN_REVIEW

    @property
    def is_returned(self) -> bool:
        """Tell whether a reviewer gave the answer back to be mended."""
        reply = getattr(self.message, "reply", None)
        return reply is not None and reply.status == ReplyStatus.DRAFT and bool(reply.review_note)


def with_subjects(duties: list[Duty], officer: Officer, today: date) -> list[DutyLine]:
    """Join each duty with its letter or finding, one query each; what is out of the officer's scope stays away."""
    letters = Message.objects.visible_to(officer, today).filter(message_duties__duty__in=duties)
    letters = letters.select_related("reply").annotate(duty_id=F("message_duties__duty"))
    by_duty = {letter.duty_id: letter for letter in letters}
    orders = orders_of(duties)
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
            orders.get(duty.pk),
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


def orders_of(duties: list[Duty]) -> dict[int, Order]:
    """Return the orders that these duties answer, by the duty; whoever sees the duty may read its order."""
    owed = [duty for duty in duties if duty.kind == DutyKind.ORDER]
    return {order.duty_id: order for order in Order.objects.filter(duty__in=owed)} if owed else {}


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
