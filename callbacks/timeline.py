"""The timeline: bars, lanes and the brush."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.threads import reading
from dashboard import ids
from dashboard.components import tables
from dashboard.components.terms import term
from dashboard.components.timeline_controls import timeline_controls
from dashboard.components.timeline_links import lane_links
from dashboard.components.tree import nodes_for
from dashboard.figures.theme import THEMES
from dashboard.figures.timeline.axis import STRIP, Extent, extent
from dashboard.figures.timeline.curves import said
from dashboard.figures.timeline.figure import (
    curve_points,
    far_before,
    heading,
    lane_scales,
    short_heading,
    timeline_figure,
)
from dashboard.figures.timeline.lanes import bands, holding
from dashboard.figures.timeline.looks import TimelineLooks, frame_for
from dashboard.state import View, read
from dashboard.timeline import TimelineContent, timeline_content
from geodata import query
from geodata.filters import Filters, dataset_scope
from geodata.results import Span
from geodata.store import Snapshot, Store
from geodata.text import count

LANES = 6
FEW_LANES = 3
LOW_PX = 240  # lower than this there is room for a few lanes
PAD = 0.35  # of the chosen dates, shown on either side of them
SMALL_PAD = 0.06


def register(app: Dash, store: Store) -> None:
    """Attach the callback."""

    @app.callback(
        Output(ids.TIMELINE, "figure"),
        Output(ids.tree(ids.TIMELINE_HEAD), "tree"),
        Output(ids.tree(ids.LANE_LINKS), "tree"),
        Output(ids.tree(ids.LANES_BY), "tree"),
        Output(ids.TIMELINE_DRAWN, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.SCREEN, "data"),
        State(ids.TIMELINE_DRAWN, "data"),
        prevent_initial_call=True,
    )
    @reading(store)
    def timeline(
        db: Snapshot, search: str | None, screen: dict[str, Any] | None, drawn: list[Any] | None
    ) -> tuple[Any, ...]:
        if not screen or not screen.get("timeline_width"):
            raise PreventUpdate
        view, _ = read(search or "")
        # its numbers and not the data's: others may have changed, and a hand be on the brush
        looks = [view.lanes, view.lane_scale, view.curves]
        key = [repr(view.filters), view.event, repr(looks), _digest(db, view, screen), screen]
        if key == drawn:
            return (no_update,) * 5
        figure, *parts = draw(db, view, screen)
        return figure, *(nodes_for(view, part) for part in parts), key


def _height(screen: dict[str, Any]) -> int:
    return int(screen.get("timeline_height") or 274)


def _digest(db: Snapshot, view: View, screen: dict[str, Any]) -> str:
    """A mark of what the figure shows."""
    event = query.event(db, view.event) if view.event else None
    days = (event.row.date_start, event.row.date_end) if event else None
    shown = (_axis(db, view, screen), numbers(db, view, screen), days)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def numbers(db: Snapshot, view: View, screen: dict[str, Any]) -> TimelineContent:
    """The bars and lanes that a view shows on a screen."""
    axis, span = _axis(db, view, screen)
    height = _height(screen)
    most = LANES if height >= LOW_PX else FEW_LANES if height >= STRIP else 0
    return timeline_content(db, view, axis, span, most)


def behind(db: Snapshot, view: View, screen: dict[str, Any]) -> Component:
    """The figure as a table, for the part of its axis that the chosen data sets cover."""
    first, last, unit = _axis(db, view, screen)[0]
    histogram, lanes, before = numbers(db, view, screen)
    data = query.totals(db, dataset_scope(view.filters))
    covered = (max(first, data.first), min(last, data.last)) if data.first and data.last else None
    deaths = dict(query.deaths_in_time(db, view.filters, first, last, unit))
    if before:
        known = query.deaths_in_time(db, view.filters, *before, "day").values()
        if known:
            deaths[before.first] = (sum(low for low, _ in known), sum(high for _, high in known))
    return tables.timeline_table(
        view, histogram, lanes, covered=covered, deaths=deaths, before=before
    )


def _axis(db: Snapshot, view: View, screen: dict[str, Any]) -> tuple[Extent, Span | None]:
    """The axis, and the days of the data."""
    span = query.span(db, view.filters)
    covered = span or query.span(db, Filters())
    today = datetime.now(UTC).date()
    covered = covered or Span(today - timedelta(days=365), today, today - timedelta(days=365), 0)
    pad = SMALL_PAD if screen.get("small") else PAD
    chosen = (view.filters.date_from, view.filters.date_to)
    width = int(screen.get("timeline_width") or 800)
    return extent(covered, chosen, width, pad=pad, shown=view.time), span


def draw(
    db: Snapshot, view: View, screen: dict[str, Any]
) -> tuple[Any, list[Component], list[Component], list[Component]]:
    """The figure, its heading, the links of its lanes and its controls, for a view on a screen."""
    axis, span = _axis(db, view, screen)
    histogram, every, before = numbers(db, view, screen)
    lanes, empty = holding(every)
    event = query.event(db, view.event) if view.event else None
    frame = frame_for(lanes, axis, int(screen["timeline_width"]), _height(screen), before)
    looks = TimelineLooks(view.lane_scale == "one", view.curves, span.last if span else None)
    figure = timeline_figure(
        histogram,
        lanes,
        THEMES[screen["theme"]],
        frame,
        chosen=(view.filters.date_from, view.filters.date_to),
        selected=view.event,
        selected_days=(event.row.date_start, event.row.date_end) if event else None,
        looks=looks,
    )
    if span:
        figure.layout.meta |= {"data": [span.first.isoformat(), span.last.isoformat()]}
    clauses = [
        short_heading(histogram),
        far_before(histogram, frame),
        *said(curve_points(histogram, frame, looks), histogram.bucket, looks.curves),
        lane_scales(lanes, looks),
        f"{count(empty, 'lane')} without events left out" if empty else "",
    ]
    hint = "; ".join(filter(None, clauses))
    full = "; ".join(filter(None, [heading(histogram), *clauses[1:]]))
    head = [html.H2(term("timeline", "Timeline")), html.Span(hint, className="hint", title=full)]
    over = lane_links(view, lanes.by, bands(lanes, frame), frame)
    return figure, head, over, timeline_controls(view, span, histogram.bucket)
