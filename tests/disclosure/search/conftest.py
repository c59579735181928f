"""Publish, and let the work that follows a commit be done as a worker would."""

import pytest
from django.test import Client
from django.utils import timezone

from disclosure.search.dictionary import read_dictionary
from disclosure.search.finding import Found, find
from disclosure.search.kinds import Order
from disclosure.search.models import EntryText
from disclosure.search.narrowing import Narrowing
from disclosure.search.parsing import Question, understand
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import deliver_next
from tests.factories.disclosure import published


def work_off() -> None:
    """Do everything that waits, as a worker does; work that failed fails the test."""
    while deliver_next(now=timezone.now()):
        pass
    assert list(OutboxEntry.objects.exclude(status="done").values_list("handler", "error")) == []


def question_of(typed: str) -> Question:
    dictionary = read_dictionary()
    return understand(typed, dictionary.segmenter, dictionary.synonyms)


def look_for(typed: str, *, order: Order = Order.RELEVANCE, **narrowed: object) -> Found:
    after, page = narrowed.pop("after", None), narrowed.pop("page", 1)
    narrowing = Narrowing(today=timezone.localdate(), **narrowed)
    return find(question_of(typed), narrowing, order=order, after=after, page=page)


def titles(typed: str, **narrowed: object) -> list[str]:
    """Return the titles found, in their order."""
    keys = look_for(typed, **narrowed).keys
    names = dict(EntryText.objects.filter(pk__in=keys).values_list("pk", "title"))
    return [names[key] for key in keys]


@pytest.fixture
def publish(bureau):
    """Publish an item of the bureau and make it findable."""

    def act(title: str, body: str = "<p>正文。</p>", **fields: object):
        item = published(fields.pop("department", bureau), title=title, body=body, **fields)
        work_off()
        return item

    return act


@pytest.fixture
def search_page(client: Client):
    def act(q: str, **query: object):
        return client.get("/search/", {"q": q, **query})

    return act
