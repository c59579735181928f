"""A page is shared by everybody for a second, never longer, and never what is one reader's own."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from gzip import decompress
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from config import shared_pages
from config.shared_pages import LONGEST, SharedPagesMiddleware
from departments.models import Department
from disclosure.items.services import sign_item, start_revision, submit_item, withdraw_item
from disclosure.models import Item
from disclosure.search.items import follow_item
from interaction.intake.tickets import COOKIE as LETTER_COOKIE
from tests.factories.disclosure import published

SHARING = "config.shared_pages.SharedPagesMiddleware"
AFTER = settings.MIDDLEWARE.index("config.observation.ObservationMiddleware") + 1
READERS = 3
NEW_NAME = "改名后的测试市人民政府"


@pytest.fixture(autouse=True)
def sharing(settings: Any) -> None:
    cache.clear()  # the columns of another test are remembered there
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:AFTER], SHARING, *settings.MIDDLEWARE[AFTER:]]


def another(client: Client, **cookies: str) -> Client:
    """Return another reader at the same server process."""
    reader = Client()
    reader.handler = client.handler
    for name, value in cookies.items():
        reader.cookies[name] = value
    return reader


def office_page(item: Item) -> str:
    return f"/offices/{item.department.code}/"


def rename(office: Department) -> None:
    Department.objects.filter(pk=office.pk).update(name=NEW_NAME)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Stop both clocks; the function moves them on by so many seconds."""
    now = {"at": 1_000_000.25}
    monkeypatch.setattr(shared_pages, "time", SimpleNamespace(monotonic=lambda: now["at"], time=lambda: now["at"]))

    def move(seconds: float) -> None:
        now["at"] += seconds

    return move


@pytest.fixture
def item(city: Any) -> Item:
    return published(city, title="关于河道采砂的通告")


def test_within_a_second_the_page_is_not_rendered_again(client, item, clock, django_assert_num_queries):
    first = client.get(office_page(item))
    clock(0.7)
    with django_assert_num_queries(0):
        again = another(client).get(office_page(item))
    assert again.content == first.content
    assert again.resolver_match.view_name == "pages:department"
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    clock(0.2)
    rename(item.department)
    assert NEW_NAME in client.get(office_page(item)).content.decode()


def test_the_second_counts_from_the_beginning_of_the_rendering(rf, clock):
    rendered = []

    def render(request: Any) -> HttpResponse:
        rendered.append(request.path)
        clock(0.6)
        return HttpResponse("page")

    pages = SharedPagesMiddleware(render)
    pages(rf.get("/slow/"))
    clock(0.1)
    pages(rf.get("/slow/"))
    assert len(rendered) == 1
    clock(0.2)
    pages(rf.get("/slow/"))
    assert len(rendered) == 2


def test_what_a_later_reader_is_told_is_not_told_to_the_next(rf, clock):
    pages = SharedPagesMiddleware(lambda request: HttpResponse("page"))
    pages(rf.get("/")).headers["X-Request-ID"] = "1"
    assert "X-Request-ID" not in pages(rf.get("/")).headers


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("page", headers={"Cache-Control": "private"}),
        HttpResponse("page", headers={"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"}),
        HttpResponse("{}", content_type="application/json"),
        HttpResponse("page", status=404),
        HttpResponse("x" * (LONGEST + 1)),
        StreamingHttpResponse([b"page"]),
    ],
    ids=lambda answer: str(answer),
)
def test_what_is_not_for_everybody_is_asked_for_each_time(rf, clock, answer):
    asked = []
    pages = SharedPagesMiddleware(lambda request: asked.append(request) or answer)
    for _ in range(2):
        assert "X-Accel-Expires" not in pages(rf.get("/")).headers
    assert len(asked) == 2


def test_no_more_than_so_many_pages_are_kept(rf, clock, monkeypatch):
    monkeypatch.setattr(shared_pages, "MOST_PAGES", 2)
    asked = []
    pages = SharedPagesMiddleware(lambda request: asked.append(request.path) or HttpResponse("page"))
    for path in ("/1/", "/2/", "/3/", "/3/", "/2/", "/1/"):
        pages(rf.get(path))
    assert asked == ["/1/", "/2/", "/3/", "/1/"]
    assert len(pages.pages) == 2


def test_whoever_has_the_page_is_told_so(client, item, clock):
    tag = client.get(office_page(item)).headers["ETag"]
    clock(5)
    answer = client.get(office_page(item), headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.content == b""
    rename(item.department)
    clock(5)
    assert client.get(office_page(item), headers={"If-None-Match": tag}).status_code == 200


def test_a_proxy_may_share_it_within_the_second_of_the_clock(client, item, clock):
    answer = client.get(office_page(item))
    assert answer.headers["X-Accel-Expires"] == "@1000000"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    clock(0.7)
    assert client.get(office_page(item)).headers["X-Accel-Expires"] == "@1000000"
    clock(0.1)  # the next second has begun: a page of the one before would be worth nothing to the proxy
    assert client.get(office_page(item)).headers["X-Accel-Expires"] == "@1000001"


def test_a_clock_that_is_put_back_brings_no_old_page_back(client, item, monkeypatch):
    at = {"monotonic": 50.0, "clock": 1_000_000.25}
    told = SimpleNamespace(monotonic=lambda: at["monotonic"], time=lambda: at["clock"])
    monkeypatch.setattr(shared_pages, "time", told)
    client.get(office_page(item))
    rename(item.department)
    at["monotonic"] += 3600
    assert NEW_NAME in client.get(office_page(item)).content.decode()


def test_who_takes_gzip_gets_the_page_compressed_once_for_all(client, item, clock, django_assert_num_queries):
    plain = client.get(office_page(item))
    squeezed = client.get(office_page(item), headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert int(squeezed.headers["Content-Length"]) == len(squeezed.content) < len(plain.content) / 2
    assert decompress(squeezed.content) == plain.content
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    with django_assert_num_queries(0):
        again = client.get(office_page(item), headers={"Accept-Encoding": "gzip;q=0.5"})
    assert again.content == squeezed.content
    tag = squeezed.headers["ETag"]
    known = client.get(office_page(item), headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert known.status_code == 304


@pytest.mark.parametrize("words", ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzipx"])
def test_who_takes_no_gzip_gets_the_page_as_it_is(client, item, words):
    assert "Content-Encoding" not in client.get(office_page(item), headers={"Accept-Encoding": words}).headers


def test_a_page_with_a_tag_of_its_own_has_another_one_when_it_is_compressed(rf, clock):
    pages = SharedPagesMiddleware(lambda request: HttpResponse("page", headers={"ETag": '"own"'}))
    assert pages(rf.get("/")).headers["ETag"] == '"own"'
    assert pages(rf.get("/", headers={"Accept-Encoding": "gzip"})).headers["ETag"] == 'W/"own"'


@pytest.mark.parametrize(("cookie", "value"), [("mode", "elder"), (settings.LANGUAGE_COOKIE_NAME, "en")])
def test_readers_of_other_languages_and_modes_have_pages_of_their_own(client, item, clock, cookie, value):
    plain = client.get(office_page(item)).content
    assert another(client, **{cookie: value}).get(office_page(item)).content != plain
    assert client.get(office_page(item)).content == plain


def test_hosts_and_questions_are_kept_apart(client, item, clock, settings):
    settings.ALLOWED_HOSTS = ["one.example", "other.example"]
    pages = {
        (host, path): client.get(path, headers={"Host": host}).headers["ETag"]
        for host in settings.ALLOWED_HOSTS
        for path in ("/items/", "/items/?q=%E9%87%87%E7%A0%82", "/items/?q=%E6%97%A0")
    }
    assert client.get("/items/", headers={"Host": "evil.example"}).status_code == 400
    assert pages["one.example", "/items/?q=%E9%87%87%E7%A0%82"] != pages["one.example", "/items/?q=%E6%97%A0"]


def test_a_question_in_other_bytes_is_another_one(rf, clock):
    """What is sent in bare UTF-8 is read as it is; the same bytes taken for Latin-1 and escaped are other signs."""
    pages = SharedPagesMiddleware(lambda request: HttpResponse(request.GET["q"]))
    asked = {
        "q=采砂".encode().decode("latin-1"): "采砂",
        "q=" + quote("采砂".encode().decode("latin-1")): "é\x87\x87ç\xa0\x82",
    }
    for question, words in asked.items():
        assert pages(rf.get("/search/", QUERY_STRING=question)).content.decode() == words


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, LETTER_COOKIE, "other"])
def test_a_reader_with_any_other_cookie_is_answered_for_himself(client, item, clock, cookie):
    client.get(office_page(item))
    rename(item.department)
    answer = another(client, **{cookie: "x"}).get(office_page(item))
    assert NEW_NAME in answer.content.decode()
    assert "X-Accel-Expires" not in answer.headers


def test_pages_with_a_form_of_ones_own_and_refusals_are_never_shared(client, city, item, clock):
    withdrawn = published(city)
    signer = published(city).signed_by
    withdraw_item(withdrawn, by=signer, at=timezone.now(), reason="内容有误。")
    for address in (
        "/subscriptions/?theme=x",
        withdrawn.get_absolute_url(),
        "/items/999999/",
        "/admin/login/",
        "/api/v1/items/",
    ):
        assert "X-Accel-Expires" not in client.get(address).headers, address
        client.cookies.clear()


# -- many at once ------------------------------------------------------------------------------------------------------
class Slow:
    """Renders a page only when it is let go; counts how many threads render it and how many have asked."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers
        self.rendered = 0
        self.begun, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, request: Any) -> HttpResponse:
        self.rendered += 1
        self.begun.release()
        assert self.go.wait(60)
        if request.path == "/broken/":
            raise RuntimeError
        return HttpResponse("page", headers=self.headers)


def ask(pages: SharedPagesMiddleware, rf: Any, path: str, answers: list[bytes]) -> threading.Thread:
    """Begin to ask for the page in a thread of its own."""

    def read() -> None:
        with suppress(RuntimeError):
            answers.append(pages(rf.get(path)).content)

    thread = threading.Thread(target=read)
    thread.start()
    return thread


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, clock: Callable[[float], None]) -> None:
    """Whoever waits for another thread waits for long: nothing is rendered twice because the machine is slow."""
    monkeypatch.setattr(shared_pages, "SECONDS", 60.0)


def test_of_many_who_ask_at_once_one_renders_and_the_others_wait(rf, patient):
    page, answers = Slow(), []
    pages = SharedPagesMiddleware(page)
    threads = [ask(pages, rf, "/", answers) for _ in range(8)]
    assert page.begun.acquire(timeout=60)
    assert not page.begun.acquire(timeout=0.3)  # long enough for the others to come as far, were they not to wait
    page.go.set()
    for thread in threads:
        thread.join()
    assert (page.rendered, answers) == (1, [b"page"] * 8)
    assert not pages.rendering


def test_if_the_one_who_renders_fails_the_others_do_not_wait_in_vain(rf, patient):
    page, answers = Slow(), []
    pages = SharedPagesMiddleware(page)
    threads = [ask(pages, rf, "/broken/", answers) for _ in range(3)]
    assert page.begun.acquire(timeout=60)
    page.go.set()
    for thread in threads:
        thread.join()
    assert (page.rendered, answers) == (3, [])
    assert not pages.rendering


def test_for_a_page_of_ones_own_nobody_waits_once_that_is_known(rf, patient):
    page, answers = Slow(**{"Cache-Control": "private"}), []
    pages = SharedPagesMiddleware(page)
    page.go.set()
    pages(rf.get("/"))
    page.go.clear()
    threads = [ask(pages, rf, "/", answers) for _ in range(3)]
    for _ in range(1 + len(threads)):
        assert page.begun.acquire(timeout=30)
    page.go.set()
    for thread in threads:
        thread.join()
    assert answers == [b"page"] * 3


def test_a_page_begun_in_the_second_before_is_not_waited_for(rf, patient, clock):
    page, answers = Slow(), []
    pages = SharedPagesMiddleware(page)
    first = ask(pages, rf, "/", answers)
    assert page.begun.acquire(timeout=30)
    clock(1.0)
    second = ask(pages, rf, "/", answers)
    assert page.begun.acquire(timeout=30)
    page.go.set()
    first.join()
    second.join()
    assert page.rendered == 2


# -- the promise: on every page within a second ------------------------------------------------------------------------
@pytest.fixture
def hammering(live_server: Any) -> Iterator[Callable[[list[str]], None]]:
    """Readers ask for the addresses again and again until the test ends; none may be answered with a fault."""
    end, faults, threads = threading.Event(), [], []

    def read(addresses: list[str]) -> None:
        while not end.is_set():
            for address in addresses:
                status, _page = look(live_server.url + address)
                if status >= 500:
                    faults.append((address, status))

    def begin(addresses: list[str]) -> None:
        threads.extend(threading.Thread(target=read, args=(addresses,)) for _ in range(READERS))
        for thread in threads:
            thread.start()

    yield begin
    end.set()
    for thread in threads:
        thread.join()
    assert faults == []


def look(address: str) -> tuple[int, str]:
    """Return status and page, without the marks of a search."""
    try:
        with urlopen(address, timeout=30) as answer:  # noqa: S310 — the server of this test
            return answer.status, re.sub("</?mark>", "", answer.read().decode())
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.django_db(transaction=True)
def test_publication_correction_and_withdrawal_are_on_every_page_within_a_second(city, hammering, live_server):
    old = published(city, title="最早的通知")
    signer, author = old.signed_by, old.author
    lists = [
        "/",
        "/items/",
        f"/catalogue/{old.category.code}/",
        f"/offices/{city.code}/",
        "/feeds/site.atom",
        "/search/?q=%E9%87%87%E7%A0%82",
    ]
    hammering(lists)

    def without(words: str, *addresses: str) -> list[str]:
        """Return the pages on which the words don't stand, a second after what was done last."""
        time.sleep(shared_pages.SECONDS)
        return [address for address in addresses if words not in look(live_server.url + address)[1]]

    item = published(city, title="采砂通告", category=old.category)
    follow_item(item.pk)
    assert without("采砂通告", *lists) == []

    draft = start_revision(item, by=author, at=timezone.now(), reason="更正标题。")
    Item.objects.filter(pk=item.pk).update(title="采砂公告")
    draft.refresh_from_db()
    sign_item(submit_item(draft, by=author, at=timezone.now()), by=signer, at=timezone.now())
    follow_item(item.pk)
    own = item.get_absolute_url()
    assert without("采砂公告", *lists, own) == []

    withdraw_item(item, by=signer, at=timezone.now(), reason="内容有误。")
    follow_item(item.pk)
    assert without("采砂公告", *lists) == lists
    assert look(live_server.url + own)[0] == 410
