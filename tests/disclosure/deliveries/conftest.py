"""An office with a system that delivers, and who stands behind it."""

import pytest

from tests.disclosure.deliveries.sending import row_for
from tests.disclosure.exchange.conftest import committed
from tests.factories.disclosure import CategoryFactory
from tests.reports.dashboard.test_api import machine_of

__all__ = ["committed"]


@pytest.fixture
def column(db):
    """A column without columns below it."""
    return CategoryFactory()


@pytest.fixture
def machine(bureau, author):
    """The office system of the bureau, whose deliveries are drafted in the author's name."""
    return machine_of(bureau, "items:write", acts_for=author)


@pytest.fixture
def row(bureau, column):
    """A complete row of the bureau."""
    return row_for(bureau, column)
