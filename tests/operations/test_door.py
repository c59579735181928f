"""The shipped nginx configuration: accepted by nginx, and in step with the product's limits."""

import http.client
import json
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.embedded.ports import free_ports, is_listening
from disclosure.items.forms import ATTACHMENTS
from disclosure.money.workbooks.arrivals import MOST_ARCHIVE_BYTES
from foundation.files.limits import DEFAULT_LIMITS, MEGABYTE
from interaction.intake import attachments as letters
from tests.operations.compose import read_services, size
from tests.operations.door import SHIPPED, judge, lay_out_door
from tests.processes import wait_until


def body_limits() -> dict[str, int]:
    """Return bytes by the part of the site; "" is everywhere else."""
    text = (SHIPPED / "site.conf").read_text(encoding="utf-8")
    found = re.findall(r"(?:location (/\w+/) \{\n\s+#.*\n\s+)?client_max_body_size (\d+)m;", text)
    return {place: int(limit) * MEGABYTE for place, limit in found}


def test_nginx_accepts_it(tmp_path):
    assert judge(lay_out_door(tmp_path, port=8, tls_port=9, web_ports=[10, 11])) == ""


def test_nginx_would_find_a_fault(tmp_path):
    command = lay_out_door(tmp_path, port=8, tls_port=9, web_ports=[10, 11])
    site = tmp_path / "nginx" / "site.conf"
    site.write_text(site.read_text(encoding="utf-8").replace("gzip_static on;", "gzip_statics on;"), encoding="utf-8")
    assert "gzip_statics" in judge(command)


def test_what_the_product_takes_passes_the_door():
    """With a megabyte for the letter and the borders of a form's parts."""
    limits = body_limits()
    assert limits[""] >= max(DEFAULT_LIMITS.max_total_bytes, letters.ATTACHMENTS.max_total_bytes) + MEGABYTE
    assert limits["/admin/"] >= max(2 * ATTACHMENTS.max_bytes, MOST_ARCHIVE_BYTES) + MEGABYTE
    assert size(read_services()["web-1"]["tmpfs"][0].partition("=")[2]) * MEGABYTE > limits["/admin/"]


def test_the_page_of_what_is_too_large_tells_the_limits_of_the_forms():
    page = (SHIPPED / "too-large.html").read_text(encoding="utf-8")
    letter, desk, archive = letters.ATTACHMENTS, ATTACHMENTS.max_bytes // MEGABYTE, MOST_ARCHIVE_BYTES // MEGABYTE
    assert f"最多附 {letter.max_files} 个文件，每个不超过 {letter.max_bytes // MEGABYTE} MB" in page
    assert f"每个附件不超过 {desk} MB，一次上传合计不超过 {archive} MB" in page
    assert f"{letter.max_files} files of {letter.max_bytes // MEGABYTE} MB each, the back office {desk} MB" in page
    assert f"{archive} MB at once" in page


def test_addresses_are_set_and_never_appended():
    text = (SHIPPED / "proxy.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "$proxy_add_x_forwarded_for" not in "".join(path.read_text(encoding="utf-8") for path in SHIPPED.iterdir())


def test_the_log_holds_no_whole_address_and_no_query():
    text = (SHIPPED / "nginx.conf").read_text(encoding="utf-8")
    form = re.search(r"log_format line (.+?);", text, re.DOTALL)[1]
    assert (
        set(re.findall(r"\$(\w+)", form)) & {"remote_addr", "request", "request_uri", "uri", "args", "http_referer"}
        == set()
    )


def test_the_page_of_trouble_is_chinese_first_and_says_when_to_come_back():
    page = (SHIPPED / "unavailable.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in page
    assert "请过半分钟再试" in page
    assert not re.search(r"<script|<style|style=", page)


def test_the_page_of_trouble_asks_to_reload_and_not_to_go_back():
    """As templates/503.html does: the form behind is not kept, and opened anew it makes another letter."""
    page = (SHIPPED / "unavailable.html").read_text(encoding="utf-8")
    assert "不要返回上一页" in page
    assert "刷新本页" in page
    assert "请在原页面" not in page


@pytest.mark.parametrize(("name", "status"), [("unavailable", 503), ("too-large", 413)])
def test_machines_are_told_of_trouble_in_the_shape_of_every_other_error(name, status):
    told = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    assert set(told) == {"type", "status", "code", "detail"}
    assert (told["status"], told["type"]) == (status, f"urn:yangguang:problem:{told['code']}")
    guide = (SHIPPED.parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    assert f"| `{told['code']}` | {status} |" in guide


# -- sharing -----------------------------------------------------------------------------------------------------------
class Web(BaseHTTPRequestHandler):
    """Stands for the web servers: numbers its answers, and says of those below /shared/ that they may be shared.

    Those below /shared/page/ for the second in which they were made, as the product does; others for a minute, so that
    nothing that is asked of them depends on how fast they are asked for.
    """

    answered: list[str]

    def do_GET(self) -> None:
        self.answered.append(self.path)
        asked = " ".join(filter(None, (self.headers["If-None-Match"], self.headers["Accept-Encoding"])))
        body = f"answer {len(self.answered)} {asked}".strip().encode()
        self.send_response(200)
        if self.path.startswith("/shared/"):
            lasts = 0 if self.path.startswith("/shared/page/") else 60
            self.send_header("X-Accel-Expires", f"@{int(time.time()) + lasts}")
        self.send_header("Cache-Control", "public, no-cache" if self.path.startswith("/shared/") else "max-age=600")
        self.send_header("Vary", "Cookie")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("X-Request-ID", self.headers["X-Request-ID"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A directory that the unprivileged workers of root's nginx can reach; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="yangguang-door-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def ask(open_folder: Path) -> Iterator[Ask]:
    """Run the shipped nginx in front of such a server, without TLS; give a function that asks it."""
    handler = type("Handler", (Web,), {"answered": []})
    web = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    port, tls_port = free_ports(2)
    command = lay_out_door(open_folder, port=port, tls_port=tls_port, web_ports=[web.server_port, web.server_port])
    configuration = open_folder / "nginx" / "nginx.conf"
    configuration.write_text(
        configuration.read_text(encoding="utf-8").replace(
            "return 308 https://$host$request_uri;", "include site.conf;"
        ),
        encoding="utf-8",
    )

    def act(path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.words = answer.read().decode()  # type: ignore[attr-defined]
        return answer

    with (open_folder / "log").open("ab") as log, subprocess.Popen(command, stdout=log) as nginx:
        try:
            wait_until(lambda: is_listening(port), "nginx listens")
            yield act
        finally:
            nginx.terminate()
    web.shutdown()
    web.server_close()


def ask_within_a_second(ask: Ask, path: str) -> list[http.client.HTTPResponse]:
    """Return a few answers that were all asked for and given within one second of the clock."""
    for _ in range(30):
        time.sleep(1 - time.time() % 1 + 0.05)
        second = int(time.time())
        answers = [ask(path) for _ in range(6)]
        if int(time.time()) == second:
            return answers
    raise AssertionError("this machine is too slow to answer six times in a second")


def test_a_page_is_shared_within_its_second_and_no_longer(ask):
    first, *others = ask_within_a_second(ask, "/shared/page/")
    assert {answer.words for answer in others} == {first.words}
    assert ask_within_a_second(ask, "/shared/page/")[0].words != first.words
    assert first.headers["X-Accel-Expires"] is None
    assert first.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/messages/SZ-20261127-0001/accept/", "/api/v1/messages/-/accept/"),
        ("/api/v1/messages/SZ%2D20261127-0001/", "/api/v1/messages/-/"),
        ("/subscriptions/stop/41:x-Y_z/", "/subscriptions/stop/-/"),
        ("/subscriptions/confirm/WzQxXQ:1v:x/", "/subscriptions/confirm/-/"),
        ("/offices/11341500-A/?q=words", "/offices/11341500-A/"),
    ],
)
def test_an_address_is_logged_without_what_belongs_to_one_person(ask, open_folder, path, told):
    """The same as in the product's own log."""
    ask(path)
    log = open_folder / "log"
    wait_until(lambda: log.stat().st_size, "nginx's line, written after the answer")
    (line,) = log.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["path"] == told


def test_each_reader_has_a_number_of_the_own_request(ask):
    numbers = [ask("/shared/minute/").headers.get_all("X-Request-ID") for _ in range(3)]
    assert len({tuple(one) for one in numbers}) == 3
    assert all(len(one) == 1 for one in numbers)


@pytest.mark.parametrize("cookie", ["sessionid=x", "mode=elder; csrftoken=y", "letter=z", "other=1"])
def test_readers_with_cookies_of_their_own_are_answered_for_themselves(ask, cookie):
    shared = ask("/shared/minute/").words
    assert len({shared, ask("/shared/minute/", Cookie=cookie).words, ask("/shared/minute/", Cookie=cookie).words}) == 3
    assert ask("/shared/minute/").words == shared
    assert ask("/shared/minute/", Authorization="Bearer yg_x").words != shared


@pytest.mark.parametrize(
    "cookie", ["mode=; mode=elder", "django_language=x; mode=; django_language=en", "mode=; django_language=; mode=x"]
)
def test_a_cookie_given_twice_is_not_taken_at_its_first_word(ask, cookie):
    """The web servers take the last one: the page would be kept for those who asked for another."""
    shared = ask("/shared/minute/").words
    assert len({shared, ask("/shared/minute/", Cookie=cookie).words, ask("/shared/minute/", Cookie=cookie).words}) == 3
    assert ask("/shared/minute/").words == shared


def test_modes_languages_hosts_and_questions_are_kept_apart(ask):
    asked = [
        ("/shared/minute/", {}),
        ("/shared/minute/?q=1", {}),
        ("/shared/minute/", {"Cookie": "mode=elder"}),
        ("/shared/minute/", {"Cookie": "django_language=en; mode=elder"}),
        ("/shared/minute/", {"Host": "other.example"}),
    ]
    first = [ask(path, **headers).words for path, headers in asked]
    assert len(set(first)) == len(asked)
    assert [ask(path, **headers).words for path, headers in asked] == first


def test_the_web_servers_are_asked_for_compressed_pages_in_one_of_two_ways(ask):
    first = ask("/shared/minute/", Accept_Encoding="gzip, deflate, br").words
    assert first.endswith("gzip")
    assert ask("/shared/minute/", Accept_Encoding="br, gzip;q=0.8").words == first
    plain = ask("/shared/minute/", Accept_Encoding="br").words
    assert plain != first
    assert not plain.endswith("gzip")
    assert ask("/shared/minute/", Accept_Encoding="gzip;q=0").words == ask("/shared/minute/").words == plain


def test_what_does_not_say_so_is_never_shared(ask):
    assert ask("/messages/").words != ask("/messages/").words
    assert ask("/api/v1/items/").words != ask("/api/v1/items/").words


@pytest.mark.parametrize(
    "path",
    ["/money/data/lines.csv", "/money/data/lines-2026.json", "/money/statements/7/statement.pdf", "/api/v1/changes/"],
)
def test_what_is_never_shared_is_asked_for_with_the_mark_that_the_reader_knows(ask, path):
    """Where nginx shares, it keeps the mark to itself: a whole table would be written to be thrown away."""
    assert '"mark"' in ask(path, If_None_Match='"mark"').words
    assert '"mark"' not in ask("/shared/minute/", If_None_Match='"mark"').words


def test_what_is_too_large_for_the_door_is_a_problem_to_machines_and_a_page_to_people(ask):
    """The reply of the API has the shape of its other errors, also where nginx gives it."""
    size = str(body_limits()[""] + 1)
    answer = ask("/api/v1/messages/", Content_Length=size)
    assert (answer.status, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(answer.words)["code"] == "body_too_large"
    assert "附件太大" in ask("/messages/", Content_Length=size).words
