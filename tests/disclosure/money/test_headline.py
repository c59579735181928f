"""The city's sum in one line: what may be compared with the year before."""

import pytest
from django.utils import timezone

from disclosure.models import PublicFigures
from disclosure.money.headline import read_headline
from disclosure.money.picture import forget_pictures
from tests.factories.departments import DepartmentFactory
from tests.factories.money import approve, finance_unit, published

pytestmark = pytest.mark.django_db


def is_same_basis() -> bool:
    forget_pictures()
    return read_headline(timezone.localdate()).is_same_basis


def test_two_years_are_alike_when_the_same_offices_are_added_up_not_equally_many(city, treasury, unit):
    other = finance_unit(DepartmentFactory(parent=city))
    for each in (unit, other):
        approve(treasury, each)
        published(each)
    assert not is_same_basis(), "nothing of the year before"
    earlier = PublicFigures.objects.filter(unit=other)
    earlier.update(fiscal_year=2022)
    assert not is_same_basis(), "one office each, but another one"
    earlier.update(unit=unit)
    assert is_same_basis()
    PublicFigures.objects.filter(fiscal_year=2022).update(total=None)
    assert not is_same_basis(), "an office that gave no total adds nothing up"
