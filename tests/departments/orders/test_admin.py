"""The office's page of an order, the answer, the work of today, and the mails."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from config.pages.agenda import agenda_of
from departments.duties.warning import duties_of, people_to_tell
from departments.models import Duty, Officer, Order
from departments.officers.access.unsent import keep_unsent, unsent_of
from departments.officers.roles import Role
from departments.orders.announcing import TELL_OF_ANSWER, TELL_OFFICER, tell_of_answer, tell_officer
from departments.orders.services import close_order, withdraw_order
from departments.orders.statuses import OrderStatus
from foundation.outbox.models import OutboxEntry
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.orders import ANSWER, DEMAND, answered, issued, returned

pytestmark = pytest.mark.django_db


def address(order: Order, step: str = "change") -> str:
    return reverse(f"admin:departments_order_{step}", args=[order.pk])


def mails_of(order: Order) -> list[OutboxEntry]:
    events = list(order.events.values_list("pk", flat=True))
    return [one for one in OutboxEntry.objects.filter(handler=TELL_OFFICER) if one.payload["event_id"] in events]


def ago(days: float):
    return timezone.now() - timedelta(days=days)


# -- the page ----------------------------------------------------------------------------------------------------------
def test_the_office_reads_the_demand_and_answers_it(client, bureau, handler, django_assert_max_num_queries):
    order = issued(bureau)
    client.force_login(handler)
    with django_assert_max_num_queries(20):
        page = client.get(address(order)).content.decode()
    assert DEMAND in page
    assert address(order, "answer") in page
    asked = client.get(address(order, "answer"))
    assert DEMAND in asked.content.decode()
    sent = {"words": ANSWER, "seen": asked.context["form"]["seen"].value()}
    assert client.post(address(order, "answer"), sent).url == address(order)
    order.refresh_from_db()
    assert (order.status, order.answered_by) == (OrderStatus.ANSWERED, handler)
    page = client.get(address(order)).content.decode()
    assert ANSWER in page
    assert address(order, "answer") not in page


@pytest.mark.parametrize("form", ["{0}", "〔{1}〕{2}号", "督辦[{1}]{2}號", "{1}-{2}", " {1}　{2} ", "路面"])
def test_an_order_is_found_by_its_number_and_by_its_matter(client, bureau, handler, form):
    first, second = issued(bureau), issued(bureau, title="栏目更新")
    client.force_login(handler)
    asked = form.format(first.number, first.year, first.serial)
    page = client.get(reverse("admin:departments_order_changelist"), {"q": asked}).content.decode()
    assert (address(first) in page, address(second) in page) == (True, False)


@pytest.mark.parametrize("asked", ["督办〔2026〕号", "2026", "20261", "督办〔2026〕3号之二", "督办"])
def test_what_is_no_number_is_looked_for_in_the_matters(client, bureau, handler, asked):
    order = issued(bureau)
    client.force_login(handler)
    page = client.get(reverse("admin:departments_order_changelist"), {"q": asked})
    assert page.status_code == 200
    assert address(order) not in page.content.decode()


def test_an_answer_typed_into_an_old_page_is_kept_beside_what_is_new(client, bureau, handler):
    order = returned(bureau, at=ago(4), after=timedelta(days=1))
    client.force_login(handler)
    page = client.post(address(order, "answer"), {"words": "旧页面上写的答复", "seen": "1-open"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert "旧页面上写的答复" in page.content.decode()
    sent = {"words": "旧页面上写的答复", "seen": page.context["form"]["seen"].value()}
    assert client.post(address(order, "answer"), sent).status_code == 302


def test_an_answer_sent_after_another_is_kept_on_the_page_of_the_closed_step(client, bureau, handler):
    order = answered(bureau)
    client.force_login(handler)
    long = "这是一段写了很久的答复，" * 5
    page = client.post(address(order, "answer"), {"words": long, "seen": "1-open"})
    assert page.status_code == 200
    assert long in page.content.decode()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.FINANCE, Role.SUPERVISOR])
def test_whoever_only_reads_finds_no_answer_to_give(client, bureau, role):
    order = issued(bureau)
    client.force_login(officer_in(bureau, role))
    page = client.get(address(order))
    assert page.status_code == 200
    assert address(order, "answer") not in page.content.decode()
    assert client.post(address(order, "answer"), {"words": "x", "seen": order.stamp}).status_code == 403


def test_another_office_and_whoever_keeps_the_register_find_nothing(client, city, bureau, outsider, administrator):
    order = issued(bureau, title="只给本局看的督办")
    for officer, status in ((outsider, {404}), (administrator, {403, 404})):
        client.force_login(officer)
        for step in ("change", "answer", "history"):
            assert client.get(address(order, step)).status_code in status
        listed = client.get(reverse("admin:departments_order_changelist"))
        assert listed.status_code == 403 or "只给本局看的督办" not in listed.content.decode()


def test_the_list_costs_the_same_however_long_it_is(client, bureau, handler, django_assert_max_num_queries):
    for _ in range(12):
        issued(bureau)
    client.force_login(handler)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("admin:departments_order_changelist"))
    assert page.content.decode().count("督办〔") >= 12


@pytest.mark.parametrize(("path", "is_kept"), [("close/", True), ("/items/", False)])
def test_what_a_supervisor_typed_when_the_log_in_was_over_is_kept(bureau, supervisor, rf, path, is_kept):
    path = path if path.startswith("/") else answered(bureau).get_absolute_url() + path
    request = rf.post(path, {"words": "同意办结，请继续落实。"})
    request.session = SessionStore()
    assert keep_unsent(request, supervisor.pk) is is_kept
    assert (unsent_of(request.session, supervisor) is not None) is is_kept


# -- the work of today -------------------------------------------------------------------------------------------------
def test_orders_stand_in_the_work_of_today_with_their_due_day(client, bureau, handler, other_bureau):
    soon, later = issued(bureau, title="七日内"), issued(bureau, rule="order-15-days", title="十五日内")
    issued(other_bureau, title="别的单位")
    agenda = agenda_of(handler, timezone.localdate())
    assert [line.order for line in agenda.lines] == [soon]
    assert list(agenda.orders_ahead) == [later]
    client.force_login(handler)
    page = client.get(reverse("admin:index")).content.decode()
    for order in (soon, later):
        assert address(order) in page
        assert order.duty.due_on.isoformat() in page
    assert "别的单位" not in page


def test_answers_wait_for_the_supervisor_who_did_not_give_them(bureau, supervisor, handler):
    order, today = answered(bureau), timezone.localdate()
    assert list(agenda_of(supervisor, today).answers) == [order]
    assert list(agenda_of(handler, today).answers) == []
    assert agenda_of(supervisor, today).orders_ahead == []


# -- mails -------------------------------------------------------------------------------------------------------------
def test_those_who_may_answer_are_told_of_issue_and_return_once_each(bureau):
    told = {officer_in(bureau, role).pk for role in (Role.HANDLER, Role.CHECKER, Role.SIGNATORY)}
    officer_in(bureau, Role.AUTHOR)
    officer_in(DepartmentFactory(parent=bureau), Role.HANDLER)
    both = officer_in(bureau, Role.HANDLER, Role.SIGNATORY)
    order = issued(bureau)
    assert sorted(entry.payload["officer_id"] for entry in mails_of(order)) == sorted(told | {both.pk})
    again = returned(bureau, at=ago(3), after=timedelta(days=1))
    kinds = [again.events.get(pk=entry.payload["event_id"]).kind for entry in mails_of(again)]
    assert set(kinds) == {"issued", "returned"}


def test_the_mail_names_number_and_day_and_no_word_of_the_demand(bureau, handler):
    order = issued(bureau, title="不写进邮件的事项")
    tell_officer(order.events.get().pk, handler.pk)
    (sent,) = mail.outbox
    assert sent.to == [handler.email]
    text = sent.subject + sent.body
    assert order.number in text
    assert order.duty.due_on.isoformat() in text
    assert address(order) in text
    assert DEMAND not in text
    assert "不写进邮件的事项" not in text


def test_nobody_is_told_of_what_is_answered_already_or_gone(bureau, handler):
    order = answered(bureau)
    tell_officer(order.events.get(kind="issued").pk, handler.pk)
    handler.is_active = False
    handler.save()
    tell_officer(issued(bureau).events.get().pk, handler.pk)
    assert mail.outbox == []


@pytest.mark.parametrize("is_answered", [False, True])
def test_who_was_to_answer_is_told_that_nothing_is_owed_any_more(bureau, handler, is_answered):
    order = answered(bureau) if is_answered else issued(bureau)
    order = withdraw_order(order, words="发错了单位。", seen=order.stamp, by=order.issued_by, at=timezone.now())
    withdrawn = order.events.get(kind="withdrawn").pk
    told = [entry.payload["officer_id"] for entry in mails_of(order) if entry.payload["event_id"] == withdrawn]
    assert told == ([] if is_answered else [handler.pk])
    tell_officer(withdrawn, handler.pk)
    (sent,) = mail.outbox
    assert sent.subject == f"{order.number}：已撤回"
    assert address(order) in sent.body
    assert "发错了单位" not in sent.body
    assert "期限" not in sent.body


def test_who_issued_an_order_is_told_of_its_answer_while_it_waits(bureau):
    order = answered(bureau)
    (entry,) = OutboxEntry.objects.filter(handler=TELL_OF_ANSWER)
    tell_of_answer(**entry.payload)
    (sent,) = mail.outbox
    assert sent.to == [order.issued_by.email]
    assert sent.subject == f"{order.number}：已答复"
    assert reverse("reports:order", args=[order.year, order.serial]) in sent.body
    assert ANSWER not in sent.body


@pytest.mark.parametrize("why", ["returned", "closed", "no supervisor any more", "barred", "no address"])
def test_nobody_is_told_of_an_answer_that_does_not_wait_for_them(bureau, why):
    order = returned(bureau, at=ago(3), after=timedelta(days=1)) if why == "returned" else answered(bureau)
    match why:
        case "closed":
            close_order(order, seen=order.stamp, by=order.issued_by, at=timezone.now())
        case "no supervisor any more":
            order.issued_by.assignments.update(ends_on=ago(1).date())
        case "barred":
            Officer.objects.filter(pk=order.issued_by_id).update(is_active=False)
        case "no address":
            Officer.objects.filter(pk=order.issued_by_id).update(email="")
    tell_of_answer(order.events.get(kind="answered").pk)
    assert mail.outbox == []


def test_warnings_and_digest_go_to_whoever_may_answer(bureau):
    told = [officer_in(bureau, role) for role in (Role.HANDLER, Role.CHECKER, Role.SIGNATORY)]
    author, today = officer_in(bureau, Role.AUTHOR), timezone.localdate()
    order = issued(bureau)
    duties = Duty.objects.select_related("department", "handler")
    people = people_to_tell(duties, today)
    assert {officer.pk for officer in told} <= people
    assert author.pk not in people
    assert list(duties.filter(duties_of(told[0], today))) == [order.duty]
    assert list(duties.filter(duties_of(author, today))) == []
