"""The work calendar in the back office: to be read by administrators, loaded by the city's, in two steps."""

import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from departments.models import CalendarYear
from departments.officers.roles import Role
from foundation.outbox.models import OutboxEntry
from tests.factories.departments import officer_in

LIST = reverse("admin:departments_calendaryear_changelist")
LOAD = reverse("admin:departments_calendaryear_load")
FIXED = ("2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03")
TEXT = json.dumps(
    {
        "year": 2027,
        "papers": ["https://www.gov.cn/notice"],
        "days": [{"name": "测试节", "date": day, "isOffDay": True} for day in FIXED],
    },
    ensure_ascii=False,
)


@pytest.fixture
def office_administrator(bureau):
    """Administrator of one office only."""
    return officer_in(bureau, Role.ADMINISTRATOR)


def test_the_list_shows_what_is_loaded_and_the_day_page_its_days(client, administrator, django_assert_max_num_queries):
    client.force_login(administrator)
    with django_assert_max_num_queries(12):
        page = client.get(LIST).content.decode()
    assert LOAD in page
    assert page.count("field-year") == 17
    page = client.get(reverse("admin:departments_calendaryear_change", args=[2026])).content.decode()
    assert "国庆节" in page
    assert '<a href="https://www.gov.cn/' in page
    assert 'name="_save"' not in page


def test_a_make_up_day_is_added_to_what_is_loaded(client, administrator):
    client.force_login(administrator)
    year = client.get(reverse("admin:departments_calendaryear_change", args=[2026])).content.decode()
    assert f"{LOAD}?year=2026" in year
    text = client.get(LOAD, {"year": "2026"}).context["form"].initial["text"]
    more = text.replace('"days": [', '"days": [{"name": "调休", "date": "2026-12-05", "isOffDay": false},')
    preview = client.post(LOAD, {"text": more})
    assert [(str(change.day), change.before) for change in preview.context["changes"]] == [("2026-12-05", None)]
    client.post(LOAD, {"text": more, "confirmed": "1"})
    loaded = CalendarYear.objects.get(year=2026)
    assert (loaded.version, loaded.days.get(day="2026-12-05").is_off) == (2, False)


@pytest.mark.parametrize("year", ["1999", "2099", "abc", "20261", ""])
def test_a_year_that_is_not_loaded_begins_with_an_empty_form(client, administrator, year):
    client.force_login(administrator)
    assert client.get(LOAD, {"year": year}).context["form"].initial == {}


@pytest.mark.parametrize(("today", "is_alarm"), [("2026-11-30", False), ("2026-12-01", True), ("2027-01-01", True)])
def test_the_list_says_that_a_year_is_missing(client, administrator, today, is_alarm):
    with time_machine.travel(f"{today}T04:00:00Z", tick=False):
        client.force_login(administrator)
        page = client.get(LIST).content.decode()
    assert ("errornote" in page) == is_alarm


def test_a_notice_is_shown_first_and_loaded_when_confirmed(client, administrator):
    client.force_login(administrator)
    upload = SimpleUploadedFile("2027.json", TEXT.encode())
    preview = client.post(LOAD, {"file": upload})
    assert "测试节" in preview.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    answer = client.post(LOAD, {"text": preview.context["text"], "confirmed": "1"}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    year = CalendarYear.objects.get(year=2027)
    assert (year.version, year.loaded_by, year.days.count()) == (1, administrator, 5)
    assert OutboxEntry.objects.filter(key__startswith="calendar-2027-1-").count() == 2


@pytest.mark.parametrize("step", [{}, {"confirmed": "1"}])
def test_a_malformed_notice_is_refused_at_both_steps_with_its_faults(client, administrator, step):
    client.force_login(administrator)
    broken = TEXT.replace("2027-05-01", "2027-05-32")
    answer = client.post(LOAD, {"text": broken, **step})
    assert answer.status_code == 200
    assert "days[1].date" in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("step", [{}, {"confirmed": "1"}])
def test_a_day_of_another_loaded_notice_is_refused_at_both_steps(client, administrator, step):
    client.force_login(administrator)
    content = json.loads(TEXT)
    content["days"].append({"name": "元旦", "date": "2026-12-31", "isOffDay": True})
    client.post(LOAD, {"text": json.dumps(content), "confirmed": "1"})
    fixed = [row | {"date": row["date"].replace("2027", "2026")} for row in content["days"]]
    answer = client.post(LOAD, {"text": json.dumps({**content, "year": 2026, "days": fixed}), **step})
    assert answer.status_code == 200
    assert "2026-12-31" in answer.context["form"].non_field_errors()[0]
    assert CalendarYear.objects.get(year=2026).version == 1


def test_words_of_a_notice_are_shown_as_words(client, administrator):
    client.force_login(administrator)
    page = client.post(LOAD, {"text": TEXT.replace("测试节", "<b>节</b>")}).content.decode()
    assert "<b>节</b>" not in page
    assert "&lt;b&gt;节&lt;/b&gt;" in page


def test_the_administrator_of_one_office_may_look_and_not_load(client, office_administrator):
    client.force_login(office_administrator)
    page = client.get(LIST)
    assert page.status_code == 200
    assert LOAD not in page.content.decode()
    assert client.get(LOAD).status_code == 403
    assert client.post(LOAD, {"text": TEXT, "confirmed": "1"}).status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("who", ["handler", "supervisor", "author"])
def test_others_see_no_calendar_here(client, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    assert client.get(LOAD).status_code == 403


def test_no_year_can_be_added_changed_or_removed_by_hand(client, administrator):
    client.force_login(administrator)
    assert client.get(reverse("admin:departments_calendaryear_add")).status_code == 403
    for name in ("change", "delete"):
        assert client.post(reverse(f"admin:departments_calendaryear_{name}", args=[2026]), {}).status_code == 403
    assert CalendarYear.objects.filter(year=2026, version=1).exists()
