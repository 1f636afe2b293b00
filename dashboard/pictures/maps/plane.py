"""From degrees to the units of a picture's map, and the base map's files made ready for it.

Web Mercator as on the page: at zoom 0 the world is 512 units wide.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from dashboard.figures.map import geometry
from dashboard.figures.map.vectors import read

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]

MARGIN: Final = 6.0
"""Units around the frame in which things are still drawn, so that no cut edge shows."""

FINE: Final = 0.15
"""Units by which an outline may be off."""

FURTHEST: Final = -3.0
CLOSEST: Final = 16.0
"""Zoom of a chosen extent at least and at most."""


class Projection(NamedTuple):
    """A frame of ``width`` × ``height`` units around a view, its upper left corner at 0,0."""

    view: geometry.Viewport
    width: float
    height: float

    @property
    def zoom(self) -> float:
        """MapLibre's."""
        return self.view.zoom

    @property
    def world(self) -> float:
        """The width of the world, units."""
        return float(geometry.WORLD_PX * 2**self.view.zoom)

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner as parts of the world's width; it may lie outside 0 to 1."""
        x, y = geometry.mercator(self.view.lon, self.view.lat)
        return x - self.width / 2 / self.world, y - self.height / 2 / self.world

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is map. Outside there is no world: a map never
        shows a place twice, nor anything beyond the edges of the Mercator square."""
        _, y0 = self.corner
        half = min(self.width, self.world) / 2
        return (
            self.width / 2 - half,
            max(0.0, -y0 * self.world),
            self.width / 2 + half,
            min(self.height, (1 - y0) * self.world),
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, for a query; west > east crosses 180°."""
        left, top, right, bottom = self.sides
        x0, y0 = self.corner
        west, north = geometry.unmercator(x0 + left / self.world, y0 + top / self.world)
        east, south = geometry.unmercator(x0 + right / self.world, y0 + bottom / self.world)
        if right - left >= self.world - 1:
            return -180.0, south, 180.0, north
        return (west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """A point in units, in the turn of the world that is nearest to the middle."""
        x0, y0 = self.corner
        x, y = geometry.mercator(lon, lat)
        middle = x0 + self.width / 2 / self.world
        return (x + round(middle - x) - x0) * self.world, (y - y0) * self.world

    def inside(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the frame."""
        x, y = self.xy(lon, lat)
        left, top, right, bottom = self.sides
        # nothing lies beyond the edges of the Mercator square but what is drawn at them
        return left <= x <= right and top - 1e-6 <= y <= bottom + 1e-6

    def units(self, shapes: Shapes) -> tuple[Shapes, npt.NDArray[np.intp]]:
        """Shapes of ``mercator_shapes``, cut to the frame and in units, and which each was."""
        x0, y0 = self.corner
        margin = MARGIN / self.world
        left, top, right, bottom = (side / self.world for side in self.sides)
        box = (x0 + left - margin, y0 + top - margin, x0 + right + margin, y0 + bottom + margin)
        found: list[Shapes] = []
        which: list[npt.NDArray[np.intp]] = []
        edges = shapely.bounds(shapes) if len(shapes) else np.empty((0, 4))
        for turn in range(math.floor(box[0]), math.floor(box[2]) + 1):
            west, east = box[0] - turn, box[2] - turn
            near = np.flatnonzero(
                (edges[:, 0] <= east)
                & (edges[:, 2] >= west)
                & (edges[:, 1] <= box[3])
                & (edges[:, 3] >= box[1])
            )
            cut = shapely.clip_by_rect(shapes[near], west, box[1], east, box[3])
            kept = ~shapely.is_empty(cut)
            origin = np.array([x0 - turn, y0])
            placed = shapely.transform(
                cut[kept], lambda at, origin=origin: (at - origin) * self.world
            )
            found.append(np.asarray(placed, dtype=object))
            which.append(near[kept])
        return np.concatenate(found), np.concatenate(which)


def plane(
    bounds: geometry.Bounds, width: float, height: float, *, exactly: bool = False
) -> Projection:
    """The frame that shows all of a box; ``exactly`` without surroundings, as near as it is.

    Where the world is higher than the frame, a view near a pole moves so that it fills it.
    """
    view = geometry.fit(
        bounds,
        width,
        height,
        0 if exactly else None,
        CLOSEST if exactly else 11,
        min_zoom=FURTHEST,
    )
    half = height / geometry.WORLD_PX / 2**view.zoom / 2
    if half < 0.5:  # noqa: PLR2004 - half of the world
        _, y = geometry.mercator(view.lon, view.lat)
        lat = geometry.unmercator(0.5, min(max(y, half), 1 - half))[1]
        view = view._replace(lat=lat)
    return Projection(view, width, height)


def project(at: Floats) -> Floats:
    """Degrees to parts of the world's width, as ``geo.mercator`` does."""
    lat = np.radians(np.clip(at[:, 1], -geometry.MAX_LAT, geometry.MAX_LAT))
    y = 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)
    return np.column_stack((at[:, 0] / 360 + 0.5, y))


class BaseMapLayer(NamedTuple):
    """A file of the base map: shapes as parts of the world's width, and properties."""

    shapes: Shapes
    properties: tuple[dict[str, Any], ...]


@lru_cache(maxsize=8)
def layer(name: str) -> BaseMapLayer:
    """A file of the base map, read once."""
    features = read(name)
    shapes = np.array([shape for shape, _ in features], dtype=object)
    return BaseMapLayer(mercator_shapes(shapes), tuple(said for _, said in features))


def mercator_shapes(shapes: Shapes) -> Shapes:
    """Shapes in degrees WGS84 as parts of the world's width, y downwards, each 0 to 1."""
    return np.asarray(shapely.transform(shapes, project), dtype=object)
