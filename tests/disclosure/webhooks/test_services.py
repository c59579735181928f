"""What people do to webhooks: within their scope, on record, and without a secret in any record."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from departments.models import RegisterEvent
from departments.officers.register_words import facts_in_words
from departments.officers.roles import Role
from disclosure.models import Change, Webhook
from disclosure.webhooks import services
from disclosure.webhooks.messages import Message, Result, new_name
from disclosure.webhooks.statuses import MessageKind
from foundation.outbox.models import OutboxEntry
from foundation.refusals import NotAllowed, WrongState
from tests.factories.departments import officer_in
from tests.factories.disclosure import CategoryFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(bureau):
    return officer_in(bureau, Role.ADMINISTRATOR)


@pytest.fixture
def now():
    return timezone.now()


def kinds_on_record() -> list[str]:
    return list(RegisterEvent.objects.order_by("pk").values_list("kind", flat=True))


def words_of(event: RegisterEvent) -> set[str]:
    with translation.override("zh-hans"):
        return set(facts_in_words(event.kind, event.facts))


def suspended(hook: Webhook, **state: object) -> Webhook:
    Webhook.objects.filter(pk=hook.pk).update(suspension="failing", suspended_at=timezone.now(), **state)
    return Webhook.objects.get(pk=hook.pk)


ACTS = {
    "change": lambda hook, by, at: services.change_webhook(hook, by=by, at=at),
    "renew": lambda hook, by, at: services.renew_secret(hook, by=by, at=at),
    "suspend": lambda hook, by, at: services.suspend_webhook(hook, by=by, at=at),
    "resume": lambda hook, by, at: services.resume_webhook(suspended(hook), by=by, at=at),
    "skip": lambda hook, by, at: services.skip_to_now(hook, reason="重新同步。", by=by, at=at),
    "test": lambda hook, by, at: services.send_test(hook, by=by, at=at),
}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_nobody_acts_outside_the_own_scope(hook, outsider, now, name):
    with pytest.raises(NotAllowed):
        ACTS[name](hook, outsider, now)
    assert kinds_on_record() == ["webhook_registered"]


def test_nobody_registers_for_another_office(register, outsider):
    with pytest.raises(NotAllowed):
        register(by=outsider)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_keep_webhooks(hook, bureau, now, role):
    with pytest.raises(NotAllowed):
        services.suspend_webhook(hook, by=officer_in(bureau, role), at=now)


def test_the_record_tells_what_and_no_secret_nor_the_query_of_the_address(register, keeper, receiver):
    column = CategoryFactory(name="环境监测")
    _hook, secret = register(
        address=f"{receiver.address}?access_token=abc", kinds=["policy"], category=column, by=keeper
    )
    event = RegisterEvent.objects.get()
    assert words_of(event) == {
        "名称：办公系统",
        f"目标地址：{receiver.address}",
        "限定类型：政策文件",
        "栏目：环境监测",
    }
    assert event.actor == keeper
    assert secret not in str(event.facts)


def test_a_change_keeps_secret_and_place_and_says_what_it_was(hook, keeper, now):
    before = Webhook.objects.values("sealed", "told_to").get()
    hook.name, hook.kinds = "新办公系统", ["item"]
    services.change_webhook(hook, by=keeper, at=now)
    assert Webhook.objects.values("sealed", "told_to").get() == before
    event = RegisterEvent.objects.latest("pk")
    assert words_of(event) == {
        "名称：办公系统 → 新办公系统",
        "限定类型：空 → 文件",
        "变更推送：办公系统 → 新办公系统",
    }


def test_a_change_of_the_query_alone_is_on_record_without_it(hook, keeper, now):
    hook.address += "?token=geheim"
    services.change_webhook(hook, by=keeper, at=now)
    event = RegisterEvent.objects.latest("pk")
    assert event.kind == "webhook_changed"
    assert "geheim" not in str(event.facts)


def test_nothing_changed_is_not_on_record(hook, keeper, now):
    services.change_webhook(hook, by=keeper, at=now)
    assert kinds_on_record() == ["webhook_registered"]


def test_another_address_is_tried_at_once(hook, keeper, now):
    later = now + timedelta(hours=6)
    Webhook.objects.update(failures=7, failing_since=now, next_attempt_at=later, message_id="msg_1", message_to=7)
    hook = Webhook.objects.get()
    hook.address = "https://other.example.gov.cn/"
    services.change_webhook(hook, by=keeper, at=now)
    hook = Webhook.objects.get()
    assert (hook.failures, hook.failing_since, hook.next_attempt_at) == (0, None, now)
    assert hook.message_id == "msg_1", "the message may have arrived at the old one: it keeps its name"


def test_what_was_suspended_goes_on_from_where_it_stopped(hook, keeper, now):
    stopped = suspended(hook, told_to=7, failures=18, failing_since=now, message_id="msg_1", message_to=9)
    services.resume_webhook(stopped, by=keeper, at=now)
    hook = Webhook.objects.get()
    assert (hook.suspension, hook.suspended_at, hook.failures, hook.failing_since) == ("", None, 0, None)
    assert (hook.told_to, hook.message_id, hook.next_attempt_at) == (7, "msg_1", now)
    assert kinds_on_record()[-1] == "webhook_resumed"


def test_suspending_twice_or_resuming_what_runs_is_refused(hook, keeper, now):
    with pytest.raises(WrongState) as refused:
        services.resume_webhook(hook, by=keeper, at=now)
    assert refused.value.code == "webhook_running"
    services.suspend_webhook(hook, by=keeper, at=now)
    with pytest.raises(WrongState) as refused:
        services.suspend_webhook(hook, by=keeper, at=now)
    assert refused.value.code == "webhook_suspended"
    assert Webhook.objects.get().suspension == "by_hand"
    assert kinds_on_record() == ["webhook_registered", "webhook_suspended"]


def test_who_suspends_by_hand_is_not_written_to(hook, keeper, now):
    services.suspend_webhook(hook, by=keeper, at=now)
    assert not OutboxEntry.objects.exists()


def test_skipping_leaves_a_record_of_what_was_left_out_and_why(hook, bureau, keeper, now, committed):
    published(bureau)
    committed()
    Webhook.objects.update(told_to=0, message_id="msg_1", message_to=1, failures=3, failing_since=now)
    services.skip_to_now(hook, reason="对方已重新全量同步。", by=keeper, at=now)
    hook, last = Webhook.objects.get(), Change.objects.last_number()
    assert (hook.told_to, hook.message_id, hook.message_to, hook.failures) == (last, "", None, 0)
    event = RegisterEvent.objects.latest("pk")
    assert words_of(event) == {
        "名称：办公系统",
        f"略过的编号：1–{last}",
        "原因：对方已重新全量同步。",
    }


def test_a_test_is_written_down_to_be_sent_after_the_commit(hook, keeper, now):
    services.send_test(hook, by=keeper, at=now)
    entry = OutboxEntry.objects.get()
    assert (entry.handler, entry.delivery) == ("disclosure.webhooks.sending.send_ping", "once")
    assert set(entry.payload) == {"webhook_id", "message_id"}


@pytest.mark.parametrize(("status", "is_taken"), [(None, False), (199, False), (200, True), (299, True), (300, False)])
def test_only_a_status_of_success_is_a_success(now, status, is_taken):
    assert Result(now, 1, status=status).is_taken is is_taken


def test_a_message_shows_no_secret_when_it_is_printed():
    message = Message(1, MessageKind.PING, new_name(), None, None, None, 1, "https://a.cn", b"", ("whsec_x",))
    assert "whsec_x" not in f"{message!r} {message} {[message]}"
