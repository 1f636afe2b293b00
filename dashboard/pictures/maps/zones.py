"""The zones that people bring, and a chosen area, on the map of a picture.

They look as ``dashboard.figures.map.zones`` says; names stand level, in the middle of an area
or a line, and are left out where there is no room.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.basemap import outline
from dashboard.pictures.maps.free_space import FreeSpace
from dashboard.pictures.maps.label import LabelRun, Side, broken
from dashboard.pictures.maps.plane import Projection, Shapes, mercator_shapes

SIZE: Final = 11.0
WIDEST: Final = 9 * SIZE
OFFSET: Final = 1.4 * SIZE
SIDES: Final[Sequence[Side]] = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
"""How large names are, how wide a line of one, and where it may stand from its point."""


class ZoneShapes(NamedTuple):
    """What to draw: GeoJSON of ``geodata.query.zone_shapes``, and the keys that are chosen."""

    geojson: str
    chosen: tuple[str, ...] = ()


class _Zones(NamedTuple):
    shapes: Shapes
    said: tuple[dict[str, Any], ...]


@lru_cache(maxsize=4)
def _read(geojson: str) -> _Zones:
    """The areas and lines, as parts of the world's width."""
    features = [
        feature
        for feature in json.loads(geojson)["features"]
        if feature["properties"]["kind"] != "name"
    ]
    shapes = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    valid = shapely.make_valid(np.asarray(shapes, dtype=object))
    return _Zones(mercator_shapes(valid), tuple(feature["properties"] for feature in features))


class DrawnZones:
    """The zones in view."""

    def __init__(self, zones: ZoneShapes, plane: Projection) -> None:
        found = _read(zones.geojson)
        shapes, which = plane.units(found.shapes)
        self._all = [(shape, found.said[i]) for shape, i in zip(shapes, which, strict=True)]
        self._chosen = frozenset(zones.chosen)

    def drawn(self, theme: Theme) -> list[str]:
        """Light fills and thin outlines; chosen zones stronger, lines dashed."""
        fills: list[str] = []
        edges: list[str] = []
        lines: list[str] = []
        for shape, said in self._all:
            chosen = said["key"] in self._chosen
            colour = _colour(said, theme)
            area = said["kind"] == "area"
            d = outline([shape])
            if area:
                fills.append(svg.path(d, fill=colour, fill_opacity=0.15 if chosen else 0.07))
            line = {"fill": "none", "stroke_linejoin": "round"}
            if "colour" in said:
                # a line in a colour of its own shows on any ground
                wide = 4 if chosen else 2.6
                edge = {"stroke": theme.zone, "stroke_width": wide, "stroke_opacity": 0.6}
                edges.append(svg.path(d, **edge, **line))
            wide = 2.4 if chosen else 1.2
            dash = None if area else f"{4 * wide:g} {2.5 * wide:g}"
            lines.append(
                svg.path(d, stroke=colour, stroke_width=wide, stroke_dasharray=dash, **line)
            )
        return [*fills, *edges, *lines]

    def names(self, theme: Theme, room: FreeSpace) -> list[str]:
        """The names of chosen zones, then of the others, where there is room."""
        made: list[str] = []
        ordered = sorted(self._all, key=lambda one: one[1]["key"] not in self._chosen)
        for shape, said in ordered:
            chosen = said["key"] in self._chosen
            words = broken(said["name"], SIZE, theme.label_region, theme.halo, WIDEST)
            if chosen:
                bold = tuple(
                    (LabelRun(line[0].words, theme.ink, svg.SEMIBOLD),) for line in words.lines
                )
                words = words._replace(lines=bold)
            for box, side in (
                (words.beside(x, y, OFFSET / 2, OFFSET / 2, side), side)
                for x, y in _middles(shape)
                for side in SIDES
            ):
                if room.free(box.grown(2)):
                    room.take(box)
                    made += words.drawn(box, side)
                    break
        return made


def _middles(shape: shapely.Geometry) -> Iterator[tuple[float, float]]:
    """Points in the largest part of a shape that is in view."""
    parts = list(shapely.get_parts(shape))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type == "LineString"]
    if areas:
        largest = max(areas, key=shapely.area)
        for point in (shapely.centroid(largest), shapely.point_on_surface(largest)):
            if shapely.intersects(largest, point):
                yield point.x, point.y
    elif lines:
        longest = max(lines, key=shapely.length)
        for share in (0.5, 0.3, 0.7):
            point = shapely.line_interpolate_point(longest, share, normalized=True)
            yield point.x, point.y


def _colour(said: dict[str, Any], theme: Theme) -> str:
    """A zone's own colour; what is none, whatever a file says, is drawn in the theme's."""
    own = str(said.get("colour", ""))
    return own if re.fullmatch(r"#[0-9a-fA-F]{6}", own) else theme.zone


def ring_line(ring: Sequence[tuple[float, float]], plane: Projection, theme: Theme) -> list[str]:
    """The line around a chosen area or circle. ``ring``: (lon, lat), degrees WGS84, not closed."""
    closed = np.array([shapely.LineString([*ring, ring[0]])], dtype=object)
    shapes, _ = plane.units(mercator_shapes(closed))
    d = outline(shapes)
    look = {"fill": "none", "stroke": theme.ink, "stroke_linejoin": "round"}
    return [svg.path(d, stroke_width=1.25, **look)] if d else []
