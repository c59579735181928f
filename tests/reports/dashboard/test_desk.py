"""The desk: every figure is right at every moment and leads to exactly the duties that it counts."""

import re
from collections import Counter
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.utils import translation

from departments.calendar.current import current_calendar
from departments.duties.reckoning import overdue_age
from departments.duties.sums import fold_deltas
from departments.models import CalendarYear, Duty, DutyDelta, DutyTally
from departments.officers.roles import Role
from reports.dashboard import figures
from reports.dashboard.ages import age_class_of
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.duties import WORKING, duty_of
from tests.factories.policies import published_policy

from .conftest import TODAY

pytestmark = pytest.mark.django_db

DESK, LIST = "/supervision/", "/supervision/duties/"


class Links(HTMLParser):
    """Collects the links of a page with their text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.address, self.text = "", ""
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.address, self.text = dict(attrs).get("href", ""), ""

    def handle_data(self, text):
        self.text += text

    def handle_endtag(self, tag):
        if tag == "a":
            self.found.append((self.address, self.text.strip()))


def figures_on(page: str) -> list[tuple[str, int]]:
    """Return every figure of the desk that leads to a list: (address, figure)."""
    links = [(url, text) for url, text in Links(page).found if url.startswith(LIST)]
    assert all(re.search(r"\d", text) for _, text in links), "a link to a list without a figure"
    return [(url, int(re.sub(r"\D", "", text))) for url, text in links]


def rows_behind(client, url: str) -> int:
    """Walk the list to its end and return how many rows it shows; it must say the same number itself."""
    seen: list[str] = []
    told = None
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, url
        told = answer.context["count"]
        seen += [line["duty"].title for line in answer.context["lines"]]
        url = answer.context["next"]
    assert len(seen) == len(set(seen))
    assert told == len(seen)
    return len(seen)


@pytest.fixture
def desk(client, supervisor, monday_morning):
    """The supervisor's browser, at the desk."""
    client.force_login(supervisor)
    return client


@pytest.mark.parametrize("query", ["", "?mailbox=leader", "?since=2026-10-01&until=2026-11-10", "?all=1&sort=rate"])
def test_every_figure_leads_to_exactly_the_duties_it_counts(desk, busy_city, query):
    page = desk.get(DESK + query).content.decode()
    figures = figures_on(page)
    assert len(figures) > 30
    for url, figure in figures:
        assert rows_behind(desk, url) == figure, url


def test_so_does_every_figure_of_a_branch_and_of_an_officer_of_several_offices(
    client, offices, busy_city, monday_morning
):
    _city, bureau, other, county, _one, township = offices
    reader = officer_in(bureau, Role.HANDLER)
    for office in (other, township):
        reader.assignments.create(department=office, role=Role.HANDLER, starts_on=date(2010, 1, 1))
    client.force_login(reader)
    for query in ("", f"?branch={township.code}"):
        for url, figure in figures_on(client.get(DESK + query).content.decode()):
            assert rows_behind(client, url) == figure, url
    assert client.get(f"{DESK}?branch={county.code}").status_code == 404


def test_a_county_shows_itself_and_its_townships_and_the_city_shows_it_with_all_below(desk, offices, busy_city):
    city, *_bureaus, county, one, other = offices
    whole = desk.get(DESK + "?all=1").context
    assert county.short_name in [row.name for row in whole["office_rows"]]
    assert one.short_name not in [row.name for row in whole["office_rows"]]
    branch = desk.get(f"{DESK}?all=1&branch={county.code}").context
    assert {row.name for row in branch["office_rows"]} == {county.short_name, one.short_name, other.short_name}
    county_row = next(row for row in whole["office_rows"] if row.name == county.short_name)
    assert county_row.overdue.number == branch["total"].overdue.number > 0
    assert county_row.rate == branch["total"].rate


def counted_by_hand(duties, first, last):
    """Reckon the desk from the rows, one by one."""
    calendar = current_calendar()
    running = [d for d in duties if d.cancelled_on is None and not d.is_suspended]
    overdue = [d for d in running if d.met_on is None and d.due_on < TODAY]
    ages = Counter(
        (d.department_id, age_class_of(overdue_age(d.due_on, TODAY, d.rule.unit, calendar)).code) for d in overdue
    )
    decided = [d for d in running if d.due_on < TODAY and first <= d.due_on <= last]
    months = Counter((d.due_on.year, d.due_on.month) for d in decided)
    on_time = Counter((d.due_on.year, d.due_on.month) for d in decided if d.met_on is not None and d.met_on <= d.due_on)
    ahead = Counter(d.due_on for d in running if d.met_on is None and TODAY <= d.due_on < TODAY + timedelta(days=7))
    return ages, months, on_time, ahead


PERIODS = [
    (date(2025, 1, 1), date(2026, 12, 31)),
    (date(2025, 9, 14), date(2026, 8, 11)),
    (date(2026, 10, 5), date(2026, 10, 20)),
]


@pytest.mark.parametrize(("first", "last"), PERIODS)
@pytest.mark.parametrize("folding", ["nothing folded", "half folded", "all folded"])
def test_the_figures_equal_a_count_by_hand_whatever_is_folded(desk, offices, busy_city, folding, first, last):
    if folding == "half folded":
        fold_deltas()
        for duty in Duty.objects.filter(met_on=None, cancelled_on=None)[:40]:
            Duty.objects.filter(pk=duty.pk).update(met_on=TODAY)
        assert DutyDelta.objects.exists()
        assert DutyTally.objects.exists()
    elif folding == "all folded":
        fold_deltas()
        assert not DutyDelta.objects.exists()
    ages, months, on_time, ahead = counted_by_hand(Duty.objects.select_related("rule"), first, last)
    context = desk.get(f"{DESK}?since={first}&until={last}").context
    overview = context["overview"]
    total = Counter()
    for (_office, code), number in ages.items():
        total[code] += number
    assert overview.total.ages == total
    assert {(m.month.year, m.month.month): m.rate.n_due for m in overview.months if m.rate.n_due} == dict(months)
    assert {(m.month.year, m.month.month): m.rate.n_on_time for m in overview.months if m.rate.n_on_time} == dict(
        on_time
    )
    assert {day: number for day, number in overview.ahead if number} == dict(ahead)


def test_what_is_due_today_counts_in_no_rate_even_when_it_is_met(desk, bureau):
    duty_of(bureau, due_on=TODAY, met_on=TODAY)
    duty_of(bureau, due_on=TODAY)
    assert desk.get(DESK).context["total"].rate.n_due == 0


def test_under_ten_duties_there_is_a_fraction_and_no_percentage(desk, bureau):
    for day in range(1, 10):
        duty_of(bureau, due_on=TODAY - timedelta(days=day), met_on=TODAY - timedelta(days=20))
    page = desk.get(DESK).content.decode()
    assert "9/9" in re.sub(r"<[^>]+>|\s", "", page)
    assert "100.0%" not in page
    duty_of(bureau, due_on=TODAY - timedelta(days=10), met_on=TODAY - timedelta(days=20))
    assert "100.0%" in re.sub(r"<[^>]+>", "", desk.get(DESK).content.decode())


def test_offices_with_few_duties_have_no_rank_and_stand_last(desk, bureau, other_bureau):
    for day in range(1, 11):
        duty_of(other_bureau, due_on=TODAY - timedelta(days=day), met_on=TODAY - timedelta(days=20))
    duty_of(bureau, due_on=TODAY - timedelta(days=3))
    rows = desk.get(DESK + "?sort=rate&all=1").context["office_rows"]
    assert [row.name for row in rows][0] == other_bureau.short_name


def test_the_page_says_in_which_days_the_age_is_counted(desk, bureau):
    with translation.override("zh-hans"):
        duty_of(bureau, due_on=TODAY - timedelta(days=3))
        natural = desk.get(DESK).context["overview"]
        assert (natural.counts_natural_days, natural.counts_working_days) == (True, False)
        duty_of(bureau, due_on=TODAY - timedelta(days=3), rule=WORKING)
        both = desk.get(DESK).context["overview"]
        assert (both.counts_natural_days, both.counts_working_days) == (True, True)


def test_a_missing_next_year_is_an_alarm_from_december(client, supervisor, bureau):
    import time_machine

    CalendarYear.objects.filter(year__gt=2026).delete()
    client.force_login(supervisor)
    for moment, years in (("2026-11-30T10:00:00+08:00", []), ("2026-12-01T10:00:00+08:00", [2027])):
        with time_machine.travel(moment, tick=False):
            client.force_login(supervisor)
            answer = client.get(DESK)
            assert answer.context["missing_years"] == years
            assert ("desk-alarm" in answer.content.decode()) == bool(years)


@pytest.mark.parametrize("query", ["until=2025-06-30", "until=2025-06-30&since="])
def test_a_last_day_alone_asks_for_the_twelve_months_up_to_it(desk, query):
    context = desk.get(f"{DESK}?{query}").context
    assert (context["first"], context["last"]) == (date(2024, 7, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-05-01&until=2026-04-01", "until"),
        ("since=2001-01-01&until=2026-04-01", "since"),
        ("since=tomorrow", "since"),
        ("since=0001-01-01&until=0001-01-31", "since"),
        ("since=&until=0001-05-01", "until"),
        ("until=0001-05-01", "until"),
        ("until=x", "until"),
        ("mailbox=none", "mailbox"),
        ("sort=luck", "sort"),
    ],
)
def test_a_wrong_filter_is_named_and_nothing_is_counted(desk, busy_city, query, field):
    answer = desk.get(f"{DESK}?{query}")
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "overview" not in answer.context


def test_the_desk_asks_the_same_few_questions_however_much_there_is(
    desk, offices, busy_city, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        desk.get(DESK + "?all=1")
    fill_more = [duty_of(office, due_on=TODAY - timedelta(days=n)) for office in offices for n in range(20)]
    assert fill_more
    with django_assert_max_num_queries(12):
        desk.get(DESK + "?all=1")
    with django_assert_max_num_queries(11):
        desk.get(LIST + "?state=overdue")


@pytest.mark.parametrize("role", list(Role))
def test_who_may_see_duties_enters_and_sees_the_own_offices_only(client, bureau, other_bureau, monday_morning, role):
    duty_of(bureau, due_on=TODAY - timedelta(days=3), title="OWN")
    duty_of(other_bureau, due_on=TODAY - timedelta(days=3), title="FOREIGN")
    officer = officer_in(bureau, role)
    client.force_login(officer)
    may = officer.has_perm("departments.view_duty")
    for address in (DESK, LIST):
        assert client.get(address).status_code == (200 if may else 403)
    if may:
        assert [line["duty"].title for line in client.get(LIST).context["lines"]] == ["OWN"]
        assert client.get(f"{LIST}?branch={other_bureau.code}").status_code == 404
        assert client.get(f"{LIST}?office={other_bureau.code}").status_code == 404


@pytest.mark.parametrize("address", [DESK, LIST, "/supervision/export/?table=offices&format=csv"])
def test_strangers_are_sent_to_the_log_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")


def test_a_link_of_the_desk_keeps_the_filters(desk, bureau):
    duty_of(bureau, due_on=TODAY - timedelta(days=3))
    context = desk.get(DESK + "?mailbox=").context
    parts = parse_qs(urlsplit(context["office_rows"][0].ages[0].url).query)
    assert parts == {"state": ["overdue"], "branch": [bureau.code], "age": ["1-5"]}
    assert urlencode({"branch": bureau.code}) in context["office_rows"][0].url


def test_one_statement_reads_sums_and_deltas(desk, busy_city):
    """Two statements could see a row before and after the fold, or not at all."""
    with connection.execute_wrapper(counting := Counting()):
        desk.get(DESK)
    assert sum("dutytally" in statement for statement in counting.statements) == 1


class Counting:
    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)


@pytest.mark.parametrize("address", [DESK, LIST])
def test_a_reader_of_a_part_of_the_city_is_told_whose_figures_these_are(client, offices, supervisor, address):
    office = offices[1]
    for reader, is_told in ((officer_in(office, Role.HANDLER), True), (supervisor, False)):
        client.force_login(reader)
        page = client.get(address).content.decode()
        assert (f"本页只含{office.name}及其下属单位的应办事项" in page) == is_told


def test_an_office_founded_while_the_desk_is_read_is_left_out_whole(desk, offices, busy_city, monkeypatch):
    """Between the statement that reads the offices and the one that sums their duties, another office owes already."""
    before = desk.get(DESK).context["overview"]
    read = figures.read_figures

    def founded_meanwhile(*args, **kwargs):
        newcomer = DepartmentFactory(parent=offices[0], name="刚刚成立的局", short_name="")
        duty_of(newcomer, due_on=TODAY - timedelta(days=900))
        duty_of(newcomer, due_on=TODAY + timedelta(days=1))
        duty_of(newcomer, due_on=TODAY - timedelta(days=9), met_on=TODAY - timedelta(days=9))
        published_policy(newcomer)
        return read(*args, **kwargs)

    monkeypatch.setattr("reports.dashboard.desk.read_figures", founded_meanwhile)
    answer = desk.get(DESK)
    assert answer.status_code == 200
    assert answer.context["overview"] == before
    monkeypatch.undo()
    assert desk.get(DESK).context["overview"].total.n_overdue > before.total.n_overdue
