"""Charts as markup. The table of the same figures stands beside the chart: the page writes it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.charts.geometry import Frame, LineGeometry, Point, place_columns, place_line, place_stacks, share_of

WIDE = Frame(width=640, height=250, right=16)
NARROW = Frame(width=340, height=220, left=46, right=8, inset=12, most_labels=6)

STACK_WIDTHS = {"wide": 640, "narrow": 340}
COLUMNS = Frame(width=760, height=330, left=56, right=8, top=26, bottom=46)
STACK_PITCH = 30.0
MOST_SERIES = 4
"""As many patterns can be told apart in grayscale."""


class Bar(NamedTuple):
    """One bar of a list. `text` is what stands beside it, `url` the list behind the figure, if there is one."""

    label: str
    value: float | None
    text: str
    url: str = ""


class Stack(NamedTuple):
    """One bar made of parts, in the order of the series; `note` stands under its label."""

    label: str
    values: Sequence[float]
    note: str = ""


def line_chart(
    points: Sequence[Point],
    *,
    key: str,
    title: str,
    description: str,
    unit: str = "%",
    decimals: int = 1,
    target: float | None = None,
    target_label: str = "",
    ceiling: float | None = 100,
) -> SafeString:
    """Return a line through `points` with a dashed line at `target`; broken where a point has no value.

    `key` makes the ids unique in the page: letters, digits and dashes. `title` and `description` are what a screen
    reader says instead of the chart. Values are shown with `decimals` places. The axis ends at `ceiling` at most,
    None leaves it free.
    """
    if all(point.value is None for point in points):
        return _say_nothing()
    drawings = []
    for name, frame in (("wide", WIDE), ("narrow", NARROW)):
        geometry = place_line(points, frame, target=target, ceiling=ceiling)
        drawings.append(_describe_line(name, frame, geometry, unit=unit, decimals=decimals))
    context = {"key": key, "title": title, "description": description, "target_label": target_label}
    return _render("line", {**context, "drawings": drawings})


def bar_list(bars: Sequence[Bar], *, label: str) -> SafeString:
    """Return a list of bars, each as long as its share of the longest, with its figure, which may be a link."""
    if not bars:
        return _say_nothing()
    longest = max((bar.value or 0.0 for bar in bars), default=0.0)
    rows = [{"bar": bar, "mark": bar_mark(bar.value, longest)} for bar in bars]
    return _render("bars", {"rows": rows, "label": label})


def bar_mark(value: float | None, longest: float) -> SafeString:
    """Return one bar, for a cell of a table or a list; the figure stands beside it, so that it is not read aloud."""
    return format_html(
        '<svg class="mk" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="8"/></svg>',
        f"{share_of(value, longest):g}",
    )


def stack_chart(
    stacks: Sequence[Stack], *, key: str, title: str, description: str, series: Sequence[str], decimals: int = 1
) -> SafeString:
    """Return bars made of parts, one below the other, with a legend of `series` (four at most) in patterns.

    `key`, `title` and `description` as in `line_chart`; the total stands at the end of each bar.
    """
    _require_parts(stacks, series)
    if not stacks:
        return _say_nothing()
    fills = [_describe_fill(key, place) for place in range(len(series))]
    drawings = [_describe_stacks(name, width, stacks, fills, decimals) for name, width in STACK_WIDTHS.items()]
    legend = [{"name": name, **fill} for name, fill in zip(series, fills, strict=True)]
    context = {"key": key, "title": title, "description": description}
    return _render("stacks", {**context, "drawings": drawings, "legend": legend})


def column_chart(
    stacks: Sequence[Stack], *, key: str, title: str, description: str, series: Sequence[str], decimals: int = 1
) -> SafeString:
    """Return standing bars made of parts, in the order given; on a narrow page lying ones, the last on top.

    Parameters as in `stack_chart`.
    """
    _require_parts(stacks, series)
    if not stacks:
        return _say_nothing()
    fills = [_describe_fill(key, place) for place in range(len(series))]
    context = {
        "key": key,
        "title": title,
        "description": description,
        "legend": [{"name": name, **fill} for name, fill in zip(series, fills, strict=True)],
        "standing": _describe_columns(stacks, fills, decimals),
        "drawings": [_describe_stacks("narrow", STACK_WIDTHS["narrow"], stacks[::-1], fills, decimals)],
    }
    return _render("columns", context)


def _require_parts(stacks: Sequence[Stack], series: Sequence[str]) -> None:
    if len(series) > MOST_SERIES or any(len(stack.values) != len(series) for stack in stacks):
        raise ValueError(f"a stack has a value for each of its series, {MOST_SERIES} at most")


def _describe_columns(stacks: Sequence[Stack], fills: Sequence[Mapping[str, str]], decimals: int) -> dict[str, Any]:
    placed = place_columns([stack.values for stack in stacks], COLUMNS)
    return {
        "width": f"{COLUMNS.width:g}",
        "height": f"{COLUMNS.height:g}",
        "left": f"{COLUMNS.left:g}",
        "right": f"{COLUMNS.width - COLUMNS.right:g}",
        "tick_x": f"{COLUMNS.left - 8:g}",
        "label_y": f"{COLUMNS.height - 28:g}",
        "note_y": f"{COLUMNS.height - 11:g}",
        "ticks": [
            {"y": f"{tick.y:g}", "text_y": f"{tick.y + 4:g}", "text": _tick_text(tick.value)} for tick in placed.ticks
        ],
        "rows": [
            {
                "label": stack.label,
                "note": stack.note,
                "x": f"{row.x:g}",
                "middle": f"{row.middle:g}",
                "width": f"{row.width:g}",
                "parts": _join_bars(
                    (f'x="{row.x:g}" y="{part.y:g}" width="{row.width:g}" height="{part.height:g}"', fills[part.series])
                    for part in row.parts
                ),
                "total": f"{row.total:,.{decimals}f}",
                "total_y": f"{row.top - 7:g}",
            }
            for stack, row in zip(stacks, placed.columns, strict=True)
        ],
    }


def _tick_text(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _describe_line(name: str, frame: Frame, geometry: LineGeometry, *, unit: str, decimals: int) -> dict[str, Any]:
    """Return the parts of a drawing with every number as text: no locale may put a comma into a coordinate."""
    tick_decimals = 0 if all(tick.value == int(tick.value) for tick in geometry.ticks) else 1
    return {
        "name": name,
        "width": f"{frame.width:g}",
        "height": f"{frame.height:g}",
        "left": f"{frame.left:g}",
        "right": f"{frame.width - frame.right:g}",
        "tick_x": f"{frame.left - 6:g}",
        "label_y": f"{frame.height - 10:g}",
        "ticks": [
            {"y": f"{tick.y:g}", "text_y": f"{tick.y + 4:g}", "text": f"{tick.value:.{tick_decimals}f}{unit}"}
            for tick in geometry.ticks
        ],
        "labels": [{"x": f"{label.x:g}", "text": label.text} for label in geometry.labels],
        "segments": [" ".join(f"{x:g},{y:g}" for x, y in segment) for segment in geometry.segments],
        "marks": [
            {
                "x": f"{mark.x:g}",
                "y": f"{mark.y:g}",
                "note_y": "" if mark.note_y is None else f"{mark.note_y:g}",
                "label": mark.label,
                "text": f"{mark.value:.{decimals}f}",
                "unit": unit,
            }
            for mark in geometry.marks
        ],
        "target_y": "" if geometry.target_y is None else f"{geometry.target_y:g}",
    }


def _describe_fill(key: str, place: int) -> dict[str, str]:
    """Return how the parts of a series are filled: full, hatched, dotted, empty."""
    if place in {1, 2}:
        return {"class": "seg", "fill": f"url(#{key}-p{place})"}
    return {"class": "seg c1" if place == 0 else "seg c4", "fill": ""}


def _describe_stacks(
    name: str, width: int, stacks: Sequence[Stack], fills: Sequence[Mapping[str, str]], decimals: int
) -> dict[str, Any]:
    left, room_for_total = 68.0, 60.0
    rows = place_stacks(
        [stack.values for stack in stacks], left=left, width=width - left - room_for_total, pitch=STACK_PITCH
    )
    return {
        "name": name,
        "width": f"{width:g}",
        "height": f"{len(rows) * STACK_PITCH + 4:g}",
        "left": f"{left:g}",
        "label_x": f"{left - 8:g}",
        "rows": [
            {
                "label": stack.label,
                "note": stack.note,
                "y": f"{row.y:g}",
                "text_y": f"{row.y + 15:g}",
                "parts": _join_bars(
                    (f'x="{part.x:g}" y="{row.y:g}" width="{part.width:g}" height="20"', fills[part.series])
                    for part in row.parts
                ),
                "total": f"{row.total:,.{decimals}f}",
                "total_x": f"{row.end + 6:g}",
            }
            for stack, row in zip(stacks, rows, strict=True)
        ],
    }


def _join_bars(parts: Iterable[tuple[str, Mapping[str, str]]]) -> SafeString:
    """Return the rectangles of one bar; a template loop over them costs more than the rest of the chart."""
    bars = (
        f'<rect {place} class="{fill["class"]}" fill="{fill["fill"]}"/>'
        if fill["fill"]
        else f'<rect {place} class="{fill["class"]}"/>'
        for place, fill in parts
    )
    return mark_safe("".join(bars))  # noqa: S308 — numbers, and names of classes and patterns


def _say_nothing() -> SafeString:
    return format_html('<p class="note">{}</p>', _("There are no figures yet."))


def _render(name: str, context: Mapping[str, Any]) -> SafeString:
    return render_to_string(f"components/charts/{name}.html", dict(context))
