"""The map of a picture: what the page shows of a view, in vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from dashboard.figures import geo
from dashboard.figures.basemap import Boundaries
from dashboard.figures.map_rows import tints
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.map_base import base
from dashboard.pictures.map_labels import label
from dashboard.pictures.map_mark_svg import draw
from dashboard.pictures.map_marks import long_name, marks
from dashboard.pictures.map_names import names
from dashboard.pictures.map_own import Own, ZoneShapes, area_line
from dashboard.pictures.map_plane import Plane, plane
from dashboard.pictures.map_room import Rect, Room
from dashboard.pictures.map_scale import Scale
from geodata.shapes import Bin, Place, Places

MARK_SCALE: Final = 5.0
"""Radius of one event: 7 px on a slide of 1,920 px, whose unit is 1.4 px."""


class MapPart(NamedTuple):
    """A map as SVG in a frame ``0,0,width,height``, cut to it, and what its caption needs.

    ``on_map`` is how many events are drawn; ``elsewhere`` the places outside the frame, by
    short name, with their events, most first. ``k`` is the radius of one event, ``cap`` the
    largest radius, and ``capped`` says that a mark would be larger. ``squares``: the marks
    are squares of a crowded view.
    """

    parts: tuple[str, ...]
    on_map: int
    elsewhere: tuple[tuple[str, int], ...]
    k: float
    cap: float
    capped: bool
    squares: bool


def map_plane(
    places: Places | Sequence[Bin],
    width: float,
    height: float,
    extent: geo.Bounds | Plane | None = None,
) -> Plane:
    """Where a map looks: as it is told, at an extent, or as the page does at first."""
    if isinstance(extent, Plane):
        return extent
    if extent is not None:
        return plane(extent, width, height, exactly=True)
    box = geo.home(places.rows) if isinstance(places, Places) else geo.around(places)
    return plane(box, width, height)


def draw_map(
    places: Places | Sequence[Bin],
    theme: Theme,
    width: float,
    height: float,
    *,
    boundaries: Boundaries = "un",
    extent: geo.Bounds | Plane | None = None,
    in_filter: Collection[str] = (),
    zones: ZoneShapes | None = None,
    area: Sequence[tuple[float, float]] = (),
    mark_scale: float = MARK_SCALE,
) -> MapPart:
    """The map of a view.

    Args:
        places: the places of a view, or the squares of a crowded one.
        theme: the colours.
        width: of the frame, in units of the drawing.
        height: of the frame.
        boundaries: ``un`` or ``defacto``.
        extent: what is shown, degrees WGS84, or a frame as the squares were counted for;
            without one the map is where most events are.
        in_filter: ISO3 codes of the countries asked about; the others recede.
        zones: people's own zones, when there are any.
        area: the corners of a chosen area, (lon, lat), not closed.
        mark_scale: radius of one event, units.
    """
    at = map_plane(places, width, height, extent)
    found = marks(places, at, mark_scale)
    rows = places.rows if isinstance(places, Places) else ()
    room = Room(Rect(*at.sides))
    boxes = [one.box for one in found.drawn]
    scale = Scale(at, boxes)
    room.take(scale.box)
    for box in boxes:
        room.take(box)
    labels = label(found, theme, room)
    named = {place.name for place in rows if place.precision != "admin1"}
    marked = {place.region for place in rows if place.precision == "admin1"}
    own = Own(zones, at) if zones else None
    own_names = own.names(theme, room) if own else []
    base_names = names(at, theme, room, named, marked)
    drawn = [
        *base(at, theme, boundaries, tints(rows), in_filter),
        *(own.drawn(theme) if own else ()),
        *area_line(area, at, theme),
        *base_names,
        *own_names,
        *draw(found, theme),
        *scale.drawn(theme),
        *labels,
    ]
    return MapPart(
        _framed(drawn, theme, at),
        sum(one.total for one in found.drawn),
        _elsewhere(rows, at),
        found.k,
        found.cap,
        found.capped,
        squares=not isinstance(places, Places),
    )


def _framed(drawn: Sequence[str], theme: Theme, at: Plane) -> tuple[str, ...]:
    name = f"map-{at.width:.0f}-{at.height:.0f}"
    left, top, right, bottom = at.sides
    return (
        svg.clip(name, left, top, right - left, bottom - top),
        svg.group(drawn, clip_path=f"url(#{name})"),
        svg.rect(left, top, right - left, bottom - top, fill="none", stroke=theme.hair2,
                 stroke_width=1),
    )  # fmt: skip


def _elsewhere(rows: Sequence[Place], at: Plane) -> tuple[tuple[str, int], ...]:
    away: Counter[str] = Counter()
    for place in rows:
        if not at.inside(place.lon, place.lat):
            away[long_name(place)] += sum(place.counts)
    return tuple(sorted(away.items(), key=lambda pair: (-pair[1], pair[0])))
