"""The public pages of a city whose money shows every case: what they show, and what they never show."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.models import FinanceUnit, PublicFigures, Statement, StatementVersion, Subject
from disclosure.money.fragments import DUE_ADDRESS
from disclosure.money.picture import city_years, forget_pictures
from disclosure.money.services import save_statement, sign_statement, submit_statement
from disclosure.money.statuses import UnitGroup
from tests.disclosure.money.test_pages import CITY, names_in_order, text_of, unit_page
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.money import SEPTEMBER, entry
from tests.factories.money_city import SECRET, build_money_city
from tests.factories.public_money import amounts_of
from tests.shared import kept_for_the_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def money_of_all(django_db_setup, django_db_blocker):
    """A city whose public money shows every case; made once."""
    with kept_for_the_module(django_db_blocker):
        city = CityFactory()
        yield build_money_city(city, DepartmentFactory(parent=city))


@pytest.fixture
def money(money_of_all):
    """The same, in objects of the test's own; what it changes in the database is rolled back."""
    return deepcopy(money_of_all)


def test_the_city_page_adds_up_and_names_who_is_late(client, money):
    page = text_of(client, CITY)
    wanted = sum(amounts_of(number, 2023)["total"] for number in range(12)) + 16_000 + 15_000
    assert f"{wanted / 10_000:,.2f}" in page
    assert "14/16" in page
    late = page.split('id="h-who"')[1].split('id="h-changes"')[0]
    assert money.late.name in late
    assert "批复后20日内公开" in late
    assert "2024-09-30" in late
    assert DUE_ADDRESS.format(money.late.code, 2023, "final_account") in late
    assert "市本级公布的汇总数" in page


def test_a_year_of_which_many_gave_the_total_alone_is_no_small_bar(client, money):
    def drawn() -> list[str]:
        chart = text_of(client, CITY).split('id="h-years"')[1].split("<table")[0]
        return sorted(set(re.findall(r"<text[^>]*>(20\d\d)</text>", chart)))

    before = drawn()
    assert before == ["2019", "2020", "2021", "2022", "2023"]
    parts = dict.fromkeys(("abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception"))
    PublicFigures.objects.filter(fiscal_year=2020, unit__in=money.many[:6]).update(**parts)
    forget_pictures()
    assert drawn() == ["2019", "2021", "2022", "2023"]
    assert "有1个年度四项数字不全，没有画入图中。" in text_of(client, CITY)


def test_a_confidential_unit_is_listed_with_its_basis_and_without_figures(client, money):
    assert money.exempt.exemption_basis in text_of(client, CITY)
    page = text_of(client, unit_page(money.exempt))
    assert money.exempt.exemption_basis in page
    assert "2027-01-01" in page
    assert "万元" not in page.split("<main")[1]


def test_what_was_published_before_a_unit_became_confidential_is_shown_nowhere(client, money):
    assert "1.60" in text_of(client, unit_page(money.clean.unit))
    n_before = city_years()[2023, "final_account"].n_offices
    FinanceUnit.objects.filter(pk=money.clean.unit_id).update(
        is_confidential=True, exemption_basis="《保密法》", review_on=timezone.localdate()
    )
    assert "1.60" not in text_of(client, unit_page(money.clean.unit)).split("<main")[1]
    forget_pictures()
    row = text_of(client, CITY).split(unit_page(money.clean.unit))[-1].split("</tr>")[0]
    assert "1.60" not in row
    assert city_years()[2023, "final_account"].n_offices == n_before - 1
    text_of(client, reverse("disclosure:money-statement", args=[money.clean.pk]), status=404)
    text_of(client, reverse("disclosure:money-due", args=[money.clean.unit.code, "2023", "final_account"]), status=404)
    data = text_of(client, reverse("disclosure:money-data-file", args=["three-public-expenses", "csv"]))
    assert money.clean.unit.code not in data
    for name in ("figures", "lines", "statements"):
        found = client.get(f"/api/v1/money/{name}/?unit={money.clean.unit.code}").json()["results"]
        assert found == [], name
    assert "市环保局" not in text_of(client, f"/money/tables/{Subject.objects.get(code='208', scheme='function').pk}/")


def test_nothing_of_a_working_copy_leaks(client, money):
    Statement.objects.filter(pk=money.clean.pk).update(explanation=SECRET, staff=777_777_777)
    addresses = [
        CITY,
        unit_page(money.draft.unit),
        unit_page(money.clean.unit),
        reverse("disclosure:money-statement", args=[money.clean.pk]),
        reverse("disclosure:money-data-file", args=["three-public-expenses", "json"]),
        reverse("disclosure:money-data-file", args=["counts", "csv"]),
        reverse("disclosure:money-unit-table", args=[money.draft.unit.code, "csv"]),
        "/api/v1/money/statements/",
        f"/api/v1/money/statements/{money.clean.pk}/",
        "/api/v1/money/figures/",
    ]
    for address in addresses:
        page = text_of(client, address)
        assert SECRET not in page, address
        assert "777777777" not in page, address
    text_of(client, reverse("disclosure:money-statement", args=[money.draft.pk]), status=404)
    text_of(client, f"/api/v1/money/statements/{money.draft.pk}/", status=404)
    text_of(client, f"/api/v1/money/figures/{money.draft.pk}/", status=404)


def test_the_page_of_an_office_shows_figures_with_their_explanations(client, money):
    page = text_of(client, unit_page(money.clean.unit))
    assert "2023年“三公”经费支出1.60万元。比上年减少0.40万元，下降20.0%。" in page
    row = page.split('class="lead">公务接待费</th>')[1].split("</tr>")[0]
    assert "主要原因是外地考察团减少" in row
    assert "80.0%" in row
    assert "750.00元" not in page
    assert "100.00元" in page.split("国内公务接待人次</th>")[1].split("</tr>")[0]
    assert "一般公共预算支出情况表" in page
    assert "本单位没有政府性基金预算支出。" in page
    assert DUE_ADDRESS.format(money.clean.unit.code, 2023, "final_account") in page
    assert "市环境监测站" in page


def test_a_correction_is_shown_with_its_reason_and_the_old_figures(client, money):
    page = text_of(client, unit_page(money.corrected.unit))
    correction = page.split('id="corrections"')[1].split("</section>")[0]
    assert "漏减一笔退款" in correction
    assert "<s>1.60</s>" in correction
    current = text_of(client, reverse("disclosure:money-statement", args=[money.corrected.pk]))
    first = text_of(client, reverse("disclosure:money-version", args=[money.corrected.pk, 1]))
    assert "内容与摘要值一致" in current
    assert "内容与摘要值一致" in first
    assert "noindex" in first
    assert "noindex" not in current or "noindex, nofollow" in current
    text_of(client, reverse("disclosure:money-version", args=[money.corrected.pk, 9]), status=404)


def test_what_is_overdue_is_told_on_the_page_of_another_year(client, money):
    address = DUE_ADDRESS.format(money.late.code, 2023, "final_account")
    another = text_of(client, f"{unit_page(money.late)}?year=2022")
    assert "至今未公布，已逾期" in another
    assert address in another
    assert "至今未公布" not in text_of(client, f"{unit_page(money.late)}?year=2023&kind=final_account")
    assert "至今未公布" not in text_of(client, unit_page(money.clean.unit))


def test_warnings_stand_with_their_explanations(client, money):
    content = {**money.clean.current_version.content}
    content["warnings"] = [{"rule": 11, "finding": "决算数大于预算数", "explanation": "年初漏列车辆购置税。"}]
    version = StatementVersion.objects.create(
        statement=money.clean,
        number=2,
        reason="补充说明",
        content=content,
        published_at=SEPTEMBER,
        published_by=money.clean.signed_by,
        digest="0" * 64,
    )
    Statement.objects.filter(pk=money.clean.pk).update(current_version=version)
    page = text_of(client, reverse("disclosure:money-statement", args=[money.clean.pk]))
    warning = page.split('id="warnings"')[1].split("</section>")[0]
    assert "决算数大于预算数" in warning
    assert "年初漏列车辆购置税。" in warning
    assert "内容与摘要值不一致" in page


def test_the_due_date_is_counted_day_by_day_and_says_why_the_rule_binds(client, money):
    page = text_of(client, reverse("disclosure:money-due", args=[money.late.code, "2023", "final_account"]))
    assert "2024-09-30" in page
    assert 'class="days"' in page
    assert page.index("批复后20日内公开") < page.index('class="days"')
    assert "逾期未公布" in page


def test_blank_not_held_and_zero_look_different(client, money):
    version = money.clean.current_version
    assert version.content["cells"]["abroad.final"]["amount"] == "0.00"
    page = text_of(client, reverse("disclosure:money-statement", args=[money.clean.pk]))
    assert "未掌握" in page.split('id="t-balance"')[1].split("</table>")[0]


def test_who_has_no_figure_stands_last_either_way(client, money):
    for order in ("total", "-total"):
        codes = names_in_order(text_of(client, f"{CITY}?sort={order}"))
        assert codes.index(money.late.code) > codes.index(money.clean.unit.code)


def test_the_table_is_narrowed_by_name_group_and_standing(client, money):
    assert names_in_order(text_of(client, f"{CITY}?q=档案")) == [money.late.code]
    assert names_in_order(text_of(client, f"{CITY}?q={money.late.code}")) == [money.late.code]
    assert set(names_in_order(text_of(client, f"{CITY}?standing=late"))) == {money.late.code, money.draft.unit.code}
    assert names_in_order(text_of(client, f"{CITY}?standing=exempt")) == [money.exempt.code]
    assert "没有" in text_of(client, f"{CITY}?q=没有这样的单位")
    agencies = set(FinanceUnit.objects.filter(group=UnitGroup.AGENCY).values_list("code", flat=True))
    assert set(names_in_order(text_of(client, f"{CITY}?group=agency"))) == agencies


def test_downloads_carry_the_same_rows(client, money):
    csv = text_of(client, "/money/offices.csv?standing=late")
    assert csv.startswith("\ufeff")
    assert csv.count("\n") == 3
    assert money.late.name in csv
    assert client.get("/money/offices.json?q=档案").getvalue().decode().count('"code"') == 1
    assert client.get("/money/offices.xlsx").getvalue()[:2] == b"PK"


def test_a_new_publication_is_seen_at_once(client, money, django_capture_on_commit_callbacks):
    assert "支出1.60万元" not in text_of(client, unit_page(money.late))
    officer = officer_in(money.late.department, Role.FINANCE)
    signatory = officer_in(money.late.department, Role.SIGNATORY)
    draft = save_statement(money.late, 2023, "final_account", "own", entry(), by=officer, at=SEPTEMBER)
    submitted = submit_statement(draft, by=officer, at=SEPTEMBER)
    with django_capture_on_commit_callbacks(execute=True):
        sign_statement(submitted, by=signatory, at=SEPTEMBER)
    assert "支出1.60万元" in text_of(client, unit_page(money.late))
    assert money.late.code not in names_in_order(text_of(client, f"{CITY}?standing=late"))


@pytest.mark.parametrize("address", ["/money/", "/money/audits/"])
def test_the_navigation_marks_public_money(client, money, address):
    marked = re.search(r'aria-current="true">\s*([^<]+)<', text_of(client, address))
    assert marked.group(1).strip() == "公共资金"


def test_the_home_page_says_that_the_sums_are_not_of_the_same_offices(client, money):
    assert "单位不尽相同" in text_of(client, "/")


def test_the_home_page_points_to_it(client, money):
    page = text_of(client, "/")
    assert reverse("disclosure:money") in page
    assert "14/16" in page


def test_other_languages_are_complete(client, money):
    client.cookies["django_language"] = "en"
    page = text_of(client, unit_page(money.clean.unit)).split("<main")[1]
    assert "In plain words" in page
    client.cookies["django_language"] = "zh-hant"
    assert "公共資金" in text_of(client, CITY)
