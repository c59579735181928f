"""The public pages of money: what they show of a city that is nearly empty, and what makes their addresses."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from disclosure.money.fragments import DUE_ADDRESS, STATEMENT_ADDRESS, UNIT_ADDRESS
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.money import approve, bureau_of, finance_unit
from tests.factories.money_city import build_money_city
from tests.factories.public_money import make_units, publish_many

pytestmark = pytest.mark.django_db
CITY = "/money/"


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def unit_page(unit):
    return reverse("disclosure:money-unit", args=[unit.code])


def names_in_order(page):
    return re.findall(r'<th scope="row" class="lead"><a href="/money/units/(\w+)/', page)


def test_addresses_built_from_constants_are_those_of_the_site():
    assert reverse("disclosure:money-unit", args=["301"]) == UNIT_ADDRESS.format("301")
    assert reverse("disclosure:money-due", args=["301", "2023", "budget"]) == DUE_ADDRESS.format("301", 2023, "budget")
    assert reverse("disclosure:money-statement", args=[7]) == STATEMENT_ADDRESS.format(7)


def test_before_anything_is_entered_the_pages_say_so(client, city):
    assert "还没有录入预算单位" in text_of(client, CITY)
    assert "还没有公布" in text_of(client, reverse("disclosure:money-data"))
    assert text_of(client, "/")


def test_a_change_of_the_total_is_explained_by_words_on_the_whole_before_those_on_a_part(client, city, bureau):
    statement = build_money_city(city, bureau, n=2).clean
    page = text_of(client, f"{CITY}?year=2023&kind=final_account")
    change = page.split('id="h-changes"')[1].split("</section>")[0].split(f">{statement.unit.name}<")[1]
    assert statement.explanation[:20] in change.split("</p>")[0]


def test_a_small_group_is_not_compared_and_the_page_says_so(client, city, bureau):
    units = make_units([bureau], 4)
    publish_many(units, [2023], officer_in(city))
    page = text_of(client, unit_page(units[0]))
    assert "不足5个单位，不作比较" in page
    assert "中位数" not in page


def test_pages_of_the_table_are_small_and_keep_the_choices(client, city, bureau):
    make_units([bureau], 120)
    first = text_of(client, f"{CITY}?sort=-code")
    assert len(names_in_order(first)) == 50
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "sort=-code" in following
    last = text_of(client, f"{CITY}?page=999&sort=-code")
    assert len(names_in_order(last)) == 20
    assert 'rel="next"' not in last


def test_words_of_an_office_are_escaped(client, city, bureau):
    unit = finance_unit(bureau, name="<script>alert(1)</script>&“局”")
    approve(bureau_of(city), unit)
    for address in (CITY, unit_page(unit), f"{CITY}?year=2023&q=<script>", "/money/tables/?q=<script>"):
        assert "<script>alert" not in text_of(client, address)


def test_an_office_turns_late_overnight_without_any_change(client, city, bureau):
    unit = finance_unit(bureau)
    approve(bureau_of(city), unit)
    address = f"{unit_page(unit)}?year=2023&kind=final_account"
    with time_machine.travel(datetime(2024, 9, 30, 15, 59, tzinfo=UTC), tick=False):
        assert "已批复，待公布" in text_of(client, address)
    with time_machine.travel(datetime(2024, 9, 30, 16, 1, tzinfo=UTC), tick=False):
        assert "逾期1天" in text_of(client, address)
        assert names_in_order(text_of(client, f"{CITY}?year=2023&standing=late")) == [unit.code]


def test_the_navigation_marks_nothing_on_the_search(client, city):
    assert 'aria-current="true"' not in text_of(client, "/search/")


def test_documents_are_not_marked_as_the_section_one_is_in(client, city):
    page = text_of(client, CITY)
    assert page.count('aria-current="true"') == 1
    assert re.search(r'aria-current="true">\s*公共资金', page)


def test_one_department_may_answer_for_many_units(client, city):
    office = DepartmentFactory(parent=city)
    units = make_units([office], 3)
    publish_many(units, [2023], officer_in(city))
    assert office.name in text_of(client, unit_page(units[2]))
