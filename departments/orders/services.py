"""What is done to orders: issued, answered, returned, closed, withdrawn.

Each round owes a duty of its own: the answer meets it on the day it is given, so that the time a supervisor takes to
read makes no office late; a returned answer opens the next round with a due date of its own.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from departments.duties.actors import officer_actor
from departments.duties.journal import lock_duty
from departments.duties.kinds import DutyKind
from departments.duties.models import DeadlineRule, Duty
from departments.duties.reasons import MachineReason
from departments.duties.services import cancel_duty, meet_duty, open_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from departments.orders.announcing import tell_issuer, tell_office
from departments.orders.models import LONGEST_TEXT, LONGEST_TITLE, Order, OrderEvent
from departments.orders.numbers import key_of, number_of
from departments.orders.querysets import ANSWER, ISSUE
from departments.orders.rules import require_rule
from departments.orders.serials import allocate_serial
from departments.orders.statuses import TRANSITIONS, OrderEventKind, OrderKind, OrderStatus
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, Refusal, WrongState, require_transition

SUBJECT_KIND = "order"


@transaction.atomic
def issue_order(
    *,
    department: Department,
    kind: str,
    title: str,
    demand: str,
    rule: DeadlineRule,
    by: Officer,
    at: datetime,
    about: Duty | None = None,
) -> Order:
    """Issue an order to an office, with its number and the duty of its first round; the office is told by mail.

    `about` is the duty of that office that made the supervisor write. Raises NotAllowed unless a supervisor of the
    office asks; WrongState where the office is dissolved, the duty was cancelled, an order about it stands, or one of
    the same words; Refusal where words are missing or too long, the duty is another office's, or the rule is none for
    orders.
    """
    today = timezone.localdate(at)
    if not may(by, ISSUE, department, today):
        raise NotAllowed(_("Only supervisors of this office issue orders to it."))
    _require_active(department, today)
    require_rule(rule, today)
    order = Order(
        kind=_known_kind(kind),
        title=_require_words(title, LONGEST_TITLE),
        demand=_require_words(demand, LONGEST_TEXT),
        addressee=department,
        about=_lock_about(about, department, by=by, today=today) if about else None,
        issued_at=at,
        issued_by=by,
    )
    order.year, order.serial = today.year, allocate_serial(today.year)
    _require_other_words(order)  # whoever has the next number waits: of two clicks the second finds the first order
    order.duty = _open_round(order, department=department, rule=rule, by=by, at=at)
    order.save(force_insert=True)
    tell_office(_record(order, OrderEventKind.ISSUED, by=by, at=at, words=order.demand))
    return order


@transaction.atomic
def answer_order(order: Order, *, words: str, seen: str, by: Officer, at: datetime) -> Order:
    """Answer an order for the office that owes the answer now: its duty is met, today; who issued it is told by mail.

    `seen` is the stamp of the order as its reader saw it. Raises NotAllowed, WrongState or Refusal.
    """
    order, duty = _lock(order)
    if not may(by, ANSWER, duty.department, timezone.localdate(at)):
        raise NotAllowed(_("Only those who handle, check or sign in the office that owes the answer give it."))
    _require_step(order, OrderStatus.ANSWERED, seen)
    words = _require_words(words, LONGEST_TEXT)
    order.duty = meet_duty(duty, at=at, by=officer_actor(by))
    order.status, order.answered_at, order.answered_by = OrderStatus.ANSWERED, at, by
    order.save(update_fields=["status", "answered_at", "answered_by"])
    tell_issuer(_record(order, OrderEventKind.ANSWERED, by=by, at=at, words=words))
    return order


@transaction.atomic
def return_answer(order: Order, *, words: str, rule: DeadlineRule, seen: str, by: Officer, at: datetime) -> Order:
    """Send an answer back: the next round begins, with a duty and a due date of its own; the office is told by mail.

    Owed by the office that answered, or by its successor. Raises NotAllowed, WrongState or Refusal.
    """
    order, duty = _lock(order)
    today = timezone.localdate(at)
    _require_supervisor(order, duty, by, today)
    _require_step(order, OrderStatus.OPEN, seen)
    _require_foreign_answer(order, by)
    require_rule(rule, today)
    words = _require_words(words, LONGEST_TEXT)
    office = _heir_of(duty.department, today)
    if not may(by, ISSUE, office, today):
        raise NotAllowed(_("%(office)s owes the next answer, and you do not supervise it.") % {"office": office})
    order.status, order.answered_at, order.answered_by = OrderStatus.OPEN, None, None
    order.round += 1
    order.duty = _open_round(order, department=office, rule=rule, by=by, at=at, before=duty)
    order.save(update_fields=["status", "answered_at", "answered_by", "round", "duty"])
    tell_office(_record(order, OrderEventKind.RETURNED, by=by, at=at, words=words))
    return order


@transaction.atomic
def close_order(order: Order, *, words: str = "", seen: str, by: Officer, at: datetime) -> Order:
    """Accept the answer: the order is closed, nothing is owed any more. Raises NotAllowed, WrongState or Refusal."""
    order, duty = _lock(order)
    _require_supervisor(order, duty, by, timezone.localdate(at))
    _require_step(order, OrderStatus.CLOSED, seen)
    _require_foreign_answer(order, by)
    words = _require_words(words, LONGEST_TEXT) if words.strip() else ""
    order.status, order.ended_at = OrderStatus.CLOSED, at
    order.save(update_fields=["status", "ended_at"])
    _record(order, OrderEventKind.CLOSED, by=by, at=at, words=words)
    return order


@transaction.atomic
def withdraw_order(order: Order, *, words: str, seen: str, by: Officer, at: datetime) -> Order:
    """Take an order back that should not have been written; a duty still owed is cancelled, its office told by mail.

    Raises NotAllowed, WrongState or Refusal.
    """
    order, duty = _lock(order)
    _require_supervisor(order, duty, by, timezone.localdate(at))
    _require_step(order, OrderStatus.WITHDRAWN, seen)
    words = _require_words(words, LONGEST_TEXT)
    was_owed = order.status == OrderStatus.OPEN
    if was_owed:
        order.duty = cancel_duty(duty, at=at, by=officer_actor(by), reason=MachineReason.ORDER_WITHDRAWN)
    order.status, order.ended_at = OrderStatus.WITHDRAWN, at
    order.save(update_fields=["status", "ended_at"])
    event = _record(order, OrderEventKind.WITHDRAWN, by=by, at=at, words=words)
    if was_owed:
        tell_office(event)
    return order


def _lock(order: Order) -> tuple[Order, Duty]:
    """Return the order and the duty of its round, both locked: who owes it can't change while it is decided who may."""
    order = lock_row(Order.objects.select_related("duty__department"), order.pk)
    return order, lock_duty(order.duty)


def _lock_about(duty: Duty, department: Department, *, by: Officer, today: date) -> Duty:
    """Return the duty that an order is to be about, locked: of two supervisors at once one reads of the other."""
    duty = lock_duty(duty)
    if duty.department_id != department.pk:
        raise Refusal(
            _("%(office)s owes this now; address the order to it.") % {"office": duty.department}, code="other_office"
        )
    if duty.cancelled_on is not None:
        raise WrongState(_("This duty was cancelled: nothing is owed."), code="duty_closed")
    if standing := Order.objects.standing().filter(about=duty).select_related("duty__department").first():
        raise _stands_already(standing, by, today)
    return duty


def _stands_already(order: Order, by: Officer, today: date) -> WrongState:
    """Return the refusal of a second order about a duty; what another office was ordered is not told by its number."""
    sentence = _("An order to another office about this duty stands; only a supervisor of that office can end it.")
    if may(by, ISSUE, order.department, today):
        words = _("%(number)s about this duty stands already: close or withdraw it first.")
        sentence = words % {"number": order.number}
    return WrongState(sentence, code="order_stands")


def _require_other_words(order: Order) -> None:
    """Refuse what the same officer demands of the same office already, such as a form that was sent twice.

    An order about a duty is told apart by that.
    """
    same = {name: getattr(order, name) for name in ("addressee", "issued_by", "kind", "title", "demand")}
    if order.about is None and (first := Order.objects.standing().filter(about=None, **same).first()):
        message = _("%(number)s of yours demands the same of this office and stands.")
        raise WrongState(message % {"number": first.number}, code="order_repeated")


def _open_round(
    order: Order, *, department: Department, rule: DeadlineRule, by: Officer, at: datetime, before: Duty | None = None
) -> Duty:
    return open_duty(
        department=department,
        kind=DutyKind.ORDER,
        subject_kind=SUBJECT_KIND,
        subject_key=key_of(order.year, order.serial),
        title=_title(order),
        rule=rule,
        starts_at=at,
        at=at,
        by=officer_actor(by),
        parent=before,
    )


def _title(order: Order) -> str:
    """Return what is owed, in the language of the city, without a word of the demand: it goes into lists and mails."""
    with override(settings.LANGUAGE_CODE):
        shown = {
            "number": number_of(order.year, order.serial),
            "kind": OrderKind(order.kind).label,
            "round": order.round,
        }
        if order.round == 1:
            return _("%(number)s (%(kind)s)") % shown
        return _("%(number)s (%(kind)s, round %(round)s)") % shown


def _heir_of(office: Department, today: date) -> Department:
    """Return the office itself, or the one that took its place. Raises WrongState where no single one did."""
    if not office.is_dissolved(today):
        return office
    if heir := Department.objects.sole_heir_of(office, today):
        return heir
    raise _gone(office)


def _require_active(office: Department, today: date) -> None:
    if office.is_dissolved(today):
        raise _gone(office)


def _gone(office: Department) -> WrongState:
    words = _("%(office)s is dissolved; issue an order to the office that took over its work.")
    return WrongState(words % {"office": office}, code="office_dissolved")


def _require_supervisor(order: Order, duty: Duty, by: Officer, today: date) -> None:
    if not may(by, ISSUE, duty.department, today):
        raise NotAllowed(_("Only supervisors of the office that owes the answer decide about an order."))


def _require_foreign_answer(order: Order, by: Officer) -> None:
    if order.answered_by_id == by.pk:
        raise NotAllowed(_("Whoever gave an answer can't decide about it."), code="own_answer")


def _require_step(order: Order, after: str, seen: str) -> None:
    """Refuse a step that the order's state doesn't allow, or that was decided on before the last one was known."""
    message = _("This can't be done now: %(number)s stands at “%(status)s”. Load the page again.")
    shown = {"number": order.number, "status": order.get_status_display()}
    require_transition(TRANSITIONS, order.status, after, message % shown)
    if order.stamp != seen:
        raise WrongState(
            _("Somebody has taken a step on this order meanwhile. Read it again, then decide."), code="order_moved_on"
        )


def _require_words(words: str, longest: int) -> str:
    words = words.strip()
    if not words:
        raise Refusal(_("Say what is meant: the field is empty."), code="words_missing")
    if len(words) > longest:
        raise Refusal(
            _("The text has %(length)s characters; %(longest)s at most.") % {"length": len(words), "longest": longest},
            code="words_too_long",
        )
    return words


def _known_kind(kind: str) -> str:
    if kind not in OrderKind.values:
        raise Refusal(_("Choose one of the kinds of the list."), code="unknown_kind")
    return kind


def _record(order: Order, kind: OrderEventKind, *, by: Officer, at: datetime, words: str) -> OrderEvent:
    """Write one line of the timeline of a locked order."""
    return OrderEvent.objects.create(
        order=order,
        kind=kind,
        at=at,
        by=by,
        department=order.department,
        duty=order.duty,
        round=order.round,
        words=words,
    )
