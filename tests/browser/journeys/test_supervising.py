"""A supervisor sees who is late, takes the list away as a table, reads how a date was counted, and strikes a breach."""

import csv
import io
import re
from datetime import timedelta

from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from departments.duties.sweeping import sweep
from departments.models import Duty
from departments.officers.roles import Role
from tests.factories.interaction import receive


def downloaded(page: Page, form: str) -> bytes:
    with page.expect_download() as file:
        page.locator(".downloads").first.get_by_role("link", name=form, exact=True).click()
    return file.value.path().read_bytes()


def open_duty(page: Page, number: str) -> None:
    """Go from the home of the back office to a duty."""
    page.locator("[href$='/admin/departments/duty/']").first.click()
    page.locator("#result_list").get_by_role("link", name=number).click()


def test_from_the_figure_to_the_list_the_tables_and_the_account_of_a_date(at_work, scene):
    sweep(now=timezone.now())
    late = Duty.objects.overdue(timezone.localdate())
    overdue = set(late.values_list("title", flat=True))
    assert len(overdue) == late.count() > 2
    page: Page = at_work(scene.city, Role.SUPERVISOR)
    page.get_by_role("link", name="督办台").click()
    figure = page.locator(".stat--late dd").first
    expect(figure).to_have_text(str(len(overdue)))
    figure.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/supervision/duties/"))
    lines = page.locator("main tbody tr")
    expect(lines).to_have_count(len(overdue))

    in_csv = list(csv.reader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))[1:]
    in_xlsx = list(load_workbook(io.BytesIO(downloaded(page, "XLSX"))).active.iter_rows(min_row=2, values_only=True))
    for rows in (in_csv, in_xlsx):
        assert len(rows) == len(overdue)
        assert overdue < {cell for row in rows for cell in row}

    page.get_by_label("信箱").select_option(label="领导信箱")  # where nobody wrote to
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("没有符合条件的事项。")).to_be_visible()
    expect(lines).to_have_count(0)
    page.go_back()
    expect(lines).to_have_count(len(overdue))

    page.get_by_role("link", name=scene.letter.receipt_number).click()
    expect(page.get_by_role("heading", name="期限怎么算")).to_be_visible()
    expect(page.locator(".days .due")).to_have_count(1)
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text("13856400017")


def test_a_breach_is_struck_from_the_record_and_stays_in_the_journal(at_work, scene):
    sweep(now=timezone.now())
    page: Page = at_work(scene.city, Role.SUPERVISOR)
    open_duty(page, scene.letter.receipt_number)
    expect(page.locator(".days .due")).to_have_count(1)
    page.locator(".object-tools").get_by_role("link", name="撤销超期记录", exact=True).click()
    page.get_by_label("理由").select_option(label="平台故障")
    page.get_by_role("button", name="撤销超期记录", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    duty = Duty.objects.get(title=scene.letter.receipt_number)
    assert duty.breached_on is None
    assert list(duty.events.order_by("pk").values_list("kind", flat=True))[-2:] == ["breached", "breach_annulled"]


def test_more_time_is_given_once_before_the_due_date(at_work, scene):
    letter, _code = receive(scene.mailbox, department=scene.office, at=timezone.now())
    duty = Duty.objects.get(title=letter.receipt_number)
    page: Page = at_work(scene.city, Role.SUPERVISOR)
    open_duty(page, letter.receipt_number)
    page.get_by_role("link", name="延长期限", exact=True).click()
    page.get_by_role("button", name="延长期限", exact=True).click()
    expect(page.locator(".errorlist, .err").first).to_be_visible()  # neither a number nor a date
    page.locator("[name=quantity]").fill("3")
    page.get_by_role("button", name="延长期限", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    extended = Duty.objects.get(pk=duty.pk)
    assert extended.due_on == duty.due_on + timedelta(days=3)
    expect(page.locator(".days .due time")).to_have_attribute("datetime", extended.due_on.isoformat())
