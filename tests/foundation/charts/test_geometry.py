import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foundation.charts.geometry import Frame, Point, choose_ticks, place_columns, place_line, place_stacks, share_of

FRAME = Frame(width=640, height=250)
RATES = [91.2, 90.4, 92.0, 93.1, 90.8, 93.9, 94.6, 95.2, 95.9, 94.1, 96.2, 96.6]


def points(*values):
    return [Point(f"{number}月", value) for number, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("values", "ceiling", "ticks"),
    [
        ([*RATES, 95], 100, [90, 95, 100]),
        ([80, 100, 95], 100, [80, 90, 100]),
        ([33, 99], 100, [0, 50, 100]),
        ([0, 100], 100, [0, 50, 100]),
        ([100, 100], 100, [95, 100]),
        ([0], 100, [0, 1]),
        ([97.3], 100, [95, 100]),
        ([3, 40], None, [0, 20, 40]),
        ([109.3, 182.2], None, [100, 150, 200]),
        ([0.001, 0.003], None, [0.001, 0.002, 0.003]),
    ],
)
def test_the_axis_has_few_round_ticks_around_the_values(values, ceiling, ticks):
    assert choose_ticks(values, ceiling=ceiling) == ticks


RATE = st.floats(0, 100).map(lambda value: round(value, 1))


@given(st.lists(RATE, min_size=1, max_size=24))
def test_the_ticks_enclose_every_rate_and_never_pass_zero_or_a_hundred(values):
    ticks = choose_ticks(values, ceiling=100)
    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert ticks[0] >= 0
    assert ticks[-1] <= 100
    assert 2 <= len(ticks) <= 6
    steps = {round(after - before, 6) for before, after in zip(ticks, ticks[1:], strict=False)}
    assert len(steps) == 1


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=24))
def test_the_ticks_enclose_every_count(values):
    assume(max(values) - min(values) > 1e-3 or max(values) == min(values))
    ticks = choose_ticks(values)
    assert ticks[0] <= min(values) + 1e-6
    assert ticks[-1] >= max(values) - 1e-6
    assert len(ticks) <= 7


def test_values_below_zero_are_refused():
    with pytest.raises(ValueError, match="below 0"):
        choose_ticks([-1, 5])
    with pytest.raises(ValueError, match="below 0"):
        place_stacks([[1, -1]], left=0, width=100)


def test_a_higher_value_lies_higher_and_the_axis_at_the_bottom():
    geometry = place_line(points(90, 95, 100), FRAME, ceiling=100)
    assert [tick.value for tick in geometry.ticks] == [85, 90, 95, 100]
    assert [mark.y for mark in geometry.marks] == [153.3, 86.7, 20.0]
    assert (geometry.ticks[0].y, geometry.ticks[-1].y) == (220.0, 20.0)
    assert [mark.x for mark in geometry.marks] == [62.0, 334.0, 606.0]


def test_a_month_without_figures_breaks_the_line():
    geometry = place_line(points(90, 91, None, 93, None, 95, 96, 97), FRAME, ceiling=100)
    assert [len(segment) for segment in geometry.segments] == [2, 3]
    assert [mark.label for mark in geometry.marks] == ["1月", "2月", "4月", "6月", "7月", "8月"]
    assert [label.text for label in geometry.labels] == [f"{number}月" for number in range(1, 9)]


def test_a_single_figure_is_a_point_in_the_middle():
    geometry = place_line(points(97), FRAME, ceiling=100)
    assert geometry.segments == []
    assert [(mark.x, mark.note_y is not None) for mark in geometry.marks] == [(334.0, True)]


def test_the_target_is_within_the_axis_even_if_no_value_comes_near():
    geometry = place_line(points(60, 62), FRAME, target=95, ceiling=100)
    assert geometry.ticks[0].value <= 60
    assert geometry.ticks[-1].value >= 95
    assert 20 <= geometry.target_y < min(mark.y for mark in geometry.marks)
    assert place_line(points(60), FRAME, ceiling=100).target_y is None


def test_the_values_of_last_lowest_highest_and_first_are_written_where_there_is_room():
    written = {mark.label for mark in place_line(points(*RATES), FRAME, ceiling=100).marks if mark.note_y is not None}
    assert written == {"2月", "12月"} or written == {"1月", "2月", "12月"}
    crowded = place_line(points(*[90 + number % 7 for number in range(48)]), FRAME, ceiling=100)
    noted = [mark.x for mark in crowded.marks if mark.note_y is not None]
    assert all(after - before >= 44 for before, after in zip(noted, noted[1:], strict=False))
    assert noted[-1] == crowded.marks[-1].x


def test_the_figure_of_the_lowest_value_stands_between_point_and_axis_or_above_the_point():
    geometry = place_line(points(*RATES), FRAME, target=95, ceiling=100)
    assert [tick.value for tick in geometry.ticks] == [85, 90, 95, 100]
    lowest = min(geometry.marks, key=lambda mark: mark.value)
    assert lowest.y < lowest.note_y < 220
    at_zero = place_line(points(0, 50, 100), FRAME, ceiling=100).marks[0]
    assert at_zero.note_y < at_zero.y == 220


def test_many_labels_are_thinned_out_and_the_newest_stays():
    labels = place_line(points(*[95.0] * 30), FRAME, ceiling=100).labels
    assert [label.text for label in labels] == [f"{number}月" for number in range(3, 31, 3)]


@given(st.lists(st.none() | RATE, min_size=1, max_size=30))
def test_everything_lies_within_the_frame(values):
    assume(any(value is not None for value in values))
    geometry = place_line(points(*values), FRAME, target=95, ceiling=100)
    for mark in geometry.marks:
        assert 0 <= mark.x <= 640
        assert 20 <= mark.y <= 220
        assert mark.note_y is None or 10 <= mark.note_y <= 240


def test_parts_of_a_bar_follow_each_other_and_the_longest_bar_fills_the_width():
    rows = place_stacks([[10, 0, 30], [20, 20, 40], [0, 0, 0]], left=60, width=200)
    assert [(part.series, part.x, part.width) for part in rows[0].parts] == [(0, 60, 25), (2, 85, 75)]
    assert rows[1].end == 260
    assert (rows[2].parts, rows[2].total, rows[2].end) == ([], 0, 60)
    assert [row.y for row in rows] == [6, 36, 66]


@pytest.mark.parametrize(
    ("value", "longest", "share"), [(9, 17, 52.9), (17, 17, 100), (0, 17, 0), (None, 17, 0), (5, 0, 0), (20, 10, 100)]
)
def test_the_share_of_a_bar_is_a_percentage_of_the_longest(value, longest, share):
    assert share_of(value, longest) == share


@given(
    st.lists(
        st.lists(st.integers(0, 10**8).map(lambda cents: cents / 100), min_size=4, max_size=4), min_size=1, max_size=15
    )
)
def test_standing_bars_stay_within_the_plot_and_keep_their_proportions(rows):
    frame = Frame(760, 330, bottom=46, top=26)
    placed = place_columns(rows, frame)
    floor = frame.height - frame.bottom
    assert placed.ticks[0].y == floor
    assert placed.ticks[0].value == 0
    for values, column in zip(rows, placed.columns, strict=True):
        assert frame.left <= column.x
        assert column.x + column.width <= frame.width
        assert frame.top - 0.2 <= column.top <= floor
        assert sum(part.height for part in column.parts) == pytest.approx(floor - column.top, abs=0.5)
        share = sum(values) / placed.ticks[-1].value
        assert floor - column.top == pytest.approx(share * (floor - frame.top), abs=0.2)


def test_standing_and_lying_bars_name_the_same_total():
    parts = [230.67, 45.12, 123.95, 42.01]  # added one by one they fall short of 441.75
    standing = place_columns([parts], Frame(760, 330, bottom=46, top=26)).columns[0].total
    assert standing == place_stacks([parts], left=0, width=100, top=0, pitch=10)[0].total == 441.75
