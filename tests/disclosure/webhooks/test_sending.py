"""What reaches the receiver: everything, in order, signed, again under the same name until it is taken."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import InternalError
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.items.services import withdraw_item
from disclosure.models import Change, Webhook, WebhookAttempt
from disclosure.webhooks import sending
from disclosure.webhooks.gate import read_gate
from disclosure.webhooks.recording import record_result
from disclosure.webhooks.sending import claim_next, deliver, send_all, send_ping, transmit
from disclosure.webhooks.services import change_webhook, forget_attempts, renew_secret, skip_to_now, suspend_webhook
from foundation.outbound.gates import Limits
from foundation.outbox.services import deliver_next
from tests.disclosure.webhooks.reading import changes_in, keys_in, names_of, verify
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING, CategoryFactory, published, withdrawn
from tests.factories.policies import published_policy
from tests.receiver import says, waits

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def send(committed, clock):
    """Commit what was done and let a worker send to the webhook."""

    def act(webhook: Webhook) -> int:
        committed()
        return send_all(webhook.pk, clock=clock)

    return act


def fresh(webhook: Webhook) -> Webhook:
    return Webhook.objects.get(pk=webhook.pk)


def test_a_publication_arrives_signed_and_as_the_journal_tells_it(register, receiver, bureau, send, client):
    hook, secret = register()
    item = published(bureau, title="关于污水处理的通知")
    assert send(hook) == 1
    (taken,) = receiver.taken
    assert verify(taken, secret)
    assert not verify(taken, register(name="另一个")[1])
    assert taken.headers["content-type"] == "application/json"
    told = json.loads(taken.body)
    assert told["type"] == "changes"
    journal = client.get("/api/v1/changes/").json()
    assert told["data"]["results"] == journal["results"]
    assert told["data"]["results"][0]["url"] == f"/items/{item.pk}/"
    assert told["data"]["next"].partition("/api")[2] == journal["next"].partition("/api")[2]
    assert fresh(hook).told_to == Change.objects.last_number()


def test_the_example_of_the_documentation_verifies_it(register, receiver, bureau, send, clock):
    hook, secret = register()
    clock.now = timezone.now()
    Webhook.objects.update(next_attempt_at=clock.now)
    published(bureau)
    send(hook)
    (taken,) = receiver.taken
    page = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(import base64.*?)```", page, re.DOTALL)
    told: dict[str, Any] = {}
    exec(example, told)  # noqa: S102 — our own page
    assert told["verify"](secret, taken.headers, taken.body)
    assert not told["verify"](secret, taken.headers, taken.body + b" ")
    assert not told["verify"](secret, {**taken.headers, "webhook-timestamp": "1402882262"}, taken.body)


def test_next_leads_on_from_the_message_with_the_same_wishes(register, receiver, bureau, send, client):
    column = CategoryFactory()
    hook, _secret = register(kinds=["policy", "item"], branch=bureau, category=column)
    published(bureau, category=column)
    send(hook)
    following = json.loads(receiver.taken[0].body)["data"]["next"]
    published(bureau)
    later = published_policy(bureau, category=column)
    send(hook)
    answer = client.get(following.removeprefix("http://127.0.0.1:8000")).json()
    assert [row["id"] for row in answer["results"]] == [later.pk] == keys_in(receiver.taken[1])


def test_a_new_webhook_is_told_of_what_comes_or_of_everything_if_asked(register, receiver, bureau, send, committed):
    before = published(bureau)
    committed()
    late, _secret = register(name="从现在起")
    early, _secret = register(name="从头开始", from_beginning=True)
    after = published(bureau)
    send(late)
    assert keys_in(*receiver.taken) == [after.pk]
    receiver.taken.clear()
    send(early)
    assert keys_in(*receiver.taken) == [before.pk, after.pk]


def test_nothing_is_sent_while_there_is_nothing(hook, receiver, send):
    assert send(hook) == 0
    assert receiver.taken == []
    assert not WebhookAttempt.objects.exists()


def test_it_is_told_of_what_it_wants_and_passes_over_the_rest(register, receiver, bureau, other_bureau, send):
    below = DepartmentFactory(parent=bureau)
    column = CategoryFactory()
    leaf = CategoryFactory(parent=column)
    hook, _secret = register(branch=bureau, category=column, kinds=["item"])
    wanted = [published(bureau, category=leaf), published(below, category=leaf)]
    published(other_bureau, category=leaf)
    published(bureau)
    published_policy(bureau, category=leaf)
    send(hook)
    assert keys_in(*receiver.taken) == [item.pk for item in wanted]
    send(hook)
    assert len(receiver.taken) == 1
    assert fresh(hook).told_to == Change.objects.last_number()


def test_the_first_document_of_a_new_office_is_not_passed_over(register, receiver, bureau, send, client):
    client.get("/items/")  # the offices are remembered now
    hook, _secret = register(branch=bureau)
    item = published(DepartmentFactory(parent=bureau))
    send(hook)
    assert keys_in(*receiver.taken) == [item.pk]


def test_many_changes_come_in_several_messages_in_order(register, receiver, bureau, send, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    hook, _secret = register()
    keys = [published(bureau).pk for _ in range(7)]
    assert send(hook) == 3
    assert [len(changes_in(taken)) for taken in receiver.taken] == [3, 3, 1]
    assert keys_in(*receiver.taken) == keys
    assert len(set(names_of(receiver.taken))) == 3


def test_what_went_is_told_without_content(hook, receiver, bureau, send):
    withdrawn(bureau, title="含张三的个人信息")
    send(hook)
    (taken,) = receiver.taken
    assert [row["action"] for row in changes_in(taken)] == ["appeared", "went"]
    assert "张三" not in taken.body.decode()


def test_a_repetition_does_not_tell_what_was_taken_back_meanwhile(hook, receiver, bureau, signatory, send, clock):
    item = published(bureau, by=signatory, title="含张三的个人信息")
    receiver.answers.append(says(500))
    send(hook)
    withdraw_item(item, by=signatory, at=MORNING, reason="含个人信息。")
    clock.now += A_DAY
    send(hook)
    first, again, removal = receiver.taken
    assert names_of([first]) == names_of([again]) != names_of([removal])
    assert "张三" in first.body.decode()
    assert "张三" not in again.body.decode()
    assert [row["action"] for row in changes_in(removal)] == ["went"]


def test_after_an_error_the_same_message_comes_again_when_its_time_has_come(hook, receiver, bureau, send, clock):
    first = published(bureau)
    receiver.answers += [says(500, "稍后再试".encode()), says(503)]
    assert send(hook) == 0
    second = published(bureau)
    assert send(hook) == 0
    assert len(receiver.taken) == 1, "not before its time"
    clock.now += timedelta(minutes=1)
    assert send(hook) == 0
    clock.now += timedelta(minutes=4, seconds=59)
    assert send(hook) == 0
    clock.now += timedelta(seconds=1)
    assert send(hook) == 2
    assert [keys_in(taken) for taken in receiver.taken] == [[first.pk]] * 3 + [[second.pk]]
    assert len(set(names_of(receiver.taken[:3]))) == 1
    assert len({taken.body for taken in receiver.taken[:3]}) == 1
    log = WebhookAttempt.objects.order_by("pk").values_list("attempt", "outcome", "status", "excerpt")
    assert list(log) == [
        (1, "refused", 500, "稍后再试"),
        (2, "refused", 503, ""),
        (3, "delivered", 200, ""),
        (1, "delivered", 200, ""),
    ]
    assert fresh(hook).failures == 0
    assert fresh(hook).failing_since is None


def test_a_failing_receiver_gets_everything_once_and_in_order(hook, receiver, bureau, send, clock, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    keys = []
    for number in range(6):
        receiver.answers += [says(200), says(502), says(200)][number % 3 :]
        keys += [published(bureau).pk for _ in range(2)]
        send(hook)
        clock.now += A_DAY
    send(hook)
    assert len(receiver.taken) > len(keys) / 2, "nothing was repeated, so nothing was tried"
    by_name = {taken.headers["webhook-id"]: keys_in(taken) for taken in receiver.taken}  # as docs/api.md asks
    assert [key for told in by_name.values() for key in told] == keys


@pytest.mark.parametrize("status", [201, 202, 204, 299])
def test_any_answer_of_success_moves_it_on(hook, receiver, bureau, send, status):
    published(bureau)
    receiver.answers.append(says(status))
    assert send(hook) == 1


@pytest.mark.parametrize("status", [300, 302, 307, 400, 404, 429, 500])
def test_no_other_answer_does(hook, receiver, bureau, send, status):
    published(bureau)
    receiver.answers.append(says(status, Location=receiver.address))
    assert send(hook) == 0
    assert len(receiver.taken) == 1
    assert fresh(hook).told_to == 0


def test_what_is_not_reached_is_on_record_with_the_reason(hook, receiver, bureau, send, settings):
    published(bureau)
    settings.WEBHOOK_NETWORKS = ()
    assert send(hook) == 0
    attempt = WebhookAttempt.objects.get()
    assert (attempt.outcome, attempt.fault, attempt.status) == ("unreached", "forbidden", None)
    assert receiver.taken == []
    assert fresh(hook).failures == 1


def test_a_worker_that_dies_costs_a_repetition_under_the_same_name(hook, receiver, bureau, committed, clock):
    item = published(bureau)
    committed()
    message = claim_next(hook.pk, now=clock())
    assert transmit(message, at=clock()).is_taken  # and the worker is killed before it can write that down
    later = published(bureau)
    committed()
    assert claim_next(hook.pk, now=clock() + timedelta(seconds=90)) is None, "the lease still runs"
    clock.now += timedelta(seconds=121)
    assert send_all(hook.pk, clock=clock) == 2
    assert [keys_in(taken) for taken in receiver.taken] == [[item.pk], [item.pk], [later.pk]]
    first, again, _following = receiver.taken
    assert names_of([first]) == names_of([again])
    assert first.body == again.body


def test_a_success_counts_though_the_lease_is_over_and_a_failure_does_not(hook, bureau, committed, clock, receiver):
    published(bureau)
    committed()
    slow = claim_next(hook.pk, now=clock())
    clock.now += timedelta(minutes=3)
    other = claim_next(hook.pk, now=clock())
    assert (slow.message_id, slow.body) == (other.message_id, other.body)
    receiver.answers += [says(500), says(200)]
    assert not deliver(slow, clock=clock)
    assert fresh(hook).failures == 0, "somebody else is sending it now"
    assert deliver(slow, clock=clock)
    assert fresh(hook).told_to == Change.objects.last_number()
    receiver.answers.append(says(500))
    assert not deliver(other, clock=clock)
    assert (fresh(hook).failures, WebhookAttempt.objects.count()) == (0, 3)


def test_while_one_worker_sends_another_finds_nothing_to_do(hook, bureau, committed, clock):
    published(bureau)
    committed()
    assert claim_next(hook.pk, now=clock()) is not None
    assert claim_next(hook.pk, now=clock()) is None


def test_so_many_workers_wait_for_receivers_and_the_rest_do_other_work(register, bureau, committed, clock, settings):
    settings.WEBHOOK_SENDERS = 2
    hooks = [register(name=name)[0] for name in "甲乙丙"]
    published(bureau)
    committed()
    taken = [claim_next(hook.pk, now=clock()) is not None for hook in hooks]
    assert taken == [True, True, False]
    clock.now += timedelta(minutes=3)  # both died
    assert claim_next(hooks[2].pk, now=clock()) is not None


def test_whoever_was_not_let_in_is_called_when_the_sender_is_done(register, bureau, committed, clock, nudged):
    first, second = (register(name=name)[0] for name in "甲乙")
    published(bureau)
    committed()
    assert send_all(first.pk, clock=clock) == 1
    assert nudged == [second.pk]


def test_a_receiver_that_is_far_behind_makes_room_after_a_while(hook, receiver, bureau, committed, clock, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 1)
    for _ in range(3):
        published(bureau)
    committed()
    assert send_all(hook.pk, clock=clock, budget=0) == 1
    assert send_all(hook.pk, clock=clock) == 2


def test_a_message_that_was_left_out_meanwhile_moves_nothing_back(hook, receiver, bureau, committed, clock):
    published(bureau)
    committed()
    message = claim_next(hook.pk, now=clock())
    published(bureau)
    committed()
    skip_to_now(hook, reason="重新同步。", by=None, at=clock())
    assert deliver(message, clock=clock)
    assert fresh(hook).told_to == Change.objects.last_number()


def test_what_a_person_suspended_meanwhile_stays_suspended_by_that_person(hook, receiver, bureau, committed, clock):
    published(bureau)
    committed()
    message = claim_next(hook.pk, now=clock())
    suspend_webhook(hook, by=None, at=clock())
    receiver.answers.append(says(410))
    assert not deliver(message, clock=clock)
    assert fresh(hook).suspension == "by_hand"


def test_other_wishes_make_another_message(hook, receiver, bureau, send, clock):
    published(bureau)
    policy = published_policy(bureau)
    receiver.answers.append(says(500))
    send(hook)
    changed = fresh(hook)
    changed.kinds = ["policy"]
    change_webhook(changed, by=None, at=clock())
    clock.now += timedelta(minutes=1)
    send(hook)
    assert keys_in(receiver.taken[1]) == [policy.pk]
    assert len(set(names_of(receiver.taken))) == 2


def test_offices_that_join_while_a_message_waits_are_not_cut_off(
    register, receiver, bureau, city, send, clock, monkeypatch
):
    monkeypatch.setattr(sending, "BATCH", 2)
    joining = DepartmentFactory(parent=city)
    hook, _secret = register(branch=bureau)
    mine = published(bureau)
    theirs = [published(joining) for _ in range(3)]
    last = published(bureau)
    receiver.answers.append(says(500))
    send(hook)
    joining.parent = bureau
    joining.save()
    clock.now += timedelta(minutes=1)
    send(hook)
    first, *others = receiver.taken
    assert keys_in(first) == [mine.pk, last.pk]
    assert keys_in(*others) == [mine.pk, *(item.pk for item in theirs), last.pk]
    assert first.headers["webhook-id"] not in names_of(others)


def test_a_renewed_secret_signs_beside_the_former_one_for_a_day(register, receiver, bureau, send, clock):
    hook, old = register()
    new = renew_secret(hook, by=None, at=clock())
    published(bureau)
    send(hook)
    assert verify(receiver.taken[0], old)
    assert verify(receiver.taken[0], new)
    clock.now += A_DAY
    published(bureau)
    send(hook)
    assert not verify(receiver.taken[1], old)
    assert verify(receiver.taken[1], new)
    forget_attempts(now=clock())
    assert fresh(hook).former_sealed is None


def test_gone_suspends_at_once_and_the_keeper_is_told_in_chinese(register, receiver, bureau, send, clock):
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    hook, secret = register(by=keeper)
    published(bureau)
    receiver.answers.append(says(410, "此地址已停用".encode()))
    assert send(hook) == 0
    assert fresh(hook).suspension == "gone"
    clock.now += A_DAY
    assert send(hook) == 0
    assert len(receiver.taken) == 1
    while deliver_next(now=timezone.now()):
        pass
    (told,) = mail.outbox
    assert told.to == [keeper.email]
    assert "办公系统" in told.subject
    assert "410" in told.body
    assert f"/admin/disclosure/webhook/{hook.pk}/change/" in told.body
    assert secret not in told.body
    assert "Webhook" not in told.subject


def test_three_days_of_failures_suspend_and_not_a_minute_less(register, receiver, bureau, send, clock):
    there = [officer_in(bureau, Role.ADMINISTRATOR), officer_in(bureau.parent, Role.ADMINISTRATOR)]
    hook, _secret = register()
    published(bureau)
    receiver.answers += [says(500)] * 40
    begun, attempts = clock.now, 0
    while fresh(hook).is_running:
        assert clock.now < begun + timedelta(days=4)
        send(hook)
        attempts += 1
        clock.now = max(fresh(hook).next_attempt_at, clock.now)
    hook = fresh(hook)
    assert hook.suspension == "failing"
    assert timedelta(days=3) <= hook.suspended_at - begun < timedelta(days=3, hours=6)
    assert attempts == len(receiver.taken) == 18
    assert hook.told_to == 0
    while deliver_next(now=timezone.now()):
        pass
    assert {told.to[0] for told in mail.outbox} == {officer.email for officer in there}


def test_a_test_is_sent_also_to_a_webhook_that_stands_still_and_moves_nothing(register, receiver, bureau, committed):
    hook, secret = register()
    published(bureau)
    committed()
    Webhook.objects.update(suspension="gone", suspended_at=timezone.now())
    send_ping(hook.pk, "msg_test")
    (taken,) = receiver.taken
    assert verify(taken, secret)
    assert json.loads(taken.body)["type"] == "ping"
    attempt = WebhookAttempt.objects.get()
    assert (attempt.kind, attempt.outcome, attempt.message_id) == ("ping", "delivered", "msg_test")
    receiver.answers.append(says(500))
    send_ping(hook.pk, "msg_again")
    hook = fresh(hook)
    assert (hook.told_to, hook.failures, hook.suspension) == (0, 0, "gone")


def test_a_message_costs_the_same_whatever_stands_in_it(
    register, receiver, bureau, committed, clock, django_assert_num_queries
):
    hook, _secret = register(branch=bureau)
    for _ in range(8):
        published(bureau)
    committed()
    with django_assert_num_queries(16):
        assert send_all(hook.pk, clock=clock, budget=0) == 1
    assert len(changes_in(receiver.taken[0])) == 8


def test_the_log_is_forgotten_after_ninety_days(hook, receiver, bureau, send, clock):
    published(bureau)
    send(hook)
    assert forget_attempts(now=clock() + timedelta(days=89)) == 0
    assert forget_attempts(now=clock() + timedelta(days=91)) == 1


def test_a_receiver_that_is_silent_is_left_in_time(hook, receiver, bureau, send, monkeypatch):
    quick = replace(read_gate(), limits=Limits(silence=0.3))
    monkeypatch.setattr(sending, "read_gate", lambda: quick)
    published(bureau)
    receiver.answers.append(waits(1))
    assert send(hook) == 0
    assert WebhookAttempt.objects.get().fault == "timed_out"


def test_nothing_that_is_printed_or_kept_shows_a_secret(register, receiver, bureau, committed, clock):
    hook, secret = register()
    published(bureau)
    committed()
    message = claim_next(hook.pk, now=clock())
    record_result(message, transmit(message, at=clock()), now=clock())
    rows = [*Webhook.objects.values(), *WebhookAttempt.objects.values()]
    stored = str([{name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()} for row in rows])
    for shown in (repr(hook), str(hook), repr(message), str(message), stored):
        assert secret.removeprefix("whsec_") not in shown


def test_the_journal_of_changes_is_only_read(hook, receiver, bureau, send):
    published(bureau)
    send(hook)
    with pytest.raises(InternalError):
        Change.objects.all().delete()
