"""Every error of the API has one shape, a stable code that docs/api.md lists, and the right status."""

import ast
import pkgutil
import re
from base64 import b64encode
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from foundation.caches import counters
from foundation.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

API = "/api/v1/"
GUIDE = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
LISTED = set(re.findall(r"^\| `([a-z_]+)` ", GUIDE, re.MULTILINE))


@pytest.fixture
def api() -> APIClient:
    """A program without a key."""
    return APIClient()


def answer_to(error: Exception):
    class Failing(APIView):
        def get(self, request):
            raise error

    return Failing.as_view()(APIRequestFactory().get("/")).render()


def is_problem(answer, status: int, code: str) -> bool:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.data
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"urn:yangguang:problem:{code}"
    assert document["detail"]
    assert code in LISTED
    return True


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "unsupported_media_type"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.Throttled(wait=7), 429, "throttled"),
        (exceptions.ValidationError({"text": ["too short"]}), 400, "invalid"),
        (WrongState("closed"), 409, "wrong_state"),
        (NotAllowed("not yours"), 403, "not_allowed"),
        (Refusal("no"), 409, "refused"),
    ],
)
def test_each_error_becomes_a_problem_document(error, status, code):
    assert is_problem(answer_to(error), status, code)


def test_an_error_of_ours_stays_an_error():
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())


@pytest.mark.parametrize("address", ["departments/", "items/1/", "nowhere/"])
def test_an_error_of_ours_is_a_problem_that_tells_nothing(address, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("the secret of the house")

    monkeypatch.setattr(APIView, "initial", fail)
    monkeypatch.setattr("config.api.views.NowhereView.initial", fail)
    answer = Client(raise_request_exception=False).get(API + address)
    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (document["code"], set(document)) == ("server_error", {"type", "status", "code", "detail"})
    assert "server_error" in LISTED
    assert "secret" not in answer.content.decode()


def test_an_error_of_ours_elsewhere_is_a_page(monkeypatch):
    monkeypatch.setattr("config.pages.views.HomeView.get_context_data", lambda self, **kwargs: 1 / 0)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["nowhere/", "departments/11990000X/items/", "v2/", "items/%0D%0A%3Fx/"])
def test_an_address_that_is_not_there_is_a_problem_whatever_the_method(api, method, address):
    assert is_problem(getattr(api, method)(API + address), 404, "not_found")


def test_an_address_without_its_slash_leads_to_the_one_with_it(api):
    answer = api.get(API + "departments")
    assert (answer.status_code, answer["Location"]) == (301, API + "departments/")


@pytest.mark.parametrize("address", ["messages", "deliveries", "messages/query"])
def test_what_is_sent_to_an_address_without_its_slash_is_to_be_sent_to_the_one_with_it(api, address):
    """After 301 programs ask instead: whoever delivered documents got the list of earlier ones, with 200."""
    answer = api.post(API + address, {}, format="json")
    assert (answer.status_code, answer["Location"]) == (308, f"{API}{address}/")


def test_an_object_out_of_sight_is_a_problem(api):
    assert is_problem(api.get(f"{API}departments/11990000000000000X/"), 404, "not_found")


def test_a_method_that_is_not_offered_is_a_problem(api):
    assert is_problem(api.post(f"{API}departments/", {}, format="json"), 405, "method_not_allowed")


def test_a_wrong_filter_and_a_wrong_cursor_are_named(api):
    answer = api.get(f"{API}departments/?kind=castle")
    assert is_problem(answer, 400, "invalid")
    assert answer.data["errors"][0]["field"] == "kind"
    assert is_problem(api.get(f"{API}departments/?cursor=x"), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{\n "a": }', "请求正文不是JSON：请查看第2行第7列。"),
        (b"NaN", "请求正文不是UTF-8编码的JSON。"),
        (b"\xff\xfe", "请求正文不是UTF-8编码的JSON。"),
        (b"null", "请求正文是null：请发送一个对象。"),
        (b'{"sender": {"name": "a", "name": "b"}}', "请求正文中有一个对象出现了两个同名的成员：请只保留一个。"),
    ],
)
def test_a_body_that_is_no_json_is_told_where_in_the_readers_language(api, body, sentence):
    answer = api.post(f"{API}messages/", body, content_type="application/json")
    assert is_problem(answer, 400, "parse_error")
    assert answer.data["detail"] == sentence


def test_a_mark_of_byte_order_is_passed_over(api):
    answer = api.post(f"{API}messages/query/", b'\xef\xbb\xbf{"query_code": "x"}', content_type="application/json")
    assert is_problem(answer, 400, "invalid")
    assert [error["field"] for error in answer.data["errors"]] == ["receipt_number"]


def test_a_form_that_can_not_be_read_is_told_of_in_the_readers_language(api):
    answer = api.post(f"{API}messages/", b"x", content_type="multipart/form-data")
    assert is_problem(answer, 400, "parse_error")
    assert answer.data["detail"] == "无法识别这份表单：请检查分隔符（boundary）以及分隔符之间的内容。"


def test_a_body_that_is_too_large_is_told_the_limit(api):
    body = b'{"text": "' + b"a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    answer = api.post(f"{API}messages/", body, content_type="application/json")
    assert is_problem(answer, 413, "body_too_large")
    assert "5 MB" in answer.data["detail"]


def test_a_body_in_pieces_is_asked_for_its_length(api):
    """Without it Django reads nothing, and every member would be said to be missing."""
    pieces = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "content_type": "application/json"}
    answer = api.generic("POST", f"{API}messages/query/", b'{"query_code": "x"}', **pieces)
    assert (answer.status_code, answer["Content-Type"]) == (411, "application/problem+json")
    assert answer.json()["code"] == "length_required"
    assert "length_required" in LISTED
    page = api.generic("POST", "/messages/query/", b"a=b", **pieces)
    assert (page.status_code, page["Content-Type"]) == (411, "text/html; charset=utf-8")


@pytest.mark.parametrize("position", ["p=a%00", "p=%00", "o=5&p=x%00y", "r=1&p=%00"])
def test_a_cursor_whose_place_no_row_can_have_is_not_found(api, position):
    cursor = b64encode(position.encode()).decode()
    assert is_problem(api.get(f"{API}departments/", {"cursor": cursor}), 404, "not_found")


@pytest.mark.parametrize("position", ["p=x", "p=1.5", "p=", f"p={10**30}"])
def test_a_cursor_that_does_not_fit_the_order_fails_nowhere(api, position):
    cursor = b64encode(position.encode()).decode()
    for path in ("departments", "categories", "mailboxes"):
        assert api.get(f"{API}{path}/", {"cursor": cursor}).status_code in {200, 404}


def test_nested_errors_name_their_place():
    answer = answer_to(
        exceptions.ValidationError({"files": [{}, {"name": ["empty"]}], "non_field_errors": ["both are empty"]})
    )
    places = {entry["field"]: entry["message"] for entry in answer.data["errors"]}
    assert places == {"files[1].name": "empty", "non_field_errors": "both are empty"}


def test_who_asks_too_often_is_told_how_long_to_wait(api, monkeypatch):
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**SimpleRateThrottle.THROTTLE_RATES, "anon": "2/min"})
    for _ in range(2):
        assert api.get(f"{API}departments/").status_code == 200
    answer = api.get(f"{API}departments/")
    assert is_problem(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60


def test_one_subscriber_is_one_caller_and_the_address_is_kept_nowhere(api, monkeypatch):
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**SimpleRateThrottle.THROTTLE_RATES, "anon": "2/min"})
    kept = []
    monkeypatch.setattr(counters, "set", lambda key, *args: (kept.append(key), cache.add(key, *args)))
    statuses = [
        api.get(f"{API}departments/", REMOTE_ADDR=address).status_code
        for address in ("2001:db8:1:2::3", "2001:db8:1:3::3", "192.0.2.7")
    ]
    assert statuses == [200, 200, 200]
    callers = set(kept)
    assert len({key for key in callers if "anon" in key}) == 3
    assert not [key for key in kept if "192.0.2" in key or "2001" in key]
    api.get(f"{API}departments/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert set(kept) == callers


def test_a_wrong_key_is_refused_and_says_how_to_log_in(api):
    api.credentials(HTTP_AUTHORIZATION="Bearer yg_00000000_nothing")
    answer = api.get(f"{API}departments/")
    assert is_problem(answer, 401, "unknown_key")
    assert answer["WWW-Authenticate"] == "Bearer"


def codes_raised() -> set[str]:
    """Return every code that a refusal or a failed log-in of ours can carry."""
    for floor in ("departments", "disclosure", "foundation", "interaction", "reports"):
        for module in pkgutil.walk_packages([str(Path(settings.BASE_DIR) / floor)], f"{floor}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    kinds = {Refusal, *descendants(Refusal)}
    names = {kind.__name__ for kind in kinds} | {"AuthenticationFailed", "TooSlow", "Withdrawn"}
    found = {kind.code for kind in kinds}
    for floor in ("config/api", "departments", "disclosure", "foundation", "interaction", "reports"):
        for path in (Path(settings.BASE_DIR) / floor).rglob("*.py"):
            if NEVER_OVER_THE_API & set(path.parents):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                    values = [one.value for one in node.keywords if one.arg == "code"]
                    found |= {value.value for value in values if isinstance(value, ast.Constant)}
    return found


def descendants(kind: type) -> set[type]:
    return {one for child in kind.__subclasses__() for one in (child, *descendants(child))}


NEVER_OVER_THE_API = {
    Path(settings.BASE_DIR) / "disclosure" / "money",  # entered in the back office
    Path(settings.BASE_DIR) / "foundation" / "pdf",  # printed for people
}
TABLES_ONLY = {"unreadable_table", "wrong_columns"}  # tables are read by management commands, never over the API


def test_every_code_of_ours_is_listed():
    assert codes_raised() - LISTED - TABLES_ONLY == set()


def test_no_code_is_listed_that_nothing_raises():
    framework = {
        "not_found",
        "permission_denied",
        "not_authenticated",
        "authentication_failed",
        "method_not_allowed",
        "unsupported_media_type",
        "not_acceptable",
        "parse_error",
        "length_required",
        "body_too_large",
        "throttled",
        "invalid",
        "error",
        "server_error",
        "search_too_slow",
        "unavailable",
    }
    assert LISTED - framework - codes_raised() == set()
