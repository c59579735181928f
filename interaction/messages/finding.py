"""Which messages hold what an officer looks for: numbers in all of them, words only where the officer may read them.

Elsewhere a name or a number that is masked could be guessed letter by letter.
"""

from django.db.models import Q

from interaction.messages.querysets import MessageQuerySet
from interaction.messages.statuses import Visibility
from interaction.messages.words import number_question, text_question

MOST_KEYS = 10_000
"""So many hits are fetched at most before the list is read; for more the list is walked, where they stand close."""


def find(listed: MessageQuerySet, typed: str, *, unmasked: Q) -> MessageQuerySet:
    """Return those of `listed` with what was typed in a number, or in the text where `unmasked`, or in a public copy.

    The planner does not price the reading of vectors and would walk a million messages for a word that stands nowhere;
    so the hits are fetched by the inverted index first.
    """
    conditions = _conditions(typed, unmasked)
    plain = listed.order_by().select_related(None).prefetch_related(None).values_list("pk", flat=True)
    keys: set[int] = set()
    for condition in conditions:
        keys.update(plain.filter(condition)[: MOST_KEYS + 1])
    if len(keys) <= MOST_KEYS:
        return listed.filter(pk__in=keys)
    found = Q()
    for condition in conditions:
        found |= condition
    return listed.filter(found)


def _conditions(typed: str, unmasked: Q) -> list[Q]:
    conditions = []
    if in_numbers := number_question(typed):
        conditions.append(Q(words__numbers__holds=in_numbers))
    if in_text := text_question(typed):
        conditions.append(Q(words__letter__holds=in_text) & unmasked)
        conditions.append(Q(words__copy__holds=in_text, visibility=Visibility.PUBLIC))
    return conditions
