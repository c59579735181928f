"""The cast of the tests, one sentence each."""

import pytest

from departments.models import Department, Officer
from departments.officers.roles import Role
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in


@pytest.fixture
def city(db) -> Department:
    """The city government, above every other office."""
    return CityFactory()


@pytest.fixture
def bureau(city) -> Department:
    """The office most tests are about."""
    return DepartmentFactory(parent=city)


@pytest.fixture
def other_bureau(city) -> Department:
    """Another office of the same city, whose people must see nothing of the first."""
    return DepartmentFactory(parent=city)


@pytest.fixture
def handler(bureau) -> Officer:
    """An officer of the bureau who handles messages."""
    return officer_in(bureau, Role.HANDLER)


@pytest.fixture
def reviewer(bureau) -> Officer:
    """Another officer of the bureau, who reviews replies."""
    return officer_in(bureau, Role.CHECKER)


@pytest.fixture
def author(bureau) -> Officer:
    """An officer of the bureau who writes items."""
    return officer_in(bureau, Role.AUTHOR)


@pytest.fixture
def signatory(bureau) -> Officer:
    """The officer of the bureau who signs items."""
    return officer_in(bureau, Role.SIGNATORY)


@pytest.fixture
def supervisor(city) -> Officer:
    """The city's supervisor, who sees every office."""
    return officer_in(city, Role.SUPERVISOR)


@pytest.fixture
def administrator(city) -> Officer:
    """The one who keeps offices, officers and rules, and may touch no content."""
    return officer_in(city, Role.ADMINISTRATOR)


@pytest.fixture
def outsider(other_bureau) -> Officer:
    """An officer of another office with every role there."""
    return officer_in(other_bureau, *Role)
