"""The map of a picture: what the page shows of a view, in vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from dashboard.figures.map import geometry
from dashboard.figures.map.basemap import Boundaries
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density
from dashboard.figures.map.features import tints
from dashboard.figures.map.legend import Legend
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps import density as hexagons
from dashboard.pictures.maps import regions
from dashboard.pictures.maps.basemap import base
from dashboard.pictures.maps.basemap_labels import names
from dashboard.pictures.maps.free_space import FreeSpace, Rect
from dashboard.pictures.maps.mark_labels import label
from dashboard.pictures.maps.mark_svg import draw
from dashboard.pictures.maps.marks import long_name, marks
from dashboard.pictures.maps.plane import Projection, plane
from dashboard.pictures.maps.scale_bar import PictureScaleBar
from dashboard.pictures.maps.zones import DrawnZones, ZoneShapes, ring_line
from geodata.results import Place, Places

NO_PLACES: Final = Places((), 0, crowded=False)
MARK_SCALE: Final = 5.0
"""Radius of one event: 7 px on a slide of 1,920 px, whose unit is 1.4 px."""


class MapPart(NamedTuple):
    """A map as SVG in a frame ``0,0,width,height``, cut to it, and what its caption needs.

    ``on_map`` is how many events are drawn; ``elsewhere`` the places outside the frame, by
    short name, with their events, most first. ``legend`` says how large marks are. ``counted_in``:
    hexagons or regions, where events are counted in these; hexagons hold none of ``by_region``,
    known to a region only.
    """

    parts: tuple[str, ...]
    on_map: int
    elsewhere: tuple[tuple[str, int], ...]
    legend: Legend
    counted_in: str
    by_region: int


def map_plane(
    places: Places,
    width: float,
    height: float,
    extent: geometry.Bounds | None = None,
) -> Projection:
    """Where a map looks: at an extent (degrees WGS84), or as the page does at first, where most
    events are. ``width`` and ``height`` are those of its frame."""
    if extent is not None:
        return plane(extent, width, height, exactly=True)
    return plane(geometry.home(places.rows), width, height)


def draw_map(
    places: Places | Density | Choropleth,
    theme: Theme,
    at: Projection,
    *,
    boundaries: Boundaries = "un",
    in_filter: Collection[str] = (),
    zones: ZoneShapes | None = None,
    outlines: Sequence[Sequence[tuple[float, float]]] = (),
    scale_bar: bool = True,
) -> MapPart:
    """The map of a view.

    Args:
        places: the places of a view, its hexagons or its regions.
        theme: the colours.
        at: where the map looks, and its frame in units of the drawing (``map_plane``).
        boundaries: ``un`` or ``defacto``.
        in_filter: ISO3 codes of the countries asked about; the others recede.
        zones: people's own zones, when there are any.
        outlines: the corners of a chosen area or circle, (lon, lat), not closed.
        scale_bar: whether there is one.
    """
    density = places if isinstance(places, Density) else None
    shaded = places if isinstance(places, Choropleth) else None
    found = marks(places if isinstance(places, Places) else NO_PLACES, at, MARK_SCALE)
    rows = places.rows if isinstance(places, Places) else ()
    room = FreeSpace(Rect(*at.sides))
    boxes = [one.box for one in found.drawn]
    scale = PictureScaleBar(at, boxes) if scale_bar else None
    if scale:
        room.take(scale.box)
    for box in boxes:
        room.take(box)
    labels = label(found, theme, room)
    named = {place.name for place in rows if place.precision != "admin1"}
    marked = {place.region for place in rows if place.precision == "admin1"}
    own = DrawnZones(zones, at) if zones else None
    own_names = own.names(theme, room) if own else []
    base_names = names(at, theme, room, named, marked)
    drawn = [
        *base(at, theme, boundaries, tints(rows), in_filter),
        *(regions.draw(shaded, at, theme) if shaded else ()),
        *(hexagons.draw(density, at, theme) if density else ()),
        *(own.drawn(theme) if own else ()),
        *(outline for ring in outlines for outline in ring_line(ring, at, theme)),
        *base_names,
        *own_names,
        *draw(found, theme),
        *(scale.drawn(theme) if scale else ()),
        *labels,
    ]
    return MapPart(
        _framed(drawn, theme, at),
        shaded.counts.total
        if shaded
        else sum(one.total for one in (density.hexagons if density else found.drawn)),
        _elsewhere(rows, at),
        found.legend,
        counted_in="hexagons" if density else "regions" if shaded else "",
        by_region=density.by_region if density else 0,
    )


def _framed(drawn: Sequence[str], theme: Theme, at: Projection) -> tuple[str, ...]:
    name = f"map-{at.width:.0f}-{at.height:.0f}"
    left, top, right, bottom = at.sides
    return (
        svg.clip(name, left, top, right - left, bottom - top),
        svg.group(drawn, clip_path=f"url(#{name})"),
        svg.rect(left, top, right - left, bottom - top, fill="none", stroke=theme.hair2,
                 stroke_width=1),
    )  # fmt: skip


def _elsewhere(rows: Sequence[Place], at: Projection) -> tuple[tuple[str, int], ...]:
    away: Counter[str] = Counter()
    for place in rows:
        if not at.inside(place.lon, place.lat):
            away[long_name(place)] += sum(place.counts)
    return tuple(sorted(away.items(), key=lambda pair: (-pair[1], pair[0])))
