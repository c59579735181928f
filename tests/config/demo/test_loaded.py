"""The demo city as it stands after loading: complete, true to its sums, and no counterfeit of anything."""

import io
import json
import re
import stat
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from config.demo import letters
from config.demo.audits import publish_audits
from config.demo.facts import read_rows
from config.demo.offices import DESK_ROLES, LOG_INS, open_log_ins
from departments.duties.kinds import DutyKind
from departments.models import Assignment, Department, Duty, Officer, Order, OrderEvent, ResponsiblePerson
from departments.officers.roles import Role
from departments.orders.statuses import OrderStatus
from disclosure.models import (
    AuditedProject,
    AuditFinding,
    AuditReport,
    Interpretation,
    Item,
    Policy,
    PublicFigures,
    Statement,
    StatementFinding,
)
from disclosure.policies.filters import warned_until
from disclosure.policies.warnings import interpretation_warnings
from interaction.messages.statuses import MessageStatus
from interaction.models import Mailbox, Message
from tests.config.demo.walking import Frame, kind_of, walk_public_pages
from tests.lists import lists_like_the_stock_ones, squeezed
from tests.reports.dashboard.test_desk import figures_on, rows_behind
from tests.seeds import SEED

CHINA = ZoneInfo("Asia/Shanghai")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""As GB 32100-2015 prints them."""
WAY_TO_FILTERS = re.compile(r'<p class="to-filters"><a href="#changelist-filter">[^<]+</a></p>')


def is_valid(code: str) -> bool:
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(code[:17], WEIGHTS, strict=True))
    return ALPHABET.index(code[17]) == (31 - total % 31) % 31


# -- what is there ---------------------------------------------------------------------------------------------------
def test_it_has_every_office_document_and_letter_and_says_how_many(loaded):
    assert Department.objects.filter(kind="county").count() == 7
    assert Department.objects.filter(kind="township").count() == 146
    assert Department.objects.filter(name__contains="流波䃥镇").exists()
    numbers = re.findall(r"\d+", loaded.told)
    assert numbers == [str(model.objects.count()) for model in (Department, Item, Message, Statement)]


def test_a_guide_has_a_list_to_take_along(loaded):
    guide = Item.objects.get(title="演示文件：公租房申请指南")
    (file,) = guide.current_version.attachments.all()
    page = Client().get(guide.get_absolute_url()).content.decode()
    assert file.name in page
    answer = Client().get(re.search(r'href="(/attachments/\d+/)"', page)[1])
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == ["材料", "份数", "说明"]
    assert sheet.max_row > 4


def test_every_kind_of_letter_is_there_some_answered_late_some_overdue(loaded):
    assert set(Message.objects.values_list("status", flat=True)) == set(MessageStatus.values)
    assert set(Message.objects.values_list("outcome", flat=True)) == {"", "answered", "declined"}
    assert set(Message.objects.values_list("mailbox__code", flat=True)) == {"leader", "office", "express"}
    duties = list(Duty.objects.filter(kind=DutyKind.REPLY))
    assert len(duties) == Message.objects.count()
    late = [duty for duty in duties if duty.met_on and duty.met_on > duty.due_on]
    overdue = [duty for duty in duties if duty.is_open and duty.due_on < timezone.localdate()]
    assert len(late) > 5
    assert len(overdue) > 5
    assert {duty.breached_on for duty in late + overdue} - {None} == {
        duty.due_on + timedelta(days=1) for duty in late + overdue
    }


def test_twelve_years_of_figures_are_there_and_invented_ones_say_so(loaded):
    figures = PublicFigures.objects.filter(counts_in_city=True)
    for kind in ("budget", "final_account"):
        years = set(figures.filter(kind=kind).values_list("fiscal_year", flat=True))
        assert len(years) >= 12
        assert years == set(range(min(years), max(years) + 1))
    real = Statement.objects.filter(taken_over_from__startswith="http")
    assert [statement.unit.name for statement in real] == ["六安市工商业联合会"]
    invented = Statement.objects.exclude(pk__in=real)
    assert not invented.exclude(explanation__contains="演示数据").exists()


def test_invented_figures_are_clean_and_the_slips_of_the_real_ones_are_told(loaded):
    found = list(StatementFinding.objects.values_list("statement__taken_over_from", "rule"))
    assert {rule for _source, rule in found} >= {3, 8}
    assert all(source.startswith("http") for source, _rule in found)


def test_some_accounts_are_late_and_named(loaded):
    owed = Duty.objects.filter(kind=DutyKind.PUBLICATION, met_on=None, due_on__lt=timezone.localdate())
    assert {duty.department.short_name for duty in owed} == {"市旅游局", "市农委", "市政务服务中心"}


def test_events_columns_and_versions_agree(loaded):
    told = io.StringIO()
    call_command("verify_duties", json=True, stdout=told)
    assert json.loads(told.getvalue()) == {"differences": []}
    call_command("verify_versions", files=True, stdout=told)
    assert "0 faults" in told.getvalue()


def test_nobody_signed_or_sent_the_own_text(loaded):
    for item in Item.objects.public():
        assert item.signed_by_id not in {None, item.author_id, item.submitted_by_id}
    for letter in Message.objects.filter(outcome="answered").select_related("reply"):
        assert letter.reply.reviewed_by_id not in {None, letter.reply.drafted_by_id}


def test_audits_are_invented_and_say_so_and_every_state_of_rectification_is_there(loaded):
    for report in AuditReport.objects.select_related("item__current_version"):
        assert "演示数据" in report.item.current_version.title
    assert not AuditedProject.objects.exclude(name__contains="演示数据").exists()
    assert not AuditFinding.objects.exclude(text__contains="演示数据").exists()
    assert 0 < AuditedProject.objects.count() < 57, "the report of 2014 names a number, not the projects"
    assert set(AuditFinding.objects.values_list("status", flat=True)) == {"none", "open", "reported", "accepted"}
    assert AuditFinding.objects.late(timezone.localdate()).exists()


def test_orders_are_invented_and_say_so_and_stand_in_every_state(loaded):
    orders = Order.objects.order_by("issued_at")
    assert {order.status for order in orders} == set(OrderStatus)
    assert Order.objects.overdue(timezone.localdate()).exists()
    assert orders.filter(round=2).exists()
    for words in OrderEvent.objects.values_list("words", flat=True):
        assert "内容为虚构" in words


# -- it refuses ------------------------------------------------------------------------------------------------------
def test_a_second_loading_is_refused(undone):
    with pytest.raises(CommandError, match="empty database only"):
        call_command("load_demo_city")


# -- no counterfeit --------------------------------------------------------------------------------------------------
def test_codes_are_valid_and_of_a_region_that_does_not_exist(loaded):
    codes = list(Department.objects.values_list("code", flat=True))
    assert len(codes) == len(set(codes))
    for code in codes:
        assert re.fullmatch(r"11990000[0-9A-Y]{10}", code)
        assert is_valid(code)


def test_policies_of_the_report_are_interpreted_and_the_invented_ones_say_so(loaded):
    owed = Policy.objects.owing_interpretation()
    assert {policy.title for policy in owed.filter(interpreted_on=None)} == {"演示文件：政务公开查阅点管理办法"}
    assert owed.count() == 4
    today = timezone.localdate()
    judged = Policy.objects.public().with_validity(today)
    assert judged.get(validity_now="abolished").document_number == "演示〔虚构〕1号"
    assert Policy.objects.public().expiring(today, warned_until(today)).get().document_number == "演示〔虚构〕2号"
    for policy in Policy.objects.filter(document_number__contains="虚构"):
        assert "虚构" in policy.body
        assert policy.title.startswith("演示文件")
    waiting = Interpretation.objects.get(status="submitted")
    assert list(interpretation_warnings(waiting)) == ["copy"]
    assert waiting.policy.interpretation_duty.is_open


def test_nobody_bears_a_real_name_and_only_the_shown_log_ins_open(loaded):
    assert not Officer.objects.exclude(name__startswith="演示").exists()
    assert not ResponsiblePerson.objects.exclude(name="").exists()
    able = {officer.username for officer in Officer.objects.all() if officer.has_usable_password()}
    assert able == {log_in["username"] for log_in in loaded.log_ins} == {username for username, *_ in LOG_INS}
    roles = Assignment.objects.filter(officer__username__in=able).values_list("officer__username", "role")
    assert sorted(roles) == sorted((username, str(role)) for username, _name, _key, role in LOG_INS)
    desks = {role for role, _title in DESK_ROLES.values()}
    n_without_desk = sum(role not in desks for _username, _name, _key, role in LOG_INS)
    assert Officer.objects.count() == len(read_rows("offices.csv")) * len(DESK_ROLES) + n_without_desk


def test_passwords_are_random_and_open_the_log_ins(undone):
    first = {log_in["username"]: log_in["password"] for log_in in undone.log_ins}
    assert len(set(first.values())) == len(first)
    assert min(len(password) for password in first.values()) >= 12
    for username, password in first.items():
        assert Officer.objects.get(username=username).check_password(password)
    for officer in Officer.objects.filter(username__in=first):
        officer.username = f"earlier-{officer.username}"
        officer.save()
    offices = {row["key"]: Department.objects.get(name=row["name"]) for row in read_rows("offices.csv")}
    second = {log_in["username"]: log_in["password"] for log_in in open_log_ins(offices, timezone.now())}
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


@pytest.mark.parametrize(
    "username",
    ["office-handler", "housing-handler", "housing-reviewer", "housing-author", "housing-signatory", "supervisor"],
)
def test_whoever_logs_in_finds_something_to_do(loaded, username):
    agenda = loaded.desk_of(username).get("/admin/").context["agenda"]
    assert not agenda.is_empty
    own = {
        "housing-author": agenda.drafts,
        "housing-signatory": agenda.items,
        "housing-reviewer": agenda.replies,
    }
    assert own.get(username, agenda.lines)


def test_only_the_owner_reads_the_file_of_log_ins_and_nothing_is_printed(loaded):
    assert stat.S_IMODE(loaded.credentials.stat().st_mode) == 0o600
    assert not any(log_in["password"] in loaded.told for log_in in loaded.log_ins)


def test_every_public_page_says_demonstration_and_asks_not_to_be_indexed(loaded):
    walked = dict(walk_public_pages(Client(raise_request_exception=False)))
    assert len({kind_of(address) for address in walked}) > 15
    for address, answer in walked.items():
        assert answer["X-Robots-Tag"] == "noindex, nofollow", address
        if answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert re.search("noindex|none", Frame(page).robots, re.IGNORECASE), address
            assert "演示" in page, address
            assert not re.search("ICP备|公网安备", page), address


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("公租房", "公租房申请指南"),
        ("公共租赁住房", "公租房申请指南"),
        ("医保", "医保参保缴费和报销指南"),
        ("入学", "义务教育入学报名指南"),
        ("不动产登记", "不动产登记办理指南"),
        ("房产证", "不动产登记办理指南"),
        ("公积金", "住房公积金缴存、提取和贷款指南"),
        ("低保", "低保和临时救助申请指南"),
    ],
)
def test_what_citizens_look_for_most_finds_a_guide_that_comes_first(loaded, question, title):
    page = Client().get("/search/", {"q": question}).content.decode()
    first = re.search(r'class="hits".*?<h3[^>]*>(.*?)</h3>', page, re.DOTALL)
    assert first, "nothing is found"
    assert re.sub("<[^>]+>", "", first[1]).strip() == f"演示文件：{title}"


def test_what_was_invented_says_so(loaded):
    for item in Item.objects.all():
        assert "演示说明" in item.body
    for text in Message.objects.values_list("text", flat=True):
        assert "内容为虚构" in text


# -- the back office ------------------------------------------------------------------------------------------------
def test_rows_and_frame_of_lists_are_those_of_the_stock_admin(loaded):
    """Lists of the back office are, sign by sign, what the stock admin would show of the same rows.

    One line is ours: on a phone, where the filters stand below the rows, a way to them.
    """
    rows, pages = set(), set()
    for desk in [loaded.desk_of(log_in["username"]) for log_in in loaded.log_ins]:
        for model, answer in lists_like_the_stock_ones(desk, ("", "?o=2.-1&_popup=1"), without=rows.copy()):
            rows.add(model)
            if admin.site._registry[model].change_list_template == "admin/bounded_list.html":
                page = render_to_string("admin/change_list.html", answer.context_data, answer.wsgi_request)
                ours, n_ways = WAY_TO_FILTERS.subn("", answer.text)
                assert n_ways == ('id="changelist-filter"' in page), model
                assert squeezed(ours) == squeezed(page), model
                pages.add(model)
    assert len(rows) > 20
    assert len(pages) > 15


# -- the desk --------------------------------------------------------------------------------------------------------
def test_the_figures_of_the_desk_are_those_of_a_count_by_hand(loaded):
    today = timezone.localdate()
    running = [duty for duty in Duty.objects.select_related("department") if not duty.cancelled_on]
    overdue = [duty for duty in running if not duty.met_on and duty.due_on < today]
    ahead = [duty for duty in running if not duty.met_on and today <= duty.due_on <= today + timedelta(days=6)]
    shown = loaded.desk_of("supervisor").get("/supervision/").context
    assert shown["total"].overdue.number == len(overdue) > 0
    assert shown["ahead"].number == len(ahead) > 0
    assert shown["open"].number == sum(not duty.met_on for duty in running)
    ages = Counter(
        next(n for n, last in enumerate((5, 15, 30, 9999)) if (today - d.due_on).days <= last) for d in overdue
    )
    assert [figure.number for figure in shown["total"].ages] == [ages[n] for n in range(4)]
    names = dict(Department.objects.values_list("code", "short_name"))
    by_office = Counter(names[duty.department.path.split("/")[1] or duty.department.code] for duty in overdue)
    assert {row.name: row.overdue.number for row in shown["office_rows"] if row.overdue.number} == dict(by_office)
    due = [
        duty
        for duty in running
        if shown["first"] <= duty.due_on <= shown["last"] and (duty.due_on < today or duty.met_on)
    ]
    on_time = [duty for duty in due if duty.met_on and duty.met_on <= duty.due_on]
    assert (shown["total"].on_time.number, shown["total"].due.number) == (len(on_time), len(due))


def test_every_figure_of_the_desk_opens_the_list_that_it_counts(loaded):
    supervisor = loaded.desk_of("supervisor")
    figures = figures_on(supervisor.get("/supervision/").content.decode())
    assert len(figures) > 30
    for address, figure in figures:
        assert rows_behind(supervisor, address) == figure, address


# -- on any day ------------------------------------------------------------------------------------------------------
on_any_day = pytest.mark.parametrize("now", ["2027-01-01 00:05", "2028-02-29 23:55", "2026-10-01 07:00"])


@pytest.fixture
def offices(undone) -> dict[str, Department]:
    """The offices by their keys in the table of the demo."""
    return {row["key"]: Department.objects.get(name=row["name"]) for row in read_rows("offices.csv")}


@pytest.fixture
def staff(offices) -> dict[tuple[str, str], Officer]:
    """Who sits at which desk of which office."""
    return {
        (key, desk): Officer.objects.get(assignments__department=offices[key], assignments__role=role)
        for key in offices
        for desk, (role, _title) in DESK_ROLES.items()
    }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@on_any_day
def test_a_year_of_letters_can_end_on_any_day(offices, staff, monkeypatch, now):
    monkeypatch.setattr(letters, "N_ANSWERED", 5)
    monkeypatch.setattr(letters, "SEED", SEED)
    boxes = [Mailbox.objects.get(code=code) for code, *_ in letters.MAILBOXES]
    before = Message.objects.count()
    written = letters.write_letters(offices, staff, boxes, moment(now))
    assert Message.objects.count() == before + written
    assert not Message.objects.filter(received_at__gt=max(moment(now), timezone.now())).exists()


@on_any_day
def test_audits_can_be_published_on_any_day(offices, staff, now):
    """In January too, when most of last year's projects were audited after what is published sixty days ago."""
    before, known = AuditReport.objects.count(), set(AuditedProject.objects.values_list("pk", flat=True))
    Assignment.objects.filter(role=Role.AUDITOR).delete()
    assert publish_audits(offices, staff, moment(now)) == before
    assert AuditReport.objects.count() == 2 * before
    for project in AuditedProject.objects.exclude(pk__in=known).select_related("report__item"):
        assert project.audited_on <= timezone.localdate(project.report.item.first_published_at)
