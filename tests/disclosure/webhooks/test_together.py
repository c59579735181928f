"""Several workers and real commits: one message is sent by one of them, and nobody waits on a lock for the network."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.items.services import withdraw_item
from disclosure.models import Webhook, WebhookAttempt
from disclosure.webhooks import following, sending
from disclosure.webhooks.following import nudge_due
from disclosure.webhooks.sending import send_all
from foundation.outbox.services import deliver_next
from tests.disclosure.items.test_publishing_together import together
from tests.disclosure.webhooks.reading import changes_in, keys_in, verify
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING, published
from tests.factories.policies import published_policy
from tests.receiver import says, waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nudges(monkeypatch) -> list[str]:
    """Run at once, in their order, the tasks that a worker would be told to run; return their names."""
    told: list[str] = []
    cache.delete(following.NUDGED)
    current_app.loader.import_default_modules()  # as a worker does at its start

    def run(task, *args, expires=None):
        told.append(task)
        current_app.tasks[task](*args)

    monkeypatch.setattr(following, "nudge_worker", run)
    return told


def work_off() -> None:
    """Do what a worker of the outbox does."""
    while deliver_next(now=timezone.now()):
        pass


def test_a_publication_and_a_withdrawal_reach_the_receiver_through_the_worker(register, receiver, bureau, nudges):
    hook, secret = register()
    signatory = officer_in(bureau, Role.SIGNATORY)
    item = published(bureau, by=signatory, title="关于污水处理的通知")
    work_off()
    (appeared,) = receiver.taken
    assert verify(appeared, secret)
    (change,) = changes_in(appeared)
    assert (change["action"], change["id"], change["url"]) == ("appeared", item.pk, f"/items/{item.pk}/")
    assert change["title"] == "关于污水处理的通知"
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    cache.delete(following.NUDGED)  # a second later
    work_off()
    _appeared, went = receiver.taken
    assert verify(went, secret)
    (change,) = changes_in(went)
    assert (change["action"], change["title"], change["digest"]) == ("went", "", "")
    assert "污水" not in went.body.decode()
    assert nudges == [following.SEND_DUE, following.SEND_TO] * 2
    assert Webhook.objects.get().told_to == change["number"]


def test_a_policy_reaches_the_receiver_by_its_own_page(register, receiver, bureau, nudges):
    register(kinds=["policy"])
    policy = published_policy(bureau)
    work_off()
    (change,) = changes_in(receiver.taken[0])
    assert (change["kind"], change["url"]) == ("policy", f"/policies/{policy.pk}/")


def test_several_receivers_are_served_one_after_the_other_by_one_sender(register, receiver, bureau, nudges):
    hooks = [register(name=name)[0] for name in "甲乙丙丁"]
    item = published(bureau)
    work_off()
    assert keys_in(*receiver.taken) == [item.pk] * len(hooks)


def test_many_publications_in_a_second_are_one_nudge(hook, receiver, bureau, nudges, monkeypatch):
    monkeypatch.setattr(following, "QUIET", 600)  # a second that is long enough for any machine
    for _ in range(5):
        following.follow_item(1)
    assert nudges.count(following.SEND_DUE) == 1


def test_without_a_webhook_nobody_is_nudged(bureau, nudges):
    following.follow_item(1)
    assert nudges == []


def test_two_workers_at_once_send_one_message_once(hook, receiver, bureau):
    keys = [published(bureau).pk for _ in range(3)]
    receiver.answers.append(waits(0.5))
    taken = together([lambda: send_all(hook.pk, clock=timezone.now)] * 2)
    assert sorted(taken) == [0, 1]
    assert len(receiver.taken) == 1
    assert keys_in(*receiver.taken) == keys
    assert WebhookAttempt.objects.count() == 1


def test_several_workers_beside_publications_lose_nothing_and_overtake_nothing(hook, receiver, bureau, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    receiver.answers += [says(200), says(200)]
    signatory = officer_in(bureau, Role.SIGNATORY)
    is_over = threading.Event()
    keys: list[int] = []

    def publish() -> None:
        keys.extend(published(bureau, by=signatory).pk for _ in range(9))
        is_over.set()

    def work() -> None:
        while not is_over.wait(0.02):
            send_all(hook.pk, clock=timezone.now)

    together([publish, work, work])
    send_all(hook.pk, clock=timezone.now)
    assert keys_in(*receiver.taken) == keys


def test_no_transaction_is_open_and_no_row_held_while_the_network_is_waited_for(hook, receiver, bureau, monkeypatch):
    published(bureau)
    post, seen = sending.post, []

    def watched(*given):
        seen.append(connection.in_atomic_block)
        together([lambda: Webhook.objects.filter(pk=hook.pk).update(name="改过的名称")])  # nobody is in the way
        return post(*given)

    monkeypatch.setattr(sending, "post", watched)
    assert send_all(hook.pk, clock=timezone.now) == 1
    assert seen == [False]
    assert Webhook.objects.get().name == "改过的名称"


def test_a_receiver_that_hangs_holds_up_no_other_while_there_are_workers(register, receiver, bureau, settings):
    settings.WEBHOOK_SENDERS = 2
    hooks = [register(name=name)[0] for name in ("甲", "乙")]
    published(bureau)
    other_is_told, was_waited_for = threading.Event(), []

    def hang(request: BaseHTTPRequestHandler) -> None:
        was_waited_for.append(not other_is_told.wait(8))  # within the patience of the sender
        says(200)(request)

    receiver.answers.append(hang)

    def work(hook: Webhook) -> int:
        n = send_all(hook.pk, clock=timezone.now)
        other_is_told.set()
        return n

    assert together([lambda hook=hook: work(hook) for hook in hooks]) == [1, 1]
    assert was_waited_for == [False], "the quick one waited for the slow one"


def test_nudges_go_to_those_that_lie_behind_and_whose_time_has_come(register, receiver, bureau, monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(following, "nudge_sender", told.append)
    behind, _secret = register(name="落后")
    for name, state in {
        "跟上": {"told_to": 10**9},
        "暂停": {"suspension": "gone", "suspended_at": timezone.now()},
        "等待": {"next_attempt_at": timezone.now() + timedelta(hours=1)},
        "正在发": {"claimed_until": timezone.now() + timedelta(hours=1)},
    }.items():
        Webhook.objects.filter(pk=register(name=name)[0].pk).update(**state)
    published(bureau)
    assert nudge_due(now=timezone.now()) == 1
    assert told == [behind.pk]
