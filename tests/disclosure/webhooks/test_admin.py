"""The back office of webhooks: the secret once, reasons in words, a log of bounded pages, nothing beyond the scope."""

import re
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.models import Webhook, WebhookAttempt
from disclosure.webhooks import forms
from foundation.outbound.gates import Gate
from foundation.outbox.models import OutboxEntry
from tests.factories.departments import officer_in
from tests.factories.disclosure import CategoryFactory

pytestmark = pytest.mark.django_db

HOOKS = "/admin/disclosure/webhook/"


@pytest.fixture
def keeper(bureau):
    return officer_in(bureau, Role.ADMINISTRATOR)


@pytest.fixture
def desk(client, keeper):
    """The browser of the bureau's administrator."""
    client.force_login(keeper)
    return client


def form(department, receiver, **changes):
    given = {"name": "办公系统", "department": department.pk, "address": receiver.address, "start": "now"}
    return {**given, **changes}


def secret_on(answer) -> str:
    assert answer.status_code == 200
    return re.search(r'secret-once"><code>([^<]+)</code>', answer.content.decode())[1]


def errors_of(answer, field: str) -> str:
    return str(answer.context["adminform"].form.errors[field])


def attempts(hook: Webhook, number: int, **fields: object) -> None:
    now = timezone.now()
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(
            webhook=hook,
            kind="changes",
            message_id=f"msg_{n}",
            first_number=n,
            last_number=n,
            attempt=1,
            at=now - timedelta(minutes=n),
            milliseconds=7,
            **{"outcome": "delivered", "status": 200, **fields},
        )
        for n in range(1, number + 1)
    )


def test_a_registered_webhook_shows_its_secret_once(desk, bureau, receiver, keeper):
    column = CategoryFactory()
    wishes = {"kinds": ["item", "policy"], "branch": bureau.parent.pk, "category": column.pk}
    answer = desk.post(f"{HOOKS}add/", form(bureau, receiver, **wishes))
    secret = secret_on(answer)
    assert secret.startswith("whsec_")
    assert "no-store" in answer["Cache-Control"]
    hook = Webhook.objects.get()
    assert (hook.kinds, hook.branch, hook.category) == (["item", "policy"], bureau.parent, column)
    assert hook.created_by == keeper
    for page in (HOOKS, f"{HOOKS}{hook.pk}/change/", f"{HOOKS}{hook.pk}/history/", f"{HOOKS}{hook.pk}/attempts/"):
        assert secret[6:] not in desk.get(page).content.decode()


def test_the_page_says_where_it_stands_in_chinese(desk, hook):
    attempts(hook, 1, outcome="refused", status=500, excerpt="<b>内部错误</b>")
    page = desk.get(f"{HOOKS}{hook.pk}/change/").content.decode()
    for words in ("运行中", "对方已接收至第0号", "对方回应错误", "500", "&lt;b&gt;内部错误&lt;/b&gt;", "推送日志"):
        assert words in page
    assert "<b>内部错误" not in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.gov.cn/", "https://"),
        ("https://user:x@example.gov.cn/", "用户名或口令"),
        ("https://example.gov.cn:22/", "端口22"),
        ("https://2130706433/", "四段十进制"),
        ("https://10.0.0.1:8443/", "10.0.0.1"),
        ("https://localhost:8443/", "localhost"),
        ("https://169.254.169.254:8443/latest/meta-data/", "169.254.169.254"),
        ("https://[::ffff:127.0.0.1]:8443/", "::ffff"),
        ("不是地址", "https://"),
        ("https://" + "x" * 600, "500"),
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_with_the_reason(
    desk, bureau, receiver, settings, address, words
):
    settings.WEBHOOK_PORTS = frozenset({443, 8443})
    settings.WEBHOOK_NETWORKS = ()
    answer = desk.post(f"{HOOKS}add/", form(bureau, receiver, address=address))
    assert words in errors_of(answer, "address")
    assert not Webhook.objects.exists()


def test_a_name_that_leads_inside_is_refused_with_where_it_leads(desk, bureau, receiver, monkeypatch):
    gate = Gate(resolve=lambda host, within: [ip_address("8.8.8.8"), ip_address("192.168.1.9")])
    monkeypatch.setattr(forms, "read_gate", lambda: gate)
    answer = desk.post(f"{HOOKS}add/", form(bureau, receiver, address="https://rebind.example.cn/"))
    assert "rebind.example.cn 指向 192.168.1.9" in errors_of(answer, "address")


def test_a_change_of_the_name_alone_asks_no_name_service(desk, hook, bureau, receiver, monkeypatch):
    def ask():
        raise AssertionError("nobody should be asked")

    monkeypatch.setattr(forms, "read_gate", ask)
    answer = desk.post(f"{HOOKS}{hook.pk}/change/", form(bureau, receiver, name="新名称"))
    assert answer.status_code == 302
    assert Webhook.objects.get().name == "新名称"


def test_a_change_leaves_office_secret_and_state_alone(desk, hook, bureau, other_bureau, receiver):
    before = Webhook.objects.values("sealed", "told_to", "suspension", "created_by").get()
    typed = form(other_bureau, receiver, kinds=["policy"], told_to="99", suspension="gone", sealed="x")
    assert desk.post(f"{HOOKS}{hook.pk}/change/", typed).status_code == 302
    assert Webhook.objects.values("sealed", "told_to", "suspension", "created_by").get() == before
    assert (Webhook.objects.get().department, Webhook.objects.get().kinds) == (bureau, ["policy"])


def test_steps_are_offered_by_state(desk, hook):
    def offered() -> set[str]:
        page = desk.get(f"{HOOKS}{hook.pk}/change/").content.decode()
        return {name for name in ("test", "resume", "suspend", "skip", "renew") if f"/{hook.pk}/{name}/" in page}

    assert offered() == {"test", "suspend", "skip", "renew"}
    assert desk.post(f"{HOOKS}{hook.pk}/suspend/").status_code == 302
    assert Webhook.objects.get().suspension == "by_hand"
    assert offered() == {"test", "resume", "skip", "renew"}
    assert desk.post(f"{HOOKS}{hook.pk}/resume/").status_code == 302
    assert Webhook.objects.get().is_running


def test_renewing_shows_another_secret_and_a_test_is_queued(desk, bureau, receiver):
    old = secret_on(desk.post(f"{HOOKS}add/", form(bureau, receiver)))
    hook = Webhook.objects.get()
    new = secret_on(desk.post(f"{HOOKS}{hook.pk}/renew/"))
    assert old != new
    answer = desk.post(f"{HOOKS}{hook.pk}/test/", follow=True)
    assert "测试已发出" in answer.content.decode()
    assert OutboxEntry.objects.get().payload["webhook_id"] == hook.pk


def test_skipping_asks_for_a_reason(desk, hook):
    Webhook.objects.update(told_to=0)
    answer = desk.post(f"{HOOKS}{hook.pk}/skip/", {"reason": ""})
    assert answer.status_code == 200
    assert "reason" in answer.context["form"].errors
    assert desk.post(f"{HOOKS}{hook.pk}/skip/", {"reason": "对方已全量同步。"}).status_code == 302


def test_why_it_stands_still_is_said_in_the_list_and_on_the_page(desk, hook):
    Webhook.objects.update(suspension="failing", suspended_at=timezone.now())
    for page in (HOOKS, f"{HOOKS}{hook.pk}/change/"):
        assert "已暂停：连续三天推送失败" in desk.get(page).content.decode()


def test_the_query_of_an_address_is_not_in_the_list(desk, hook):
    Webhook.objects.update(address=f"{hook.address}?access_token=geheim")
    assert "geheim" not in desk.get(HOOKS).content.decode()


def test_the_log_is_read_page_by_page_and_back(desk, hook):
    attempts(hook, 120)
    address, seen = f"{HOOKS}{hook.pk}/attempts/", []
    pages = [address]
    while True:
        answer = desk.get(pages[-1])
        seen += [attempt.message_id for attempt in answer.context["attempts"]]
        if not (older := answer.context["older"]):
            break
        pages.append(address + older)
    assert len(pages) == 3
    assert seen == [f"msg_{n}" for n in range(1, 121)]
    back = desk.get(address + answer.context["newer"]).context["attempts"]
    assert [attempt.message_id for attempt in back] == seen[50:100]


@pytest.mark.parametrize("query", ["after=x", "before=-1", "after=99999999999999999999.0_1", "after=1.0_0"])
def test_a_page_of_the_log_that_can_not_be_is_not_found(desk, hook, query):
    assert desk.get(f"{HOOKS}{hook.pk}/attempts/?{query}").status_code == 404


def test_the_log_can_only_be_read(desk, hook):
    assert desk.post(f"{HOOKS}{hook.pk}/attempts/").status_code == 405
    assert desk.post(f"{HOOKS}{hook.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Webhook.objects.exists()


def test_nobody_of_another_office_finds_it(client, hook, outsider):
    client.force_login(outsider)
    for name in ("change", "attempts", "test", "suspend", "resume", "skip", "renew"):
        assert client.get(f"{HOOKS}{hook.pk}/{name}/").status_code == 404
        assert client.post(f"{HOOKS}{hook.pk}/{name}/", {"reason": "x"}).status_code == 404
    assert hook.name not in client.get(HOOKS).content.decode()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.SIGNATORY, Role.SUPERVISOR])
def test_others_of_the_office_do_not_see_it(client, hook, bureau, role):
    client.force_login(officer_in(bureau, role))
    assert client.get(HOOKS).status_code == 403


def test_no_webhook_belongs_to_an_office_outside_the_own(desk, other_bureau, receiver):
    answer = desk.post(f"{HOOKS}add/", form(other_bureau, receiver))
    assert "department" in answer.context["adminform"].form.errors
    assert not Webhook.objects.exists()


def test_what_it_wants_may_be_any_office_and_column(desk, bureau, other_bureau, receiver):
    secret_on(desk.post(f"{HOOKS}add/", form(bureau, receiver, branch=other_bureau.pk)))
    assert Webhook.objects.get().branch == other_bureau


def test_pages_cost_the_same_whatever_stands_on_them(desk, register, django_assert_max_num_queries):
    for number in range(6):
        attempts(register(name=f"系统{number}")[0], 60)
    hook = Webhook.objects.first()
    desk.get(HOOKS)
    with django_assert_max_num_queries(12):
        desk.get(HOOKS)
    with django_assert_max_num_queries(12):
        desk.get(reverse("admin:disclosure_webhook_change", args=[hook.pk]))
    with django_assert_max_num_queries(8):
        desk.get(reverse("admin:disclosure_webhook_attempts", args=[hook.pk]))
