"""What is drawn on the timeline as data: columns, events in lanes, and their tooltips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from dashboard.figures.chart_elements import marker_size, paper_between
from dashboard.figures.theme import SHAPES, Theme
from dashboard.figures.timeline.axis import TimelineFrame, milliseconds
from dashboard.figures.timeline.lanes import RADIUS, LaneBand, PlacedEvent
from dashboard.figures.tooltip import days_line, deaths_line, plain_lines
from geodata import text
from geodata.buckets import bucket_end, bucket_last
from geodata.results import Bucket, Histogram
from geodata.schema import GROUP_LABELS, GROUPS

_DAY_MS: Final = 86_400_000.0
FAR_PX: Final = 9
"""How wide the column before the axis is."""


def bars(
    histogram: Histogram,
    frame: TimelineFrame,
    theme: Theme,
    top: int,
    *,
    answers: bool = True,
    more: Mapping[date, Sequence[str]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Stacked columns, one trace per group, aggregates hollow, and one that ``answers`` the
    pointer, and says ``more`` of a column by its first day."""
    rows = [row for row in histogram.rows if sum(row.counts)]
    gap = paper_between([row.counts for row in rows], (frame.base - frame.top) / top)
    traces = []
    for index, group in enumerate(GROUPS):
        for hollow in (False, True):
            heights = {
                row: row.aggregates[index] if hollow else row.counts[index] - row.aggregates[index]
                for row in rows
            }
            own = [row for row in rows if heights[row]]
            if own:
                centres, widths = columns(own, histogram.bucket, frame)
                counts = [heights[row] for row in own]
                trace = columns_of(group, centres, counts, widths, theme, gap=gap)
                traces.append(trace | {"marker": hollow_marker(group, theme)} if hollow else trace)
    if rows and answers:
        centres, widths = columns(rows, histogram.bucket, frame)
        traces.append(
            {
                # the whole column answers the pointer, however low its bar is
                "type": "bar",
                "meta": {"kind": "bucket"},
                "x": centres,
                "y": [top] * len(rows),
                "base": 0,
                "width": widths,
                "opacity": 0,
                "customdata": [
                    [day.isoformat() for day in bucket_days(histogram.bucket, row, frame)]
                    for row in rows
                ],
                "hovertext": [
                    bucket_hover(histogram.bucket, row, frame, more.get(row.start, ()))
                    for row in rows
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return traces


def hollow_marker(group: str, theme: Theme) -> dict[str, Any]:
    """How a part of a column looks whose events overlap others."""
    return {"color": theme.paper, "line": {"width": 1, "color": theme.group(group)}}


def columns(rows: list[Bucket], unit: str, frame: TimelineFrame) -> tuple[list[float], list[float]]:
    """Centres and widths in milliseconds; 1.5 px are left between two columns."""
    centres, widths = [], []
    gap = (1.5 - 0.75) / frame.day_px * _DAY_MS  # the line of paper takes the rest
    for row in rows:
        if is_far(row, frame):
            centres.append(frame.time(frame.x(row.start)))
            widths.append(FAR_PX / frame.day_px * _DAY_MS)
            continue
        start, end = milliseconds(row.start), milliseconds(bucket_end(unit, row.start))
        centres.append((start + end) / 2)
        widths.append(max(end - start - gap, gap))
    return centres, widths


def is_far(row: Bucket, frame: TimelineFrame) -> bool:
    """Whether a column is the one before the axis."""
    return frame.before is not None and row.start <= frame.before.last


def bucket_days(unit: str, row: Bucket, frame: TimelineFrame) -> tuple[date, date]:
    """The first and the last day of a column, which a click on it chooses."""
    if frame.before and is_far(row, frame):
        return frame.before
    return row.start, bucket_last(unit, row.start)


def bucket_hover(unit: str, row: Bucket, frame: TimelineFrame, more: Sequence[str] = ()) -> str:
    """The tooltip of a column: its days, all events, the groups two on a line, what ``more`` there
    is to say, and what a click does."""
    far = is_far(row, frame)
    first, last = bucket_days(unit, row, frame)
    head = text.days(first, last) if far else text.bucket(unit, row.start)
    groups = text.groups(row.counts)
    pairs = [" · ".join(groups[i : i + 2]) for i in range(0, len(groups), 2)]
    total = text.count(sum(row.counts), "event")
    if overlapping := sum(row.aggregates):
        pairs.append(f"hollow: {text.count(overlapping, 'aggregate')}, overlapping other events")
    if far:
        pairs.append("before the axis, not to scale")
    whole = unit not in {"day", "week"}
    days = head if whole else text.days(first, last)
    return "<br>".join([head[0].upper() + head[1:], total, *pairs, *more, f"Click: only {days}"])


def event_hover(placed: PlacedEvent) -> str:
    """The tooltip of an event, at most five lines; titles are plain text and escaped."""
    mark = placed.mark
    lines = [*plain_lines(mark.title, 2), days_line(mark), deaths_line(mark)]
    if mark.aggregate:
        lines.append("aggregate: overlaps other events")
    return "<br>".join(lines)


def lane_bars(
    placed: tuple[LaneBand, ...], frame: TimelineFrame, theme: Theme
) -> list[dict[str, Any]]:
    """Events of more than one day, and those whose day is not known."""
    bars = [p for band in placed for p in band.placed if p.bar]
    half = 1.44 * RADIUS / 2
    traces: list[dict[str, Any]] = []
    for group in GROUPS:
        for hollow in (False, True):
            own = [p for p in bars if p.mark.group == group and p.hollow == hollow]
            if not own:
                continue
            x: list[float | None] = []
            y: list[float | None] = []
            for p in own:
                left, right = (frame.time(edge) for edge in _inside(p, frame))
                x += [left, right, right, left, left, None]
                y += [p.y - half, p.y - half, p.y + half, p.y + half, p.y - half, None]
            color = theme.group(group)
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": x,
                    "y": y,
                    "yaxis": "y2",
                    "fill": "toself",
                    "fillcolor": theme.paper if hollow else color,
                    "line": hollow_edge(color)
                    if hollow
                    else {"color": theme.outline, "width": 0.75},
                    "hoverinfo": "skip",
                }
            )
    return traces


def hollow_edge(color: str) -> dict[str, Any]:
    """The line around a hollow bar of a lane; width and dashes in px."""
    return {"color": color, "width": 1.1, "dash": "2px,1.6px"}


def _inside(p: PlacedEvent, frame: TimelineFrame) -> tuple[float, float]:
    return max(p.x0, frame.edge), min(p.x1, frame.right)


def lane_marks(
    placed: tuple[LaneBand, ...], frame: TimelineFrame, theme: Theme, *, answers: bool = True
) -> list[dict[str, Any]]:
    """Events of a day as shapes, and what ``answers`` the pointer for the longer ones."""
    everything = [p for band in placed for p in band.placed]
    traces = []
    for group in GROUPS:
        for hollow in (False, True):
            own = [
                p for p in everything if p.mark.group == group and p.hollow == hollow and not p.bar
            ]
            if own:
                color = theme.group(group)
                marker = {
                    "symbol": SHAPES[group],
                    "size": marker_size(group, RADIUS),
                    "opacity": 1,
                    "color": theme.paper if hollow else color,
                    "line": {
                        "color": color if hollow else theme.outline,
                        "width": 1.2 if hollow else 0.75,
                    },
                }
                points = [(p, p.x) for p in own]
                traces.append(_points(points, frame, marker, answers=answers))
    if not answers:
        return traces
    # a bar answers the pointer over its whole length
    hits = [
        (p, x) for p in everything if p.bar for x in _steps(*_inside(p, frame), step=2 * RADIUS)
    ]
    if hits:
        traces.append(_points(hits, frame, {"size": 2 * RADIUS, "opacity": 0}))
    return traces


def columns_of(
    group: str,
    x: list[float],
    y: Sequence[float],
    widths: list[float],
    theme: Theme,
    *,
    gap: float,
) -> dict[str, Any]:
    """The columns of one group at centres ``x`` in ms, with ``gap`` px of paper around."""
    return {
        "type": "bar",
        "name": GROUP_LABELS[group],
        "x": x,
        "y": y,
        "width": widths,
        # half of each line lies inside its column, so that ``gap`` px part two groups
        "marker": {"color": theme.group(group), "line": {"width": gap, "color": theme.paper}},
        "hoverinfo": "skip",
    }


def _points(
    points: Sequence[tuple[PlacedEvent, float]],
    frame: TimelineFrame,
    marker: dict[str, Any],
    *,
    answers: bool = True,
) -> dict[str, Any]:
    drawn = {
        "type": "scatter",
        "mode": "markers",
        "meta": {"kind": "event"},
        "x": [frame.time(x) for _, x in points],
        "y": [p.y for p, _ in points],
        "yaxis": "y2",
        "marker": marker,
        "cliponaxis": False,
    }
    if not answers:
        return drawn
    # a long bar has many points that say the same
    hovers = {id(p): event_hover(p) for p, _ in points}
    return drawn | {
        "customdata": [p.mark.event_id for p, _ in points],
        "hovertext": [hovers[id(p)] for p, _ in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _steps(start: float, end: float, *, step: float) -> Iterator[float]:
    pieces = max(1, round((end - start) / step))
    for piece in range(pieces):
        yield start + (piece + 0.5) * (end - start) / pieces
