"""The two lines over the bars: the mean of the last weeks or months, and the sum so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from dashboard.figures.theme import Theme
from dashboard.figures.timeline.axis import TimelineFrame, milliseconds
from geodata import text
from geodata.buckets import bucket_end, bucket_last, starts
from geodata.results import Histogram

MEAN: Final = "mean"
SUM: Final = "sum"
CURVES: Final = (MEAN, SUM)
"""The lines, by the names they have in a link."""

WINDOWS: Final[Mapping[str, tuple[int, str]]] = {
    "day": (7, "7-day mean"),
    "week": (4, "4-week mean"),
    "month": (12, "12-month mean"),
    "quarter": (4, "12-month mean"),
}
"""How many bars a mean is over, and its name; of years and decades there is none."""


class Point(NamedTuple):
    """A bar, and what the lines say of it: the mean of it and those before, as events per bar,
    ``None`` before a full window; and the events from the start of the axis to its end."""

    start: date
    mean: float | None
    total: int


def points(histogram: Histogram, first: date, last: date) -> tuple[Point, ...]:
    """What the lines say from ``first`` to ``last``, bars without events included.

    ``last`` is the last day for which there are data: after it nothing is known, and there is
    no line. A mean is over whole bars only.
    """
    counts = {row.start: sum(row.counts) for row in histogram.rows}
    window, _ = WINDOWS.get(histogram.bucket, (0, ""))
    found: list[Point] = []
    seen: list[int] = []
    total = 0
    for start in starts(first, last, histogram.bucket):
        count = counts.get(start, 0)
        total += count
        whole = start >= first and bucket_last(histogram.bucket, start) <= last
        if whole:
            seen.append(count)
        full = whole and window and len(seen) >= window
        found.append(Point(start, sum(seen[-window:]) / window if full else None, total))
    return tuple(found)


def curves(  # noqa: PLR0917 - what is drawn, then where and how
    drawn: tuple[Point, ...],
    unit: str,
    wanted: Collection[str],
    frame: TimelineFrame,
    theme: Theme,
    top: int,
) -> list[dict[str, Any]]:
    """The lines as traces. ``top``: the count at the highest line of the histogram; the sum ends
    there, on a scale of its own."""
    traces = []
    means = [(point.start, point.mean) for point in drawn if point.mean is not None]
    if MEAN in wanted and means:
        x = [_inside(_middle(unit, start), frame) for start, _ in means]
        y = [mean for _, mean in means]
        traces += [_line(x, y, theme.paper, 3.5), _line(x, y, theme.ink, 1.5)]
    if SUM in wanted and drawn and drawn[-1].total:
        whole = drawn[-1].total
        x = [_inside(milliseconds(bucket_end(unit, point.start)), frame) for point in drawn]
        x = [_inside(milliseconds(drawn[0].start), frame), *x]
        y = [0.0, *(point.total * top / whole for point in drawn)]
        traces.append(_line(x, y, theme.ink2, 1.25, dash="2px,2px"))
    return traces


def said(drawn: tuple[Point, ...], unit: str, wanted: Collection[str]) -> list[str]:
    """What the lines are, in words."""
    parts = []
    if MEAN in wanted and unit in WINDOWS:
        parts.append(f"line: {WINDOWS[unit][1]}")
    if SUM in wanted and drawn:
        since = text.day(drawn[0].start)
        parts.append(f"dotted: sum since {since}, {text.number(drawn[-1].total)} at its end")
    return parts


def hovers(drawn: tuple[Point, ...], unit: str, wanted: Collection[str]) -> dict[date, list[str]]:
    """What the tooltip of each bar says of the lines."""
    lines: dict[date, list[str]] = {}
    for point in drawn:
        own = []
        if MEAN in wanted and point.mean is not None:
            own.append(f"{WINDOWS[unit][1]}: {point.mean:,.1f}")
        if SUM in wanted:
            own.append(f"sum so far: {text.number(point.total)}")
        lines[point.start] = own
    return lines


def _middle(unit: str, start: date) -> float:
    return (milliseconds(start) + milliseconds(bucket_end(unit, start))) / 2


def _inside(moment: float, frame: TimelineFrame) -> float:
    return min(max(moment, milliseconds(frame.first)), milliseconds(frame.last, 1))


def _line(
    x: list[float], y: list[float], color: str, width: float, dash: str = "solid"
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": color, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }
