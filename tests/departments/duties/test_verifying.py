"""verify_duties lists nothing while all is well, and every kind of difference with its mend."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from departments.duties.actors import SYSTEM
from departments.duties.services import meet_duty, suspend_duty, transfer_duty
from departments.models import Duty, DutyEvent, DutyTally
from tests.departments.duties.conftest import days_later

pytestmark = pytest.mark.django_db


def verify(*options: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    out = StringIO()
    try:
        call_command("verify_duties", *options, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def bypass(statement: str) -> None:
    """Change the database past triggers, as a restored backup or a superuser could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def some_duties(open_one, other_bureau) -> list[Duty]:
    """Duties in several states."""
    open_one()
    meet_duty(open_one(), at=days_later(20), by=SYSTEM)
    suspend_duty(open_one(), at=days_later(2), by=SYSTEM, reason="x")
    transfer_duty(open_one(), to=other_bureau, at=days_later(2), by=SYSTEM, reason="x")
    return list(Duty.objects.order_by("pk"))


def test_it_lists_nothing_while_all_is_well(some_duties):
    code, text = verify()
    assert code == 0
    assert "every" in text.lower()
    assert verify("--json") == (0, '{"differences": []}\n')


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE departments_duty SET due_on = due_on + 1 WHERE id = {id}", "duty {id}.due_on"),
        ("UPDATE departments_duty SET breached_on = '2026-03-10' WHERE id = {id}", "duty {id}.breached_on"),
        ("UPDATE departments_duty SET met_on = '2026-03-10' WHERE id = {id}", "duty {id}.met_on"),
        ("UPDATE departments_duty SET is_provisional = true WHERE id = {id}", "duty {id}.is_provisional"),
        ("UPDATE departments_duty SET cycle = 3 WHERE id = {id}", "duty {id}.cycle"),
        ("UPDATE departments_dutytally SET n_open = n_open + 1", "sum "),
        ("DELETE FROM departments_dutytally", "sum "),
    ],
)
def test_it_finds_what_was_changed_past_the_services_and_mends_it(some_duties, statement, place):
    call_command("verify_duties", "--mend", stdout=StringIO())
    wanted = place.format(id=some_duties[0].pk)
    bypass(statement.format(id=some_duties[0].pk))
    code, text = verify("--json")
    differences = json.loads(text)["differences"]
    assert code == 1
    assert any(difference["place"].startswith(wanted) for difference in differences)
    assert all(difference["mend"] for difference in differences)
    assert wanted in verify()[1]
    assert verify("--mend")[0] == 0


def test_it_finds_a_duty_without_its_opening(some_duties):
    bypass("DELETE FROM departments_dutyevent WHERE duty_id = (SELECT min(id) FROM departments_duty)")
    code, text = verify()
    assert code == 1
    assert f"duty {some_duties[0].pk}: journal" in text


def test_it_finds_a_breach_with_a_wrong_date(some_duties):
    bypass("UPDATE departments_dutyevent SET effective_on = '2026-03-15' WHERE kind = 'breached'")
    event = DutyEvent.objects.get(kind="breached")
    assert f"event {event.pk}.effective_on: 2026-03-15 -> 2026-03-10" in verify()[1]


def test_it_finds_a_date_that_the_calendar_no_longer_gives(open_one):
    duty = open_one(rule="reply-5-working-days")
    bypass(
        "INSERT INTO departments_calendarday (day, name, is_off, calendar_year_id) VALUES ('2026-03-04','x',true,2026)"
    )
    code, text = verify()
    assert code == 1
    assert f"duty {duty.pk} reckoned: 2026-03-09 -> 2026-03-10" in text
    assert verify("--mend")[0] == 0
    duty.refresh_from_db()
    assert duty.events.filter(kind="recomputed").count() == 1


def test_many_duties_cost_few_queries(open_one, django_assert_max_num_queries):
    for _ in range(30):
        open_one()
    with django_assert_max_num_queries(12):
        assert verify()[0] == 0
    assert DutyTally.objects.count() == 0
