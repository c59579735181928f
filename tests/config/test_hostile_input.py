"""Addresses that nobody types by mistake: every page answers them politely, none with an error of ours."""

import json
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from config.wsgi import Utf8Request, application
from departments.officers.roles import Role
from interaction.messages.statuses import MessageStatus
from tests.factories.departments import officer_in
from tests.factories.interaction import MailboxFactory, bring_to

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

ODD = [
    "abc", "a\0b", "-1", "9" * 30, "0001-01-01", "9999-12-31", "0001", "9999", "%", "\u202e䃥", "٣", "1,2", "x" * 2000,
]  # fmt: skip
PLACES = [
    "2014-01-01_1", "9999-12-31_1", "2014-01-01_-1", "1.0_1", "99999999999999.0_1", "1.9999999_1", "1.-1_1", "nan_1",
]  # fmt: skip
PUBLIC = {
    "pages:departments": ["q"],
    "disclosure:items": ["q", "office", "branch", "category", "year", "genre", "after", "before"],
    "disclosure:money": ["year", "kind", "q", "group", "standing", "sort", "page"],
    "disclosure:money-tables": ["q", "year"],
    "disclosure:search": [
        "q",
        "q=a&kind",
        "q=a&branch",
        "q=a&category",
        "q=a&theme",
        "q=a&genre",
        "q=a&year",
        "q=a&validity",
        "q=a&sort",
        "q=a&after",
        "q=a&page",
        "q=a&loose",
    ],
    "disclosure:policies": [
        "q",
        "office",
        "branch",
        "kind",
        "validity",
        "theme",
        "year",
        "explained",
        "expiring",
        "drafter",
        "drafted_in",
        "after",
    ],  # fmt: skip
    "disclosure:policy-register": ["validity", "office", "before"],
    "disclosure:policy-record": ["year", "quarter", "office", "year=2999&quarter"],
    "disclosure:interpretations": ["q", "office", "branch", "form", "year", "policy", "after", "before"],
    "disclosure:subscribe": ["office", "column", "theme"],
    "interaction:answers": ["mailbox", "after", "before"],
}
DESK = {
    "reports:dashboard": ["branch", "mailbox", "since", "until", "sort", "all"],
    "reports:duties": ["state", "branch", "office", "mailbox", "age", "due_from", "due_to", "sort", "after", "before"],
    "reports:orders": ["state", "branch", "kind", "after", "before"],
    "reports:orders-export": ["format", "format=csv&branch", "format=csv&state"],
    "reports:order-issue": ["about", "office"],
    "reports:export": ["table", "format", "table=duties&format=csv&branch", "table=offices&format=csv&since"],
}
BACK_OFFICE = {
    "login": ["next"],
    "sign_on": ["next"],
    "sign_on_return": ["code", "state", "error", "error=x&error_description"],
    "interaction_message_changelist": [
        "q",
        "p",
        "o",
        "due",
        "mailbox",
        "received_at",
        "status__exact",
        "department__id__exact",
    ],
    "departments_order_changelist": ["q", "p", "o", "status__exact", "kind__exact"],
    "departments_duty_changelist": ["q", "p", "o", "state", "due_on"],
    "disclosure_item_changelist": ["q", "p", "o", "status__exact", "published_on__lt", "published_on__gte"],
    "disclosure_synonym_changelist": ["q", "p", "o"],
    "disclosure_delivery_changelist": ["q", "p", "o", "client", "standing", "item__department__id__exact", "at__gte"],
    "disclosure_failedquestion_changelist": ["q", "p", "o"],
    "disclosure_entryfile_changelist": ["q", "p", "o", "status__exact"],
    "disclosure_webhook_changelist": ["q", "p", "o", "suspension__exact", "department__id__exact"],
    "disclosure_webhook_add": ["name", "department", "branch", "category", "kinds"],
    "disclosure_policy_changelist": ["q", "p", "o", "policy_class__exact", "owes_interpretation__exact"],
    "disclosure_policy_add": ["category", "policy_class", "valid_until"],
    "disclosure_interpretation_changelist": ["q", "p", "form__exact", "published_on__gte"],
    "disclosure_interpretation_add": ["policy", "legal_office", "form"],
    "departments_registerevent_changelist": ["kind__exact", "at", "at__gte"],
    "departments_officer_changelist": ["q", "is_active__exact", "_to_field"],
    "departments_assignment_add": ["officer", "department", "role", "starts_on"],
    "departments_department_add": ["parent", "kind"],
    "disclosure_item_add": ["category", "co_issuers", "formed_on"],
}


@pytest.fixture
def chief(city):
    """An officer who holds every role, and so gets as far as anybody."""
    return officer_in(city, *Role)


def faults(client, addresses: dict[str, list[str]]) -> list[str]:
    """Return the addresses that are answered by an error of ours."""
    client.raise_request_exception = False
    asked = [
        f"{reverse(page)}?{name}={quote(value)}" for page, names in addresses.items() for name in names for value in ODD
    ]
    return [address for address in asked if client.get(address).status_code >= 500]


def test_public_pages_survive_any_filter(client, city):
    assert faults(client, PUBLIC) == []


def test_the_desk_survives_any_filter(client, chief):
    client.force_login(chief)
    assert faults(client, DESK) == []


def test_the_back_office_survives_any_filter(client, chief):
    client.force_login(chief)
    assert faults(client, {f"admin:{name}": names for name, names in BACK_OFFICE.items()}) == []


def test_lists_of_the_api_survive_any_filter(client, chief):
    client.force_login(chief)
    schema = SchemaGenerator().get_schema(request=None, public=True)
    asked = [
        f"{path}?{parameter['name']}={quote(value)}"
        for path, operations in schema["paths"].items()
        for parameter in operations.get("get", {}).get("parameters", ())
        if parameter["in"] == "query"
        for value in ODD
    ]
    answers = {address: client.get(address) for address in asked}
    assert len(asked) > 100
    wrong = {address: answer for address, answer in answers.items() if answer.status_code >= 400}
    assert [address for address, answer in wrong.items() if answer.status_code >= 500] == []
    assert {answer["Content-Type"] for answer in wrong.values()} == {"application/problem+json"}


@pytest.mark.parametrize(
    "address",
    ["/offices/{}/", "/catalogue/{}/", "/items/{}/", "/messages/write/{}/", "/messages/answers/?mailbox={}", "/{}"],
)
def test_a_null_character_in_an_address_is_refused_in_words(client, city, address):
    answer = client.get(address.format("a%00b"))
    assert answer.status_code in {400, 404}
    assert "text/html" in answer["Content-Type"]
    assert 'lang="zh-hans"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/messages/query/", "/admin/login/", "/language/"])
def test_a_form_in_another_encoding_is_refused_in_words(address):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(address, b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == 400
    assert 'lang="zh-hans"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["gbk", "idna", "punycode"])
def test_a_form_with_files_in_another_encoding_is_refused_in_words(client, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="subject"\r\n\r\n\xc2\xb7\xb5\xc6\r\n--x--\r\n'
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    answer = client.generic("POST", "/api/v1/messages/", body, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert "UTF-8" in answer.json()["detail"]


@pytest.fixture
def reader(monkeypatch):
    """A reader whose requests are made as the web server makes them; the test client has a request of its own."""
    assert application.request_class is Utf8Request
    monkeypatch.setattr("django.test.client.WSGIRequest", Utf8Request)
    return Client()


@pytest.mark.parametrize("charset", ["undefined", "base64", "zlib", "idna", "gbk", "utf-7", "no-such"])
@pytest.mark.parametrize("address", ["/items/", "/api/v1/items/"])
def test_an_address_is_read_in_utf8_whatever_encoding_the_content_is_said_to_have(city, reader, address, charset):
    content_type = f"text/plain; charset={charset}"
    answer = reader.generic("GET", address, QUERY_STRING="q=%E5%85%AC%E5%BC%80", CONTENT_TYPE=content_type)
    assert answer.status_code == 200
    assert address.startswith("/api/") or 'value="公开"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "zlib", "no-such"])
def test_json_is_utf8_whatever_is_said_of_it(city, reader, charset):
    """RFC 8259: the type has no parameter `charset`."""
    body = json.dumps({"receipt_number": "公开", "query_code": "x"}, ensure_ascii=False)
    content_type = f"application/json; charset={charset}"
    answer = reader.generic("POST", "/api/v1/messages/query/", body.encode(), CONTENT_TYPE=content_type)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_null_character_in_an_address_of_the_api_is_a_problem(client):
    answer = client.get("/api/v1/departments/a%00b/")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "parse_error"


@pytest.mark.parametrize("number", ["abc", "0001-01-01", "9" * 30, "1,2", "流波䃥镇"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("table", ["disclosure_item", "interaction_message", "departments_officer"])
def test_a_row_with_an_impossible_number_is_not_found(client, chief, table, page, number):
    client.force_login(chief)
    assert client.get(reverse(f"admin:{table}_{page}", args=[number])).status_code == 404


@pytest.mark.parametrize(
    "lookup",
    [
        "interaction_message_changelist?text__contains=138",
        "interaction_message_changelist?query_code_digest__startswith=a",
        "departments_officer_changelist?password__startswith=pbkdf2",
        "departments_apiclient_changelist?key_digest__startswith=a",
        "disclosure_delivery_changelist?digest__startswith=a",
        "disclosure_delivery_changelist?client__key_digest__startswith=a",
        "disclosure_webhook_changelist?address__startswith=https",
        "interaction_message_changelist?status__regex=(a",
        "disclosure_item_changelist?disclosure_mode__iregex=((a%2B)%2B)%2B$",
        "departments_officer_changelist?is_active__regex=*",
    ],
)
def test_a_list_can_not_be_narrowed_by_what_it_hides(client, chief, lookup):
    """Otherwise whoever sees the list guesses masked words, digests and password hashes letter by letter.

    Nor by patterns: what is no pattern fails in the database, and one can be written that keeps it busy.
    """
    client.force_login(chief)
    name, _, query = lookup.partition("?")
    assert client.get(f"{reverse(f'admin:{name}')}?{query}").status_code == 400


def test_the_filters_of_the_page_still_narrow_the_list(client, chief, city):
    mailbox = MailboxFactory(department=city)
    team = {"handler": officer_in(city, Role.HANDLER), "reviewer": officer_in(city, Role.CHECKER)}
    waiting, closed = (bring_to(status, mailbox, **team) for status in (MessageStatus.RECEIVED, MessageStatus.CLOSED))
    client.force_login(chief)
    query = f"status__exact=closed&outcome__exact=answered&department__id__exact={city.pk}&mailbox={mailbox.code}"
    shown = client.get(f"{reverse('admin:interaction_message_changelist')}?{query}").content.decode()
    assert closed.receipt_number in shown
    assert waiting.receipt_number not in shown


def test_letters_are_downloaded_and_wrong_filters_lead_back_to_the_list(client, chief, bureau):
    client.force_login(chief)
    export = reverse("admin:interaction_message_export", args=["csv"])
    assert client.get(export)["Content-Type"].startswith("text/csv")
    assert client.get(reverse("admin:interaction_message_export", args=["exe"])).status_code == 404
    led_back = client.get(f"{export}?department__id__exact=abc")
    assert led_back.status_code == 302
    assert led_back["Location"].startswith(reverse("admin:interaction_message_changelist"))


def test_the_log_in_page_opens_for_nobody_in_particular(client, db):
    assert client.get(reverse("admin:login")).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_the_log_in_never_leads_off_the_site_nor_into_nothing(client, chief, wanted):
    chief.set_password("正是河豚欲上时")
    chief.save()
    answer = client.post(
        f"{reverse('admin:login')}?next={quote(wanted)}",
        {"username": chief.username, "password": "正是河豚欲上时", "next": wanted},
    )
    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:index")


def test_a_form_of_the_back_office_names_what_can_be_no_row(client, chief):
    client.force_login(chief)
    typed = {
        "title": "关于路灯的通知",
        "category": "abc",
        "co_issuers": ["abc", "1,2"],
        "drafting_department": "9" * 30,
    }
    attachments = {"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"}
    answer = client.post(reverse("admin:disclosure_item_add"), {**typed, **attachments})
    assert answer.status_code == 200
    assert {"category", "co_issuers", "drafting_department"} <= answer.context["adminform"].errors.keys()
    assert "关于路灯的通知" in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        *((body, 400, "parse_error") for body in (b"[" * 100_000, b'{"a":' * 5_000, b"{", b"\xff\xfe")),
        (b'"' + b"x" * 6_000_000 + b'"', 413, "body_too_large"),
    ],
)
def test_a_body_of_the_api_that_can_not_be_read_is_a_problem(client, db, body, status, code):
    answer = client.post("/api/v1/messages/", body, content_type="application/json")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
