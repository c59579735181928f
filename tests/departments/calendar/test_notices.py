"""The yearly notice as JSON: what is read, what is refused, and that every refusal says where."""

import json
from datetime import date

import jsonschema
import pytest

from departments.calendar.notices import (
    SHIPPED,
    NoticeDay,
    NoticeError,
    calendar_of,
    read_notice,
    shipped_notices,
    write_notice,
)

FORM = {
    "type": "object",
    "required": ["year", "papers", "days"],
    "properties": {
        "year": {"type": "number"},
        "papers": {"type": "array", "items": {"type": "string"}},
        "days": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "date", "isOffDay"],
                "properties": {
                    "name": {"type": "string"},
                    "date": {"type": "string"},
                    "isOffDay": {"type": "boolean"},
                },
            },
        },
    },
}


def day(text, name="国庆节", is_off=True):
    return {"name": name, "date": text, "isOffDay": is_off}


def notice_of_2027(**changes):
    fixed = ["2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03"]
    content = {"year": 2027, "papers": ["https://www.gov.cn/notice"], "days": [day(text) for text in fixed]}
    return content | changes


def problems_of(content):
    with pytest.raises(NoticeError) as refusal:
        read_notice(content if isinstance(content, str) else json.dumps(content))
    return {problem.place: str(problem) for problem in refusal.value.problems}


def test_the_shipped_notices_are_those_of_2010_to_2026_with_their_sources_and_licence():
    notices = shipped_notices()
    assert [notice.year for notice in notices] == list(range(2010, 2027))
    assert all(notice.papers for notice in notices)
    assert "MIT License" in (SHIPPED / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.json")), ids=lambda path: path.stem)
def test_every_day_of_a_shipped_file_is_read_and_the_file_keeps_the_published_form(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(content, FORM)
    notice = read_notice(path.read_text(encoding="utf-8"))
    stated = {(row["date"], row["name"], row["isOffDay"]) for row in content["days"]}
    assert {(row.day.isoformat(), row.name, row.is_off) for row in notice.days} == stated


def test_no_two_shipped_notices_speak_of_the_same_day():
    days = [row.day for notice in shipped_notices() for row in notice.days]
    assert len(days) == len(set(days))


def test_it_reads_a_whole_notice_in_the_order_of_its_days_whatever_the_order_of_the_text():
    content = notice_of_2027(days=list(reversed(notice_of_2027()["days"])))
    notice = read_notice("\ufeff" + json.dumps(content))
    assert notice.year == 2027
    assert notice.papers == ("https://www.gov.cn/notice",)
    assert notice.days[0] == NoticeDay(date(2027, 1, 1), "国庆节", is_off=True)
    assert [row.day for row in notice.days] == sorted(row.day for row in notice.days)


def test_it_accepts_the_last_week_before_the_year_and_refuses_any_other_year():
    days = notice_of_2027()["days"]
    assert len(read_notice(json.dumps(notice_of_2027(days=[*days, day("2026-12-27", is_off=False)]))).days) == 6
    for text in ("2026-12-24", "2028-01-01", "2026-10-01"):
        problems = problems_of(notice_of_2027(days=[*days, day(text)]))
        assert list(problems) == ["days[5].date"]
        assert text in problems["days[5].date"]
        assert "2027" in problems["days[5].date"]


def test_it_names_the_row_stated_twice_and_the_row_it_repeats():
    days = notice_of_2027()["days"]
    repeated = problems_of(notice_of_2027(days=[*days, day("2027-05-01")]))
    contradicted = problems_of(notice_of_2027(days=[*days, day("2027-05-01", is_off=False)]))
    assert list(repeated) == list(contradicted) == ["days[5].date"]
    assert "days[1]" in repeated["days[5].date"]
    assert repeated["days[5].date"] != contradicted["days[5].date"]


def test_it_refuses_a_text_cut_off_after_the_first_holidays():
    problems = problems_of(notice_of_2027(days=notice_of_2027()["days"][:2]))
    assert list(problems) == ["days"]
    assert "2027-10-03" in problems["days"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"year": "2027"}, "year"),
        ({"year": 2027.5}, "year"),
        ({"year": True}, "year"),
        ({"year": 1900}, "year"),
        ({"year": None}, "year"),
        ({"papers": []}, "papers"),
        ({"papers": "https://www.gov.cn/notice"}, "papers"),
        ({"papers": ["javascript:alert(1)"]}, "papers[0]"),
        ({"papers": ["https://www.gov.cn/notice", 7]}, "papers[1]"),
        ({"days": []}, "days"),
        ({"days": {}}, "days"),
        ({"days": ["2027-01-01"]}, "days[0]"),
        ({"days": [day("2027-02-29")]}, "days[0].date"),
        ({"days": [day("2027-1-1")]}, "days[0].date"),
        ({"days": [day("20270101")]}, "days[0].date"),
        ({"days": [day("2027-01-01T00:00:00")]}, "days[0].date"),
        ({"days": [day("2027-01-01"), day(20270102)]}, "days[1].date"),
        ({"days": [day("2027-01-01", is_off="true")]}, "days[0].isOffDay"),
        ({"days": [day("2027-01-01", is_off=1)]}, "days[0].isOffDay"),
        ({"days": [day("2027-01-01", name="  ")]}, "days[0].name"),
        ({"days": [day("2027-01-01", name=None)]}, "days[0].name"),
        ({"days": [day("2027-01-01", name="节" * 41)]}, "days[0].name"),
        ({"days": [day("2027-01-01", name="元\x00旦")]}, "days[0].name"),
        ({"days": [{}]}, "days[0].date"),
    ],
)
def test_it_refuses_a_malformed_field_and_names_its_place(changes, place):
    problems = problems_of(notice_of_2027(**changes))
    assert place in problems
    assert problems[place].startswith(f"{place}: ")


def test_it_lists_every_fault_at_once():
    problems = problems_of({"year": 1, "papers": [3], "days": [day("no date"), day("2027-01-01", is_off=None)]})
    assert set(problems) == {"year", "papers[0]", "days[0].date", "days[1].isOffDay"}


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2", "[]", "null", '"2027"', "[" * 100_000, '{"year": ' + "9" * 5000 + "}"]
)
def test_a_text_that_is_no_json_object_is_refused_as_a_whole(text):
    problems = problems_of(text)
    assert list(problems) == [""]


def test_the_reason_of_broken_json_gives_line_and_column():
    said = problems_of('{"year": 2027,\n}')[""]
    assert "第2行第1个字符" in said
    assert "Expecting" not in said


@pytest.mark.parametrize("notice", shipped_notices(), ids=lambda notice: str(notice.year))
def test_what_is_written_is_read_again(notice):
    assert read_notice(write_notice(notice)) == notice


def test_the_calendar_of_several_notices_believes_the_later_year():
    older = read_notice(json.dumps(notice_of_2027(days=[*notice_of_2027()["days"], day("2027-12-31", is_off=False)])))
    fixed = [day(f"2028-{text}") for text in ("01-01", "05-01", "10-01", "10-02", "10-03")]
    newer = read_notice(json.dumps(notice_of_2027(year=2028, days=[*fixed, day("2027-12-31", name="元旦")])))
    for order in ([older, newer], [newer, older]):
        calendar = calendar_of(order)
        assert calendar.name_of(date(2027, 12, 31)) == "元旦"
        assert not calendar.is_working(date(2027, 12, 31))
        assert calendar.years == {2027, 2028}
