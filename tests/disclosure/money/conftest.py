"""The cast of public money."""

import pytest

from departments.models import Department
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit
from tests.factories.departments import officer_in
from tests.factories.money import bureau_of, finance_unit


@pytest.fixture
def treasury(city: Department) -> FinanceBureau:
    """The finance bureau of the city."""
    return bureau_of(city)


@pytest.fixture
def treasurer(treasury: FinanceBureau) -> Officer:
    """An officer of the finance bureau."""
    return officer_in(treasury.department, Role.FINANCE)


@pytest.fixture
def unit(bureau: Department) -> FinanceUnit:
    """The unit of finance most tests are about."""
    return finance_unit(bureau)


@pytest.fixture
def accountant(bureau: Department) -> Officer:
    """An officer who enters the figures of the bureau."""
    return officer_in(bureau, Role.FINANCE)
