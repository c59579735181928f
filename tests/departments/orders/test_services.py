"""Orders: their rounds and duties, who may take which step, and what is refused."""

import threading
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import InternalError, connections, transaction

from departments.duties.actors import SYSTEM
from departments.duties.kinds import DutyKind, EventKind
from departments.duties.rules import rule_in_force
from departments.duties.services import cancel_duty, transfer_duty
from departments.duties.succession import hand_over_duties
from departments.duties.sweeping import sweep
from departments.duties.verifying import find_differences
from departments.models import Department, Duty, DutyTally, Order, OrderEvent
from departments.officers.roles import ROLE_PERMISSIONS, Role
from departments.orders.announcing import responsible_officers
from departments.orders.services import answer_order, close_order, issue_order, return_answer, withdraw_order
from departments.orders.statuses import OrderKind, OrderStatus
from foundation.outbox.models import OutboxEntry
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.duties import duty_of, is_in_time
from tests.factories.orders import ANSWER, DEMAND, answered, brought_to, issued, returned

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday without holidays near it; an answer within seven days is due on Monday the 9th."""

DUE = date(2026, 3, 9)
STEPS = {
    "answer": (answer_order, {"words": ANSWER}, {OrderStatus.OPEN}),
    "return": (return_answer, {"words": "缺少完工时间。"}, {OrderStatus.ANSWERED}),
    "close": (close_order, {"words": ""}, {OrderStatus.ANSWERED}),
    "withdraw": (withdraw_order, {"words": "发错了单位。"}, {OrderStatus.OPEN, OrderStatus.ANSWERED}),
}
REFUSED = [
    (step, status) for step, (_run, _given, froms) in STEPS.items() for status in OrderStatus if status not in froms
]


def later(days: float) -> datetime:
    return MONDAY + timedelta(days=days)


def rule(code: str = "order-7-days"):
    return rule_in_force(code, MONDAY.date())


def take(step: str, order: Order, by, *, at: datetime, **changes: Any) -> Order:
    run, given, _froms = STEPS[step]
    extra = {"rule": rule()} if step == "return" else {}
    return run(order, by=by, at=at, **{"seen": order.stamp, **given, **extra, **changes})


def events_of(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def new(bureau: Department, supervisor, *, under: str = "order-7-days", **changes: Any) -> Order:
    given = {"kind": OrderKind.URGING, "title": "催办", "demand": DEMAND, "by": supervisor, "at": MONDAY}
    return issue_order(department=bureau, **{**given, "rule": changes.pop("rule", None) or rule(under), **changes})


def test_the_same_is_demanded_of_an_office_once_however_often_the_form_is_sent(
    bureau, other_bureau, handler, supervisor
):
    order = new(bureau, supervisor)
    with pytest.raises(WrongState, match=order.number) as caught:
        new(bureau, supervisor)
    assert caught.value.code == "order_repeated"
    assert OutboxEntry.objects.count() == len(responsible_officers(bureau, MONDAY.date())) == 1
    for changes in ({"title": "再次催办"}, {"by": officer_in(bureau, Role.SUPERVISOR)}, {"department": other_bureau}):
        given = {"department": bureau, "by": supervisor, **changes}
        new(given.pop("department"), given.pop("by"), **given)
    take("withdraw", order, supervisor, at=MONDAY)
    assert new(bureau, supervisor).number == "督办〔2026〕5号"


# -- rounds and duties -------------------------------------------------------------------------------------------------
def test_an_order_has_a_number_and_owes_an_answer_by_a_duty_of_its_own(bureau, supervisor):
    order = new(bureau, supervisor)
    assert (order.number, order.status, order.round) == ("督办〔2026〕1号", OrderStatus.OPEN, 1)
    duty = order.duty
    assert (duty.kind, duty.department, duty.due_on) == (DutyKind.ORDER, bureau, DUE)
    assert (duty.subject_kind, duty.subject_key) == ("order", "2026-1")
    assert duty.title == "督办〔2026〕1号（催办）"
    assert DEMAND not in duty.title
    assert events_of(order) == ["issued"]


@pytest.mark.parametrize(
    ("code", "due_on"), [("order-3-working-days", date(2026, 3, 5)), ("order-15-days", date(2026, 3, 17))]
)
def test_the_supervisor_chooses_the_rule(bureau, supervisor, code, due_on):
    assert new(bureau, supervisor, under=code).duty.due_on == due_on


def test_an_answer_meets_the_duty_on_its_own_day_however_late_it_is_read(bureau, handler, supervisor):
    order = take("answer", new(bureau, supervisor), handler, at=later(7))
    assert (order.duty.met_on, is_in_time(order.duty)) == (DUE, True)
    sweep(now=later(20))
    order = take("close", order, supervisor, at=later(20))
    duty = Duty.objects.get()
    assert (duty.met_on, duty.breached_on, order.status) == (DUE, None, OrderStatus.CLOSED)
    assert not Duty.objects.open().exists()
    assert events_of(order) == ["issued", "answered", "closed"]


def test_a_returned_answer_opens_a_round_with_a_date_of_its_own(bureau, handler, supervisor):
    first = take("answer", new(bureau, supervisor), handler, at=later(2))
    order = take("return", first, supervisor, at=later(10))
    assert (order.status, order.round, order.answered_at, order.answered_by) == (OrderStatus.OPEN, 2, None, None)
    assert order.duty.due_on == date(2026, 3, 19)
    assert (order.duty.parent, order.duty.title) == (first.duty, "督办〔2026〕1号（催办，第2轮）")
    assert is_in_time(first.duty)
    order = take("close", take("answer", order, handler, at=later(11)), supervisor, at=later(12))
    assert events_of(order) == ["issued", "answered", "returned", "answered", "closed"]
    assert list(order.events.order_by("pk").values_list("round", flat=True)) == [1, 1, 2, 2, 2]
    assert list(find_differences()) == []


def test_a_withdrawn_order_owes_nothing_and_counts_nowhere(bureau, supervisor):
    order = take("withdraw", new(bureau, supervisor), supervisor, at=later(1))
    assert (order.duty.cancelled_on, order.duty.met_on) == (date(2026, 3, 3), None)
    sweep(now=later(30))
    assert Duty.objects.get().breached_on is None
    assert sum(DutyTally.objects.values_list("n_due", flat=True)) == 0


def test_an_answered_order_that_is_withdrawn_keeps_the_duty_met(bureau, supervisor):
    order = take("withdraw", answered(bureau, at=MONDAY, by=supervisor), supervisor, at=later(1))
    assert order.duty.met_on == MONDAY.date()
    assert order.duty.cancelled_on is None


def test_the_sweep_breaches_an_order_nobody_answered(bureau, handler, supervisor):
    order = new(bureau, supervisor)
    assert sweep(now=later(7)) == 0
    assert sweep(now=later(8)) == 1
    assert list(Order.objects.overdue(later(8).date())) == [order]
    order.duty.refresh_from_db()
    assert order.duty.breached_on == date(2026, 3, 10)
    order = take("answer", order, handler, at=later(9))
    assert not is_in_time(order.duty)
    assert list(find_differences()) == []


def test_numbers_go_on_without_gaps_and_begin_anew_with_the_year(bureau, supervisor):
    at = {"by": supervisor}
    numbers = [issued(bureau, at=MONDAY, title=f"事项{n}", **at).number for n in range(2)]
    with pytest.raises(Refusal):
        new(bureau, supervisor, title=" ")
    with transaction.atomic():
        issued(bureau, at=MONDAY, **at)
        transaction.set_rollback(True)  # what came after the number failed
    numbers.append(issued(bureau, at=MONDAY, title="事项2", **at).number)
    # the year of Lu'an, not of Greenwich
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=ZoneInfo("UTC"))
    numbers.append(issued(bureau, at=new_year, **at).number)
    assert numbers == [f"督办〔2026〕{n}号" for n in (1, 2, 3)] + ["督办〔2027〕1号"]


# -- steps and states --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("step", "status"), REFUSED)
def test_a_step_is_refused_from_every_other_state_and_changes_nothing(bureau, handler, supervisor, step, status):
    order = brought_to(status, bureau, at=MONDAY, by=supervisor)
    before = (Order.objects.values().get(), events_of(order), list(Duty.objects.order_by("pk").values()))
    with pytest.raises(WrongState):
        take(step, order, handler if step == "answer" else supervisor, at=later(1))
    assert (Order.objects.values().get(), events_of(order), list(Duty.objects.order_by("pk").values())) == before


@pytest.mark.parametrize("step", ["answer", "return", "withdraw"])
@pytest.mark.parametrize(("words", "code"), [("  ", "words_missing"), ("长" * 2001, "words_too_long")])
def test_words_are_needed_and_bounded(bureau, handler, supervisor, step, words, code):
    order = issued(bureau, at=MONDAY, by=supervisor) if step != "return" else answered(bureau, at=MONDAY, by=supervisor)
    with pytest.raises(Refusal) as caught:
        take(step, order, handler if step == "answer" else supervisor, at=MONDAY, words=words)
    assert caught.value.code == code


def test_a_step_decided_on_before_the_last_one_was_known_is_refused(bureau, handler, supervisor):
    order = answered(bureau, at=MONDAY, by=supervisor)
    seen = order.stamp  # the page with the first answer stands open
    order = take("return", order, supervisor, at=later(1))
    order = take("answer", order, handler, at=later(2))
    with pytest.raises(WrongState) as caught:
        take("close", order, supervisor, at=later(2), seen=seen)
    assert caught.value.code == "order_moved_on"
    order.refresh_from_db()
    assert order.status == OrderStatus.ANSWERED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "blame"}, "unknown_kind"),
        ({"title": "题" * 101}, "words_too_long"),
        ({"demand": ""}, "words_missing"),
        ({"under": "reply-7-days"}, "no_order_rule"),
    ],
)
def test_an_order_that_says_nothing_proper_is_refused(bureau, supervisor, changes, code):
    with pytest.raises(Refusal) as caught:
        new(bureau, supervisor, **changes)
    assert caught.value.code == code
    assert not Order.objects.exists()


def test_a_rule_that_is_not_in_force_yet_is_refused(bureau, supervisor):
    young = rule()
    type(young).objects.filter(pk=young.pk).update(in_force_from=date(2026, 4, 1))
    with pytest.raises(Refusal) as caught:
        new(bureau, supervisor, rule=young)
    assert caught.value.code == "no_order_rule"


# -- what it is about --------------------------------------------------------------------------------------------------
def test_one_order_at_a_time_stands_about_a_duty(bureau, supervisor):
    late = duty_of(bureau, due_on=date(2026, 2, 20))
    first = new(bureau, supervisor, about=late)
    with pytest.raises(WrongState) as caught:
        new(bureau, supervisor, about=late)
    assert caught.value.code == "order_stands"
    assert first.number in str(caught.value)
    take("withdraw", first, supervisor, at=MONDAY)
    second = new(bureau, supervisor, about=late)
    assert [order.number for order in Order.objects.latest_about([late])] == [second.number]


def test_an_unanswered_order_can_be_followed_by_one_about_it(bureau, supervisor):
    first = new(bureau, supervisor)
    second = new(bureau, supervisor, about=first.duty, kind=OrderKind.RECTIFICATION, at=later(10))
    assert second.about == first.duty


@pytest.mark.parametrize(("case", "code"), [("cancelled", "duty_closed"), ("elsewhere", "other_office")])
def test_an_order_is_about_what_its_office_owes(bureau, other_bureau, supervisor, case, code):
    late = duty_of(other_bureau if case == "elsewhere" else bureau, due_on=date(2026, 2, 20))
    if case == "cancelled":
        cancel_duty(late, at=MONDAY, by=SYSTEM, reason="not_owed")
    with pytest.raises(Refusal) as caught:
        new(bureau, supervisor, about=late)
    assert caught.value.code == code


# -- who ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_only_supervisors_issue_return_close_and_withdraw(bureau, role):
    officer = officer_in(bureau, role)
    with pytest.raises(NotAllowed):
        new(bureau, officer)
    order = answered(bureau, at=MONDAY)
    for step in ("return", "close", "withdraw"):
        with pytest.raises(NotAllowed):
            take(step, order, officer, at=MONDAY)


@pytest.mark.parametrize("role", list(Role))
def test_who_handles_checks_or_signs_answers(bureau, role):
    order, officer = issued(bureau, at=MONDAY), officer_in(bureau, role)
    if role in {Role.HANDLER, Role.CHECKER, Role.SIGNATORY}:
        assert take("answer", order, officer, at=MONDAY).answered_by == officer
        return
    with pytest.raises(NotAllowed):
        take("answer", order, officer, at=MONDAY)


def test_whoever_keeps_the_register_has_no_say_and_no_view():
    administrator = ROLE_PERMISSIONS[Role.ADMINISTRATOR]
    assert not {one for one in administrator if one.endswith("_order") or one.endswith("_orderevent")}


def test_nobody_outside_the_scope_issues_answers_or_decides(bureau, outsider):
    with pytest.raises(NotAllowed):
        new(bureau, outsider)
    with pytest.raises(NotAllowed):
        take("answer", issued(bureau, at=MONDAY), outsider, at=MONDAY)
    with pytest.raises(NotAllowed):
        take("close", answered(bureau, at=MONDAY), outsider, at=MONDAY)


def test_nobody_decides_about_the_own_answer(bureau):
    both = officer_in(bureau, Role.SUPERVISOR, Role.HANDLER)
    order = take("answer", issued(bureau, at=MONDAY), both, at=MONDAY)
    for step in ("close", "return"):
        with pytest.raises(NotAllowed) as caught:
            take(step, order, both, at=MONDAY)
        assert caught.value.code == "own_answer"
    today = MONDAY.date()
    assert order not in Order.objects.to_decide(both, today)
    assert order in Order.objects.to_decide(officer_in(bureau, Role.SUPERVISOR), today)


def test_an_order_is_seen_in_the_scope_of_the_office_that_owes_it(city, bureau, supervisor, handler, outsider):
    order, today = issued(bureau, at=MONDAY), MONDAY.date()
    below = officer_in(DepartmentFactory(parent=bureau), Role.SUPERVISOR)
    seeing = [one for one in (supervisor, handler, outsider, below) if order in Order.objects.visible_to(one, today)]
    assert seeing == [supervisor, handler]


# -- offices come and go -----------------------------------------------------------------------------------------------
def test_the_office_that_took_the_duty_over_answers(bureau, other_bureau, handler, supervisor):
    order = new(bureau, supervisor)
    transfer_duty(order.duty, to=other_bureau, at=later(1), by=SYSTEM, reason="unit_moved")
    with pytest.raises(NotAllowed):
        take("answer", order, handler, at=later(2))
    heir, today = officer_in(other_bureau, Role.SIGNATORY), MONDAY.date()
    assert order not in Order.objects.visible_to(handler, today)
    order = take("answer", order, heir, at=later(2))
    assert order.duty.department == other_bureau
    assert [event.department for event in order.events.order_by("pk")] == [bureau, other_bureau]
    order = take("return", order, supervisor, at=later(3))
    assert order.duty.department == other_bureau
    assert order.addressee == bureau


def test_what_a_dissolved_office_has_to_answer_goes_to_its_successor(city, bureau, supervisor):
    order = issued(bureau, at=MONDAY, by=supervisor)
    due_on = order.duty.due_on
    heir = DepartmentFactory(parent=city, predecessors=[bureau])
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2026, 3, 3))
    assert hand_over_duties(now=later(0)) == 0
    assert hand_over_duties(now=later(2)) == 1
    order = Order.objects.get(pk=order.pk)
    assert (order.duty.department, order.duty.due_on, order.addressee) == (heir, due_on, bureau)
    assert take("answer", order, officer_in(heir, Role.HANDLER), at=later(2)).status == OrderStatus.ANSWERED


def test_the_next_round_goes_to_the_successor_of_a_dissolved_office(city, bureau, supervisor):
    order = answered(bureau, at=MONDAY, by=supervisor)
    heir = DepartmentFactory(parent=city, predecessors=[bureau])
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2026, 3, 3))
    assert take("return", order, supervisor, at=later(2)).duty.department == heir


@pytest.mark.parametrize("n_heirs", [0, 2])
def test_without_a_single_successor_the_answer_is_not_returned(city, bureau, supervisor, n_heirs):
    order = answered(bureau, at=MONDAY, by=supervisor)
    for _ in range(n_heirs):
        DepartmentFactory(parent=city, predecessors=[bureau])
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2026, 3, 3))
    with pytest.raises(WrongState) as caught:
        take("return", order, supervisor, at=later(2))
    assert caught.value.code == "office_dissolved"
    assert take("withdraw", order, supervisor, at=later(2)).status == OrderStatus.WITHDRAWN


def test_an_answer_is_not_returned_to_a_successor_out_of_the_supervisor_s_scope(city, bureau, other_bureau):
    own = officer_in(bureau, Role.SUPERVISOR)
    order = answered(bureau, at=MONDAY, by=own)
    other_bureau.predecessors.add(bureau)
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2026, 3, 3))
    with pytest.raises(NotAllowed):
        take("return", order, own, at=later(2))
    assert Order.objects.get().status == OrderStatus.ANSWERED


def test_a_dissolved_office_gets_no_order(bureau, supervisor):
    bureau.dissolved_on = date(2026, 3, 1)
    bureau.save()
    with pytest.raises(WrongState) as caught:
        new(bureau, supervisor)
    assert caught.value.code == "office_dissolved"


# -- the timeline ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["update", "delete"])
def test_the_timeline_only_grows(bureau, action):
    issued(bureau, at=MONDAY)
    rows = OrderEvent.objects.all()
    with pytest.raises(InternalError, match="departments_orderevent is append-only"), transaction.atomic():
        rows.update(words="没有写过") if action == "update" else rows._raw_delete("default")
    assert OrderEvent.objects.get().words == DEMAND


def test_the_journal_of_the_duties_agrees_with_the_rounds(bureau, supervisor):
    order = returned(bureau, at=MONDAY, after=timedelta(days=3), by=supervisor)
    take("withdraw", order, supervisor, at=later(4))
    kinds = [list(duty.events.order_by("pk").values_list("kind", flat=True)) for duty in Duty.objects.order_by("pk")]
    assert kinds == [[EventKind.OPENED, EventKind.MET], [EventKind.OPENED, EventKind.CANCELLED]]
    assert list(find_differences()) == []


# -- two at once -------------------------------------------------------------------------------------------------------
def at_once(*actions: Any) -> list[str]:
    """Do all at the same moment, each in a thread and a connection of its own; return how each ended, sorted."""
    barrier, ended = threading.Barrier(len(actions)), []

    def run(action: Any) -> None:
        barrier.wait()
        try:
            action()
            ended.append("done")
        except Refusal as refusal:
            ended.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_taken(bureau):
    order = answered(bureau, at=MONDAY)
    one, other = officer_in(bureau, Role.SUPERVISOR), officer_in(bureau, Role.SUPERVISOR)
    ended = at_once(lambda: take("close", order, one, at=later(1)), lambda: take("return", order, other, at=later(1)))
    assert ended == ["done", "wrong_state"]
    assert len(events_of(order)) == 3
    order = Order.objects.get()
    assert (order.status, Duty.objects.count()) in {(OrderStatus.CLOSED, 1), (OrderStatus.OPEN, 2)}


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_answer_at_once_one_is_heard(bureau):
    order = issued(bureau, at=MONDAY)
    one, other = officer_in(bureau, Role.HANDLER), officer_in(bureau, Role.SIGNATORY)
    ended = at_once(*(lambda by=by: take("answer", order, by, at=later(1)) for by in (one, other)))
    assert ended == ["done", "wrong_state"]
    assert events_of(order) == ["issued", "answered"]


@pytest.mark.django_db(transaction=True)
def test_of_two_supervisors_at_once_one_writes_about_a_duty(bureau):
    late = duty_of(bureau, due_on=date(2026, 2, 20))
    one, other = officer_in(bureau, Role.SUPERVISOR), officer_in(bureau, Role.SUPERVISOR)
    assert at_once(*(lambda by=by: new(bureau, by, about=late) for by in (one, other))) == ["done", "order_stands"]
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_issues_the_order(bureau):
    supervisor = officer_in(bureau, Role.SUPERVISOR)
    assert at_once(*[lambda: new(bureau, supervisor)] * 2) == ["done", "order_repeated"]
    assert Order.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_orders_issued_at_once_get_numbers_one_after_another(bureau):
    supervisors = [officer_in(bureau, Role.SUPERVISOR) for _ in range(4)]
    assert at_once(*(lambda by=by: new(bureau, by) for by in supervisors)) == ["done"] * 4
    assert sorted(Order.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
