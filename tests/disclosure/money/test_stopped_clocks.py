"""A stopped clock on the public pages of money: the due date will move, and nobody is late meanwhile."""

from datetime import UTC, datetime

import pytest
import time_machine

from departments.duties.actors import SYSTEM
from departments.duties.services import suspend_duty
from departments.models import Duty
from tests.disclosure.money.test_pages import CITY, names_in_order, text_of, unit_page
from tests.factories.money import approve, bureau_of, finance_unit

pytestmark = pytest.mark.django_db


def test_an_office_whose_clock_is_stopped_is_not_called_late(client, city, bureau):
    unit = finance_unit(bureau)
    approve(bureau_of(city), unit)
    duty = Duty.objects.get()
    suspend_duty(duty, at=duty.starts_at, by=SYSTEM, reason="third_party")
    with time_machine.travel(datetime(2024, 10, 8, 4, 0, tzinfo=UTC), tick=False):
        for year in (2023, 2022):  # as the page's own statement, and as one that it must not hide
            assert "逾期" not in text_of(client, f"{unit_page(unit)}?year={year}&kind=final_account")
        assert names_in_order(text_of(client, f"{CITY}?year=2023&standing=late")) == []
        assert names_in_order(text_of(client, f"{CITY}?year=2023&standing=waiting")) == [unit.code]
