"""Which messages hold what an officer looks for: numbers in all of them, words only where the officer may read them.

Elsewhere a name or a number that is masked could be guessed letter by letter.
"""

from typing import NamedTuple

from django.db.models import Q

from foundation.paging.bounded import MOST
from interaction.messages.querysets import MessageQuerySet
from interaction.messages.statuses import Visibility
from interaction.messages.words import number_question, text_question


class Found(NamedTuple):
    """The messages that hold what was typed, and their number: `MOST` + 1 for any greater one."""

    rows: MessageQuerySet
    number: int


def find(listed: MessageQuerySet, typed: str, *, unmasked: Q) -> Found:
    """Return those of `listed` with what was typed in a number, or in the text where `unmasked`, or in a public copy.

    The planner does not price the reading of vectors and would walk a million messages for a word that stands nowhere;
    so the hits are fetched by the inverted index first. Where they are very many the list is walked: they stand close.
    """
    conditions = _conditions(typed, unmasked)
    plain = listed.order_by().select_related(None).prefetch_related(None).values_list("pk", flat=True)
    keys: set[int] = set()
    for condition in conditions:
        keys.update(plain.filter(condition)[: MOST + 1])
    if len(keys) <= MOST:
        return Found(listed.filter(pk__in=keys), len(keys))
    found = Q()
    for condition in conditions:
        found |= condition
    return Found(listed.filter(found), MOST + 1)


def _conditions(typed: str, unmasked: Q) -> list[Q]:
    conditions = []
    if in_numbers := number_question(typed):
        conditions.append(Q(words__numbers__holds=in_numbers))
    if in_text := text_question(typed):
        conditions.append(Q(words__letter__holds=in_text) & unmasked)
        conditions.append(Q(words__copy__holds=in_text, visibility=Visibility.PUBLIC))
    return conditions
