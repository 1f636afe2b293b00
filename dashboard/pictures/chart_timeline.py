"""The timeline of a picture: the page's bars and lanes, with counts over the bars.

The axis ends where its dates end; there is no veil unless the chosen dates are fewer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from dashboard.figures.theme import Theme
from dashboard.figures.timeline import base_layout
from dashboard.figures.timeline_axis import Frame, Room, bucket_end
from dashboard.figures.timeline_counts import lane_counts
from dashboard.figures.timeline_lanes import Band, bands, room_wanted
from dashboard.figures.timeline_lines import Chosen, axis_words, brush, grid, lane_lines
from dashboard.figures.timeline_ticks import count_ticks
from dashboard.figures.timeline_traces import bars, lane_bars, lane_marks
from dashboard.pictures.chart_lanes import names, names_room
from dashboard.pictures.chart_said import ChartPart, more, most
from dashboard.pictures.chart_svg import draw
from dashboard.pictures.chart_timeline_words import (
    MORE,
    left_out,
    note,
    nothing,
    scale,
    values,
)
from geodata.shapes import Histogram, Lanes

_FOOT: Final = 34  # below the lanes: days, months and years
_ABOVE: Final = 16  # over the highest line, for a count
_GAP, _SCALE_GAP = 10, 18  # between bars and lanes, and where their scale is said
_LEAST_BARS: Final = 24
_USUAL: Final = 6
_BARS: Final = 0.25  # of the height
_LANE, _LEAST_LANE = 18.0, 15.0  # in the lower, three rows of marks just fit
_WIDEST_BAR: Final = 64.0
_DAY_MS: Final = 86_400_000.0


def draw_timeline(
    histogram: Histogram,
    lanes: Lanes,
    theme: Theme,
    width: float,
    height: float,
    *,
    first: date,
    last: date,
    chosen: Chosen = (None, None),
    total: int | None = None,
) -> ChartPart:
    """Events over time, in a frame of ``width`` × ``height``.

    ``first``/``last`` are the ends of the axis; ``histogram`` and ``lanes`` are of these days,
    and what they have outside them is not shown.
    Where ``chosen`` leaves out a part of the axis, that part is pale. ``total`` is how many
    events match all filters; with it the note tells how many of them no bar counts.
    """
    histogram, lanes = _between(histogram, lanes, first, last)
    shown, rest = _shown(lanes, height)
    frame = _frame(shown, width, height, (first, last), spare=MORE if rest else 0)
    within = frame if not rest else replace(frame, height=frame.height - MORE)
    placed = bands(shown, within)
    chosen = _narrower(chosen, first, last)
    top = count_ticks(max((sum(row.counts) for row in histogram.rows), default=0))[-1]
    figure = _figure(histogram, placed, lanes.bucket, frame, theme, top, chosen)
    parts = [
        *draw(figure, theme if theme.name == "print" else None),
        *names(placed, shown.by, frame, theme),
        *values(histogram, frame, theme, top, chosen),
    ]
    if lanes.bucket:
        parts += scale(placed, lanes.bucket, frame, theme)
    if rest:
        words = more(rest, "lane", "lanes", once=lanes.by == "type")
        parts += left_out(words, frame, theme)
    if not histogram.rows and not any(b.placed or b.lane.buckets for b in placed):
        parts.append(nothing(frame, theme))
    said = note(histogram, lanes, placed, theme, chosen=chosen, total=total)
    return ChartPart(tuple(parts), said)


def _between(
    histogram: Histogram, lanes: Lanes, first: date, last: date
) -> tuple[Histogram, Lanes]:
    """What lies on the axis, if only in part."""
    unit = histogram.bucket
    bars = [b for b in histogram.rows if b.start <= last and bucket_end(unit, b.start) > first]
    rows = [
        lane._replace(
            marks=tuple(m for m in lane.marks if m.first <= last and m.last >= first),
            buckets=tuple(
                b
                for b in lane.buckets
                if b.start <= last and bucket_end(lanes.bucket, b.start) > first
            ),
        )
        for lane in lanes.rows
    ]
    return histogram._replace(rows=tuple(bars)), lanes._replace(rows=tuple(rows))


def _shown(lanes: Lanes, height: float) -> tuple[Lanes, list[int]]:
    """The lanes that there is room for, and the events of the others."""
    free = height - _FOOT - _ABOVE - (_SCALE_GAP if lanes.bucket else _GAP)
    # more lanes than are usual give way to bars that can be read
    room = free - (_LEAST_BARS if len(lanes.rows) <= _USUAL else max(_LEAST_BARS, _BARS * free))
    counts = [lane.events for lane in lanes.rows]
    if len(counts) * _LEAST_LANE <= room:
        return lanes, []
    kept = most(counts, int((room - MORE) // _LANE))
    rest = [count for index, count in enumerate(counts) if index not in set(kept)]
    return lanes._replace(rows=tuple(lanes.rows[index] for index in kept)), rest


def _frame(
    lanes: Lanes, width: float, height: float, days: tuple[date, date], *, spare: int
) -> Frame:
    """Bars take what the lanes leave, at most nearly half, and a quarter where lanes can do
    with less."""
    gap = _SCALE_GAP if lanes.bucket else _GAP
    free = height - _FOOT - _ABOVE - gap - spare
    room = Room(names_room(lanes, width), int(width) - 3, _ABOVE, 0, 0)
    whole = Frame(*days, int(width), int(height), room)
    if not lanes.rows:
        high = height - _FOOT - _ABOVE - spare
    else:
        wanted = room_wanted(lanes, whole)
        low = min(_BARS * free, free - len(lanes.rows) * _LANE)
        high = max(min(free - wanted, 0.45 * free), low)
    base = _ABOVE + int(max(high, _LEAST_BARS))
    return replace(whole, room=room._replace(base=base, lanes_top=base + gap))


def _narrower(chosen: Chosen, first: date, last: date) -> Chosen:
    """The chosen dates, if they leave out a part of the axis."""
    start = chosen[0] if chosen[0] and chosen[0] > first else None
    end = chosen[1] if chosen[1] and chosen[1] < last else None
    return start, end


def _figure(  # noqa: PLR0917 - what is drawn, then where and how
    histogram: Histogram,
    placed: tuple[Band, ...],
    unit: str,
    frame: Frame,
    theme: Theme,
    top: int,
    chosen: Chosen,
) -> dict[str, Any]:
    """The figure of the page in the frame of a picture; names and counts are not in it."""
    most_ms = _WIDEST_BAR / frame.day_px * _DAY_MS
    columns = [
        trace | {"width": [min(wide, most_ms) for wide in trace["width"]]}
        for trace in bars(histogram, frame, theme, top, answers=False)
    ]
    traces = [
        *columns,
        *lane_bars(placed, frame, theme),
        *lane_marks(placed, frame, theme, answers=False),
        *lane_counts(placed, unit, frame, theme, answers=False),
    ]
    shapes = [
        *grid(frame, theme, top),
        *lane_lines(placed, frame, theme),
        *brush(frame, theme, chosen),
    ]
    layout = base_layout(frame, theme, top, chosen, histogram.bucket)
    around = {"shapes": shapes, "annotations": axis_words(frame, theme, top)}
    # the paper is the picture's
    return {"data": traces, "layout": layout | around | {"paper_bgcolor": None}}
