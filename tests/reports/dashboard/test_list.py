"""The list behind a figure: its pages, its columns, what it never says of a citizen."""

from datetime import timedelta

import pytest

from departments.duties.kinds import EventKind
from departments.models import Duty
from departments.officers.roles import Role
from foundation.paging.keyset import read_page
from interaction.models import Message
from reports.dashboard.listing import PAGE, order_of
from tests.factories.departments import officer_in
from tests.factories.duties import WORKING, duty_of, event_of
from tests.factories.interaction import MailboxFactory, receive

from .conftest import TODAY

pytestmark = pytest.mark.django_db

LIST = "/supervision/duties/"


@pytest.fixture
def desk(client, supervisor, monday_morning):
    """The supervisor's browser, at the desk."""
    client.force_login(supervisor)
    return client


def page_of(rows, sort="due", **place):
    return read_page(rows, order_of(sort), size=PAGE, **place)


def pages_from(rows, sort):
    page = page_of(rows, sort)
    yield page
    while page.after:
        page = page_of(rows, sort, after=page.after)
        yield page


@pytest.mark.parametrize("sort", ["due", "-due"])
def test_the_pages_show_every_row_once_in_order_forwards_and_back(bureau, sort):
    for number in range(2 * PAGE + 7):
        duty_of(bureau, due_on=TODAY - timedelta(days=number % 9))
    pages = list(pages_from(Duty.objects.all(), sort))
    shown = [duty for page in pages for duty in page.rows]
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, 7]
    assert shown == sorted(Duty.objects.all(), key=lambda duty: (duty.due_on, duty.pk), reverse=sort == "-due")
    back = page_of(Duty.objects.all(), sort, before=pages[2].before)
    assert back.rows == pages[1].rows
    first = page_of(Duty.objects.all(), sort, before=back.before)
    assert (first.rows, first.before) == (pages[0].rows, None)


def test_a_row_that_arrives_meanwhile_shifts_no_page(bureau):
    duties = [duty_of(bureau, due_on=TODAY - timedelta(days=5)) for _ in range(PAGE + 3)]
    first = page_of(Duty.objects.all())
    duty_of(bureau, due_on=TODAY - timedelta(days=9))
    second = page_of(Duty.objects.all(), after=first.after)
    assert first.rows + second.rows == duties


@pytest.mark.parametrize(
    "text", ["x", "2026-01-01", "2026-13-01_5", "2026-01-01_x", "_", "2026-01-01_5'--", f"2026-01-01_{2**63}"]
)
def test_a_place_nobody_wrote_is_not_found(desk, text):
    assert desk.get(LIST, {"after": text}).status_code == 404
    assert desk.get(LIST, {"before": text}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "state", "days"),
    [
        ({"due_on": TODAY - timedelta(days=4)}, "overdue", 4),
        ({"due_on": TODAY - timedelta(days=4), "rule": WORKING}, "overdue", 2),
        ({"due_on": TODAY}, "open", None),
        ({"due_on": TODAY - timedelta(days=4), "met_on": TODAY - timedelta(days=1)}, "missed", 3),
        ({"due_on": TODAY - timedelta(days=4), "met_on": TODAY - timedelta(days=4)}, "on_time", None),
        ({"due_on": TODAY - timedelta(days=4), "is_suspended": True}, "suspended", None),
    ],
)
def test_a_line_says_how_late_and_in_which_days(desk, bureau, fields, state, days):
    duty_of(bureau, **fields)
    (line,) = desk.get(LIST, {"state": state}).context["lines"]
    assert line["days"] == days
    assert line["in_working_days"] == ("rule" in fields)


def test_a_line_shows_the_last_event_and_costs_no_query_of_its_own(desk, bureau, django_assert_max_num_queries):
    for number in range(30):
        duty = duty_of(bureau, due_on=TODAY - timedelta(days=number + 1))
        event_of(duty, EventKind.OPENED, TODAY - timedelta(days=number + 9))
        event_of(duty, EventKind.BREACHED, TODAY - timedelta(days=number))
    with django_assert_max_num_queries(11):
        lines = desk.get(LIST).context["lines"]
    assert {line["last_event"].kind for line in lines} == {EventKind.BREACHED}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=lost", "state"),
        ("state=open&age=1-5", "age"),
        ("age=9", "age"),
        ("due_from=2026-05-02&due_to=2026-05-01", "due_to"),
        ("due_from=never", "due_from"),
        ("state=due&due_from=0001-01-01&due_to=0001-02-01", "due_from"),
        ("sort=name", "sort"),
    ],
)
def test_a_wrong_filter_is_named(desk, query, field):
    answer = desk.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "lines" not in answer.context


def test_neither_list_nor_download_says_a_word_of_the_sender(desk, bureau):
    mailbox = MailboxFactory(department=bureau)
    message, _code = receive(mailbox, department=bureau)
    Message.objects.filter(pk=message.pk).update(subject="王小明举报邻居", text="住在人民路九号")
    Duty.objects.update(due_on=TODAY - timedelta(days=2))
    pages = [desk.get(LIST), desk.get("/supervision/export/?table=duties&format=csv"), desk.get("/supervision/")]
    for page in pages:
        text = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        for word in ("王小明", "人民路", "举报"):
            assert word not in text
    assert message.receipt_number in pages[0].content.decode()


def test_the_number_leads_to_the_message_for_those_who_may_read_it_and_nobody_else(client, bureau, monday_morning):
    message, _code = receive(MailboxFactory(department=bureau), department=bureau)
    Duty.objects.update(due_on=TODAY - timedelta(days=2))
    for role, may_read in ((Role.HANDLER, True), (Role.SUPERVISOR, True), (Role.SIGNATORY, False)):
        client.force_login(officer_in(bureau, role))
        page = client.get(LIST).content.decode()
        assert message.receipt_number in page
        assert (f"/admin/interaction/message/{message.pk}/change/" in page) == may_read, role


def test_what_may_be_closed_begins_with_what_fell_due_last_and_what_is_open_with_the_most_urgent(desk, bureau):
    old, new = (duty_of(bureau, due_on=TODAY - timedelta(days=days), met_on=TODAY) for days in (300, 9))
    late, later = (duty_of(bureau, due_on=TODAY - timedelta(days=days)) for days in (30, 2))
    expected = {"overdue": [late, later], "open": [late, later], "missed": [later, new, late, old]}
    for state, duties in expected.items():
        answer = desk.get(LIST, {"state": state})
        assert [line["duty"] for line in answer.context["lines"]] == duties, state
        turned = desk.get(answer.context["other_sort"])
        assert [line["duty"] for line in turned.context["lines"]] == duties[::-1], state


def test_the_pages_are_named_by_their_place_whichever_way_the_list_runs(desk, bureau):
    for number in range(PAGE + 1):
        duty_of(bureau, due_on=TODAY - timedelta(days=number + 1))
    page = desk.get(LIST).content.decode()
    assert "下一页" in page
    assert "较早的" not in page


def test_whoever_may_read_no_letters_and_what_is_no_letter_is_led_to_the_duty(client, bureau, monday_morning):
    receive(MailboxFactory(department=bureau), department=bureau)
    Duty.objects.update(due_on=TODAY - timedelta(days=2))
    rectification = duty_of(bureau, due_on=TODAY - timedelta(days=3), kind="rectification", subject_kind="finding")
    client.force_login(officer_in(bureau, Role.SIGNATORY))
    lines = client.get(LIST).context["lines"]
    assert [line["page"] for line in lines] == [
        f"/admin/departments/duty/{duty.pk}/change/" for duty in Duty.objects.order_by("due_on")
    ]
    for line in lines:
        assert client.get(line["page"]).status_code == 200
    client.force_login(officer_in(bureau, Role.HANDLER))
    assert client.get(LIST).context["lines"][0]["page"] == f"/admin/departments/duty/{rectification.pk}/change/"


def test_the_filters_keep_a_list_of_one_office_alone_until_another_branch_is_chosen(desk, city, bureau, other_bureau):
    for office in (city, bureau, other_bureau):
        duty_of(office, due_on=TODAY - timedelta(days=2))
    page = desk.get(LIST, {"office": city.code, "sort": "-due"})
    assert page.context["count"] == 1
    form = page.context["form"]
    kept = {field.html_name: field.value() for field in form.hidden_fields() if str(field) in page.text}
    assert kept == {"office": city.code, "sort": "-due"}
    assert str(form["branch"]).count(f"{city}（本单位）") == 1
    again = desk.get(LIST, {**kept, "branch": "", "state": "open"}).context
    assert (again["count"], again["choice"]) == (1, [str(city)])
    other = desk.get(LIST, {**kept, "branch": bureau.code, "state": "open"}).context
    assert (other["count"], other["choice"]) == (1, [str(bureau)])
    assert f"office={city.code}" not in other["other_sort"]
