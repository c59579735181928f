"""Submission keys and the query codes that belong to them.

A double click sends one form twice, and only the second answer is seen: it must show the query code although only a
digest of it is stored. Therefore the code follows from the submission key, a long random word that stands in the form
page alone (signed) or comes from the other system (`Idempotency-Key`), and from SECRET_KEY. The key itself is never
stored, so that neither the database nor the code of the software gives a query code away; the same submission gives the
same code. See docs/decisions/0009-query-codes.md.
"""

from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac

from foundation.personal.codes import ALPHABET, LENGTH, group_code, keyed_digest


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A query code on its way into a page or a mail: it prints in groups, and its repr tells nothing to a log."""

    code: str = field(repr=False)

    def __str__(self) -> str:
        return group_code(self.code)

    def __bool__(self) -> bool:
        return bool(self.code)


def digest_submission(submission_key: str) -> str:
    """Return what is stored of a submission key: 64 hexadecimal digits."""
    return keyed_digest(submission_key, purpose="submission")


def query_code_for(submission_key: str) -> str:
    """Return the query code of a submission: 12 signs, 59 bits, unpredictable without both secrets."""
    number = int(salted_hmac("interaction.messages.codes", submission_key, algorithm="sha256").hexdigest(), 16)
    signs = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)
