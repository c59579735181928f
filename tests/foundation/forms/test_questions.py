import pytest
from django.utils import translation

from foundation.forms.questions import Question, new_question, read_number


@pytest.mark.parametrize(
    "typed", ["8", "８", " 八 ", "捌", "等于8", "等于八。", "8。", "= 8", "答案：八", "答：8", "答案是8", "08", "是八"]
)
def test_the_answer_is_understood_as_people_type_it(typed):
    assert Question(3, 5).is_answered_by(typed)


@pytest.mark.parametrize(
    "typed", ["", "7", "九", "18", "十八", "3+5", "三加五", "88", "8 8", "八八", "-8", "8.0", "eightt"]
)
def test_anything_else_is_no_answer(typed):
    assert not Question(3, 5).is_answered_by(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("一十二", 12),
        ("拾捌", 18),
        ("二十", 20),
        ("两", 2),
        ("零", 0),
        ("〇", 0),
        ("貳", 2),
        ("十十", None),
    ],
)
def test_chinese_numbers_are_read(typed, number):
    assert read_number(typed) == number


def test_words_of_the_readers_language_count():
    with translation.override("en"):
        assert Question(9, 9).is_answered_by("Eighteen")
        assert Question(3, 5).text == "What is three plus five?"


def test_every_question_can_be_answered_in_every_way():
    chinese = "零一二三四五六七八九"
    for first in range(1, 10):
        for second in range(1, 10):
            total = first + second
            word = chinese[total] if total < 10 else f"十{chinese[total - 10]}".rstrip("零")
            assert Question(first, second).is_answered_by(str(total))
            assert Question(first, second).is_answered_by(word)


def test_questions_vary_and_stay_small():
    questions = {new_question() for _ in range(400)}
    assert len(questions) > 40
    assert all(1 <= number <= 9 for question in questions for number in question)
