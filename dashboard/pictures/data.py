"""The numbers that a picture is drawn from: the page's own queries, asked once each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final, NamedTuple

from dashboard import density
from dashboard.captions import CaptionFacts
from dashboard.figures.map import geometry
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density
from dashboard.figures.timeline.axis import Extent, FarBefore, bucket_for, extent
from dashboard.figures.timeline.looks import TimelineLooks
from dashboard.pictures.maps.map import map_plane
from dashboard.pictures.maps.plane import Projection, plane
from dashboard.pictures.maps.zones import ZoneShapes
from dashboard.pictures.request import PictureRequest
from dashboard.state import View
from dashboard.timeline import timeline_content
from geodata import query, regions
from geodata.event_results import EventDetail
from geodata.filters import Filters
from geodata.query.zone_shapes import zone_shapes
from geodata.results import Histogram, Lanes, Places
from geodata.store import Snapshot
from geodata.writers.restrictions import allowed

PUBLISHERS: Final = 5
LANES: Final = 30
RANKS: Final = 100_000
"""As good as all: what there is no room for is summed up in words."""


class Timeline(NamedTuple):
    """Bars and lanes, the days of their axis, and how they are drawn."""

    histogram: Histogram
    lanes: Lanes
    before: FarBefore | None
    first: date
    last: date
    looks: TimelineLooks


def facts(db: Snapshot, view: View) -> CaptionFacts:
    """What the caption says."""
    filters = view.filters
    totals = query.totals(db, filters)
    names = {name for name, _ in totals.by_source}
    return CaptionFacts(
        totals=totals,
        precisions=query.precisions(db, filters),
        # of nothing: where it was looked for
        datasets=tuple(
            one for one in db.datasets() if one.shows and (one.dataset.name in names or not names)
        ),
        publishers=tuple(name for name, _ in query.publishers(db, filters, PUBLISHERS)),
        flagged=query.duplicate_count(db, filters),
        aggregates=query.aggregate_deaths(db, filters),
    )


def marks(
    db: Snapshot, ask: PictureRequest, width: float, height: float
) -> tuple[Places | Density | Choropleth, Projection]:
    """What a map of this size shows, and which part of the world: places, or hexagons or regions
    where the page shows them."""
    filters = ask.view.filters
    found = density.places_of(db, ask.view, None)
    if found.crowded and ask.extent is None:
        looks = plane(geometry.around(density.overview(db, filters)), width, height)
    else:
        looks = map_plane(found, width, height, ask.extent)
    found = density.places_of(db, ask.view, looks.bounds)
    mode = density.map_mode(db, ask.view, found).name
    if mode == "regions":
        return density.choropleth(db, filters), looks
    if mode == "places":
        return found, looks
    return density.density(db, filters, looks.bounds, looks.zoom, height), looks


def zones(db: Snapshot, view: View) -> ZoneShapes | None:
    """The zones that people brought, those in force on the chosen days."""
    days = view.filters.date_from, view.filters.date_to
    if not query.zones(db, *days):
        return None
    return ZoneShapes(zone_shapes(db, *days), view.filters.zones)


def timeline(db: Snapshot, view: View, width: float) -> Timeline:
    """Bars and lanes; the axis is as long as the chosen dates, else as the data."""
    filters = view.filters
    first, last = filters.date_from, filters.date_to
    span = query.span(db, filters)
    if first and last:
        axis = Extent(first, last, bucket_for(first, last, int(width)))
    else:
        axis = extent(span or query.span(db, Filters()), (first, last), int(width), pad=0)
    shown = timeline_content(db, view, axis, span, LANES)
    return Timeline(
        shown.histogram,
        shown.lanes,
        shown.before,
        axis.first,
        axis.last,
        TimelineLooks(view.lane_scale == "one", view.curves, span.last if span else None),
    )


def main_events(
    db: Snapshot, view: View, most: int, keys: Collection[str] = ()
) -> tuple[EventDetail, ...]:
    """The events with most sources and those with most deaths, in turn, with their sources.

    Those whose data set's terms do not let rows be passed on are counted and drawn, and not
    listed, but for the data sets of ``keys``.
    """
    rows = query.main_events(db, allowed(db, view.filters, keys).filters, most)
    found = (query.event(db, row.event_id) for row in rows)
    return tuple(event for event in found if event)


def countries(view: View) -> frozenset[str]:
    """The countries asked about, which stand out from the others."""
    return frozenset((regions.ancestors(code) or (code,))[-1] for code in view.filters.regions)
