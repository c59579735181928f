"""The journal is numbered as by a commit."""

from tests.disclosure.exchange.conftest import committed

__all__ = ["committed"]
