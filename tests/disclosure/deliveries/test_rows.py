"""A row as plain values: what makes two of them the same, what can be a key, what its shape refuses."""

from datetime import date

import pytest

from disclosure.deliveries.api import read_row
from disclosure.deliveries.rows import Row, SentFile, is_key
from disclosure.deliveries.services import Receipt
from tests.disclosure.deliveries.sending import file

GIVEN = {"key": "OA-1", "department": "x", "category": "0203", "title": "关于目录的通知", "formed_on": "2014-06-12"}


def read(**changes) -> Row:
    found = read_row({**GIVEN, **changes})
    assert isinstance(found, Row), found.refusal.errors
    return found


def faults(given) -> dict[str, str]:
    found = read_row(given)
    assert isinstance(found, Receipt)
    return {error["field"]: error["code"] for error in found.refusal.errors}


def test_a_row_is_read_with_its_defaults_and_its_files():
    found = read(submit=True, attachments=[file("表.pdf", b"%PDF-1.7")], co_issuers=["A", "B"])
    assert (found.key, found.corrects, found.reason, found.is_to_be_submitted) == ("OA-1", "", "", True)
    assert found.files == [SentFile("表.pdf", b"%PDF-1.7")]
    assert found.content["formed_on"] == date(2014, 6, 12)
    assert found.content["co_issuers"] == ["A", "B"]
    assert (found.content["validity"], found.content["disclosure_mode"]) == ("effective", "proactive")


def test_what_is_left_out_and_what_says_the_same_are_one_row():
    spoken = {"summary": "", "submit": False, "attachments": [], "effective_on": None, "validity": "effective"}
    assert read().digest() == read(**spoken).digest()
    assert read().digest() == read(key="OA-2").digest()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "关于目录的通告"},
        {"formed_on": "2014-06-13"},
        {"submit": True},
        {"corrects": "OA-0"},
        {"validity": "expired"},
        {"co_issuers": ["A"]},
        {"attachments": [file("表.pdf", b"a")]},
    ],
)
def test_any_other_word_is_another_row(change):
    assert read().digest() != read(**change).digest()


def test_a_file_counts_by_its_name_and_by_its_content():
    digests = {
        read(attachments=[file(name, content)]).digest() for name in ("a.pdf", "b.pdf") for content in (b"1", b"2")
    }
    assert len(digests) == 4


@pytest.mark.parametrize("key", ["OA-1", "六政办〔2014〕31号", "a b", "x" * 100, "{550e8400-e29b}", "..a"])
def test_an_honest_name_is_a_key(key):
    assert is_key(key)


@pytest.mark.parametrize(
    "key",
    ["", " a", "a ", "x" * 101, "a/b", "a\\b", "a?b", "a#b", "a%b", "..", ".", "a\nb", "a\0b", "\u202ea", "\ud800"],
)
def test_what_no_address_can_carry_is_no_key(key):
    assert not is_key(key)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"key": "a/b"}, ("key", "key")),
        ({"key": 5.5, "formed_on": None}, ("formed_on", "null")),
        ({"title": {"a": 1}}, ("title", "invalid")),
        ({"title": "长" * 201}, ("title", "max_length")),
        ({"title": "a\0b"}, ("title", "null_characters_not_allowed")),
        ({"title": "\ud800"}, ("title", "surrogate_characters_not_allowed")),
        ({"formed_on": "2014-02-30"}, ("formed_on", "invalid")),
        ({"formed_on": ["2014-02-28"]}, ("formed_on", "invalid")),
        ({"effectiv_on": "2014-07-01"}, ("effectiv_on", "unknown")),
        ({"submit": "perhaps"}, ("submit", "invalid")),
        ({"submit": [[]]}, ("submit", "invalid")),
        ({"genre": "小说"}, ("genre", "invalid_choice")),
        ({"genre": ["通知"]}, ("genre", "invalid_choice")),
        ({"genre": "\ud800"}, ("genre", "invalid_choice")),
        ({"validity": ""}, ("validity", "invalid_choice")),
        ({"co_issuers": "A"}, ("co_issuers", "not_a_list")),
        ({"co_issuers": ["A", None]}, ("co_issuers[1]", "null")),
        ({"co_issuers": ["A"] * 51}, ("co_issuers", "max_length")),
        ({"attachments": [file()] * 11}, ("attachments", "max_length")),
        ({"attachments": ["x"]}, ("attachments[0].non_field_errors", "invalid")),
        ({"attachments": [file(), {"name": "a.pdf"}]}, ("attachments[1].content", "required")),
        ({"attachments": [{"name": "a.pdf", "content": "no base64!"}]}, ("attachments[0].content", "not_base64")),
        ({"attachments": [{"name": "a.pdf", "content": "目录"}]}, ("attachments[0].content", "not_base64")),
        ({"attachments": [{"name": "a.pdf", "content": 7}]}, ("attachments[0].content", "not_base64")),
        ({"attachments": [file("a/b.pdf")]}, ("attachments[0].name", "unsafe_name")),
        ({"attachments": [file("..")]}, ("attachments[0].name", "unsafe_name")),
        ({"attachments": [file("")]}, ("attachments[0].name", "blank")),
        ({"attachments": [{**file(), "size": 3}]}, ("attachments[0].size", "unknown")),
    ],
)
def test_a_wrong_shape_is_named_at_its_place(change, fault):
    assert fault in faults({**GIVEN, **change}).items()


@pytest.mark.parametrize("given", [None, 5, "x", [], [GIVEN]])
def test_what_is_no_row_is_refused_as_one(given):
    assert list(faults(given)) == ["non_field_errors"]


def test_a_row_that_is_null_is_refused_in_the_readers_language():
    assert read_row(None).refusal.errors == [
        {"field": "non_field_errors", "code": "null", "message": "该字段不能为 null。"}
    ]


def test_all_that_is_wrong_is_told_at_once():
    wrong = faults({"key": "OA-1", "title": [], "tilte": "x"})
    assert set(wrong) == {"title", "tilte", "department", "category", "formed_on"}


def test_a_name_that_no_answer_can_carry_is_told_without_its_odd_signs():
    assert "a\ufffd" + "b" * 58 in faults({**GIVEN, "a\ud800" + "b" * 500: 1})


@pytest.mark.parametrize(("key", "told"), [("OA-1", "OA-1"), ("a\ud800", None), (["x"], None), ("x" * 5000, None)])
def test_a_refused_row_repeats_its_key_only_where_it_is_one(key, told):
    refused = read_row({**GIVEN, "key": key, "title": {}})
    assert refused.key == told


def test_nesting_is_a_wrong_shape_wherever_it_stands():
    deep: object = "x"
    for _ in range(30):
        deep = [deep]
    for name in (*GIVEN, "genre", "submit", "co_issuers", "attachments", "effective_on", "else"):
        assert faults({**GIVEN, name: deep}), name
