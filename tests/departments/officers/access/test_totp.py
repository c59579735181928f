"""Codes that follow the time: the examples of the standard, tolerance, each once."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.officers.access.closing import LONGEST_WAIT, TRIES, closed_until
from departments.officers.access.totp import (
    STEP_SECONDS,
    code_of,
    digits_of,
    enrolment_uri,
    in_groups,
    looks_like_code,
    matching_step,
    new_secret,
)

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 26, 4, 0, 5, tzinfo=UTC)
STEP = int(NOW.timestamp()) // STEP_SECONDS


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (2000000000, "69279037")],
)
def test_the_examples_of_the_standard(seconds, digits):
    """RFC 6238, appendix B; ours are the last six digits."""
    assert code_of(RFC_SECRET, seconds // STEP_SECONDS) == digits[-6:]


@pytest.mark.parametrize(("off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_one_step(off, is_taken):
    found = matching_step(RFC_SECRET, code_of(RFC_SECRET, STEP + off), at=NOW, after=0)
    assert found == (STEP + off if is_taken else None)


def test_no_step_is_taken_twice_nor_one_before_it():
    for off in (-1, 0):
        assert matching_step(RFC_SECRET, code_of(RFC_SECRET, STEP + off), at=NOW, after=STEP) is None
    assert matching_step(RFC_SECRET, code_of(RFC_SECRET, STEP + 1), at=NOW, after=STEP) == STEP + 1


@given(st.text(max_size=30))
def test_whatever_is_typed_only_the_right_digits_open(typed):
    right = {code_of(RFC_SECRET, STEP + off) for off in (-1, 0, 1)}
    found = matching_step(RFC_SECRET, typed, at=NOW, after=0)
    assert (found is not None) == (digits_of(typed) in right)


@pytest.mark.parametrize("typed", ["123456", "123 456", "１２３４５６", " 123-456 "])
def test_a_code_is_read_however_it_is_typed(typed):
    assert looks_like_code(typed)
    assert digits_of(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "ABCD-2345-67EF", "A123456"])
def test_a_recovery_code_is_no_code_of_the_app(typed):
    assert not looks_like_code(typed)


def test_secrets_are_long_and_never_the_same_and_apps_can_read_them():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}
    uri = enrolment_uri(RFC_SECRET, account="zhang.san", issuer="六安市政府信息公开平台")
    assert uri.startswith("otpauth://totp/")
    assert f"secret={RFC_SECRET}" in uri
    assert in_groups("ABCDEFGH") == "ABCD EFGH"


def test_codes_close_after_ten_wrong_ones_and_ever_longer():
    assert [closed_until(n, NOW) for n in range(TRIES)] == [None] * TRIES
    waits = [closed_until(n * TRIES, NOW) - NOW for n in range(1, 12)]
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert closed_until(TRIES + 1, NOW) is None


def test_who_has_the_password_and_guesses_for_a_year_has_little_chance():
    """Brute force against the rule: every try at the first moment it is open, for a year."""
    now, tries = NOW, 0
    while now < NOW + timedelta(days=365):
        tries += 1
        now = closed_until(tries, now) or now
    assert tries * 3 / 1_000_000 < 0.02
