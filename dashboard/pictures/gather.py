"""The numbers that a picture is drawn from: the page's own queries, asked once each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from dashboard.figures import geo
from dashboard.figures.caption import Facts
from dashboard.figures.timeline_axis import bucket_for, domain
from dashboard.pictures.ask import Ask
from dashboard.pictures.map_own import ZoneShapes
from dashboard.pictures.map_plane import Plane, plane
from dashboard.state import View
from geodata import places, query
from geodata.filters import Filters
from geodata.query.zone_shapes import zone_shapes
from geodata.shapes import Bin, EventDetail, Histogram, Lanes, Places
from geodata.store import EventStore
from geodata.writers.allowed import allowed

WORLD: Final = (-180.0, -geo.MAX_LAT, 180.0, geo.MAX_LAT)
OVERVIEW: Final = 6.0
"""The zoom of the squares, a third of a degree wide, by which a crowded view is framed."""
PUBLISHERS: Final = 5
LANES: Final = 30
RANKS: Final = 100_000
"""As good as all: what there is no room for is summed up in words."""


class Timeline(NamedTuple):
    """Bars and lanes, and the days of their axis."""

    histogram: Histogram
    lanes: Lanes
    first: date
    last: date


def facts(store: EventStore, view: View) -> Facts:
    """What the caption says."""
    filters = view.filters
    totals = query.totals(store, filters)
    names = {name for name, _ in totals.by_source}
    return Facts(
        totals=totals,
        precisions=query.precisions(store, filters),
        # of nothing: where it was looked for
        datasets=tuple(
            one
            for one in store.datasets()
            if one.shows and (one.dataset.name in names or not names)
        ),
        publishers=tuple(name for name, _ in query.publishers(store, filters, PUBLISHERS)),
        flagged=query.duplicate_count(store, filters),
    )


def marks(
    store: EventStore, ask: Ask, width: float, height: float
) -> tuple[Places | tuple[Bin, ...], geo.Bounds | Plane | None]:
    """What a map of this size shows, and which part of the world.

    A crowded view is counted in squares by the store, as on the page.
    """
    found = query.places(store, ask.view.filters)
    if not found.crowded:
        return found, ask.extent
    whole = query.bins(store, ask.view.filters, WORLD, OVERVIEW)
    looks = plane(ask.extent or geo.around(whole), width, height, exactly=ask.extent is not None)
    return query.bins(store, ask.view.filters, looks.bounds, looks.zoom), looks


def zones(store: EventStore, view: View) -> ZoneShapes | None:
    """The zones that people brought, those in force on the chosen days."""
    days = view.filters.date_from, view.filters.date_to
    if not query.zones(store, *days):
        return None
    return ZoneShapes(zone_shapes(store, *days), view.filters.zones)


def timeline(store: EventStore, view: View, width: float) -> Timeline:
    """Bars and lanes; the axis is as long as the chosen dates, else as the data."""
    filters = view.filters
    chosen = (filters.date_from, filters.date_to)
    first, last = domain(query.span(store, filters) or query.span(store, Filters()), chosen, pad=0)
    if chosen[0] and chosen[1]:
        first, last = chosen[0], chosen[1]
    unit = bucket_for(first, last, int(width))
    return Timeline(
        query.histogram(store, filters, first, last, unit),
        query.lanes(store, filters, view.lanes, first, last, limit=LANES),
        first,
        last,
    )


def main_events(
    store: EventStore, view: View, most: int, keys: Collection[str] = ()
) -> tuple[EventDetail, ...]:
    """The events that rest on most sources, newest first, with their sources.

    Those whose data set's terms do not let rows be passed on are counted and drawn, and not
    listed, but for the data sets of ``keys``.
    """
    rows = query.most_reported(store, allowed(store, view.filters, keys).filters, most)
    found = (query.event(store, row.event_id) for row in rows)
    return tuple(event for event in found if event)


def countries(view: View) -> frozenset[str]:
    """The countries asked about, which stand out from the others."""
    return frozenset((places.ancestors(code) or (code,))[-1] for code in view.filters.regions)
