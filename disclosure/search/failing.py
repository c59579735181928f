"""What was looked for in vain: counted by day, without who looked, and without what may be about a person."""

from datetime import date, timedelta

from django.db import connection

from disclosure.search.folding import fold
from disclosure.search.models import FailedQuestion
from foundation.personal.finding import find_personal

LONGEST = 30
"""A longer question is a letter or a list, not words that a publisher could use."""

LONGEST_DIGITS = 6
"""A run of more digits may be anybody's number."""

MOST_A_DAY = 2_000
"""Different questions kept for a day: nobody fills the table by asking nonsense."""

KEPT = timedelta(days=90)
COUNT = """
INSERT INTO disclosure_failedquestion (day, words, times)
SELECT %(day)s, %(words)s, 1
WHERE (SELECT count(*) FROM (SELECT 1 FROM disclosure_failedquestion WHERE day = %(day)s LIMIT %(most)s) z) < %(most)s
   OR EXISTS (SELECT 1 FROM disclosure_failedquestion WHERE day = %(day)s AND words = %(words)s)
ON CONFLICT (day, words) DO UPDATE SET times = disclosure_failedquestion.times + 1
"""


def normalise(typed: str) -> str:
    """Return what was typed as it is counted: folded, blanks as one; "" for what must not be kept."""
    words = " ".join(fold(typed).split())
    if not words or len(words) > LONGEST or is_personal(typed) or is_personal(words):
        return ""
    return words


def is_personal(text: str) -> bool:
    """Tell whether numbers or addresses of persons stand in the text, or what might be some."""
    digits = 0
    for sign in text:
        digits = digits + 1 if sign.isdigit() else digits if sign in " -" else 0
        if digits > LONGEST_DIGITS:
            return True
    return "@" in fold(text) or bool(find_personal(text))


def count_failed(typed: str, *, day: date) -> None:
    """Count a question without result on a local date; what may be personal is not."""
    if words := normalise(typed):
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"day": day, "words": words, "most": MOST_A_DAY})


def forget_failed(*, today: date) -> int:
    """Remove what was counted longer than KEPT ago and return how many rows went."""
    return FailedQuestion.objects.filter(day__lt=today - KEPT).delete()[0]
