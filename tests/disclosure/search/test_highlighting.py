"""Marks: pure, no database."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.search.highlighting import SNIPPET, highlight, snippet


@pytest.mark.parametrize(
    ("text", "marks", "shown"),
    [
        ("关于公租房的通知", ["公租房"], "关于<mark>公租房</mark>的通知"),
        ("關於徵地補償的公告", ["征地", "补偿"], "關於<mark>徵地補償</mark>的公告"),
        ("六政办〔2014〕31号", ["六政办[2014]31号"], "<mark>六政办〔2014〕31号</mark>"),
        ("ＰＭ２．５", ["pm2.5"], "<mark>ＰＭ２．５</mark>"),
        ("<b>公告</b>&", ["公告"], "&lt;b&gt;<mark>公告</mark>&lt;/b&gt;&amp;"),
        ("<script>alert(1)</script>", ["script"], "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
        ("无关", ["公告"], "无关"),
        ("治水", ["水", "公告"], "治水"),
        ("治水", ["水"], "治<mark>水</mark>"),
        ("公告", [], "公告"),
    ],
)
def test_words_are_marked_in_the_words_of_the_author(text, marks, shown):
    assert highlight(text, marks) == shown


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), max_size=4))
def test_marking_adds_marks_and_nothing_else(text, marks):
    html = str(highlight(text, marks))
    assert unescape(re.sub("</?mark>", "", html)) == text
    assert html.count("<") == html.count("<mark>") + html.count("</mark>")


def test_the_piece_with_most_of_the_words_is_shown():
    text = "公告。" + "无关的话。" * 100 + "征地补偿公告在此。" + "无关的话。" * 100
    shown = str(snippet(text, ["征地", "补偿", "公告"]))
    assert "<mark>征地补偿公告</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(re.sub("</?mark>", "", shown)) <= SNIPPET + 2


def test_without_a_match_the_beginning_is_shown_on_one_line():
    assert str(snippet("第一行\n第二行", ["公告"])) == "第一行 第二行"
