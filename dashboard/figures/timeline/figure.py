"""The timeline: a histogram stacked by group over swim lanes that share its days.

Talks and violence stand on one axis. What lies outside the chosen dates is drawn under a
veil of paper. The handles of the brush are ``assets/timeline.js``, which lays them out by
``layout.meta``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.chart_elements import figure, hover_label, words
from dashboard.figures.theme import FONT, Theme
from dashboard.figures.timeline.annotations import (
    Chosen,
    axis_words,
    brush,
    brush_middle,
    grid,
    lane_lines,
    lane_words,
    selection,
)
from dashboard.figures.timeline.axis import TimelineFrame, milliseconds
from dashboard.figures.timeline.curves import Point, curves, hovers, points
from dashboard.figures.timeline.lane_columns import lane_counts, peak
from dashboard.figures.timeline.lanes import LaneBand, bands
from dashboard.figures.timeline.looks import TimelineLooks
from dashboard.figures.timeline.ticks import count_ticks
from dashboard.figures.timeline.traces import bars, lane_bars, lane_marks
from geodata import text
from geodata.results import Histogram, Lanes

_USUAL = TimelineLooks()
NOTHING = "No events in this selection, at any date"


def timeline_figure(
    histogram: Histogram,
    lanes: Lanes,
    theme: Theme,
    frame: TimelineFrame,
    *,
    chosen: Chosen = (None, None),
    selected: str = "",
    selected_days: tuple[date, date] | None = None,
    looks: TimelineLooks = _USUAL,
) -> go.Figure:
    """Return the chart of events over time.

    ``frame`` has the first and last day of the axis (see ``axis.domain``) and the pixels,
    ``chosen`` the dates of the filter; an open end is the end of the axis. ``selected`` is an
    event id: ringed in every lane, with a dotted line at its middle day; ``selected_days``
    places that line when no lane holds the event.

    Marks carry their event id as ``customdata``. Lanes that hold counts per bucket are drawn
    as small stacked bars, with the highest count of each at the right.
    """
    placed = bands(lanes, frame)
    top = count_ticks(max((sum(row.counts) for row in histogram.rows), default=0))[-1]
    drawn = curve_points(histogram, frame, looks)
    unit = histogram.bucket
    traces = [
        *bars(histogram, frame, theme, top, more=hovers(drawn, unit, looks.curves)),
        *curves(drawn, unit, looks.curves, frame, theme, top),
        *lane_bars(placed, frame, theme),
        *lane_marks(placed, frame, theme),
        *lane_counts(placed, lanes.bucket, frame, theme, one_scale=looks.one_scale),
    ]
    shapes = [
        *grid(frame, theme, top),
        *lane_lines(placed, frame, theme),
        *brush(frame, theme, chosen),
        *selection(placed, selected, selected_days, frame, theme),
    ]
    notes = [*axis_words(frame, theme, top), *lane_words(placed, frame, theme)]
    if not any(sum(row.counts) for row in histogram.rows) and not _any_drawn(placed):
        place = (brush_middle(frame, chosen), 35)
        size = (frame.width, frame.height)
        notes.append(words(NOTHING, *place, size, theme.ink3, font=12, anchor="center"))
    layout = base_layout(frame, theme, top, chosen, histogram.bucket)
    return figure(traces, layout | {"shapes": shapes, "annotations": notes})


def curve_points(
    histogram: Histogram, frame: TimelineFrame, looks: TimelineLooks
) -> tuple[Point, ...]:
    """What the lines over the bars of a frame say; nothing when there are none."""
    if not looks.curves:
        return ()
    return points(histogram, frame.first, min(frame.last, looks.until or frame.last))


def lane_scales(lanes: Lanes, looks: TimelineLooks) -> str:
    """How the columns of lanes are to be compared, in words; empty where there are none."""
    if not any(map(peak, lanes.rows)):
        return ""
    return "lanes on one scale" if looks.one_scale else "each lane its own scale"


def heading(histogram: Histogram) -> str:
    """What the bars count."""
    unit = "week, Monday to Sunday" if histogram.bucket == "week" else histogram.bucket
    return f"Events per {unit}, by day of start"


def far_before(histogram: Histogram, frame: TimelineFrame) -> str:
    """What stands before the axis, in words; empty when nothing does."""
    if frame.before is None:
        return ""
    events = sum(histogram.rows[0].counts)
    return f"{text.number(events)} before the break, {text.days(*frame.before)}"


def short_heading(histogram: Histogram) -> str:
    """What the bars count, where there is little room."""
    return f"Events per {histogram.bucket}"


def _any_drawn(placed: tuple[LaneBand, ...]) -> bool:
    return any(band.placed or band.lane.buckets for band in placed)


def base_layout(
    frame: TimelineFrame, theme: Theme, top: int, chosen: Chosen, bucket: str
) -> dict[str, Any]:
    """The layout of a timeline without its shapes and words. ``top``: the count at the highest
    line of the histogram."""
    width, height = frame.width, frame.height
    hidden = {"visible": False, "fixedrange": True}
    return {
        "width": width,
        "height": height,
        "autosize": False,
        # no margins: a position on the paper is a pixel divided by the size
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 11, "color": theme.ink3},
        "showlegend": False,
        "barmode": "stack",
        "hovermode": "closest",
        "hoverdistance": 6,
        "hoverlabel": hover_label(theme),
        "dragmode": False,
        "xaxis": hidden
        | {
            "type": "date",
            "domain": [frame.edge / width, frame.right / width],
            "range": [frame.time(frame.edge), milliseconds(frame.last, 1)],
            "anchor": "y2",
        },
        "yaxis": hidden
        | {"domain": [1 - frame.base / height, 1 - frame.top / height], "range": [0, top]},
        # the second axis is in pixels from the top, so that rows keep their distance
        "yaxis2": hidden
        | {
            "domain": [1 - frame.bottom / height, 1 - frame.base / height],
            "range": [frame.bottom, frame.base],
        },
        "meta": {
            "left": frame.left,
            "first": frame.first.isoformat(),
            "last": frame.last.isoformat(),
            "from": chosen[0].isoformat() if chosen[0] else None,
            "to": chosen[1].isoformat() if chosen[1] else None,
            "bucket": bucket,
            "top": frame.top - 6,
            "base": frame.base,
            "bottom": frame.bottom,
        },
    }
