"""Searches in vain: counted without who searched, and never what may be about a person."""

import logging
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.models import FailedQuestion
from disclosure.search import failing
from disclosure.search.failing import count_failed, forget_failed, normalise
from tests.factories.departments import officer_in


@pytest.fixture
def today() -> date:
    """The day on which the test runs; the run may have begun on another."""
    return timezone.localdate()


@pytest.mark.parametrize(
    "typed",
    [
        "13856400018",
        "138 5640 0018",
        "１３８５６４０００１８",
        "张三 13856400018",
        "34240119800101123X",
        "zhang@example.com",
        "zhang＠example.com",
        "0564-3370000",
        "6222020200112233445",
        "1234567",
        "一封很长的信一封很长的信一封很长的信一封很长的信",
        "",
        "   ",
    ],
)
def test_what_may_be_personal_or_no_question_is_not_kept(typed):
    assert normalise(typed) == "" or len(typed) < failing.LONGEST


@pytest.mark.parametrize(
    "typed", ["13856400018", "1234567", "zhang＠example.com", "0564-3370000", "34240119800101123X"]
)
def test_numbers_of_persons_are_never_kept(typed):
    assert normalise(typed) == ""
    assert normalise(f"举报 {typed}") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  徵地   補償 ", "征地 补偿"), ("〔2014〕31号", "[2014]31号"), ("ＰＭ2.5", "pm2.5"), ("201406", "201406")],
)
def test_the_same_question_is_counted_as_one(typed, kept):
    assert normalise(typed) == kept


@pytest.mark.django_db
def test_a_search_in_vain_is_counted_by_day(search_page, city, publish, today):
    publish("关于污水处理的通知")
    for typed in ("垃圾焚烧", "垃圾焚燒", "污水处理"):
        search_page(typed)
    search_page("垃圾焚烧", genre="公告")
    search_page("13856400018")
    assert list(FailedQuestion.objects.values_list("day", "words", "times")) == [(today, "垃圾焚烧", 2)]


@pytest.mark.django_db
def test_nobody_fills_the_table(monkeypatch, today):
    monkeypatch.setattr(failing, "MOST_A_DAY", 3)
    for number in range(6):
        count_failed(f"无此事{number}", day=today)
    count_failed("无此事0", day=today)
    assert FailedQuestion.objects.count() == 3
    assert FailedQuestion.objects.get(words="无此事0").times == 2


@pytest.mark.django_db
def test_old_counts_are_forgotten(today):
    count_failed("无此事", day=today - timedelta(days=91))
    count_failed("无此事", day=today)
    assert forget_failed(today=today) == 1
    assert FailedQuestion.objects.get().day == today


@pytest.mark.django_db
def test_publishers_see_the_most_frequent_and_no_single_question(client, bureau, today):
    for words, times in (("垃圾焚烧", 5), ("落户政策", 3), ("王小明住在哪里", 1)):
        for _ in range(times):
            count_failed(words, day=today)
    client.force_login(officer_in(bureau, Role.AUTHOR))
    html = client.get(reverse("admin:disclosure_failedquestion_changelist")).content.decode()
    assert html.index("垃圾焚烧") < html.index("落户政策")
    assert "王小明" not in html
    row = FailedQuestion.objects.get(words="王小明住在哪里")
    assert client.get(reverse("admin:disclosure_failedquestion_change", args=[row.pk])).status_code == 403


@pytest.mark.django_db
def test_an_officer_without_a_part_in_publishing_does_not(client, bureau):
    client.force_login(officer_in(bureau, Role.HANDLER))
    assert client.get(reverse("admin:disclosure_failedquestion_changelist")).status_code == 403


@pytest.mark.django_db
def test_what_is_asked_stands_in_no_log_and_no_cookie(search_page, city, caplog):
    with caplog.at_level(logging.DEBUG):
        for query in ({}, {"genre": "x"}, {"sort": "date"}):
            response = search_page("独一无二的问题", **query)
            assert not response.cookies
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in logged if "独一无二" in line or "%E7%8B%AC" in line]
