"""Bars of a figure, stacked as Plotly stacks them, cut to the part that their axes span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.charts.axes import Axis, Drawn, must, only
from dashboard.pictures.charts.hatch import hatch

_SILENT: Final = frozenset(
    {"customdata", "hoverinfo", "hovertemplate", "hovertext", "meta", "name", "opacity"}
)
_BAR: Final = _SILENT | {
    *("type", "orientation", "x", "y", "width", "base", "marker", "xaxis", "yaxis"),
}


Box = tuple[float, float, float, float]
"""A bar in units of the drawing: left, top, right, bottom."""


def bars(
    traces: Sequence[Drawn], placed: Mapping[str, Axis], print_theme: Theme | None
) -> list[str]:
    """All bars of a figure, those of one trace as one path.

    Raises:
        UnsupportedError: a trace asks for something that is not drawn here.
    """
    ends: defaultdict[Any, float] = defaultdict(float)
    made = []
    for trace in traces:
        boxes = list(_boxes(trace, placed, ends))
        colour, line = trace["marker"]["color"], trace["marker"]["line"]
        looks = {"stroke": line["color"], "stroke_width": line["width"]} if line["width"] else {}
        if boxes:
            made.append(svg.path("".join(map(_path, boxes)), fill=colour, **looks))
        if print_theme is not None:
            made += hatch(boxes, colour, print_theme)
    return made


def _path(box: Box) -> str:
    x0, y0, x1, y1 = box
    wide, high = svg.number(x1 - x0), svg.number(y1 - y0)
    return f"M{svg.number(x0)} {svg.number(y0)}h{wide}v{high}h-{wide}z"


def _boxes(
    trace: Drawn, placed: Mapping[str, Axis], ends: defaultdict[Any, float]
) -> Iterator[Box]:
    only(trace, _BAR, "a bar")
    only(trace["marker"], {"color", "line"}, "the marker of a bar")
    only(trace["marker"]["line"], {"color", "width"}, "the line of a bar")
    must({"opacity": trace.get("opacity", 1)}, "a bar", opacity=1)
    lying = trace.get("orientation") == "h"
    at, long = ("y", "x") if lying else ("x", "y")
    names = {axis: trace.get(f"{axis}axis", axis) for axis in "xy"}
    across, along = placed[names[at]], placed[names[long]]
    count = len(trace[at])
    widths, bases = _each(trace["width"], count), trace.get("base")
    starts = _each(bases, count) if bases is not None else None
    for index, (middle, value) in enumerate(zip(trace[at], trace[long], strict=True)):
        if starts is not None:
            start = starts[index]
        else:
            # values on either side of zero are stacked apart
            key = (names["x"], names["y"], lying, middle, value < 0)
            start = ends[key]
            ends[key] = start + value
        sides = (across.place(middle - widths[index] / 2), across.place(middle + widths[index] / 2))
        reach = (along.place(start), along.place(start + value))
        (x0, x1), (y0, y1) = (reach, sides) if lying else (sides, reach)
        box = _cut(x0, y0, x1, y1, placed[names["x"]], placed[names["y"]])
        if box[2] > box[0] and box[3] > box[1]:
            yield box


def _each(value: Any, count: int) -> Sequence[float]:  # noqa: ANN401 - a number or one for each
    return [value] * count if isinstance(value, int | float) else list(value)


def _cut(  # noqa: PLR0917 - a box, and what it is cut to
    x0: float, y0: float, x1: float, y1: float, across: Axis, down: Axis
) -> Box:
    left, right = sorted((x0, x1))
    top, bottom = sorted((y0, y1))
    return (
        max(left, across.low),
        max(top, down.low),
        min(right, across.high),
        min(bottom, down.high),
    )
