"""Whether a view is shown as places, density or regions, and its hexagons; for page and
pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density, width_px
from dashboard.state import View
from geodata import query
from geodata.filters import Filters
from geodata.hexagons import LEAST_KM, Lattice, lattice
from geodata.query.hexagons import WORLD, Bounds
from geodata.results import Hexagon, Places
from geodata.store import Snapshot

MOST_PLACES: Final = 1_500
MOST_EVENTS: Final = 20_000
"""Of more, marks would only cover one another: density is shown unless places are asked for."""

COARSE_KM: Final = 20.0
"""How narrow hexagons are at most where most events are known to a district only."""

COARSE_ZOOM: Final = 6.0
"""Of the hexagons by which a crowded view is framed, some ten km wide."""


class MapMode(NamedTuple):
    """What a map shows and why: ``name``, a word of ``state.MODES``; ``chosen`` by the reader; so
    many places and placed events; ``crowded``: too many places in view for marks."""

    name: str
    chosen: bool
    places: int
    events: int
    crowded: bool


def map_mode(db: Snapshot, view: View, found: Places) -> MapMode:
    """How ``found``, the places of the view or of a part of it, are shown."""
    placed = query.totals(db, view.filters).placed
    if view.show == "regions":
        return MapMode("regions", True, found.total, placed, crowded=False)
    many = found.total > MOST_PLACES or placed > MOST_EVENTS
    dense = found.crowded or (many if not view.show else view.show == "density")
    name = "density" if dense else "places"
    crowded = found.crowded and view.show == "places"
    return MapMode(name, view.show == name, found.total, placed, crowded)


def choropleth(db: Snapshot, filters: Filters) -> Choropleth:
    """The first-level regions in which the events of a filter happened."""
    placed = query.totals(db, filters).placed
    return Choropleth(query.region_counts(db, filters), placed)


def places_of(db: Snapshot, view: View, bounds: Bounds | None) -> Places:
    """The places of a view; of too many, where marks are asked for, those in the bounds."""
    found = query.places(db, view.filters)
    if found.crowded and view.show == "places" and bounds:
        return query.places(db, view.filters, bounds=bounds)
    return found


def density(  # noqa: PLR0917 - what, where, and on what map
    db: Snapshot,
    filters: Filters,
    bounds: Bounds,
    zoom: float,
    height: float,
    chosen: tuple[float, float] | None = None,
) -> Density:
    """The hexagons of a map ``height`` px high that shows the bounds at a zoom; classes are those
    without a chosen area, so that choosing one changes no colour."""
    whole = replace(filters, area=())
    around = _lattice(db, whole, zoom, height)
    found = query.hexagons(db, filters, bounds, around)
    inside = {(one.column, one.row) for one in found}
    others = query.hexagons(db, whole, bounds, around) if filters.area else ()
    return Density(
        around,
        found,
        query.fullest_hexagon(db, whole, around),
        query.totals(db, filters).events,
        query.known_by_region(db, filters),
        chosen,
        tuple(one for one in others if (one.column, one.row) not in inside),
    )


def overview(db: Snapshot, filters: Filters) -> tuple[Hexagon, ...]:
    """Where the events are, all over the globe."""
    return query.hexagons(db, filters, WORLD, lattice(40, COARSE_ZOOM))


def _lattice(db: Snapshot, filters: Filters, zoom: float, height: float) -> Lattice:
    geo = query.precisions(db, filters).geo
    districts = geo.get("admin2", 0)
    exact = geo.get("exact", 0) + geo.get("town", 0)
    least = COARSE_KM if districts > exact else LEAST_KM
    return lattice(width_px(zoom, height), zoom, least)
