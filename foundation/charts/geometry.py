"""Where the parts of a chart lie. Pure: numbers in, coordinates in the units of the viewBox out."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

NICE_STEPS = (1.0, 2.0, 5.0, 10.0)
LABEL_GAP = 44.0
"""Two values written nearer to each other than this would touch."""

ROOM_BELOW = 0.15
"""So much of the range of values is kept free below the lowest, for its figure."""

NOTE_BELOW, NOTE_ABOVE = 18.0, -9.0

COLUMN_SHARE, WIDEST_COLUMN = 0.6, 64.0
"""A standing bar takes this share of the room from one to the next, and is never broader."""


class Point(NamedTuple):
    """A value over its label on the axis; None where there is none: the line is broken there."""

    label: str
    value: float | None


class Frame(NamedTuple):
    """The size of a chart and the margins around its plot."""

    width: float
    height: float
    left: float = 44.0
    right: float = 16.0
    top: float = 20.0
    bottom: float = 30.0
    inset: float = 18.0
    """Between the axis and the first point, and after the last."""

    most_labels: int = 12
    """More labels than this would touch on the axis below."""


class Tick(NamedTuple):
    value: float
    y: float


class Mark(NamedTuple):
    """A point as drawn. `note_y` is the line of the value written beside it, None if it is not written."""

    x: float
    y: float
    label: str
    value: float
    note_y: float | None


class AxisLabel(NamedTuple):
    x: float
    text: str


class LineGeometry(NamedTuple):
    """`segments` are the runs of neighbouring points that have values, two points or more each."""

    ticks: list[Tick]
    labels: list[AxisLabel]
    segments: list[list[tuple[float, float]]]
    marks: list[Mark]
    target_y: float | None


class StackPart(NamedTuple):
    """One part of a bar: the number of its series, where it begins, how long it is, what it stands for."""

    series: int
    x: float
    width: float
    value: float


class StackRow(NamedTuple):
    y: float
    parts: list[StackPart]
    total: float
    end: float


class ColumnPart(NamedTuple):
    """One part of a standing bar: the number of its series, its upper edge, its height."""

    series: int
    y: float
    height: float


class ColumnRow(NamedTuple):
    """A standing bar; `middle` is where its labels are centred, `top` its upper end."""

    x: float
    middle: float
    width: float
    parts: list[ColumnPart]
    total: float
    top: float


class ColumnGeometry(NamedTuple):
    ticks: list[Tick]
    columns: list[ColumnRow]


def choose_ticks(values: Sequence[float], *, ceiling: float | None = None, steps: int = 3) -> list[float]:
    """Return round values, rising evenly, that enclose `values`: about `steps` intervals, from 0 to `ceiling` at most.

    `values` are not negative and not empty. Values that are all alike get an interval of their own.
    """
    low, high = min(values), max(values)
    if low < 0:
        raise ValueError("a chart of rates and counts has no values below 0")
    step = _nice_step((high - low) / steps or max(abs(high) / 20, 1.0))
    bottom = math.floor(round(low / step, 6)) * step
    top = math.ceil(round(high / step, 6)) * step
    if ceiling is not None:
        top = min(top, max(ceiling, high))
    if top == bottom:
        bottom, top = (bottom - step, top) if bottom >= step else (bottom, top + step)
    count = math.floor(round((top - bottom) / step, 6))
    return [round(bottom + place * step, 6) for place in range(count + 1)]


def place_line(
    points: Sequence[Point], frame: Frame, *, target: float | None = None, ceiling: float | None = None
) -> LineGeometry:
    """Return where line, points and axes of a chart lie. At least one point has a value."""
    known = [point.value for point in points if point.value is not None]
    floor = max(0.0, min(known) - (max(known) - min(known)) * ROOM_BELOW)
    ticks = choose_ticks([*known, floor] if target is None else [*known, floor, target], ceiling=ceiling)
    xs = _spread(len(points), frame)

    def height_of(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return round(frame.height - frame.bottom - share * (frame.height - frame.bottom - frame.top), 1)

    return LineGeometry(
        ticks=[Tick(value, height_of(value)) for value in ticks],
        labels=_choose_labels(points, xs, frame.most_labels),
        segments=_join_runs(
            [None if p.value is None else (x, height_of(p.value)) for x, p in zip(xs, points, strict=True)]
        ),
        marks=_place_marks(points, xs, height_of, axis_y=frame.height - frame.bottom),
        target_y=None if target is None else height_of(target),
    )


def place_stacks(
    bars: Sequence[Sequence[float]], *, left: float, width: float, top: float = 6.0, pitch: float = 30.0
) -> list[StackRow]:
    """Return rows of parts, one below the other, the longest as long as `width`. Values are not negative."""
    longest = max((sum(bar) for bar in bars), default=0.0)
    rows = []
    for number, bar in enumerate(bars):
        x, parts = left, []
        for series, value in enumerate(bar):
            if value < 0:
                raise ValueError("a part of a bar can't be below 0")
            length = value / longest * width if longest else 0.0
            if length:
                parts.append(StackPart(series, round(x, 1), round(length, 1), value))
            x += length
        rows.append(StackRow(round(top + number * pitch, 1), parts, math.fsum(bar), round(x, 1)))
    return rows


def share_of(value: float | None, longest: float) -> float:
    """Return how long the bar of `value` is, in percent of the longest; 0 for None."""
    if value is None or longest <= 0:
        return 0.0
    return round(min(max(value / longest, 0.0), 1.0) * 100, 1)


def _nice_step(rough: float) -> float:
    """Return the least of 1, 2, 5, 10 times a power of ten that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in NICE_STEPS if step * power >= rough * (1 - 1e-9))


def _spread(count: int, frame: Frame) -> list[float]:
    first, last = frame.left + frame.inset, frame.width - frame.right - frame.inset
    if count == 1:
        return [round((first + last) / 2, 1)]
    return [round(first + place * (last - first) / (count - 1), 1) for place in range(count)]


def _choose_labels(points: Sequence[Point], xs: Sequence[float], most: int) -> list[AxisLabel]:
    """Return every label, or every second, third ... counted from the last point, so that the newest always has one."""
    every = math.ceil(len(points) / most)
    return [
        AxisLabel(x, point.label)
        for place, (x, point) in enumerate(zip(xs, points, strict=True))
        if (len(points) - 1 - place) % every == 0
    ]


def _join_runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def _place_marks(
    points: Sequence[Point], xs: Sequence[float], height_of: Callable[[float], float], *, axis_y: float
) -> list[Mark]:
    """Return the points; the last, lowest, highest and first have their values written, if there is room."""
    known = [(x, point.label, point.value) for x, point in zip(xs, points, strict=True) if point.value is not None]
    lowest = min(known, key=lambda mark: mark[2])
    noted: list[tuple[float, str, float]] = []
    for mark in (known[-1], lowest, max(known, key=lambda mark: mark[2]), known[0]):
        if all(abs(mark[0] - other[0]) >= LABEL_GAP for other in noted):
            noted.append(mark)
    marks = []
    for mark in known:
        x, label, value = mark
        y = height_of(value)
        is_below = mark == lowest and len(known) > 1 and y + NOTE_BELOW < axis_y
        offset = NOTE_BELOW if is_below else NOTE_ABOVE
        marks.append(Mark(x, y, label, value, round(y + offset, 1) if mark in noted else None))
    return marks


def place_columns(rows: Sequence[Sequence[float]], frame: Frame) -> ColumnGeometry:
    """Return where the parts of standing bars lie, the first part at the bottom. There is a row at least.

    The axis begins at 0: a bar is as long as its value.
    """
    totals = [math.fsum(values) for values in rows]
    ticks = choose_ticks([0.0, *totals], steps=4)
    plot = frame.height - frame.bottom - frame.top

    def height_of(value: float) -> float:
        return round(value / ticks[-1] * plot, 1)

    floor = frame.height - frame.bottom
    pitch = (frame.width - frame.left - frame.right) / len(rows)
    width = round(min(pitch * COLUMN_SHARE, WIDEST_COLUMN), 1)
    columns = []
    for place, values in enumerate(rows):
        middle = round(frame.left + pitch * (place + 0.5), 1)
        below, parts = 0.0, []
        for series, value in enumerate(values):
            bottom, below = height_of(below), below + value
            parts.append(ColumnPart(series, round(floor - height_of(below), 1), round(height_of(below) - bottom, 1)))
        shown = [part for part in parts if part.height > 0]
        top = round(floor - height_of(below), 1)
        columns.append(ColumnRow(round(middle - width / 2, 1), middle, width, shown, totals[place], top))
    return ColumnGeometry([Tick(value, round(floor - height_of(value), 1)) for value in ticks], columns)
