"""The words of messages: written wherever a text is written, in the same transaction, so that what is erased is gone
from here too.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Lookup

from disclosure.search.dictionary import Dictionary, read_dictionary
from disclosure.search.folding import fold
from disclosure.search.lexemes import quote, write_question, write_vector
from disclosure.search.parsing import understand
from disclosure.search.segmenting import PIECE, RUN
from interaction.messages.models import Message, MessageWords, PublicCopy

BATCH = 500
SHORTEST_BEGINNING = 8
"""From so many characters on (a day) a piece of a number is found by its beginning; shorter ones begin too many."""

LONGEST_PIECE = 60
"""No number has a longer piece; PostgreSQL fails on a lexeme of more than 2046 bytes."""

COLUMNS = ("numbers", "letter", "copy")


@SearchVectorField.register_lookup
class Holds(Lookup):
    """Tell whether a vector answers a question that is written as a literal of lexemes, which no parser cuts."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        vector, values = self.process_lhs(compiler, connection)
        return f"{vector} @@ %s::tsquery", [*values, self.rhs]


def index_messages(messages: Sequence[Message]) -> None:
    """Make the words of `messages` agree with what is stored of them and of their public copies.

    The caller holds their rows.
    """
    copies = {copy.message_id: copy for copy in PublicCopy.objects.filter(message__in=messages)}
    dictionary = read_dictionary()
    MessageWords.objects.bulk_create(
        [_words_of(message, copies.get(message.pk), dictionary, numbers=numbers_of(message)) for message in messages],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=COLUMNS,
    )


def new_words(message: Message) -> MessageWords:
    """Return the words of a message that is written just now and has no public copy; they are still to be written.

    Its `numbers` are left to the caller, who knows them last: `numbers_of`.
    """
    return _words_of(message, None, read_dictionary(), numbers="")


def numbers_of(message: Message) -> str:
    """Return the vector of the pieces of the message's numbers."""
    pieces = _pieces_of(f"{message.receipt_number} {message.source_number or ''}")
    return " ".join(map(quote, dict.fromkeys(pieces)))


@transaction.atomic
def index_next(after: int, *, is_anew: bool) -> list[int]:
    """Write the words of the next messages behind the primary key `after` and return their keys.

    Of those that have none, or of all (`is_anew`). Their rows are held: an erasure comes before or after.
    """
    rows = Message.objects.select_for_update(of=("self",), no_key=True).filter(pk__gt=after).order_by("pk")
    messages = list((rows if is_anew else rows.filter(words=None))[:BATCH])
    index_messages(messages)
    return [message.pk for message in messages]


def number_question(typed: str) -> str:
    """Return the tsquery literal for numbers of which every piece that was typed is a piece, or begins one.

    "" if nothing was typed that a number can hold.
    """
    pieces = _pieces_of(typed)
    if any(len(piece) > LONGEST_PIECE for piece in pieces):
        return ""
    return " & ".join(quote(piece) + (":*" if len(piece) >= SHORTEST_BEGINNING else "") for piece in pieces)


def text_question(typed: str) -> str:
    """Return the tsquery literal for texts with all the words that were typed; "" if there is no word in it."""
    dictionary = read_dictionary()
    return write_question(understand(typed, dictionary.segmenter, dictionary.synonyms).terms)


def _words_of(message: Message, copy: PublicCopy | None, dictionary: Dictionary, *, numbers: str) -> MessageWords:
    return MessageWords(
        message=message,
        numbers=numbers,
        letter=_vector(dictionary, message.subject, message.text),
        copy=_vector(dictionary, copy.subject, copy.text) if copy else "",
    )


def _vector(dictionary: Dictionary, subject: str, text: str) -> str:
    return write_vector(dictionary.segmenter, title=fold(subject), numbers="", keywords="", text=fold(text))


def _pieces_of(numbers: str) -> list[str]:
    return [piece for run in RUN.findall(fold(numbers)) for piece in PIECE.split(run)]
