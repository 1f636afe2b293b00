"""Circles on the Earth: how far places are apart, and what lies within so many kilometres.

The Earth is a sphere here; against the ellipsoid of WGS84 distances are off by at most 0.6 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import shapely

from geodata import regions

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""
CORNERS: Final = 96

Span = tuple[float, float]


def distance_km(one: str, other: str) -> str:
    """SQL for the way along a great circle between two rows with ``lon`` and ``lat``, km:
    the haversine formula."""
    return (
        f"2 * {EARTH_KM} * asin(sqrt(least(1.0,"
        f" pow(sin(radians({other}.lat - {one}.lat) / 2), 2)"
        f" + cos(radians({one}.lat)) * cos(radians({other}.lat))"
        f" * pow(sin(radians({other}.lon - {one}.lon) / 2), 2))))"
    )


class Box(NamedTuple):
    """Parallels and meridians around a circle, in degrees; two spans of longitude where it
    crosses 180°."""

    south: float
    north: float
    spans: tuple[Span, ...]


class Circle(NamedTuple):
    """All places at most ``km`` from a point in degrees WGS84."""

    lat: float
    lon: float
    km: float

    @property
    def box(self) -> Box:
        """The box around it: all longitudes where it reaches a pole."""
        angle = self.km / EARTH_KM
        high = math.degrees(angle)
        south, north = self.lat - high, self.lat + high
        if south <= -90 or north >= 90:  # noqa: PLR2004 - degrees
            return Box(max(south, -90.0), min(north, 90.0), ((-180.0, 180.0),))
        wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(self.lat)))))
        return Box(south, north, tuple(_spans(self.lon - wide, self.lon + wide)))

    def ring(self) -> tuple[Span, ...]:
        """Corners of a line around it as (lon, lat); longitudes go on beyond 180° rather than
        jump. Not closed."""
        angle, lat = self.km / EARTH_KM, math.radians(self.lat)
        bearings = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        there = np.arcsin(
            np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(bearings)
        )
        aside = np.arctan2(
            np.sin(bearings) * np.sin(angle) * np.cos(lat),
            np.cos(angle) - np.sin(lat) * np.sin(there),
        )
        lons = self.lon + np.degrees(np.unwrap(aside))
        return tuple(zip(lons.tolist(), np.degrees(there).tolist(), strict=True))


def _spans(west: float, east: float) -> Iterator[Span]:
    """Longitudes from west to east, cut at 180°."""
    if west < -180:  # noqa: PLR2004 - degrees
        yield (west + 360, 180.0)
        west = -180.0
    if east > 180:  # noqa: PLR2004 - degrees
        yield (-180.0, east - 360)
        east = 180.0
    yield (west, east)


@lru_cache(maxsize=64)
def touched(circle: Circle) -> tuple[str, ...]:
    """The codes of the regions that have land in a circle."""
    box = circle.box
    found: set[str] = set()
    for west, east in box.spans:
        for number in regions.areas_in(west, box.south, east, box.north):
            shape, codes = regions.area(number)
            if not found.issuperset(codes) and _reaches(circle, shape):
                found.update(codes)
    return tuple(code for code in regions.regions() if code in found)


def _reaches(circle: Circle, shape: shapely.Geometry) -> bool:
    """Whether a circle touches a shape in degrees WGS84: distances from its centre are true
    in the azimuthal equidistant projection around it (Snyder 1987, p. 191)."""
    if shapely.intersects(shape, shapely.Point(circle.lon, circle.lat)):
        return True

    def around(degrees: np.ndarray) -> np.ndarray:
        lon, lat = np.radians(degrees[:, 0] - circle.lon), np.radians(degrees[:, 1])
        here = math.radians(circle.lat)
        cosine = math.sin(here) * np.sin(lat) + math.cos(here) * np.cos(lat) * np.cos(lon)
        angle = np.arccos(np.clip(cosine, -1, 1))
        bearing = np.arctan2(
            np.cos(lat) * np.sin(lon),
            math.cos(here) * np.sin(lat) - math.sin(here) * np.cos(lat) * np.cos(lon),
        )
        km = EARTH_KM * angle
        return np.column_stack([km * np.sin(bearing), km * np.cos(bearing)])

    edges = shapely.transform(shapely.boundary(shape), around)
    return bool(shapely.distance(shapely.Point(0, 0), edges) <= circle.km)
