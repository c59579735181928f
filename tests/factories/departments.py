"""Offices, officers and assignments."""

from datetime import date

import factory

from departments.models import Assignment, Department, Officer
from departments.officers.roles import Role
from departments.offices.codes import check_digit
from departments.offices.models import DepartmentKind


def credit_code(number: int) -> str:
    """Return a valid credit code in the range reserved for tests and demonstrations (region 990000)."""
    body = f"11990000{number:09d}"
    return body + check_digit(body)


def next_code(number: int) -> str:
    """Return the code of the factory's next office: far from the numbers below 1,000 that tests write by hand."""
    return credit_code(100_000_000 + number)


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        skip_postgeneration_save = True

    code = factory.Sequence(next_code)
    name = factory.Sequence(lambda n: f"测试市第{n}局")
    short_name = factory.Sequence(lambda n: f"第{n}局")
    pinyin = factory.Sequence(lambda n: f"di {n:04d} ju")
    kind = DepartmentKind.BUREAU
    phone = "0564-3370000"

    @factory.post_generation
    def predecessors(self, create, extracted, **_given):
        if extracted:
            self.predecessors.set(extracted)


class CityFactory(DepartmentFactory):
    name = factory.Sequence(lambda n: f"测试市{n}人民政府")
    short_name = "市政府"
    kind = DepartmentKind.CITY


class OfficerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Officer

    username = factory.Sequence(lambda n: f"officer{n:05d}")
    name = factory.Sequence(lambda n: f"干部{n:05d}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    password = "!"


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    officer = factory.SubFactory(OfficerFactory)
    department = factory.SubFactory(DepartmentFactory)
    role = Role.HANDLER
    starts_on = date(2010, 1, 1)


def officer_in(department: Department, *roles: Role) -> Officer:
    """Return a new officer who holds `roles` in `department`."""
    officer = OfficerFactory()
    for role in roles:
        AssignmentFactory(officer=officer, department=department, role=role)
    return officer
