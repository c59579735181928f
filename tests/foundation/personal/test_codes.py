import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.personal.codes import (
    ALPHABET,
    LENGTH,
    group_code,
    is_wellformed_code,
    keyed_digest,
    matches,
    new_query_code,
    normalise_code,
)

CODE = "7KMQ2XWPR9AB"


def test_a_new_code_has_twelve_signs_that_no_one_confuses():
    codes = {new_query_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(is_wellformed_code(code) and normalise_code(code) == code for code in codes)
    assert not set("".join(codes)) & set("01OIL")


def test_every_sign_of_the_alphabet_is_used():
    assert set("".join(new_query_code() for _ in range(200))) == set(ALPHABET)


def test_a_code_is_shown_in_groups_of_four():
    assert group_code(CODE) == "7KMQ-2XWP-R9AB"


@pytest.mark.parametrize(
    "typed",
    [
        "7KMQ-2XWP-R9AB",
        " 7kmq 2xwp r9ab\n",
        "７ＫＭＱ－２ＸＷＰ－Ｒ９ＡＢ",
        "７ｋｍｑ　２ｘｗｐ　ｒ９ａｂ",
        "7KMQ—2XWP–R9AB",
        "7KMQ\u00a02XWP\u200bR9AB",
        "7KMQ_2XWP.R9AB",
    ],
)
def test_what_people_type_is_understood(typed):
    assert normalise_code(typed) == CODE
    assert is_wellformed_code(typed)
    assert matches(typed, keyed_digest(CODE))


@pytest.mark.parametrize("typed", ["", "7KMQ-2XWP-R9A", "7KMQ-2XWP-R9ABB", "7KMQ-2XWP-R9AO", "七KMQ-2XWP-R9AB", "%"])
def test_what_is_no_code_matches_nothing(typed):
    assert not is_wellformed_code(typed)
    assert not matches(typed, keyed_digest(CODE))


@given(st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_grouping_is_undone_by_normalising(code):
    assert normalise_code(group_code(code).lower()) == code


def test_the_digest_depends_on_text_key_and_purpose(settings):
    digest = keyed_digest(CODE)
    assert len(digest) == 64
    assert digest == keyed_digest(CODE)
    assert digest != keyed_digest(CODE.lower())
    assert digest != keyed_digest(CODE, purpose="address")
    settings.SECRET_KEY = "another" * 8
    assert digest != keyed_digest(CODE)


def test_a_changed_secret_key_keeps_codes_valid_while_the_old_one_is_a_fallback(settings):
    digest = keyed_digest(CODE)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    assert not matches(CODE, digest)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert matches(CODE, digest)
