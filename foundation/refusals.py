"""The shape in which a business action is refused: a stable code for machines, a sentence for people."""

from collections.abc import Mapping

from django.utils.functional import Promise


class Refusal(Exception):
    """A business action that can't be done now. Knows nothing of HTTP; the edges map it to an answer.

    `code` is stable and goes into the API; the message says what is wrong and how to mend it.
    """

    code = "refused"

    def __init__(self, message: str | Promise, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """The person may not do this here."""

    code = "not_allowed"


class WrongState(Refusal):
    """The object's state does not allow the action."""

    code = "wrong_state"


def require_transition(
    transitions: Mapping[str, frozenset[str]], before: str, after: str, message: str | Promise
) -> None:
    """Raise WrongState unless `transitions` leads from `before` to `after`."""
    if after not in transitions.get(before, frozenset()):
        raise WrongState(message)
