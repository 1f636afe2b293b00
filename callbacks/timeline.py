"""The timeline: bars, lanes and the brush."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.exceptions import PreventUpdate

from callbacks.threads import threaded
from dashboard import ids
from dashboard.components.tree import plain
from dashboard.figures.theme import THEMES
from dashboard.figures.timeline import heading, timeline_figure
from dashboard.figures.timeline_axis import bucket_for, domain
from dashboard.state import View, read
from geodata import query
from geodata.filters import Filters
from geodata.shapes import Histogram, Lanes, Span
from geodata.store import EventStore

LANES = 6
PHONE_LANES = 3
PAD = 0.35  # of the chosen dates, shown on either side of them
PHONE_PAD = 0.06


def register(app: Dash, store: EventStore) -> None:
    """Attach the callback."""

    @app.callback(
        Output(ids.TIMELINE, "figure"),
        Output(ids.tree(ids.TIMELINE_HEAD), "tree"),
        Output(ids.TIMELINE_DRAWN, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.SCREEN, "data"),
        State(ids.TIMELINE_DRAWN, "data"),
        prevent_initial_call=True,
    )
    @threaded
    def timeline(
        search: str | None, screen: dict[str, Any] | None, drawn: list[Any] | None
    ) -> tuple[Any, Any, Any]:
        if not screen or not screen.get("timeline_width"):
            raise PreventUpdate
        view, _ = read(search or "")
        # its numbers and not the data's: others may have changed, and a hand be on the brush
        key = [repr(view.filters), view.event, view.lanes, _digest(store, view, screen), screen]
        if key == drawn:
            return no_update, no_update, no_update
        figure, head = draw(store, view, screen)
        return figure, plain(head), key


def _digest(store: EventStore, view: View, screen: dict[str, Any]) -> str:
    """A mark of what the figure shows."""
    event = query.event(store, view.event) if view.event else None
    days = (event.row.date_start, event.row.date_end) if event else None
    shown = (_axis(store, view, screen), numbers(store, view, screen), days)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def numbers(store: EventStore, view: View, screen: dict[str, Any]) -> tuple[Histogram, Lanes]:
    """The bars and lanes that a view shows on a screen."""
    first, last, unit, _ = _axis(store, view, screen)
    histogram = query.histogram(store, view.filters, first, last, unit)
    count = PHONE_LANES if screen.get("phone") else LANES
    lanes = query.lanes(store, view.filters, view.lanes, first, last, limit=count)
    return histogram, lanes


def _axis(
    store: EventStore, view: View, screen: dict[str, Any]
) -> tuple[date, date, str, Span | None]:
    """First and last day of the axis, the unit of its bars, and the days of the data."""
    span = query.span(store, view.filters)
    covered = span or query.span(store, Filters())
    today = datetime.now(UTC).date()
    covered = covered or Span(today - timedelta(days=365), today, today - timedelta(days=365), 0)
    pad = PHONE_PAD if screen.get("phone") else PAD
    first, last = domain(covered, (view.filters.date_from, view.filters.date_to), pad=pad)
    return first, last, bucket_for(first, last, int(screen.get("timeline_width") or 800)), span


def draw(store: EventStore, view: View, screen: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The figure and its heading for a view on a screen."""
    first, last, _, span = _axis(store, view, screen)
    histogram, lanes = numbers(store, view, screen)
    event = query.event(store, view.event) if view.event else None
    figure = timeline_figure(
        histogram,
        lanes,
        THEMES[screen["theme"]],
        first=first,
        last=last,
        chosen=(view.filters.date_from, view.filters.date_to),
        selected=view.event,
        selected_days=(event.row.date_start, event.row.date_end) if event else None,
        width=int(screen["timeline_width"]),
        height=int(screen.get("timeline_height") or 274),
    )
    words, note = heading(histogram, span)
    head = [html.H2("Timeline"), html.Span(words, className="hint")]
    if note:
        head.append(html.Span(note, className="hint"))
    return figure, head
