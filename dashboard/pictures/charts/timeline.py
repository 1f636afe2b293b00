"""The timeline of a picture: the page's bars and lanes, with counts over the bars.

The axis ends where its dates end; there is no veil unless the chosen dates are fewer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from dashboard.figures.theme import Theme
from dashboard.figures.timeline.annotations import Chosen, axis_words, brush, grid, lane_lines
from dashboard.figures.timeline.axis import FAR_BEFORE_PX, FarBefore, TimelineFrame, TimelineMargins
from dashboard.figures.timeline.curves import curves, said
from dashboard.figures.timeline.figure import base_layout, curve_points
from dashboard.figures.timeline.lane_columns import lane_counts
from dashboard.figures.timeline.lanes import LaneBand, bands, holding, room_wanted
from dashboard.figures.timeline.looks import TimelineLooks
from dashboard.figures.timeline.ticks import count_ticks
from dashboard.figures.timeline.traces import bars, lane_bars, lane_marks
from dashboard.pictures.charts.figure_svg import draw
from dashboard.pictures.charts.lane_labels import names, names_room, peaks, peaks_room
from dashboard.pictures.charts.part import ChartPart, more, most
from dashboard.pictures.charts.timeline_labels import MORE, left_out, note, nothing, values
from geodata.buckets import bucket_end
from geodata.results import Histogram, Lanes

_FOOT: Final = 34  # below the lanes: days, months and years
_ABOVE: Final = 16  # over the highest line, for a count
_GAP, _SCALE_GAP = 10, 18  # between bars and lanes, and where their scale is said
_LEAST_BARS: Final = 24
_USUAL: Final = 6
_BARS: Final = 0.25  # of the height
_LANE, _LEAST_LANE = 18.0, 15.0  # in the lower, three rows of marks just fit
_WIDEST_BAR: Final = 64.0
_DAY_MS: Final = 86_400_000.0
_LOOKS: Final = TimelineLooks()


def draw_timeline(
    histogram: Histogram,
    lanes: Lanes,
    theme: Theme,
    width: float,
    height: float,
    *,
    days: tuple[date, date],
    before: FarBefore | None = None,
    chosen: Chosen = (None, None),
    total: int | None = None,
    empty_lanes: bool = True,
    looks: TimelineLooks = _LOOKS,
) -> ChartPart:
    """Events over time, in a frame of ``width`` × ``height``.

    ``days`` are the ends of the axis; ``histogram`` and ``lanes`` are of these days, and of the
    days ``before`` it; what else they have is not shown.
    Lanes without events are left out unless ``empty_lanes``, and the note says so.
    Where ``chosen`` leaves out a part of the axis, that part is pale. ``total`` is how many
    events match all filters; with it the note tells how many of them no bar counts.
    """
    histogram, lanes = _between(histogram, lanes, before.first if before else days[0], days[1])
    every = len(lanes.rows)
    if not empty_lanes:
        lanes, _ = holding(lanes)
    shown, rest = _shown(lanes, height)
    frame = _frame(shown, width, height, days, before, spare=MORE if rest else 0)
    within = frame if not rest else replace(frame, height=frame.height - MORE)
    placed = bands(shown, within)
    chosen = _narrower(chosen, *days)
    top = count_ticks(max((sum(row.counts) for row in histogram.rows), default=0))[-1]
    figure = _figure(histogram, placed, lanes.bucket, frame, theme, chosen, looks)
    parts = [
        *draw(figure, theme if theme.name == "print" else None),
        *names(placed, shown.by, frame, theme),
        *peaks(placed, frame, theme),
        *values(histogram, frame, theme, top, chosen),
    ]
    if rest:
        parts += left_out(more(rest, "lane", "lanes", once=lanes.by == "type"), frame, theme)
    if not histogram.rows and not any(b.placed or b.lane.buckets for b in placed):
        parts.append(nothing(frame, theme))
    dropped = len(lanes.rows) < every
    words = note(
        histogram,
        lanes,
        placed,
        frame,
        theme,
        chosen=chosen,
        total=total,
        dropped=dropped,
        curves=said(curve_points(histogram, frame, looks), histogram.bucket, looks.curves),
        looks=looks,
    )
    return ChartPart(tuple(parts), words)


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
    lanes: Lanes,
    width: float,
    height: float,
    days: tuple[date, date],
    before: FarBefore | None,
    *,
    spare: int,
) -> TimelineFrame:
    """Bars take what the lanes leave, at most nearly half, and a quarter where lanes can do
    with less."""
    gap = _SCALE_GAP if lanes.bucket else _GAP
    free = height - _FOOT - _ABOVE - gap - spare
    right = int(width) - max(3, peaks_room(lanes))
    left = names_room(lanes, width) + (FAR_BEFORE_PX if before else 0)
    room = TimelineMargins(left, right, _ABOVE, 0, 0)
    whole = TimelineFrame(*days, int(width), int(height), room, before)
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
    placed: tuple[LaneBand, ...],
    unit: str,
    frame: TimelineFrame,
    theme: Theme,
    chosen: Chosen,
    looks: TimelineLooks,
) -> dict[str, Any]:
    """The figure of the page in the frame of a picture; names and counts are not in it."""
    top = count_ticks(max((sum(row.counts) for row in histogram.rows), default=0))[-1]
    drawn = curve_points(histogram, frame, looks)
    most_ms = _WIDEST_BAR / frame.day_px * _DAY_MS
    columns = [
        trace | {"width": [min(wide, most_ms) for wide in trace["width"]]}
        for trace in bars(histogram, frame, theme, top, answers=False)
    ]
    traces = [
        *columns,
        *curves(drawn, histogram.bucket, looks.curves, frame, theme, top),
        *lane_bars(placed, frame, theme),
        *lane_marks(placed, frame, theme, answers=False),
        *lane_counts(placed, unit, frame, theme, one_scale=looks.one_scale, answers=False),
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
