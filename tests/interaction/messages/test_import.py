"""An older system's messages: read by content, checked whole, written once, with duties as of their true times."""

import csv
import io
import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from openpyxl import Workbook

from departments.calendar.current import current_calendar
from departments.duties.kinds import EventKind
from departments.models import Duty, DutyEvent
from foundation.outbox.models import OutboxEntry
from foundation.refusals import WrongState
from interaction.messages.importing.planning import plan_import
from interaction.messages.importing.reading import COLUMNS, OldMessage
from interaction.messages.importing.services import write_import
from interaction.messages.senders import read_sender
from interaction.messages.services import erase_sender
from interaction.messages.statuses import MessageEventKind
from interaction.models import Message, Reply
from tests.factories.interaction import MailboxFactory, receive

pytestmark = pytest.mark.django_db

NOTICE = "《关于印发<A市新图>的通知》"
PLACE = "流波䃥镇"  # 䃥 is outside GBK and has four bytes in GB 18030

# received, replied; under seven natural days: in time on the 7th day, late on the 8th
RECEIVED, LATE_IN_THE_DAY = "2019/4/25 9:32:09", "2019/4/25 23:59:59"
IN_TIME, LATE = "2019/5/2 23:59:59", "2019/5/3 0:00:00"
CASES: list[list[Any]] = [
    ["1001", "A0001", f"{NOTICE}何时公布", RECEIVED, f"请问{NOTICE}何时公布？", "您好，已公布。", IN_TIME],
    ["1002", "A0002", f"{PLACE}道路塌方", LATE_IN_THE_DAY, f"{PLACE}的路断了。", "您好，已修复。", LATE],
    ["1003", "A0003", "日期是单元格", "2014/9/26 16:42", "国庆期间的来信。", "您好，已答复。", "2014/10/3 10:00"],
    ["1004", "", "无人答复", "2020/1/20 8:00:00", "一直没有答复。", "", ""],
]  # fmt: skip


@pytest.fixture(autouse=True)
def leader(bureau):
    """The mailbox into which messages are taken over unless another is named."""
    return MailboxFactory(code="leader", name="领导信箱", department=bureau)


@pytest.fixture
def write_csv(tmp_path) -> Callable[..., Path]:
    """Write rows as CSV below the seven headers."""

    def write(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", name: str = "old.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        return path

    return write


def run(path: Path, *options: str) -> dict[str, Any]:
    """Return the last line of the command as an object."""
    out = io.StringIO()
    call_command("import_messages", str(path), "--json", *options, stdout=out, verbosity=0)
    return json.loads(out.getvalue().splitlines()[-1])


def refuse(path: Path, *options: str) -> list[dict[str, Any]]:
    """Return the errors of a command that must refuse and write nothing."""
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_messages", str(path), "--json", *options, stdout=out, stderr=io.StringIO(), verbosity=0)
    assert not Message.objects.exists()
    return json.loads(out.getvalue().splitlines()[-1])["errors"]


def assert_taken_over(result: dict[str, Any]) -> None:
    assert {name: result[name] for name in ("rows", "imported", "skipped", "answered", "answered_in_time")} == {
        "rows": 4, "imported": 4, "skipped": 0, "answered": 3, "answered_in_time": 2
    }  # fmt: skip
    assert Message.objects.get(source_number="1001").subject == f"{NOTICE}何时公布"
    assert Message.objects.get(source_number="1001").text == f"请问{NOTICE}何时公布？"
    assert Message.objects.get(source_number="1002").text == f"{PLACE}的路断了。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["old.csv", "old.xlsx", "无扩展名"])
def test_it_is_read_by_content_not_by_name(write_csv, encoding, name):
    assert_taken_over(run(write_csv(CASES, encoding, name)))


def test_a_workbook_has_dates_serials_and_texts(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for row in CASES:
        sheet.append(row)
    sheet["A2"] = 1001  # a number where the older system had a text
    sheet["D2"] = datetime(2019, 4, 25, 9, 32, 9)  # noqa: DTZ001 - cells have no zone
    sheet["G2"] = 43587.99998842593  # 2019-05-02 23:59:59
    path = tmp_path / "旧系统.csv"
    book.save(path)
    assert_taken_over(run(path))


def test_times_are_those_of_china(write_csv):
    run(write_csv(CASES))
    message = Message.objects.get(source_number="1002")
    assert message.received_at == datetime(2019, 4, 25, 15, 59, 59, tzinfo=UTC)
    duty = Duty.objects.get(message_duty__message=message)
    assert (duty.due_on, duty.met_on, duty.breached_on) == (date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 3))


def test_an_unanswered_message_stays_open_with_its_duty(write_csv):
    run(write_csv(CASES))
    message = Message.objects.get(source_number="1004")
    duty = Duty.objects.get(message_duty__message=message)
    assert (message.status, message.outcome, duty.met_on, duty.due_on) == ("received", "", None, date(2020, 1, 27))
    assert message.is_erased


def test_the_duties_taken_over_pass_the_recount(write_csv):
    run(write_csv(CASES))
    out = io.StringIO()
    call_command("verify_duties", stdout=out, stderr=out)


def test_receipt_numbers_follow_the_day_of_receipt(write_csv, leader):
    run(write_csv(CASES))
    numbers = (
        Message.objects.filter(received_at__year=2019)
        .order_by("receipt_number")
        .values_list("receipt_number", flat=True)
    )
    assert list(numbers) == [f"{leader.receipt_prefix}-20190425-000{n}" for n in (1, 2)]


def test_the_timeline_has_the_true_times_and_tells_of_the_import(write_csv):
    run(write_csv(CASES))
    message = Message.objects.get(source_number="1001")
    kinds = [event.kind for event in message.events.all()]
    assert kinds == [MessageEventKind.RECEIVED, MessageEventKind.REPLIED, MessageEventKind.IMPORTED]
    assert message.events.get(kind="replied").at == message.closed_at == message.reply.sent_at


def test_senders_are_sealed_and_told_nothing_and_nothing_is_public(write_csv):
    run(write_csv(CASES))
    message = Message.objects.get(source_number="1001")
    assert read_sender(message).name == "A0001"
    assert not OutboxEntry.objects.exists()
    assert not Message.objects.published().exists()


def test_a_letter_without_a_sender_is_masked_when_its_writer_asks_for_it(write_csv, privacy_officer, client):
    told = "我的手机13856400017，请尽快答复。"
    run(write_csv([["1005", "", "路灯不亮", RECEIVED, told, "已致电13856400017，路灯已修复。", IN_TIME]]))
    message = Message.objects.get()
    client.force_login(privacy_officer, backend="departments.officers.backends.AssignmentBackend")
    page = f"/admin/interaction/message/{message.pk}"
    assert "erase/" in client.get(f"{page}/change/").content.decode()
    client.post(f"{page}/erase/")
    message.refresh_from_db()
    assert message.text == "我的手机138********，请尽快答复。"
    assert message.reply.imported_text == "已致电138********，路灯已修复。"
    assert "erase/" not in client.get(f"{page}/change/").content.decode()
    with pytest.raises(WrongState):
        erase_sender(message, by=privacy_officer, at=timezone.now())


def test_rows_known_already_are_skipped_and_new_ones_taken(write_csv):
    run(write_csv(CASES[:2]))
    result = run(write_csv(CASES))
    assert (result["rows"], result["imported"], result["skipped"], result["answered_in_time"]) == (4, 2, 2, 2)
    assert Message.objects.count() == Duty.objects.count() == 4
    assert Reply.objects.count() == 3


def test_two_older_systems_may_have_the_same_numbers(write_csv, other_bureau):
    run(write_csv(CASES))
    MailboxFactory(code="other", department=other_bureau)
    assert run(write_csv(CASES), "--mailbox", "other")["imported"] == 4


def test_a_known_number_with_another_time_is_an_error(write_csv):
    run(write_csv(CASES[:1]))
    changed = [*CASES[0]]
    changed[3] = "2019/4/26 9:32:09"
    with pytest.raises(CommandError):
        run(write_csv([changed]))


def test_a_trial_run_writes_nothing_and_tells_the_figures(write_csv):
    result = run(write_csv(CASES), "--dry-run")
    assert (result["rows"], result["imported"], result["answered_in_time"], result["dry_run"]) == (4, 0, 2, True)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (0, "", "留言编号"),
        (0, "1" * 41, "留言编号"),
        (2, " ", "留言主题"),
        (2, "题" * 201, "留言主题"),
        (3, "", "留言时间"),
        (3, "上周三", "留言时间"),
        (3, "2019/2/30 9:00", "留言时间"),
        (3, "2199/1/1 9:00", "留言时间"),
        (3, "2007/1/1 9:00", "留言时间"),  # before any version of the rule
        (4, "", "留言详情"),
        (5, "", "答复意见"),
        (6, "", "答复时间"),
        (6, "2019/4/25 9:32:08", "答复时间"),  # a second before the message
        (6, "45.7", "答复时间"),
    ],
)
def test_every_error_has_its_row_its_column_and_a_remedy(write_csv, place, value, column):
    wrong = [*CASES[0]]
    wrong[place] = value
    errors = refuse(write_csv([CASES[1], wrong]))
    assert [(error["row"], error["column"]) for error in errors] == [(3, column)]
    assert errors[0]["message"]
    assert errors[0]["remedy"]


def test_all_errors_are_told_at_once(write_csv):
    one, two = [*CASES[0]], [*CASES[1]]
    one[3], two[0], two[2] = "?", "", ""
    assert len(refuse(write_csv([one, two, CASES[2]]))) == 3


def test_a_number_twice_in_one_file_is_an_error_that_names_the_first_row(write_csv):
    errors = refuse(write_csv([CASES[0], CASES[1], CASES[0]]))
    assert [(error["row"], error["column"]) for error in errors] == [(4, "留言编号")]
    assert "2" in errors[0]["message"]


def test_errors_spread_no_text_of_a_message(write_csv):
    wrong = [*CASES[0]]
    wrong[3] = "这一格写错了：请联系我，我叫欧阳明月，家住梅山路，电话是13856400017"
    assert "13856400017" not in str(refuse(write_csv([wrong])))


@pytest.mark.parametrize("options", [("--mailbox", "nowhere"), ("--rule", "no-rule")])
def test_an_unknown_mailbox_or_rule_names_those_there_are(write_csv, options, leader):
    with pytest.raises(CommandError) as refused:
        run(write_csv(CASES), *options)
    assert "leader" in str(refused.value) or "reply-7-days" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "unreadable_file"), (b"", "unreadable_table"), ("留言编号,别的\n1,2\n".encode(), "wrong_columns")],
)
def test_the_last_line_is_an_object_also_where_no_row_can_be_read(mailbox, tmp_path, content, code):
    path = tmp_path / "letters.csv"
    if content is not None:
        path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_messages", str(path), "--json", stdout=out, stderr=io.StringIO())
    told = json.loads(out.getvalue().splitlines()[-1])
    assert {
        "rows": 0,
        "imported": 0,
        "skipped": 0,
        "answered_in_time": 0,
        "rule": "reply-7-days",
    }.items() <= told.items()
    assert told["errors"][0]["code"] == code


def test_a_missing_file_and_a_wrong_table_are_clear_errors(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        run(tmp_path / "nowhere.csv")
    path = tmp_path / "wrong.csv"
    path.write_text("编号,内容\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="留言编号"):
        run(path)


def test_a_failure_in_the_middle_leaves_nothing(write_csv, monkeypatch):
    from interaction.messages.importing import services

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(services.MessageEvent.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        run(write_csv(CASES))
    assert not Message.objects.exists()
    assert not Duty.objects.exists()
    assert not DutyEvent.objects.filter(kind=EventKind.OPENED).exists()


def test_lines_inside_cells_stay(write_csv):
    text = '\n\t\t第一行，"引号"\n\n第二行\t尾\n'
    row = [*CASES[0]]
    row[4] = text
    run(write_csv([row]))
    assert Message.objects.get().text == text


@pytest.mark.django_db(transaction=True)
def test_letters_are_taken_in_while_an_import_runs(leader):
    """A letter refers to the mailbox: a lock that forbids that would hold all letters up until the import is over."""
    received_at = datetime(2019, 4, 25, 1, tzinfo=UTC)
    old = OldMessage(2, "1001", received_at, None, "", "何时公布", "请问何时公布？", "")
    plan, _errors = plan_import([old], mailbox=leader, rule_code=leader.rule_code, calendar=current_calendar())
    taken = []

    def write() -> None:
        try:
            taken.append(receive(leader))
        finally:
            connections.close_all()

    def write_a_letter(_number: int) -> None:
        writer.start()
        writer.join(20)
        assert taken

    writer = threading.Thread(target=write)
    assert write_import(plan, at=timezone.now(), progress=write_a_letter) == 1
