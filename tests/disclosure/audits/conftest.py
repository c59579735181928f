"""The cast of audits."""

import pytest

from departments.models import Department, Officer
from departments.officers.roles import Role
from tests.factories.audits import auditor_in
from tests.factories.departments import DepartmentFactory, officer_in


@pytest.fixture
def audit_office(city: Department) -> Department:
    """The audit bureau of the city."""
    return DepartmentFactory(parent=city, name="测试市审计局", short_name="市审计局")


@pytest.fixture
def auditor(audit_office: Department) -> Officer:
    """An auditor of the audit bureau."""
    return auditor_in(audit_office)


@pytest.fixture
def accountant(bureau: Department) -> Officer:
    """An officer of the audited bureau."""
    return officer_in(bureau, Role.FINANCE)
