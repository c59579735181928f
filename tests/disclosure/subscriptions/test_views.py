"""The pages: the same answer for every address, a button for every step, nothing for forged tickets."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.http import QueryDict
from django.utils import timezone

from disclosure.items.codelists import GENRES, THEMES
from disclosure.models import Subscription
from disclosure.search.filters import LONGEST_QUESTION
from disclosure.subscriptions.tickets import Wish, confirm_ticket, stop_ticket
from foundation.outbox.services import deliver_next
from tests.disclosure.subscriptions.test_telling import READER, subscribe
from tests.factories.disclosure import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client):
    """Open the page, wait as a person does, send it."""

    def act(query: str, email: str = READER, pace: str = "at_once"):
        address = f"/subscriptions/?{query}"
        page = client.get(address).content.decode()
        opened = re.search(r'name="guard_opened" value="([^"]+)"', page)[1]
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            return client.post(address, {"email": email, "pace": pace, "guard_opened": opened, "homepage": ""})

    return act


def mailed_address() -> str:
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass
    return re.search(r"https?://[^/]+(/subscriptions/confirm/\S+)", mail.outbox[-1].body)[1]


def test_from_the_wish_to_the_yes_to_the_end(client, bureau, send):
    answer = send(f"office={bureau.code}")
    assert (answer.status_code, answer["Location"]) == (302, "/subscriptions/asked/")
    address = mailed_address()
    assert client.get(address).status_code == 200
    assert Subscription.objects.get().confirmed_at is None, "opening the address confirmed it"
    assert client.post(address).status_code == 200
    subscription = Subscription.objects.get()
    assert subscription.confirmed_at
    end = f"/subscriptions/stop/{stop_ticket(subscription.pk)}/"
    client.get(end)
    assert Subscription.objects.exists(), "opening the address ended it"
    first, again = client.post(end), client.post(end)
    assert (first.status_code, again.status_code) == (200, 200)
    assert not Subscription.objects.exists()
    assert client.get(address).status_code == 410


def test_the_answer_is_the_same_for_known_and_unknown_addresses(bureau, send):
    subscribe(bureau)
    known, unknown = send(f"office={bureau.code}"), send(f"office={bureau.code}", email="new@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_whoever_ends_a_subscription_reads_first_which(client, bureau):
    subscription = subscribe(bureau)
    end = f"/subscriptions/stop/{stop_ticket(subscription.pk)}/"
    assert f"：{subscription.subject}。" in client.get(end).content.decode()
    client.post(end)
    again = client.get(end)
    assert (again.status_code, f"：{subscription.subject}。" in again.content.decode()) == (200, False)


def test_columns_and_themes_can_be_subscribed_to(send):
    column = CategoryFactory()
    send(f"column={column.code}")
    send("theme=综合政务")
    assert [(one.topic, one.subject) for one in Subscription.objects.all()] == [
        ("column", column.name),
        ("theme", "综合政务"),
    ]


def test_a_search_can_be_subscribed_to_from_its_page(client, bureau, send):
    page = client.get("/search/", {"q": "污水处理", "branch": bureau.code, "sort": "date"}).content.decode()
    query = html.unescape(re.search(r'href="/subscriptions/\?([^"]+)"', page)[1])
    send(query)
    subscription = Subscription.objects.get()
    assert (subscription.topic, subscription.subject) == ("search", "污水处理")
    assert QueryDict(subscription.question).dict() == {"q": "污水处理", "branch": bureau.code}


def test_a_stranger_sends_nobody_words_of_the_own_choice(client, send):
    words = "补贴到账请访问 www.example.cn"
    send(urlencode({"q": words}))
    address = mailed_address()
    (question,) = mail.outbox
    assert "example.cn" not in f"{question.subject}{question.body}"
    assert "检索" in question.subject
    assert words in client.get(address).content.decode()


@pytest.mark.parametrize("sign", ["公", "𠀀"])
def test_the_longest_search_can_be_subscribed_to(send, bureau, sign):
    words = sign * LONGEST_QUESTION
    query = urlencode(
        {"q": words, "branch": bureau.code, "theme": THEMES[0], "genre": GENRES[0], "validity": "not_yet"}
    )
    assert send(query)["Location"] == "/subscriptions/asked/"
    assert QueryDict(Subscription.objects.get().question)["q"] == words


@pytest.mark.parametrize("query", ["", "q=", "q=a&branch=nowhere", "office=nowhere", "column=nowhere", "theme=天气"])
def test_there_is_nothing_to_subscribe_to_that_is_not_there(client, db, query):
    assert client.get(f"/subscriptions/?{query}").status_code == 404


def test_a_wrong_address_is_named(bureau, send):
    answer = send(f"office={bureau.code}", email="no address")
    assert answer.status_code == 400
    assert "email" in answer.context["form"].errors
    assert not Subscription.objects.exists()


def test_a_forged_or_old_ticket_does_nothing(client, bureau):
    subscription = subscribe(bureau)
    assert client.post("/subscriptions/stop/1:x/").status_code == 404
    assert client.post(f"/subscriptions/stop/{confirm_ticket(Wish(subscription.pk, 'daily'))}/").status_code == 404
    assert client.post(f"/subscriptions/confirm/{stop_ticket(subscription.pk)}/").status_code == 410
    with time_machine.travel(timezone.now() - timedelta(days=8)):
        old = confirm_ticket(Wish(subscription.pk, "daily"))
    assert client.post(f"/subscriptions/confirm/{old}/").status_code == 410
    subscription.refresh_from_db()
    assert subscription.pace == "at_once"


def test_the_pages_of_offices_and_columns_lead_there(client, bureau):
    column = CategoryFactory()
    assert f"/subscriptions/?office={bureau.code}" in client.get(f"/offices/{bureau.code}/").content.decode()
    assert f"/subscriptions/?column={column.code}" in client.get(f"/catalogue/{column.code}/").content.decode()
