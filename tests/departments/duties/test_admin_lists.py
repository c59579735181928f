"""Lists of the back office count and page up to a limit, whatever they have grown to."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.utils import timezone

from departments.models import Duty
from departments.officers.admin_paging import BoundedList
from foundation.paging.bounded import BoundedPaginator
from tests.factories.departments import DepartmentFactory

pytestmark = pytest.mark.django_db
DUTIES = "/admin/departments/duty/"


@pytest.fixture
def desk(client, handler):
    """The handler's browser."""
    client.force_login(handler)
    return client


@pytest.fixture
def duties(open_one):
    """Twelve duties, one a day older than the other."""
    now = timezone.now()
    return [open_one(starts_at=now - timedelta(days=days)) for days in range(12)]


@pytest.fixture
def at_most_ten(monkeypatch):
    cache.clear()
    monkeypatch.setattr("foundation.paging.bounded.MOST", 10)
    monkeypatch.setattr("departments.officers.admin_paging.MOST", 10)
    monkeypatch.setattr(admin.site.get_model_admin(Duty), "list_per_page", 4)


def test_every_list_of_the_back_office_is_bounded(rf, handler):
    request = rf.get("/")
    request.user = handler
    for own in admin.site._registry.values():
        assert own.paginator is BoundedPaginator, own
        assert issubclass(own.get_changelist(request), BoundedList), own
        assert not own.show_full_result_count, own
        assert own.show_facets is admin.ShowFacets.NEVER, own
        assert own.date_hierarchy is None, f"{own} reads its whole table for the years it has"


def test_a_short_list_says_its_number_and_nothing_more(desk, duties):
    page = desk.get(DUTIES).content.decode()
    assert "12 " in page.split('class="paginator"')[1]
    assert "前 10,000 条" not in page


def test_a_long_list_counts_to_the_limit_and_says_how_to_see_the_rest(desk, duties, at_most_ten):
    answer = desk.get(DUTIES)
    foot = answer.content.decode().split('class="paginator"')[1]
    assert "10+" in foot
    assert "p=2" in foot
    assert "p=3" not in foot
    assert "前 10 条" in foot


def test_a_page_behind_the_last_one_is_the_last_one_and_says_why(desk, duties, at_most_ten):
    answer = desk.get(DUTIES, {"p": "5000"})
    shown = answer.context["cl"]
    assert answer.status_code == 200
    assert shown.page_num == 2
    assert [duty.pk for duty in shown.result_list] == [duty.pk for duty in reversed(duties)][4:8]
    assert "前 10 条" in [str(message) for message in answer.context["messages"]][0]


def test_what_lies_behind_the_last_page_is_found_by_its_day(desk, duties, at_most_ten):
    last = duties[0]
    for period in (f"{last.due_on}", f"{last.due_on:%Y-%m}", f"{last.due_on:%Y}"):
        answer = desk.get(DUTIES, {"due_on": period})
        expected = [duty for duty in duties if f"{duty.due_on}".startswith(period)]
        assert answer.context["cl"].result_count == min(len(expected), 11)
    assert [duty.pk for duty in desk.get(DUTIES, {"due_on": f"{last.due_on}"}).context["cl"].result_list] == [last.pk]


def test_a_period_opens_into_its_months_and_days(desk, duties):
    due_on = duties[0].due_on
    page = desk.get(DUTIES, {"due_on": f"{due_on:%Y}"}).content.decode()
    assert f'due_on={due_on:%Y-%m}"' in page
    assert f'due_on={due_on:%Y-%m-%d}"' not in page
    page = desk.get(DUTIES, {"due_on": f"{due_on:%Y-%m}"}).content.decode()
    assert f'due_on={due_on:%Y-%m-%d}"' in page


def test_a_period_that_no_calendar_has_leads_back_to_the_list(desk, duties):
    for period in ("2026-13", "x", "9" * 30):
        answer = desk.get(DUTIES, {"due_on": period})
        assert (answer.status_code, answer.url) == (302, f"{DUTIES}?e=1")


def test_an_address_sorts_only_by_columns_that_have_an_index(desk, duties):
    columns = list(desk.get(DUTIES).context["cl"].list_display)
    by_kind, by_due = columns.index("kind"), columns.index("due_on")
    for column in (by_kind, by_due):
        ordered = str(desk.get(DUTIES, {"o": f"-{column}"}).context["cl"].queryset.query.order_by)
        assert "kind" not in ordered
        assert ("-due_on" in ordered) == (column == by_due)


def test_a_row_leads_to_its_page_and_from_there_back_to_the_list_as_it_was_narrowed(desk, duties):
    page = desk.get(DUTIES, {"state": "open", "o": "-7"}).content.decode()
    address = f"{DUTIES}{duties[0].pk}/change/?_changelist_filters="
    kept = page.split(address)[1].split('"')[0]
    assert parse_qs(unquote(kept)) == {"state": ["open"], "o": ["-7"]}
    assert f'href="{DUTIES}{duties[0].pk}/change/"' in desk.get(DUTIES).content.decode()


def test_what_is_shown_of_a_row_and_of_a_filter_is_text_and_no_html(desk, duties, bureau):
    Duty.objects.filter(pk=duties[0].pk).update(title="<b>路灯</b>")
    type(bureau).objects.filter(pk=bureau.pk).update(name="<i>局</i>", short_name="")
    DepartmentFactory(parent=bureau)
    page = desk.get(DUTIES).text
    assert "&lt;b&gt;路灯&lt;/b&gt;</a></th>" in page
    assert page.count("&lt;i&gt;局&lt;/i&gt;") == len(duties) + 1
    assert "<i>局" not in page


def test_a_duty_is_found_by_the_beginning_of_its_title(desk, duties):
    Duty.objects.filter(pk=duties[3].pk).update(title="LD-20261123-0007")
    assert desk.get(DUTIES, {"q": "LD-20261123"}).context["cl"].result_count == 1
    assert desk.get(DUTIES, {"q": "20261123"}).context["cl"].result_count == 0


def test_a_list_has_its_budget_however_long(desk, duties, at_most_ten, django_assert_max_num_queries):
    desk.get(DUTIES)
    with django_assert_max_num_queries(4):
        desk.get(DUTIES)


def shown(desk, **asked):
    return list(desk.get(DUTIES, asked).context["cl"].result_list)


def chosen_state(desk, **asked):
    (spec, *_others) = (answer := desk.get(DUTIES, asked).context["cl"]).filter_specs
    return [choice["query_string"] for choice in spec.choices(answer) if choice["selected"]]


def test_the_list_begins_with_what_is_open_and_most_urgent_and_all_there_ever_was_with_the_latest(desk, duties):
    closed = duties[-1]  # the oldest of all
    Duty.objects.filter(pk=closed.pk).update(met_on=closed.due_on)
    still_open = [duty for duty in reversed(duties) if duty != closed]
    assert shown(desk) == still_open
    assert shown(desk, state="all") == duties
    assert shown(desk, state="in_time") == [closed]
    by_due = list(desk.get(DUTIES).context["cl"].list_display).index("due_on")
    assert shown(desk, state="all", o=by_due) == list(reversed(duties))


def test_a_search_looks_for_what_is_closed_too(desk, duties):
    Duty.objects.filter(pk=duties[3].pk).update(title="LD-20260302-0007", met_on=duties[3].due_on)
    assert shown(desk, q="LD-20260302") == [duties[3]]
    assert shown(desk, q="LD-20260302", state="open") == []


def test_the_filter_says_what_is_shown(desk, duties):
    assert chosen_state(desk) == ["?state=open"]
    assert chosen_state(desk, state="late") == ["?state=late"]
    assert chosen_state(desk, q="LD") == ["?q=LD&state=all"]
