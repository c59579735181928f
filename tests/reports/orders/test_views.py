"""The supervisors' pages of orders: lists and their filters, what is asked and refused, who finds what."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.rules import rule_in_force
from departments.duties.services import transfer_duty
from departments.models import Duty, Order
from departments.officers.roles import Role
from departments.orders.services import answer_order, return_answer
from departments.orders.statuses import OrderStatus
from interaction.models import Message
from reports.orders.listing import PAGE
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.duties import duty_of
from tests.factories.interaction import MailboxFactory, receive
from tests.factories.orders import ANSWER, DEMAND, answered, brought_to, issued, returned
from tests.reports.dashboard.conftest import TODAY, monday_morning  # noqa: F401

pytestmark = pytest.mark.django_db

LIST, ISSUE = "/supervision/orders/", "/supervision/orders/issue/"


@pytest.fixture
def desk(client, supervisor, monday_morning):  # noqa: F811
    """The supervisor's browser on a Monday morning."""
    client.force_login(supervisor)
    return client


def ago(days: float):
    return timezone.now() - timedelta(days=days)


def rule_key(code: str = "order-7-days") -> int:
    return rule_in_force(code, TODAY).pk


def numbers(answer) -> list[str]:
    return [line.order.number for line in answer.context["lines"]]


# -- the list ----------------------------------------------------------------------------------------------------------
def test_the_list_begins_with_what_stands_and_narrows_by_state_kind_and_office(desk, city, bureau, other_bureau):
    late = issued(bureau, at=ago(20))
    young = issued(other_bureau, at=ago(1), kind="urging")
    done = [brought_to(status, bureau, at=ago(5)) for status in (OrderStatus.CLOSED, OrderStatus.WITHDRAWN)]
    waiting = answered(bureau, at=ago(3))
    assert numbers(desk.get(LIST)) == [young.number, waiting.number, late.number]
    assert numbers(desk.get(LIST, {"state": "overdue"})) == [late.number]
    assert numbers(desk.get(LIST, {"state": "answered"})) == [waiting.number]
    assert numbers(desk.get(LIST, {"state": "open"})) == [young.number, late.number]
    assert set(numbers(desk.get(LIST, {"state": "all"}))) == {one.number for one in (late, young, waiting, *done)}
    assert numbers(desk.get(LIST, {"kind": "urging"})) == [young.number]
    assert numbers(desk.get(LIST, {"branch": bureau.code})) == [waiting.number, late.number]


def test_a_line_says_how_late_its_answer_is_or_was(desk, bureau):
    issued(bureau, at=ago(20))
    answered(bureau, at=ago(20))
    by_status = {line.order.status: line.days for line in desk.get(LIST).context["lines"]}
    assert by_status == {"open": 13, "answered": None}


@pytest.mark.parametrize("query", ["state=lost", "kind=blame", "branch=nobody"])
def test_a_wrong_filter_is_named(desk, query):
    answer = desk.get(f"{LIST}?{query}")
    assert answer.status_code == (404 if "branch" in query else 400)


def test_pages_by_key_show_every_order_once(desk, bureau, supervisor):
    for number in range(PAGE + 3):
        issued(bureau, at=ago(number), by=supervisor, title=f"第{number}号工地")
    first = desk.get(LIST)
    assert first.context["count"] == str(PAGE + 3)
    second = desk.get(first.context["next"])
    shown = numbers(first) + numbers(second)
    assert len(shown) == len(set(shown)) == PAGE + 3
    assert numbers(desk.get(second.context["previous"])) == numbers(first)
    assert desk.get(LIST, {"after": "x"}).status_code == 404


def test_the_list_costs_the_same_however_long_it_is(desk, bureau, supervisor, django_assert_max_num_queries):
    for number in range(30):
        issued(bureau, at=ago(number), by=supervisor, about=duty_of(bureau, due_on=TODAY - timedelta(days=30)))
    with django_assert_max_num_queries(9):
        assert len(desk.get(LIST).context["lines"]) == 30


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_the_list_can_be_taken_away_without_a_word_of_demand_or_answer(desk, bureau, form):
    answered(bureau, at=ago(3))
    answer = desk.get(f"{LIST}export/", {"format": form, "state": "all"})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if form == "csv":
        (row,) = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert row["编号"] == "督办〔2026〕1号"
    if form == "json":
        assert "督办〔2026〕1号" in json.dumps(json.loads(content), ensure_ascii=False)
    assert DEMAND.encode() not in content
    assert ANSWER.encode() not in content


def test_a_wrong_filter_leads_from_the_download_to_the_page_that_says_so(desk):
    assert desk.get(f"{LIST}export/", {"format": "csv", "state": "x"}).url == f"{LIST}?format=csv&state=x"
    assert desk.get(f"{LIST}export/", {"format": "pdf"}).status_code == 404


# -- beside the duties -------------------------------------------------------------------------------------------------
def test_the_list_of_duties_shows_the_order_about_each_at_no_query_more_per_row(
    desk, bureau, supervisor, django_assert_max_num_queries
):
    for days in range(1, 21):
        late = duty_of(bureau, due_on=TODAY - timedelta(days=days))
        if days <= 10:
            issued(bureau, at=ago(0), by=supervisor, about=late)
    with django_assert_max_num_queries(12):
        answer = desk.get("/supervision/duties/")
    marks = [line["order"] for line in answer.context["lines"]]
    assert [bool(mark.order) for mark in marks] == [False] * 10 + [True] * 10
    assert [bool(mark.issue_url) for mark in marks] == [True] * 10 + [False] * 10
    assert "督办〔2026〕1号" in answer.content.decode()


def test_an_ended_order_stays_beside_the_duty_and_a_withdrawn_one_does_not(desk, bureau, supervisor):
    late, other = (duty_of(bureau, due_on=TODAY - timedelta(days=days)) for days in (9, 8))
    closed = brought_to(OrderStatus.CLOSED, bureau, at=ago(1), by=supervisor, about=late)
    brought_to(OrderStatus.WITHDRAWN, bureau, at=ago(1), by=supervisor, about=other)
    first, second = (line["order"] for line in desk.get("/supervision/duties/").context["lines"])
    assert (first.order, second.order) == (closed, None)
    assert first.issue_url
    assert second.issue_url


def test_an_officer_of_the_office_reads_the_mark_and_is_offered_nothing(client, bureau, handler, monday_morning):  # noqa: F811
    order = issued(bureau, about=duty_of(bureau, due_on=TODAY - timedelta(days=9)))
    duty_of(bureau, due_on=TODAY - timedelta(days=8))
    client.force_login(handler)
    marks = [line["order"] for line in client.get("/supervision/duties/").context["lines"]]
    assert [(mark.order, mark.issue_url) for mark in marks] == [(order, ""), (None, "")]


def test_the_duty_to_answer_leads_to_its_order(desk, bureau):
    order = issued(bureau, at=ago(20))
    (line,) = desk.get("/supervision/duties/").context["lines"]
    assert line["page"] == order.get_absolute_url() == "/supervision/orders/2026/1/"


def test_the_desk_counts_what_stands_and_leads_to_it(desk, bureau):
    issued(bureau, at=ago(20))
    issued(bureau, at=ago(1))
    answered(bureau, at=ago(1))
    brought_to(OrderStatus.CLOSED, bureau, at=ago(1))
    orders = desk.get("/supervision/").context["orders"]
    mailbox = MailboxFactory(department=bureau)
    assert desk.get("/supervision/", {"mailbox": mailbox.code}).context["orders"] is None  # they have no mailbox
    for state, number in (("open", 2), ("overdue", 1), ("answered", 1)):
        figure = getattr(orders, state)
        assert figure.number == number == len(numbers(desk.get(figure.url)))


# -- issuing -----------------------------------------------------------------------------------------------------------
def test_an_order_about_a_late_letter_is_prefilled_and_carries_nothing_of_it(desk, bureau):
    letter, _code = receive(MailboxFactory(department=bureau), at=ago(20), subject="绝不外传", text="信中所写。")
    duty = Duty.objects.get(title=letter.receipt_number)
    page = desk.get(ISSUE, {"about": duty.pk})
    assert "office" not in page.context["form"].fields
    assert letter.receipt_number in page.context["form"].initial["title"]
    sent = {"kind": "urging", "rule": rule_key(), "title": "来信超期未答复", "demand": DEMAND}
    answer = desk.post(f"{ISSUE}?about={duty.pk}", sent, follow=True)
    order = Order.objects.get()
    assert (order.about, order.department, order.kind) == (duty, bureau, "urging")
    shown = page.content.decode() + answer.content.decode() + desk.get(LIST).content.decode()
    assert letter.receipt_number in shown
    assert shown.count("所涉应办事项") == 2
    for secret in ("绝不外传", "信中所写", "13856400017"):
        assert secret not in shown
    assert "义务" not in shown  # an office owes a matter here, whatever the word of the law is
    assert Message.objects.get().subject == "绝不外传"


def test_an_order_about_nothing_in_particular_goes_to_the_chosen_office(desk, bureau):
    sent = {
        "office": bureau.code,
        "kind": "supervision",
        "rule": rule_key("order-15-days"),
        "title": "栏目",
        "demand": "补",
    }
    answer = desk.post(ISSUE, sent)
    order = Order.objects.get()
    assert answer.url == order.get_absolute_url()
    assert (order.department, order.about, order.duty.rule.code) == (bureau, None, "order-15-days")


@pytest.mark.parametrize("field", ["office", "kind", "title", "demand"])
def test_what_is_missing_is_named_and_what_was_typed_stays(desk, bureau, field):
    sent = {"office": bureau.code, "kind": "urging", "rule": rule_key(), "title": "栏目更新", "demand": DEMAND}
    answer = desk.post(ISSUE, {**sent, field: ""})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    if field != "demand":
        assert DEMAND in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("kind", "code"),
    [("urging", "order-3-working-days"), ("supervision", "order-7-days"), ("rectification", "order-15-days")],
)
def test_without_a_choice_each_kind_has_its_usual_time(desk, bureau, kind, code):
    desk.post(ISSUE, {"office": bureau.code, "kind": kind, "rule": "", "title": "栏目更新", "demand": DEMAND})
    assert Order.objects.get().duty.rule.code == code


def test_a_new_line_counts_once_as_the_page_says(desk, bureau):
    demand = "\r\n".join("报" * 99 for _ in range(20))  # 1,999 signs for a browser, 2,018 on the way
    sent = {"office": bureau.code, "kind": "urging", "rule": "", "title": "栏目更新", "demand": demand}
    assert desk.post(ISSUE, sent).status_code == 302
    assert Order.objects.get().demand == demand.replace("\r\n", "\n")


def test_whether_anybody_is_told_is_said(desk, bureau):
    sent = {"office": bureau.code, "kind": "urging", "rule": "", "title": "栏目更新", "demand": DEMAND}
    assert "没有可以答复的人员登记邮箱" in desk.post(ISSUE, sent, follow=True).text
    officer_in(bureau, Role.HANDLER)
    assert "已发出，承办单位会收到邮件。" in desk.post(ISSUE, sent | {"title": "栏目再次更新"}, follow=True).text


def test_a_form_sent_twice_issues_one_order_and_names_it(desk, bureau):
    sent = {"office": bureau.code, "kind": "urging", "rule": "", "title": "栏目更新", "demand": DEMAND}
    desk.post(ISSUE, sent)
    answer = desk.post(ISSUE, sent)
    assert answer.status_code == 409
    order = Order.objects.get()
    assert f"{order.number}已向该单位提出同样的要求" in answer.text


def test_a_dissolved_office_is_not_offered(desk, bureau, other_bureau):
    late = duty_of(bureau, due_on=TODAY - timedelta(days=9))
    bureau.dissolved_on = TODAY
    bureau.save()
    codes = [code for code, _name in desk.get(ISSUE).context["form"].fields["office"].choices]
    assert other_bureau.code in codes
    assert bureau.code not in codes
    (line,) = desk.get("/supervision/duties/").context["lines"]
    assert (line["duty"], line["order"].issue_url) == (late, "")


def test_the_form_costs_the_same_however_many_offices_there_are(desk, city, django_assert_max_num_queries):
    DepartmentFactory.create_batch(30, parent=city)
    with django_assert_max_num_queries(8):
        choices = desk.get(ISSUE).context["form"].fields["office"].choices
    assert len(choices) > 30


def test_what_stands_already_is_shown_before_a_word_is_written(desk, bureau):
    late = duty_of(bureau, due_on=TODAY - timedelta(days=9))
    order = issued(bureau, about=late)
    assert desk.get(ISSUE, {"about": late.pk}).url == order.get_absolute_url()


def test_an_order_to_the_office_before_is_not_told_to_the_one_that_owes_the_duty_now(client, bureau, other_bureau):
    late = duty_of(bureau, due_on=timezone.localdate() - timedelta(days=9))
    order = issued(bureau, about=late)
    transfer_duty(late, to=other_bureau, at=timezone.now(), by=SYSTEM, reason="unit_moved")
    client.force_login(officer_in(other_bureau, Role.SUPERVISOR))
    answer = client.get("/supervision/duties/")
    (line,) = answer.context["lines"]
    assert line["order"].order is None
    sent = {"kind": "urging", "rule": "", "title": "再催", "demand": DEMAND}
    refused = client.post(f"{ISSUE}?about={late.pk}", sent)
    assert refused.status_code == 409
    assert order.number not in answer.text + refused.text
    client.force_login(officer_in(bureau, Role.SUPERVISOR))
    page = client.get(order.get_absolute_url())
    assert (page.status_code, page.context["about_url"]) == (200, "")


def test_a_second_order_about_a_duty_is_refused_with_the_text_kept(desk, bureau):
    late = duty_of(bureau, due_on=TODAY - timedelta(days=9))
    issued(bureau, about=late)
    sent = {"kind": "urging", "rule": rule_key(), "title": "再催", "demand": DEMAND}
    answer = desk.post(f"{ISSUE}?about={late.pk}", sent)
    assert answer.status_code == 409
    assert "督办〔2026〕1号" in answer.context["form"].non_field_errors()[0]
    assert DEMAND in answer.content.decode()


def test_a_supervisor_offers_and_accepts_only_the_own_offices(client, city, bureau, other_bureau):
    client.force_login(officer_in(bureau, Role.SUPERVISOR))
    form = client.get(ISSUE).context["form"]
    assert [code for code, _name in form.fields["office"].choices if code] == [bureau.code]
    sent = {"office": other_bureau.code, "kind": "urging", "rule": 1, "title": "x", "demand": "x"}
    assert "office" in client.post(ISSUE, sent).context["form"].errors
    foreign = duty_of(other_bureau, due_on=TODAY)
    assert client.get(ISSUE, {"about": foreign.pk}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_nobody_else_issues_or_decides(client, bureau, role):
    order, late = answered(bureau), duty_of(bureau, due_on=TODAY)
    client.force_login(officer_in(bureau, role))
    for address in (
        ISSUE,
        f"{ISSUE}?about={late.pk}",
        *(f"{order.get_absolute_url()}{x}/" for x in ("close", "return")),
    ):
        assert client.get(address).status_code in {403, 404}
        assert client.post(address, {"words": "x"}).status_code in {403, 404}
    order.refresh_from_db()
    assert order.status == OrderStatus.ANSWERED


# -- deciding ----------------------------------------------------------------------------------------------------------
def test_the_page_of_an_order_tells_its_course_and_how_its_date_is_counted(desk, bureau, django_assert_max_num_queries):
    order = returned(bureau, at=ago(6), after=timedelta(days=2))
    with django_assert_max_num_queries(9):
        answer = desk.get(order.get_absolute_url())
    assert [step.round for step in answer.context["timeline"]] == [1, 1, 2]
    assert set(answer.context["decisions"]) == {"withdraw"}
    text = answer.content.decode()
    assert DEMAND in text
    assert ANSWER in text
    assert answer.context["reckoning"].due_on == order.duty.due_on
    assert answer["Cache-Control"] == "private, no-store"


def test_an_answer_is_returned_with_a_new_date_then_closed(desk, bureau):
    order = answered(bureau, at=ago(2))
    address = order.get_absolute_url()
    assert set(desk.get(address).context["decisions"]) == {"close", "return", "withdraw"}
    sent = {"seen": order.stamp, "words": "缺少完工时间。", "rule": rule_key("order-3-working-days")}
    assert desk.post(f"{address}return/", sent).url == address
    order.refresh_from_db()
    assert (order.round, order.status) == (2, OrderStatus.OPEN)
    assert desk.get(f"{address}close/").url == address  # not open now: it is told on the order's page
    assert desk.post(f"{address}withdraw/", {"seen": order.stamp, "words": "已经办妥。"}).status_code == 302
    assert Order.objects.get().status == OrderStatus.WITHDRAWN


def test_who_decides_about_an_answer_that_was_given_anew_reads_it_first(desk, bureau):
    old = answered(bureau, at=ago(5))
    again = return_answer(
        old, words="再报", rule=rule_in_force("order-7-days", TODAY), seen=old.stamp, by=old.issued_by, at=ago(4)
    )
    answer_order(again, words="第二次答复", seen=again.stamp, by=officer_in(bureau, Role.HANDLER), at=ago(3))
    address = f"{old.get_absolute_url()}close/"
    answer = desk.post(address, {"seen": "1-answered", "words": "同意办结，请继续落实。"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "第二次答复" in text
    assert "同意办结，请继续落实。" in text
    seen = answer.context["form"]["seen"].value()
    assert desk.post(address, {"seen": seen, "words": "同意办结。"}).status_code == 302
    assert Order.objects.get().status == OrderStatus.CLOSED


def test_an_order_of_another_office_is_not_found(client, bureau, outsider):
    order = answered(bureau)
    client.force_login(outsider)
    for step in ("", "close/", "return/", "withdraw/"):
        assert client.get(order.get_absolute_url() + step).status_code == 404
    assert numbers(client.get(LIST, {"state": "all"})) == []


def test_orders_follow_their_duty_into_the_scope_of_another_office(client, city, bureau, outsider, other_bureau):
    order = issued(bureau)
    transfer_duty(order.duty, to=other_bureau, at=timezone.now(), by=SYSTEM, reason="unit_moved")
    client.force_login(outsider)
    assert numbers(client.get(LIST)) == [order.number]
    assert client.get(order.get_absolute_url()).context["may_answer"]


def test_an_office_below_is_listed_with_its_branch(desk, bureau):
    order = issued(DepartmentFactory(parent=bureau))
    assert numbers(desk.get(LIST, {"branch": bureau.code})) == [order.number]
