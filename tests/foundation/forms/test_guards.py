import re
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.http import QueryDict

from foundation.forms.guards import ANSWER, OPENED, QUESTION, TRAP, GuardedFormMixin
from foundation.forms.questions import Question

ADDRESS = "192.0.2.1"
TEXT = "路灯坏了，流波䃥镇"


class LetterForm(GuardedFormMixin, forms.Form):
    subject = forms.CharField()
    guard_limit = 2


class OtherForm(GuardedFormMixin, forms.Form):
    subject = forms.CharField()


@pytest.fixture(autouse=True)
def clock(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "guards"}
    settings.CACHES = {"default": memory, "counters": memory}
    cache.clear()
    with time_machine.travel("2014-12-24 08:05:00+08:00", tick=False) as traveller:
        yield traveller


def shown(form) -> dict[str, str]:
    """What a browser would send back of a form shown: the fields with their values."""
    html = str(form)
    inputs = re.findall(r"<input[^>]*>", html)
    return {re.search(r'name="([^"]*)"', tag)[1]: (re.search(r'value="([^"]*)"', tag) or ["", ""])[1] for tag in inputs}


def send(data, form_class=LetterForm, address=ADDRESS):
    encoded = QueryDict(mutable=True)
    encoded.update(data)
    encoded._mutable = False
    return form_class(encoded, address=address)


def send_after(clock, seconds, address=ADDRESS, **changes):
    data = {**shown(LetterForm(address=address)), "subject": TEXT, **changes}
    clock.shift(seconds)
    return send(data, address=address)


def codes(form) -> list[str]:
    return [error.code for errors in form.errors.as_data().values() for error in errors]


def fill_up_to_the_limit(clock):
    for _ in range(LetterForm.guard_limit):
        assert send_after(clock, 10).is_valid()


def solve(form) -> str:
    first, second, *_rest = shown(form)[QUESTION].split("+")
    return str(int(first) + int(second))


def test_a_person_notices_nothing_and_the_guard_leaves_no_trace(clock):
    form = send_after(clock, 30)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"subject": TEXT}


def test_the_form_shown_first_asks_no_question():
    assert set(shown(LetterForm(address=ADDRESS))) == {"subject", OPENED, TRAP}


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(2.9, False), (3.1, True), (12 * 3600 - 1, True), (12 * 3600 + 1, False)]
)
def test_the_age_must_be_that_of_a_person(clock, seconds, is_taken):
    assert send_after(clock, seconds).is_valid() is is_taken


def test_who_was_too_fast_finds_the_text_and_can_send_the_same_form_again(clock):
    form = send_after(clock, 1)
    assert codes(form) == ["guard_too_fast"]
    again = shown(form)
    assert again["subject"] == TEXT
    clock.shift(3)
    assert send(again).is_valid()


def test_who_was_too_slow_gets_a_renewed_form_with_the_text_in_it(clock):
    form = send_after(clock, 13 * 3600)
    assert codes(form) == ["guard_too_old"]
    again = shown(form)
    assert again["subject"] == TEXT
    clock.shift(5)
    assert send(again).is_valid()


@pytest.mark.parametrize("token", ["", "1419379500.00", "1419379500.00:forged"])
def test_a_missing_or_forged_age_is_renewed(clock, token):
    form = send_after(clock, 30, **{OPENED: token})
    assert codes(form) == ["guard_age_missing"]
    clock.shift(5)
    assert send(shown(form)).is_valid()


def test_the_age_of_one_form_is_none_of_another(clock):
    data = {**shown(LetterForm(address=ADDRESS)), "subject": TEXT}
    clock.shift(30)
    assert codes(send(data, OtherForm)) == ["guard_age_missing"]


def test_who_fills_in_the_trap_is_refused_and_may_send_again_without_it(clock):
    form = send_after(clock, 30, **{TRAP: "http://spam.example"})
    assert codes(form) == ["guard_trap"]
    assert shown(form)[TRAP] == ""
    assert "spam.example" not in str(form)
    assert send(shown(form)).is_valid()


def test_the_trap_is_out_of_reach_of_keyboard_and_screen_reader():
    html = str(LetterForm(address=ADDRESS))
    trap = re.search(r'<div class="hp" aria-hidden="true">.*?</div>', html)[0]
    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "style=" not in trap
    assert 'type="hidden"' not in trap


def test_past_the_limit_a_question_is_asked_and_its_answer_lets_the_form_pass(clock):
    fill_up_to_the_limit(clock)
    form = LetterForm(address=ADDRESS)
    assert {QUESTION, ANSWER} <= set(shown(form))
    assert form[ANSWER].label
    assert send_after(clock, 30, **{QUESTION: shown(form)[QUESTION], ANSWER: solve(form)}).is_valid()


def test_the_question_is_not_called_optional(clock):
    fill_up_to_the_limit(clock)
    assert 'class="opt"' not in str(LetterForm(address=ADDRESS)[ANSWER].as_field_group())


def test_a_form_opened_before_the_limit_was_reached_is_asked_when_sent(clock):
    data = {**shown(LetterForm(address=ADDRESS)), "subject": TEXT}
    fill_up_to_the_limit(clock)
    form = send(data)
    assert codes(form) == ["guard_question"]
    again = shown(form)
    assert again["subject"] == TEXT
    assert send({**again, ANSWER: solve(form)}).is_valid()


@pytest.mark.parametrize("answer", ["", "99", "不知道"])
def test_a_wrong_answer_brings_a_new_question_and_keeps_the_text(clock, answer):
    fill_up_to_the_limit(clock)
    form = send_after(clock, 30, **{ANSWER: answer})
    assert codes(form) == ["guard_question"]
    again = shown(form)
    assert (again["subject"], again[ANSWER]) == (TEXT, "")
    second = send({**again, ANSWER: answer})
    assert codes(second) == ["guard_question"]
    assert shown(second)[QUESTION] != again[QUESTION]


def test_the_label_is_that_of_the_question_shown(clock, monkeypatch):
    fill_up_to_the_limit(clock)
    sent = shown(LetterForm(address=ADDRESS))
    clock.shift(10)
    monkeypatch.setattr("foundation.forms.guards.new_question", lambda: Question(9, 9))
    form = send({**sent, "subject": TEXT, ANSWER: "0"})
    assert not form.is_valid()
    assert shown(form)[QUESTION].startswith("9+9+")
    assert form[ANSWER].label == form.fields[ANSWER].label
    assert str(form[ANSWER].label) in str(form)
    assert solve(form) == "18"


def test_an_answer_serves_once(clock):
    fill_up_to_the_limit(clock)
    form = LetterForm(address=ADDRESS)
    answered = {**shown(form), "subject": TEXT, ANSWER: solve(form)}
    clock.shift(30)
    assert send(answered).is_valid()
    assert codes(send(answered)) == ["guard_question"]


@pytest.mark.parametrize("forged", ["1+1+aaaa+1419379500", "1+1+aaaa+1419379500:x", "", "\x00"])
def test_a_question_of_ones_own_does_not_count(clock, forged):
    fill_up_to_the_limit(clock)
    assert codes(send_after(clock, 30, **{QUESTION: forged, ANSWER: "2"})) == ["guard_question"]


def test_an_answer_without_its_question_never_meets_a_new_one(clock, monkeypatch):
    fill_up_to_the_limit(clock)
    monkeypatch.setattr("foundation.forms.guards.new_question", lambda: Question(1, 1))
    assert codes(send_after(clock, 30, **{QUESTION: "forged", ANSWER: "2"})) == ["guard_question"]


def test_an_answer_kept_while_another_field_is_mended(clock):
    fill_up_to_the_limit(clock)
    form = LetterForm(address=ADDRESS)
    answered = {**shown(form), "subject": "", ANSWER: solve(form)}
    clock.shift(30)
    wrong = send(answered)
    assert list(wrong.errors) == ["subject"]
    again = shown(wrong)
    assert again[ANSWER] == answered[ANSWER]
    assert send({**again, "subject": TEXT}).is_valid()


def test_forms_with_errors_of_their_own_are_not_counted(clock):
    for _ in range(10):
        assert list(send_after(clock, 10, subject="").errors) == ["subject"]
    assert QUESTION not in shown(LetterForm(address=ADDRESS))


def test_another_address_is_asked_nothing_and_the_next_hour_begins_anew(clock):
    fill_up_to_the_limit(clock)
    assert QUESTION not in shown(LetterForm(address="192.0.2.2"))
    assert QUESTION not in shown(OtherForm(address=ADDRESS))
    clock.shift(3600)
    assert QUESTION not in shown(LetterForm(address=ADDRESS))


def test_without_a_cache_the_question_is_asked_of_everybody(clock, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no disk")

    for name in ("add", "incr", "get"):
        monkeypatch.setattr(LocMemCache, name, fail)
    form = LetterForm(address=ADDRESS)
    assert send_after(clock, 30, **{QUESTION: shown(form)[QUESTION], ANSWER: solve(form)}).is_valid()
    assert codes(send_after(clock, 30)) == ["guard_question"]


def test_a_prefix_and_a_plain_dictionary_serve_as_well(clock):
    form = LetterForm(address=ADDRESS, prefix="p")
    data = {**shown(form), "p-subject": TEXT}
    assert f"p-{OPENED}" in data
    assert codes(LetterForm(data, address=ADDRESS, prefix="p")) == ["guard_too_fast"]
    clock.shift(timedelta(seconds=9))
    assert LetterForm(data, address=ADDRESS, prefix="p").is_valid()


def test_the_data_that_was_passed_in_is_not_changed(clock):
    data = {"subject": TEXT, OPENED: "forged"}
    LetterForm(data, address=ADDRESS).is_valid()
    assert data == {"subject": TEXT, OPENED: "forged"}
