"""Where the map is sent: the view that shows a place, a region or most events on a screen.

Views keep clear of what lies over the map: the legend, or an inset, at the left, and on a small
map the switch at the bottom.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from dashboard.figures.map import geometry
from dashboard.figures.map.geometry import Bounds, Viewport
from geodata import regions
from geodata.event_results import EventDetail
from geodata.results import Hexagon, Place

LEGEND_PX: Final = 170
SWITCH_PX: Final = 20
PADDING_PX: Final = 84
SMALL_PADDING_PX: Final = 36
PLACE_ZOOM: Final = 7.0
"""At which a place is shown: 300 to 600 km across, so that shores and borders say where it is,
and near enough for every place to have a mark of its own."""


class MapScreen(NamedTuple):
    """The map's width and height in px, and whether it is small: without a legend."""

    width: float
    height: float
    small: bool


def fitted(
    bounds: Bounds,
    screen: MapScreen,
    *,
    aside: float = LEGEND_PX,
    padding: float = PADDING_PX,
    small_padding: float = SMALL_PADDING_PX,
) -> Viewport:
    """The view that shows all of a box, clear of ``aside`` px at the left; a small
    map has no legend. ``padding``: px around the box."""
    if screen.small:
        view = geometry.fit(bounds, screen.width, screen.height, small_padding)
        return _moved(view, 0, SWITCH_PX)
    return _moved(geometry.fit(bounds, screen.width - aside, screen.height, padding), aside / 2, 0)


def to_place(place: Place, screen: MapScreen) -> Viewport:
    """The surroundings of a mark; of what is known to a governorate or zone only, all of it."""
    whole = to_region(place.key, screen)
    return whole or Viewport(place.lon, place.lat, PLACE_ZOOM)


def to_event(event: EventDetail, screen: MapScreen) -> Viewport | None:
    """The same of the mark of an event; none when it has no mark."""
    if whole := to_region(event.row.place_key, screen):
        return whole
    if not event.row.place_key or event.lon is None or event.lat is None:
        return None
    return Viewport(event.lon, event.lat, PLACE_ZOOM)


def to_region(code: str, screen: MapScreen) -> Viewport | None:
    """All of a region but far islands and overseas parts; none of an unknown code, which a data
    set may have."""
    if code not in regions.regions():
        return None
    return fitted(Bounds(*regions.extent(code)), screen)


def to_events(rows: Iterable[Place | Hexagon], screen: MapScreen) -> Viewport:
    """Where nine tenths of the events are, in each direction; also across 180°."""
    rows = list(rows)
    east = [row._replace(lon=row.lon + 360) if row.lon < 0 else row for row in rows]
    boxes = geometry.around(rows), geometry.around(east)
    return fitted(min(boxes, key=lambda box: box.east - box.west), screen)


def _moved(view: Viewport, west: float, south: float) -> Viewport:
    """A view so many pixels to the west and the south of another, within ±180°."""
    world = geometry.WORLD_PX * 2**view.zoom
    x, y = geometry.mercator(view.lon, view.lat)
    lon, lat = geometry.unmercator(x - west / world, y + south / world)
    return Viewport((lon + 180) % 360 - 180, lat, view.zoom)


def seen(view: Viewport, screen: MapScreen) -> Bounds:
    """What a map shows that looks there; it may run on past ±180°."""
    half = geometry.WORLD_PX * 2 ** (view.zoom + 1)
    x, y = geometry.mercator(view.lon, view.lat)
    wide, high = screen.width / half, screen.height / half
    west, north = geometry.unmercator(x - wide, y - high)
    east, south = geometry.unmercator(x + wide, y + high)
    return Bounds(west, south, east, north)


class Sight(NamedTuple):
    """What of the placed events lies on the map as it stands: how many do, and the places that
    do not, none of a crowded view."""

    here: int
    away: tuple[Place, ...]


def sight(places: Iterable[Place], bounds: Bounds) -> Sight:
    """Places inside and outside the map; ``bounds`` may run on past ±180°, as a map that
    shows both sides of it says."""
    here, away = 0, []
    for place in places:
        if bounds.south <= place.lat <= bounds.north and any(
            bounds.west <= place.lon + turn <= bounds.east for turn in (0, -360, 360)
        ):
            here += sum(place.counts)
        else:
            away.append(place)
    return Sight(here, tuple(away))


def within_180(bounds: Bounds) -> tuple[float, float, float, float]:
    """The same box with both sides within ±180°, as queries take it: ``west`` is greater than
    ``east`` where it crosses 180°."""
    west, south, east, north = bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004
        return bounds
    if east - west >= 360:  # noqa: PLR2004 - all around the globe
        return -180, south, 180, north
    return (west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north
