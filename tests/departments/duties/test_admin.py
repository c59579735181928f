"""Duties and rules in the back office: read in one's scope, changed by steps that call the services."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.services import extend_duty
from departments.duties.sweeping import sweep
from departments.models import DeadlineRule, Duty, DutyEvent, Officer

pytestmark = pytest.mark.django_db


def as_officer(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"admin:departments_{name}", args=args)


@pytest.fixture
def now() -> Iterator[datetime]:
    """A Wednesday of a year whose calendar is shipped, so that nothing is provisional; the clock stands still."""
    with time_machine.travel("2026-06-24T10:00:00+08:00", tick=False):
        yield timezone.now()


@pytest.fixture
def fresh(open_one, now) -> Duty:
    """A duty received an hour ago."""
    return open_one(starts_at=now - timedelta(hours=1))


@pytest.fixture
def late(open_one, now) -> Duty:
    """A duty whose breach stands on record."""
    duty = open_one(starts_at=now - timedelta(days=20))
    sweep(now=now)
    return duty


class TestReading:
    def test_the_list_shows_the_officers_own_duties(self, fresh, handler, outsider):
        assert fresh.title in as_officer(handler).get(page("duty_changelist")).text
        assert fresh.title not in as_officer(outsider).get(page("duty_changelist")).text

    @pytest.mark.parametrize("state", ["open", "overdue", "suspended", "provisional", "in_time", "late"])
    def test_each_state_can_be_listed(self, late, handler, state):
        answer = as_officer(handler).get(page("duty_changelist"), {"state": state})
        assert answer.status_code == 200
        assert (late.title in answer.text) == (state in {"open", "overdue"})

    def test_the_page_shows_events_and_the_account_and_takes_no_typing(self, fresh, handler):
        client = as_officer(handler)
        answer = client.get(page("duty_change", fresh.pk))
        assert "reply-7-days" not in answer.text
        assert fresh.due_on.isoformat() in answer.text
        assert 'class="days"' in answer.text
        assert client.post(page("duty_change", fresh.pk), {"title": "x"}).status_code == 403

    def test_the_page_leads_only_to_what_its_reader_may_open(self, fresh, handler, supervisor):
        for officer, number in ((handler, 0), (supervisor, 1)):
            client = as_officer(officer)
            links = re.findall(r'class="readonly"><a href="([^"]+)"', client.get(page("duty_change", fresh.pk)).text)
            assert len(links) == number, officer
            for link in links:
                assert client.get(link).status_code == 200, link

    def test_another_offices_duty_is_not_found(self, fresh, outsider):
        client = as_officer(outsider)
        assert client.get(page("duty_change", fresh.pk)).status_code == 404
        assert client.post(page("duty_annul", fresh.pk), {"reason": "system_failure"}).status_code == 404

    def test_nobody_adds_or_deletes_a_duty(self, fresh, supervisor):
        client = as_officer(supervisor)
        assert client.get(page("duty_add")).status_code == 403
        assert client.post(page("duty_delete", fresh.pk), {"post": "yes"}).status_code == 403

    def test_the_list_costs_the_same_for_many(self, open_one, handler, django_assert_max_num_queries):
        for _ in range(20):
            open_one()
        client = as_officer(handler)
        client.get(page("duty_changelist"))
        with django_assert_max_num_queries(5):
            client.get(page("duty_changelist"))


class TestSteps:
    def take(self, officer: Officer, duty: Duty, step: str, **answers: str) -> int:
        client, address = as_officer(officer), page(f"duty_{step}", duty.pk)
        client.get(address)
        return client.post(address, answers).status_code

    def test_a_supervisor_annuls_a_breach(self, late, supervisor):
        assert self.take(supervisor, late, "annul", reason="answered_in_time") == 302
        event = late.events.order_by("pk").last()
        assert (event.kind, event.reason, event.actor) == ("breach_annulled", "answered_in_time", supervisor)

    def test_a_supervisor_extends_stops_and_lets_go_on(self, fresh, supervisor):
        assert self.take(supervisor, fresh, "extend", reason="complex", quantity="3") == 302
        assert self.take(supervisor, fresh, "suspend", reason="third_party") == 302
        assert self.take(supervisor, fresh, "resume", reason="answered") == 302
        assert self.take(supervisor, fresh, "restart", reason="completed") == 302
        kinds = list(fresh.events.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["opened", "extended", "suspended", "resumed", "restarted"]

    def test_a_handler_may_not(self, fresh, late, handler):
        assert self.take(handler, late, "annul", reason="system_failure") == 403
        for step in ("extend", "suspend"):
            assert self.take(handler, fresh, step, reason="complex", quantity="1") == 403
        assert not DutyEvent.objects.exclude(kind__in=("opened", "breached")).exists()

    def test_what_makes_no_sense_is_not_offered(self, fresh, late, supervisor):
        text = as_officer(supervisor).get(page("duty_change", fresh.pk)).text
        assert "/annul/" not in text
        assert "/extend/" in text
        assert self.take(supervisor, fresh, "annul", reason="system_failure") == 302
        assert self.take(supervisor, late, "extend", reason="complex", quantity="1") == 302
        assert not DutyEvent.objects.filter(kind__in=("breach_annulled", "extended")).exists()

    def test_a_refusal_keeps_what_was_typed_and_says_why(self, fresh, supervisor, now):
        extend_duty(fresh, at=now, by=SYSTEM, reason="complex", quantity=1)
        client = as_officer(supervisor)
        answer = client.post(page("duty_extend", fresh.pk), {"reason": "complex", "quantity": "5"})
        assert answer.status_code == 200
        assert 'value="5"' in answer.text
        assert "errorlist" in answer.text

    @pytest.mark.parametrize(
        "answers", [{}, {"quantity": "0"}, {"quantity": "2", "until": "2099-01-01"}, {"until": "x"}]
    )
    def test_an_unclear_extension_is_asked_again(self, fresh, supervisor, answers):
        assert self.take(supervisor, fresh, "extend", reason="complex", **answers) == 200
        assert fresh.events.count() == 1


class TestRules:
    FORM = {
        "code": "reply-7-days",
        "name": "5日内答复",
        "quantity": "5",
        "unit": "natural_day",
        "in_force_from": "2099-01-01",
        "source": "新规定",
    }

    def test_a_new_version_follows_and_closes_the_last(self, administrator):
        answer = as_officer(administrator).post(page("deadlinerule_add"), self.FORM)
        assert answer.status_code == 302
        old, new = DeadlineRule.objects.filter(code="reply-7-days").order_by("in_force_from")
        assert (old.in_force_to, new.in_force_from, new.in_force_to) == (date(2098, 12, 31), date(2099, 1, 1), None)

    def test_a_version_that_begins_too_early_is_refused_in_the_form(self, administrator, fresh):
        client = as_officer(administrator)
        for begin in ("2008-05-01", "2000-01-01", timezone.localdate(fresh.starts_at).isoformat()):
            answer = client.post(page("deadlinerule_add"), {**self.FORM, "in_force_from": begin})
            assert answer.status_code == 200
            assert "errorlist" in answer.text
        assert DeadlineRule.objects.filter(code="reply-7-days").count() == 1

    def test_no_version_can_be_changed(self, administrator):
        rule = DeadlineRule.objects.get(code="reply-7-days")
        client = as_officer(administrator)
        assert client.post(page("deadlinerule_change", rule.pk), self.FORM).status_code == 403
        assert "code=reply-7-days" in client.get(page("deadlinerule_change", rule.pk)).text

    def test_a_used_version_can_not_be_deleted(self, administrator, fresh):
        client = as_officer(administrator)
        assert client.post(page("deadlinerule_delete", fresh.rule_id), {"post": "yes"}).status_code == 403
        assert DeadlineRule.objects.filter(pk=fresh.rule_id).exists()

    def test_an_unused_last_version_can_and_the_one_before_goes_on(self, administrator):
        client = as_officer(administrator)
        client.post(page("deadlinerule_add"), self.FORM)
        new = DeadlineRule.objects.get(in_force_from=date(2099, 1, 1))
        assert client.post(page("deadlinerule_delete", new.pk), {"post": "yes"}).status_code == 302
        assert DeadlineRule.objects.get(code="reply-7-days").in_force_to is None

    def test_a_version_that_is_not_the_last_can_not(self, administrator):
        client = as_officer(administrator)
        old = DeadlineRule.objects.get(code="reply-7-days")
        client.post(page("deadlinerule_add"), self.FORM)
        client.post(page("deadlinerule_delete", old.pk), {"post": "yes"})
        assert DeadlineRule.objects.filter(pk=old.pk).exists()

    def test_a_handler_neither_adds_nor_deletes(self, handler):
        client = as_officer(handler)
        assert client.get(page("deadlinerule_add")).status_code == 403
        assert client.post(page("deadlinerule_add"), self.FORM).status_code == 403
