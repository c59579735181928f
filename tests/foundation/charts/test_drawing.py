import re
from xml.etree import ElementTree

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from foundation.charts.drawing import Bar, Stack, bar_list, bar_mark, column_chart, line_chart, stack_chart
from foundation.charts.geometry import Point

RATES = [91.2, 90.4, None, 93.1, 90.8, 93.9, 94.6, 95.2, 95.9, 94.1, 96.2, 96.6]


def line(**changes):
    points = [Point(f"{number}月", value) for number, value in enumerate(RATES, start=1)]
    options = {
        "key": "rate",
        "title": "按月按期率",
        "description": "升至96.6%",
        "target": 95,
        "target_label": "目标95%",
    }
    return line_chart(changes.pop("points", points), **{**options, **changes})


def stacks(**changes):
    rows = [Stack("2014", [56, 0, 24, 3], "预算"), Stack("2013", [62.4, 19.8, 31.6, 0])]
    series = ["运行费", "购置费", "接待费", "出国费"]
    return stack_chart(rows, **{"key": "tp", "title": "三公", "description": "见下表", "series": series, **changes})


def columns(**changes):
    rows = [Stack("2013", [62.4, 19.8, 31.6, 0]), Stack("2014", [56, 0, 24, 3], "预算")]
    series = ["运行费", "购置费", "接待费", "出国费"]
    return column_chart(rows, **{"key": "co", "title": "三公", "description": "见下表", "series": series, **changes})


def bars():
    return bar_list([Bar("12-24", 9, "9件", "?due=1"), Bar("12-25", 18, "18件"), Bar("12-26", None, "—")], label="到期")


CHARTS = pytest.mark.parametrize("draw", [line, stacks, columns, bars])


@CHARTS
def test_a_chart_is_well_formed_and_safe(draw):
    html = draw()
    assert isinstance(html, SafeString)
    ElementTree.fromstring(html)  # noqa: S314 - our own markup


@CHARTS
def test_a_chart_needs_neither_inline_styles_nor_scripts(draw):
    assert not re.search(r"style=|<style|<script|\son\w+=|javascript:", draw())


@CHARTS
def test_ids_are_unique_and_every_reference_has_its_target(draw):
    html = draw()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    referred = re.findall(r"url\(#([^)]+)\)", html) + " ".join(re.findall(r'aria-labelledby="([^"]+)"', html)).split()
    assert set(referred) <= set(ids)


@pytest.mark.parametrize("draw", [line, stacks, columns])
def test_a_drawing_says_what_it_shows(draw):
    for drawing in re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', draw(), re.DOTALL):
        assert 'role="img"' in drawing
        assert re.search(r"<title id=[^>]+>.+</title>", drawing)
        assert re.search(r"<desc id=[^>]+>.+</desc>", drawing)


def test_a_chart_is_drawn_for_wide_and_for_narrow_screens():
    assert re.findall(r'<svg class="(\w+)" viewBox="([^"]+)"', line()) == [
        ("wide", "0 0 640 250"),
        ("narrow", "0 0 340 220"),
    ]


def test_the_line_is_broken_at_a_month_without_figures_and_each_point_tells_its_value():
    wide = re.search(r'<svg class="wide".*?</svg>', line(), re.DOTALL)[0]
    assert wide.count("<polyline") == 2
    assert wide.count("<circle") == 11
    assert "<title>4月 93.1%</title>" in wide
    assert "<title>3月" not in wide


def test_without_a_target_no_dashed_line_is_drawn():
    assert line().count('class="tgt"') == 3
    assert "目标95%" in line().split("</ul>")[0]
    assert 'class="tgt"' not in line(target=None, target_label="")


def test_without_figures_a_sentence_stands_instead_of_a_chart():
    for html in (line(points=[Point("1月", None)]), line(points=[]), bar_list([], label="x")):
        assert html.startswith('<p class="note">')
    assert stack_chart([], key="a", title="a", description="a", series=[]).startswith('<p class="note">')


def test_words_from_outside_are_escaped():
    evil = '<script>alert("x")</script>'
    html = line(title=evil, description=evil, target_label=evil, points=[Point(evil, 95.0)])
    html += bar_list([Bar(evil, 1, evil, f"javascript:{evil}")], label=evil)
    html += stacks(title=evil, description=evil, series=[evil] * 4)
    assert "<script>" not in html


@pytest.mark.parametrize("language", ["zh-hans", "en", "de"])
def test_no_language_puts_a_comma_into_a_coordinate(language, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override(language):
        html = line() + stacks() + bars()
    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"', html)
    assert len(numbers) > 100
    assert all(re.fullmatch(r"-?\d*\.?\d+", number) for number in numbers)


def test_a_bar_is_as_long_as_its_share_and_its_figure_leads_to_the_list_behind_it():
    html = bars()
    assert re.findall(r'<rect width="([^"]+)"', html) == ["50", "100", "0"]
    assert '<a class="num" href="?due=1">9件</a>' in html
    assert '<span class="num">18件</span>' in html
    assert 'aria-hidden="true"' in bar_mark(1, 2)


def test_series_are_told_apart_by_pattern():
    html = stacks().split("</ul>")[0]
    looks = re.findall(r'height="13" (class="[^"]+"(?: fill="[^"]+")?)', html)
    assert len(set(looks)) == 4


def test_a_stack_needs_a_value_for_each_of_at_most_four_series():
    with pytest.raises(ValueError, match="each of its series"):
        stacks(series=["a", "b"])
    with pytest.raises(ValueError, match="4 at most"):
        stack_chart([], key="a", title="a", description="a", series=list("abcde"))


def test_standing_bars_rise_from_the_axis_and_leave_nothing_out():
    wide, narrow = re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', columns(), re.DOTALL)
    assert wide.count("<rect") == narrow.count("<rect") == 6
    assert "113.8</text>" in wide
    assert "预算" in wide
    assert narrow.index("2014") < narrow.index("2013"), "the latest stands on top"


def test_standing_bars_need_a_value_for_each_series():
    with pytest.raises(ValueError, match="each of its series"):
        columns(series=["one"])
