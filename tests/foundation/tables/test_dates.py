from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables.dates import CHINA, parse_day, parse_moment
from foundation.tables.errors import CellError


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019/4/25 9:32:09", at(2019, 4, 25, 9, 32, 9)),
        ("2019-04-25 09:32", at(2019, 4, 25, 9, 32)),
        ("2019年4月25日 9时32分", at(2019, 4, 25, 9, 32)),
        ("2019年4月25日9时32分09秒", at(2019, 4, 25, 9, 32, 9)),
        ("2019年4月25日9时", at(2019, 4, 25, 9)),
        ("2019年4月25日 9点", at(2019, 4, 25, 9)),
        ("2019.4.25", at(2019, 4, 25)),
        ("2019年4月25日", at(2019, 4, 25)),
        ("2019年4月25日 星期四 下午3:05", at(2019, 4, 25, 15, 5)),
        ("2019/4/25 12:30 AM", at(2019, 4, 25, 0, 30)),
        ("2019/4/25 12:30 PM", at(2019, 4, 25, 12, 30)),
        ("2019/4/25 下午12:30", at(2019, 4, 25, 12, 30)),
        ("2019/4/25 中午12:30", at(2019, 4, 25, 12, 30)),
        ("2019/4/25 中午1:30", at(2019, 4, 25, 13, 30)),
        ("2019/4/25 凌晨12:30", at(2019, 4, 25, 0, 30)),
        ("2019/4/25 晚上11:30", at(2019, 4, 25, 23, 30)),
        ("20190425", at(2019, 4, 25)),
        ("20190425093209", at(2019, 4, 25, 9, 32, 9)),
        (" ２０１９－０４－２５　０９：３２：０９ ", at(2019, 4, 25, 9, 32, 9)),
        ("2019-04-25T09:32:09+08:00", at(2019, 4, 25, 9, 32, 9)),
        ("2019-04-25T23:30:00Z", at(2019, 4, 26, 7, 30)),
        ("2019-04-25T09:32:09.999", at(2019, 4, 25, 9, 32, 9)),
        ("2016-02-29 23:59:59", at(2016, 2, 29, 23, 59, 59)),
        (43580.397326388884, at(2019, 4, 25, 9, 32, 9)),
        ("43580.39732639", at(2019, 4, 25, 9, 32, 9)),
        (43580, at(2019, 4, 25)),
        ("43580", at(2019, 4, 25)),
        (43580.999999, at(2019, 4, 26)),
        (datetime.fromisoformat("2019-04-25 09:32:08.999997"), at(2019, 4, 25, 9, 32, 9)),
        (datetime(2019, 4, 25, 20, 0, tzinfo=UTC), at(2019, 4, 26, 4)),
        (date(2019, 4, 25), at(2019, 4, 25)),
    ],
)
def test_a_moment_is_read_as_people_and_programs_write_it(written, meant):
    read = parse_moment(written)
    assert read == meant
    assert read.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "昨天",
        "25/4/2019",
        "4/25/2019 9:32",
        "2019/4/25 晚上12:30",
        "2019-04-25T09:32:09+99:00",
        "19-4-25",
        "2019-13-01",
        "2019-02-29",
        "2019-04-25 24:00",
        "2019-04-25 9:60",
        "2019-04",
        "2019",
        "2019-04-25 abc",
        "20191301",
        "0019-04-25",
        "9999-12-31T23:59:59Z",
        "12345",
        "99999",
        2019,
        0,
        -1.5,
        float("nan"),
        float("inf"),
        True,
        None,
        time(9, 3),
        datetime.fromisoformat("9999-12-31 23:59:59.999999"),
    ],
)
def test_what_is_no_date_is_refused_with_a_remedy(written):
    with pytest.raises(CellError) as caught:
        parse_moment(written)
    assert str(caught.value.remedy)
    assert "%(" not in str(caught.value)


def test_the_error_shows_no_more_of_a_cell_than_needed():
    with pytest.raises(CellError) as caught:
        parse_moment("张三丰，身份证11010519491231002X，住流波䃥镇花园村")
    assert "张三丰" in str(caught.value)
    assert "流波䃥镇" not in str(caught.value)


def test_a_day_is_the_local_day():
    assert parse_day("2019-04-25T16:00:00Z") == date(2019, 4, 26)
    assert parse_day(datetime(2019, 4, 25, 15, 59, 59, tzinfo=UTC)) == date(2019, 4, 25)
    assert parse_day("2019/4/25 23:59:59") == date(2019, 4, 25)


MOMENTS = st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2099-12-31")).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS)
def test_every_second_survives_the_way_through_an_excel_serial(moment):
    serial = (moment - datetime.fromisoformat("1899-12-30")) / timedelta(days=1)
    assert parse_moment(serial).replace(tzinfo=None) == moment
    if not serial.is_integer():
        assert parse_moment(f"{serial:.8f}").replace(tzinfo=None) == moment


@given(MOMENTS, st.integers(-12, 14))
def test_an_offset_is_respected(moment, hours):
    aware = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert parse_moment(aware.isoformat()) == aware


@given(
    st.text(max_size=30)
    | st.from_regex(r"\d{1,5}[-/年.]\d{1,3}[-/月.]\d{1,3}日?( \d{1,3}[:时]\d{1,3})?", fullmatch=True)
)
def test_any_text_is_read_or_refused(text):
    try:
        assert parse_moment(text).tzinfo is CHINA
    except CellError:
        pass
