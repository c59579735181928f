"""Ends of terms are announced once, to those who would renew, in working hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from departments.models import Officer
from departments.officers.roles import Role
from disclosure.models import Policy
from disclosure.policies.expiry import SEND_WARNING, people_to_tell, send_warning, warn_of_ends
from disclosure.policies.filters import warned_until
from disclosure.policies.services import withdraw_policy
from foundation.outbox.models import OutboxEntry
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.policies import published_policy

pytestmark = pytest.mark.django_db

MONDAY = datetime(2014, 6, 16, 2, 0, tzinfo=UTC)
TODAY = date(2014, 6, 16)


def with_mail(department, *roles):
    officer = officer_in(department, *roles)
    officer.email = f"{officer.username}@example.org"
    officer.save()
    return officer


def without_mail(policy):
    """Take the addresses of those who made the policy, so that a test counts its own people."""
    Officer.objects.filter(pk__in=(policy.author_id, policy.signed_by_id)).update(email="")
    return policy


def queued() -> list[dict]:
    return [entry.payload for entry in OutboxEntry.objects.filter(handler=SEND_WARNING).order_by("pk")]


def test_the_rule_looks_ninety_days_ahead():
    assert warned_until(TODAY) == date(2014, 9, 14)


@pytest.mark.parametrize(
    ("valid_until", "is_told"),
    [
        (date(2014, 9, 13), True),
        (date(2014, 9, 14), False),
        (date(2014, 6, 16), True),
        (date(2014, 6, 15), False),
    ],
)
def test_an_end_is_told_within_the_horizon_and_not_after(bureau, valid_until, is_told):
    published_policy(bureau, valid_until=valid_until, effective_on=date(2014, 6, 1))
    assert warn_of_ends(now=MONDAY) == is_told


def test_each_end_is_told_once_to_each_who_would_renew_it(bureau, other_bureau):
    told = {
        with_mail(bureau, Role.AUTHOR).pk,
        with_mail(bureau, Role.SIGNATORY).pk,
        with_mail(other_bureau, Role.AUTHOR).pk,
    }
    with_mail(bureau, Role.HANDLER)
    policy = without_mail(published_policy(bureau, drafting_department=other_bureau, valid_until=date(2014, 8, 1)))
    assert warn_of_ends(now=MONDAY) == 1
    assert warn_of_ends(now=MONDAY + timedelta(days=1)) == 0
    assert {payload["officer_id"] for payload in queued()} == told
    assert {payload["policy_id"] for payload in queued()} == {policy.pk}
    assert set(people_to_tell(policy, TODAY)) == told


def test_an_end_waits_for_somebody_who_can_be_told(bureau):
    without_mail(published_policy(bureau, valid_until=date(2014, 8, 1)))
    assert warn_of_ends(now=MONDAY) == 0
    named = with_mail(bureau, Role.AUTHOR)
    assert warn_of_ends(now=MONDAY + timedelta(days=1)) == 1
    assert [payload["officer_id"] for payload in queued()] == [named.pk]


def test_the_heirs_of_a_dissolved_office_are_told(bureau, city):
    policy = without_mail(published_policy(bureau, valid_until=date(2014, 8, 1)))
    heir = with_mail(DepartmentFactory(parent=city, predecessors=[bureau]), Role.AUTHOR)
    assert people_to_tell(policy, TODAY) == [], "what was founded out of it took a part, and it is still there"
    bureau.dissolved_on = date(2014, 6, 1)
    bureau.save()
    assert warn_of_ends(now=MONDAY) == 1
    assert [payload["officer_id"] for payload in queued()] == [heir.pk]


def test_a_changed_term_is_told_again(bureau):
    with_mail(bureau, Role.AUTHOR)
    policy = without_mail(published_policy(bureau, valid_until=date(2014, 8, 1)))
    warn_of_ends(now=MONDAY)
    Policy.objects.filter(pk=policy.pk).update(lapsed_since=date(2014, 8, 20))
    assert warn_of_ends(now=MONDAY) == 1
    assert len(queued()) == 2


@pytest.mark.parametrize("now", [datetime(2014, 6, 15, 2, 0, tzinfo=UTC), datetime(2014, 6, 16, 15, 0, tzinfo=UTC)])
def test_nobody_is_mailed_outside_working_hours_and_nothing_is_lost(bureau, now):
    with_mail(bureau, Role.AUTHOR)
    published_policy(bureau, valid_until=date(2014, 8, 1))
    assert warn_of_ends(now=now) == 0
    assert warn_of_ends(now=MONDAY) == 1


def test_what_is_abolished_or_withdrawn_is_not_announced(bureau):
    old = published_policy(bureau, valid_until=date(2014, 8, 1))
    published_policy(bureau, term_rule="", relations=[("abolishes", old)])
    gone = published_policy(bureau, valid_until=date(2014, 8, 1))
    withdraw_policy(gone, by=gone.signed_by, at=MONDAY, reason="有误")
    assert warn_of_ends(now=MONDAY) == 0


def test_the_mail_names_the_policy_and_its_last_day(bureau):
    officer = with_mail(bureau, Role.AUTHOR)
    policy = published_policy(bureau, title="补助办法全文", valid_until=date(2014, 8, 1))
    send_warning(policy.pk, officer.pk, "2014-08-02")
    (sent,) = mail.outbox
    assert sent.to == [officer.email]
    assert "2014-08-01" in sent.subject
    assert "补助办法全文" in sent.body


def test_a_mail_that_is_no_longer_true_is_not_sent(bureau):
    officer = with_mail(bureau, Role.AUTHOR)
    policy = published_policy(bureau, valid_until=date(2014, 8, 1))
    send_warning(policy.pk, officer.pk, "2014-07-01")
    officer.is_active = False
    officer.save()
    send_warning(policy.pk, officer.pk, "2014-08-02")
    assert mail.outbox == []
