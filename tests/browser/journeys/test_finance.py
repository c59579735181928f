"""Public money from the bureau's approval to the figures that the public reads, and their correction."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from departments.models import Department
from departments.officers.roles import Role
from disclosure.models import Approval, FinanceBureau, FinanceUnit, Statement
from disclosure.money.workbooks.names import COUNTS as COUNTS_SHEET
from disclosure.money.workbooks.names import NOTES, THREE
from tests.browser.conftest import arrive
from tests.browser.journeys.conftest import go_home, take_step
from tests.factories.departments import DepartmentFactory
from tests.factories.money import COUNTS, UNREASONED, finance_unit
from tests.factories.workbooks import edited
from tests.scene import Scene

NAME, SCHOOL = "测试市水利局", "测试市水利学校"
NUMBER = "测财〔2026〕9号"
ANSWER = "接待的考察团由上年5个减为4个，来访函件已存档备查。"
REASON = "漏减一笔退款，接待费重新计算。"
CORRECTED = (
    "“三公”经费决算1.50万元，比上年减少0.50万元，下降25.0%，完成预算的75.0%。公务接待费1.50万元，比上年减少0.50万元，"
    "主要原因是外地考察团减少；接待20批次、160人次。"
)
WRONG = {(THREE, "D6"): "若干", (THREE, "D7"): "=D8+D9", (COUNTS_SHEET, "B9"): -160}
"""A word where an amount belongs, a formula that was never computed, and a count below zero."""

MENDED = {(THREE, "D6"): 1.6, (THREE, "D7"): 0, (COUNTS_SHEET, "B9"): 160}
TABLE, THREE_PUBLIC, WARNINGS = re.compile("“三公”经费"), "“三公”经费", "审核提示与单位说明"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office(scene: Scene) -> Department:
    return DepartmentFactory(parent=scene.city, name=NAME, short_name="市水利局")


@pytest.fixture
def unit(scene: Scene, office: Department) -> FinanceUnit:
    """The unit whose journey this is; the office answers for a school too."""
    finance_unit(office, name=SCHOOL, parent=scene.money.government, group="school")
    return finance_unit(office, name=NAME, parent=scene.money.government)


def last_year() -> int:
    return timezone.localdate().year - 1


def figures() -> dict[tuple[str, str], Any]:
    """Return what is filled into the template of a final account, in ten thousand yuan."""
    amounts = {"B": 2, "C": 2, "D": 1.6}
    zero: dict[tuple[str, str], Any] = {(THREE, f"{column}{row}"): 0 for column in amounts for row in range(4, 10)}
    spent = {(THREE, f"{column}{row}"): amount for column, amount in amounts.items() for row in (4, 6)}
    counts = {(COUNTS_SHEET, f"B{row}"): number for row, number in enumerate(COUNTS.values(), start=4)}
    return {**zero, **spent, **counts, (NOTES, "B4"): UNREASONED.replace("2023", str(last_year()))}


def enter_approvals(page: Page) -> None:
    """Enter the approval of both units, from the home page on; the day lets the law's term end today."""
    page.get_by_role("navigation", name="全部模块").get_by_role("link", name="批复", exact=True).click()
    page.get_by_role("link", name="录入批复").click()
    expect(page.get_by_label("年度")).to_have_value(str(last_year()))
    page.get_by_label("统一批复日期", exact=True).fill(f"{timezone.localdate() - timedelta(days=20):%Y-%m-%d}")
    page.get_by_label("统一文号").fill(NUMBER)
    for name in (NAME, SCHOOL):
        page.get_by_label(f"{name}：按统一日期批复").check()
    page.get_by_role("button", name="检查并显示适用规则").click()
    own, school = (page.get_by_role("row").filter(has_text=name) for name in (NAME, SCHOOL))
    expect(own.locator("b")).to_have_text("批复后20日内公开")
    expect(own).to_contain_text("批复后20个工作日内公开")  # in force as well, ends later
    expect(school.locator("b")).not_to_have_text("批复后20日内公开")
    assert not Approval.objects.filter(unit__name=NAME).exists()  # shown, not entered
    page.get_by_role("button", name="全部录入").click()
    expect(page.locator(".messagelist .success")).to_have_text("已录入2项批复。")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text(NUMBER)


def saved(page: Page, control: str, role: Any = "button") -> bytes:
    """Return the file that a control hands out."""
    with page.expect_download() as download:
        page.get_by_role(role, name=control, exact=True).click()
    return Path(download.value.path()).read_bytes()


def upload(page: Page, content: bytes) -> None:
    page.get_by_label("工作簿").set_input_files({"name": "填报表.xlsx", "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="导入", exact=True).click()


def follow_duty(page: Page) -> bytes:
    """Follow the duty from the home page and bring the template home."""
    page.get_by_role("link", name=f"公开{last_year()}年决算：{NAME}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    page.get_by_role("link", name="下载模板").click()
    expect(page.get_by_label("年度")).to_have_value(str(last_year()))
    return saved(page, "下载模板")


def comments_of(content: bytes, cells: Mapping[tuple[str, str], Any]) -> list[str]:
    book = load_workbook(io.BytesIO(content))
    return [book[sheet][cell].comment.text for sheet, cell in cells]


def send_with_errors_and_mend(page: Page, template: bytes) -> None:
    """Send the workbook with three errors, read them on the page and in the marked copy, mend and send that."""
    page.get_by_role("link", name="导入填好的工作簿").click()
    upload(page, edited(template, {**figures(), **WRONG}))
    told = page.get_by_role("region", name="错误及改法").get_by_role("row")
    expect(told).to_have_count(1 + len(WRONG))
    said = ("“若干”不是金额。", "此处的公式没有计算结果。", "“-160”不是整数。")
    for (sheet, cell), words in zip(WRONG, said, strict=True):
        expect(told.filter(has_text=words)).to_contain_text(sheet)
        expect(told.filter(has_text=words).get_by_role("cell", name=cell, exact=True)).to_be_visible()
    assert not Statement.objects.filter(unit__name=NAME).exists()  # all of it or nothing
    marked = saved(page, "下载标注过的工作簿", "link")
    for comment, words in zip(comments_of(marked, WRONG), said, strict=True):
        assert words in comment
    page.get_by_role("link", name="上传改好的工作簿").click()
    upload(page, edited(marked, MENDED))
    page.get_by_role("link", name="打开草稿").click()


def explain(page: Page) -> None:
    """Explain the only warning of the page."""
    page.get_by_label("说明（与数据一同公开）", exact=True).fill(ANSWER)
    page.get_by_role("button", name="保存说明").click()
    expect(page.locator(".messagelist .success")).to_have_text("说明已保存。")


def open_from_home(page: Page) -> None:
    go_home(page)
    page.get_by_role("link", name=f"{NAME} {last_year()} 决算").click()


def read_city(page: Page, site: str) -> None:
    """Go to the city's page, where the unit stands in the table of all offices."""
    page.goto(site)
    page.get_by_role("link", name="全部单位、历年").click()


def open_data(page: Page, site: str) -> dict[str, str]:
    """Return the row of the unit's total in the open data of the year."""
    read_city(page, site)
    page.get_by_role("link", name="开放数据").first.click()
    whole = page.get_by_role("listitem").filter(has_text=str(last_year())).get_by_role("link", name="CSV").first
    answer = page.request.get(f"{site}{whole.get_attribute('href')}")
    rows = csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig")))
    (row,) = (row for row in rows if row["unit_name"] == NAME and row["category"] == "total")
    return row


def open_signature(page: Page) -> None:
    """Open what waits for a signature, from the home page on."""
    open_from_home(page)
    page.locator(".object-tools").get_by_role("link", name="签发并发布").click()


def sign(page: Page) -> None:
    page.get_by_role("button", name="签发并发布").click()
    expect(page.locator(".messagelist .success")).to_have_text("已签发并发布。")


def reception(place: Locator) -> Locator:
    """Return the row of official reception of a table."""
    return place.get_by_role("row", name=re.compile("^公务接待费"))


def read_figures(page: Page, site: str) -> None:
    """Read the figures and why they are right: in the city, at the office, in the statement, as open data."""
    read_city(page, site)
    row = page.get_by_role("region", name=re.compile("^全部单位")).get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("1.60")
    expect(row).to_contain_text("按期公布")
    row.get_by_role("link", name=NAME).click()
    expect(reception(page.get_by_role("table", name=re.compile("决算及说明")))).to_contain_text("1.60")
    expect(page.get_by_role("region", name=re.compile("预算与决算"))).to_contain_text("主要原因是厉行节约")
    page.get_by_role("link", name="公布原表").click()
    expect(reception(page.get_by_role("table", name=TABLE))).to_contain_text("1.60")
    expect(page.get_by_role("region", name=THREE_PUBLIC, exact=True)).to_contain_text("主要原因是厉行节约")
    warnings = page.get_by_role("region", name=WARNINGS)
    expect(warnings).to_contain_text("没有实质性说明")
    expect(warnings).to_contain_text(ANSWER)
    found = open_data(page, site)
    assert (found["amount"], found["version"]) == ("16000.00", "1")


def restate(page: Page) -> None:
    """Open the published figures with a reason, type another amount with its words, and hand it in."""
    page.reload()
    take_step(page, "更正", reason=REASON)
    page.locator(".object-tools").get_by_role("link", name="录入数据").click()
    expect(page.get_by_role("link", name="其他法定报表")).to_be_visible()
    for row in ("“三公”经费合计", "公务接待费"):
        page.get_by_label(f"{row}（本年决算数）", exact=True).fill("1.50")
    page.get_by_label("总体说明", exact=True).fill(f"{last_year()}年度{CORRECTED}")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".messagelist .success")).to_have_text("已保存。审核未发现问题。")
    take_step(page, "送签")


def read_correction(page: Page, site: str) -> None:
    """Read the corrected figure, why, and what was published before; the page of the office is open."""
    corrections = page.get_by_role("region", name="更正", exact=True)
    expect(corrections).to_contain_text(REASON)
    expect(reception(corrections)).to_contain_text(re.compile(r"1\.60\s*1\.50"))
    page.get_by_role("link", name="公布原表").click()
    arrive(page, f"{NAME}{last_year()}年决算")
    expect(reception(page.get_by_role("table", name=TABLE))).to_contain_text("1.50")
    expect(page.get_by_role("definition").filter(has_text=REASON)).to_be_visible()
    expect(page.get_by_role("region", name=WARNINGS)).to_have_count(0)  # the new words have a reason
    page.get_by_role("link", name="查看此版").click()
    expect(page.get_by_text("您看到的是第1版")).to_be_visible()
    expect(reception(page.get_by_role("table", name=TABLE))).to_contain_text("1.60")
    found = open_data(page, site)
    assert (found["amount"], found["version"]) == ("15000.00", "2")


def test_a_final_account_is_approved_filled_in_explained_signed_and_restated(someone, at_work, site, scene, unit):
    bureau = FinanceBureau.objects.get(territory=scene.city)
    enter_approvals(at_work(bureau.department, Role.FINANCE))
    duty = Approval.objects.get(unit=unit).duty
    assert duty.is_open

    officer: Page = at_work(unit.department, Role.FINANCE)
    send_with_errors_and_mend(officer, follow_duty(officer))
    take_step(officer, "送签")
    expect(officer.get_by_role("region", name="审核发现的问题")).to_contain_text("没有实质性说明")
    signatory: Page = at_work(unit.department, Role.SIGNATORY)
    open_signature(signatory)
    signatory.get_by_role("button", name="签发并发布").click()
    expect(signatory.get_by_text("1处提示未说明").first).to_be_visible()
    assert not Statement.objects.get(unit=unit).first_published_at
    explain(officer)
    open_signature(signatory)
    preview = signatory.get_by_role("region", name="将公开的内容")
    expect(reception(preview)).to_contain_text("1.60")
    expect(preview).to_contain_text(ANSWER)
    sign(signatory)
    duty.refresh_from_db()
    assert duty.met_on == timezone.localdate()

    reader: Page = someone(scripts=False)
    read_figures(reader, site)
    restate(officer)
    office_page = f"{site}/money/units/{unit.code}/"
    reader.goto(office_page)
    expect(reader.get_by_role("region", name="更正", exact=True)).to_have_count(0)  # until it is signed
    open_signature(signatory)
    changes = signatory.get_by_role("region", name="与公众现在看到的差异")
    expect(reception(changes)).to_contain_text("1.50")
    sign(signatory)
    reader.goto(office_page)
    read_correction(reader, site)
