"""The names of seas and lakes, in italics."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, NamedTuple

import shapely

from dashboard.figures.map import geometry
from dashboard.figures.map.vectors import read
from dashboard.figures.theme import Theme
from dashboard.pictures.maps.free_space import FreeSpace
from dashboard.pictures.maps.label import LabelText, broken
from dashboard.pictures.maps.plane import Projection, layer
from dashboard.pictures.maps.raster import Raster, free_of, most_open

CLEAR: Final = 2.0
WITHIN: Final = 0.03
"""Of the world's width: how far from its own point a sea may be named."""


class NamedPoint(NamedTuple):
    """A point with a name, degrees WGS84; ``said`` are its properties in the file."""

    lon: float
    lat: float
    said: dict[str, Any]


@cache
def points(file: str) -> tuple[NamedPoint, ...]:
    """The named points of a file of the base map, the most important first."""
    rows = [NamedPoint(point.x, point.y, said) for point, said in read(file)]
    return tuple(sorted(rows, key=lambda row: (row.said["rank"], row.said["name"])))


def name_seas(
    plane: Projection, theme: Theme, room: FreeSpace, seas: Iterable[NamedPoint]
) -> list[str]:
    """The names of seas whose own point is in view, where there is room."""
    made: list[str] = []
    for sea in seas:
        for words in _words(sea, plane, theme):
            box = words.beside(*plane.xy(sea.lon, sea.lat), 0, 0, (0, 0))
            if room.free(box.grown(CLEAR)):
                room.take(box)
                made += words.drawn(box)
                break
    return made


def name_open_sea(plane: Projection, theme: Theme, room: FreeSpace, land: Raster) -> list[str]:
    """The name of the sea whose own point is out of view: where most water is free.

    Only what a straight way over water joins to a sea's own point has its name.
    """
    water = land.water & free_of(room, land.water.shape)
    for sea in _nearest(plane):
        for words in _words(sea, plane, theme):
            at = most_open(water, words.beside(0, 0, 0, 0, (0, 0)))
            if at is None or not _joined(plane, at, sea):
                continue
            box = words.beside(*at, 0, 0, (0, 0))
            if room.free(box.grown(CLEAR)):
                room.take(box)
                return words.drawn(box)
    return []


def _nearest(plane: Projection) -> list[NamedPoint]:
    middle = geometry.mercator(plane.view.lon, plane.view.lat)
    found = [
        (math.dist(middle, geometry.mercator(one.lon, one.lat)), one)
        for one in points("labels")
        if one.said["kind"] == "sea"
    ]
    near = [pair for pair in found if pair[0] < WITHIN]
    return [sea for _, sea in sorted(near, key=lambda pair: pair[0])]


def _joined(plane: Projection, at: tuple[float, float], sea: NamedPoint) -> bool:
    x0, y0 = plane.corner
    here = x0 + at[0] / plane.world, y0 + at[1] / plane.world
    way = shapely.LineString([here, geometry.mercator(sea.lon, sea.lat)])
    return not shapely.intersects(layer("land").shapes, way).any()


def _words(sea: NamedPoint, plane: Projection, theme: Theme) -> Iterator[LabelText]:
    """On one line or two; the shape that the page has first."""
    size = 12.0 if plane.zoom < 6 else 12.5  # noqa: PLR2004 - as on the page
    name, ink = sea.said["name"], theme.label_water
    for wide in (10 * size, 5 * size):
        lines = broken(name, size, ink, theme.water, wide).lines
        yield LabelText(lines, size, theme.water, italic=True, spacing=0.03 * size)
