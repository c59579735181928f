"""Those on duty are told once when the work stands still, and once when it goes on; nobody is woken for a minute."""

import json
import smtplib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import watching
from config.backup.notes import note_backup
from tests.factories.interaction import MailboxFactory, receive

OK, STILL = {"status": "ok"}, {"status": "failing", "age_seconds": 960}


@pytest.fixture
def rounds(monkeypatch, settings, tmp_path):
    """Look once after the other; each round is given what it finds. Return how many mails there are after each."""
    settings.ALARM_MAIL = ["duty@example.cn", "second@example.cn"]
    start = timezone.now()

    def look(mailbox: list, *found: dict) -> list[int]:
        counts = []
        for number, checks in enumerate(found):
            monkeypatch.setattr(watching, "look_around", lambda now, checks=checks: checks)
            watching.watch_once(tmp_path / "watch.json", now=start + timedelta(minutes=number))
            counts.append(len(mailbox))
        return counts

    return look


def test_people_are_told_once_and_once_more_when_it_is_mended(rounds, mailoutbox):
    still, well = {"sweep": STILL, "outbox": OK}, {"sweep": OK, "outbox": OK}
    assert rounds(mailoutbox, well, still, still, still, still, well, well) == [0, 0, 0, 1, 1, 2, 2]
    trouble, clear = mailoutbox
    assert trouble.to == ["duty@example.cn", "second@example.cn"]
    assert "960" in trouble.body
    assert "/healthz" in trouble.body
    assert trouble.subject != clear.subject


def test_a_mail_says_what_a_check_found(rounds, mailoutbox):
    found = {
        "outbox": {"status": "failing", "lag_seconds": 1200, "pending": 42},
        "broker": {"status": "failing", "reason": "broker unreachable"},
        "calendar": {"status": "warning", "missing_years": [2027]},
    }
    assert rounds(mailoutbox, found, found, found) == [0, 0, 1]
    for words in ("1200 s, 42", "broker unreachable", "） 2027"):
        assert words in mailoutbox[0].body


def test_two_bad_minutes_wake_nobody(rounds, mailoutbox):
    """After a start the second look may come before the first sweep."""
    bad, good = {"database": STILL}, {"database": OK}
    assert rounds(mailoutbox, bad, bad, good, bad, bad, good) == [0] * 6


def test_a_second_fault_is_told_while_the_first_lasts_and_the_first_not_again(rounds, mailoutbox):
    first, both = {"sweep": STILL, "broker": OK}, {"sweep": STILL, "broker": STILL}
    second = {"sweep": OK, "broker": STILL}
    assert rounds(mailoutbox, first, first, first, both, both, both, second) == [0, 0, 1, 1, 1, 2, 3]
    assert "broker" in mailoutbox[-1].body, "what is not mended yet is said with the all-clear"


def test_a_lost_database_is_told_alone(rounds, mailoutbox):
    """What stands in it is not known meanwhile: no calendar is missing, no key is wrong, nothing is mended."""
    lost = {"status": "failing", "reason": "database unreachable"}
    well = {"database": OK, "sweep": OK, "calendar": STILL}
    away = dict.fromkeys(well, lost)
    assert rounds(mailoutbox, *[well] * 3, *[away] * 4, well) == [0, 0, 1, 1, 1, 2, 2, 3]
    calendar, trouble, clear = (mail.body for mail in mailoutbox)
    for said in (trouble, clear):
        assert "数据库" in said
        assert "超期" not in said
    assert "工作日历" in calendar
    assert "工作日历" not in trouble
    assert "calendar" in clear, "not mended yet"


def test_an_alarm_that_could_not_be_sent_is_sent_later(rounds, mailoutbox, monkeypatch):
    def refuse(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("hunter2")

    send = watching.send_mail
    monkeypatch.setattr(watching, "send_mail", refuse)
    assert rounds(mailoutbox, *[{"sweep": STILL}] * 3) == [0, 0, 0]
    monkeypatch.setattr(watching, "send_mail", send)
    assert rounds(mailoutbox, {"sweep": STILL}, {"sweep": STILL}) == [1, 1]


def test_without_addresses_the_log_says_it(rounds, mailoutbox, settings, caplog):
    settings.ALARM_MAIL = []
    rounds(mailoutbox, *[{"sweep": STILL}] * 4)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["trouble: sweep"]
    assert mailoutbox == []


def test_damaged_notes_and_a_full_disk_do_not_stop_the_watch(rounds, mailoutbox, tmp_path, monkeypatch):
    (tmp_path / "watch.json").write_text("{half", encoding="utf-8")
    assert rounds(mailoutbox, *[{"sweep": STILL}] * 3) == [0, 0, 1]
    assert json.loads((tmp_path / "watch.json").read_text(encoding="utf-8"))["told"] == ["sweep"]
    monkeypatch.setattr(watching.Path, "write_text", lambda *a, **k: (_ for _ in ()).throw(OSError(28, "full")))
    assert rounds(mailoutbox, {"sweep": STILL}) == [1]


@pytest.mark.django_db
def test_a_timetable_of_the_system_can_run_it_too(settings, tmp_path, mailoutbox):
    """Nothing has swept yet, and nobody answers for the site: that is amiss, and told at the third look."""
    settings.VAR_DIR, settings.ALARM_MAIL = tmp_path, ["duty@example.cn"]
    settings.WATCH_DOOR, settings.SITE_ADDRESS = ("127.0.0.1", 1), "https://gov.example.cn"
    note_backup(now=timezone.now() - timedelta(days=9))
    for expected in (0, 0, 1):
        with pytest.raises(SystemExit) as left:
            call_command("watch", once=True)
        assert left.value.code == 1
        assert len(mailoutbox) == expected
    for words in ("gov.example.cn", "ConnectionRefusedError", "never ran", "none since"):
        assert words in mailoutbox[0].body


@pytest.mark.django_db
def test_keys_of_another_database_are_told(settings, bureau):
    receive(MailboxFactory(department=bureau))
    assert watching.check_keys() == {"status": "ok"}
    settings.PERSONAL_KEYS = ["R7YBYbGP1dgzlXVTDnZyeJpeVEHvmvCX-RXIuvKL2Bo="]
    told = watching.check_keys()
    assert told["status"] == "warning"
    assert "interaction_message" in told["reason"]
