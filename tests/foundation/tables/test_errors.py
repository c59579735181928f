import json

from foundation.tables.errors import CellError, ErrorReport, RowError, excerpt


def test_errors_are_told_in_the_order_of_the_rows():
    report = ErrorReport([RowError(9, "时间", "Wrong.", "Mend it.")])
    assert report
    report.add(3, None, CellError("Odd.", "Look."))
    lines = report.lines()
    for line, parts in zip(lines, [("3", "Odd.", "Look."), ("9", "时间", "Wrong.", "Mend it.")], strict=True):
        assert [part for part in parts if part not in line] == []


def test_a_report_without_errors_is_false():
    assert not ErrorReport()
    assert ErrorReport().lines() == []


def test_a_long_report_tells_how_many_it_leaves_out():
    report = ErrorReport(RowError(row, None, "m", "r") for row in range(1, 251))
    lines = report.lines()
    assert len(lines) == 201
    assert "50" in lines[-1]
    assert len(json.loads(report.as_json())) == 250


def test_the_report_is_plain_json():
    report = ErrorReport([RowError(2, "留言时间", "错", "改")])
    assert json.loads(report.as_json()) == [{"row": 2, "column": "留言时间", "message": "错", "remedy": "改"}]


def test_an_excerpt_is_short_and_on_one_line():
    assert excerpt("张三\n丰\t13812345678") == "张三 丰 1381234…"
    assert excerpt("短") == "短"
    assert excerpt("a\x00b\x1bc") == "abc"
