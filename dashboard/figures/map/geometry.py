"""Distances and views on the globe and on the Web-Mercator plane.

All coordinates are degrees WGS84 (EPSG:4326), longitude first. Zoom is MapLibre's: at zoom
0 the world is 512 px wide. Distances are on a sphere of 6,371.0088 km (IUGG mean radius).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from geodata.results import Hexagon, Place

WORLD_PX: Final = 512
EARTH_KM: Final = 6371.0088
MAX_LAT: Final = 85.0511287798066
"""Where the square of Web Mercator ends."""


MARGIN: Final = 0.14
"""Of the shorter side, left free around a box that is shown."""


class Bounds(NamedTuple):
    """A box in degrees; ``west`` is at most ``east``, so it never crosses 180°."""

    west: float
    south: float
    east: float
    north: float


class Viewport(NamedTuple):
    """Centre in degrees and MapLibre zoom."""

    lon: float
    lat: float
    zoom: float


WORLD: Final = Bounds(-130.0, -50.0, 160.0, 70.0)
"""Shown when nothing is placed."""


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web-Mercator position as parts of the world's width, y downwards, each 0 to 1."""
    y = math.asinh(math.tan(math.radians(max(-MAX_LAT, min(MAX_LAT, lat)))))
    return lon / 360 + 0.5, 0.5 - y / (2 * math.pi)


def unmercator(x: float, y: float) -> tuple[float, float]:
    """The longitude and latitude of a position from ``mercator``."""
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi)))


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    a, b = math.radians(lon), math.radians(lat)
    return math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)


def _angle(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    return math.atan2(math.hypot(*_cross(a, b)), sum(p * q for p, q in zip(a, b, strict=True)))


def _cross(
    a: tuple[float, float, float], b: tuple[float, float, float]
) -> tuple[float, float, float]:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in km."""
    return EARTH_KM * _angle(_vector(lon1, lat1), _vector(lon2, lat2))


def great_circle(
    lon1: float, lat1: float, lon2: float, lat2: float, steps: int = 64
) -> list[tuple[float, float]]:
    """Points along the shortest way, both ends included.

    Longitudes run on past ±180° where the way crosses it, so that a line drawn through the
    points does not jump over the map. Between opposite points, where there is no one
    shortest way, the straight line in degrees is taken.
    """
    a, b = _vector(lon1, lat1), _vector(lon2, lat2)
    angle = _angle(a, b)
    if math.sin(angle) < 1e-9:  # noqa: PLR2004 - the same point, or opposite ones
        parts = [i / steps for i in range(steps + 1)]
        return [(lon1 + (lon2 - lon1) * t, lat1 + (lat2 - lat1) * t) for t in parts]
    points: list[tuple[float, float]] = []
    last = lon1
    for i in range(steps + 1):
        t = i / steps
        p, q = math.sin((1 - t) * angle) / math.sin(angle), math.sin(t * angle) / math.sin(angle)
        x, y, z = (p * m + q * n for m, n in zip(a, b, strict=True))
        lon = math.degrees(math.atan2(y, x))
        lon += 360 * round((last - lon) / 360)
        points.append((lon, math.degrees(math.atan2(z, math.hypot(x, y)))))
        last = lon
    return points


def bounds_of(points: Iterable[tuple[float, float]]) -> Bounds:
    """The box around the points.

    Raises:
        ValueError: there are no points.
    """
    lons, lats = zip(*points, strict=True)
    return Bounds(min(lons), min(lats), max(lons), max(lats))


def fit(
    bounds: Bounds,
    width: float,
    height: float,
    padding: float | None = None,
    max_zoom: float = 11,
    *,
    min_zoom: float = 0,
) -> Viewport:
    """The view that shows all of a box in ``width`` × ``height`` px less ``padding`` px,
    if that is not further out than ``min_zoom``.

    Without a padding it is ``MARGIN`` of the shorter side, which leaves a box its
    surroundings; ``assets/map.js`` takes the same.
    """
    if padding is None:
        padding = MARGIN * min(width, height)
    x0, y0 = mercator(bounds.west, bounds.north)
    x1, y1 = mercator(bounds.east, bounds.south)
    across = max(x1 - x0, 1e-9) * WORLD_PX / max(width - 2 * padding, 1)
    down = max(y1 - y0, 1e-9) * WORLD_PX / max(height - 2 * padding, 1)
    lon, lat = unmercator((x0 + x1) / 2, (y0 + y1) / 2)
    return Viewport(lon, lat, min(max_zoom, max(min_zoom, -math.log2(max(across, down)))))


MOST: Final = 0.9
"""Of a country's events, the share that a first view is sure to hold in each direction."""


def _shortest(values: Iterable[tuple[float, int]]) -> tuple[float, float]:
    """The shortest interval that holds ``MOST`` of the weight of (value, weight)."""
    ordered = sorted(values)
    wanted = MOST * sum(weight for _, weight in ordered)
    best, held, start = (ordered[0][0], ordered[-1][0]), 0, 0
    for value, weight in ordered:
        held += weight
        while held - ordered[start][1] >= wanted:
            held -= ordered[start][1]
            start += 1
        if held >= wanted and value - ordered[start][0] < best[1] - best[0]:
            best = ordered[start][0], value
    return best


def home(places: Iterable[Place]) -> Bounds:
    """The box that a reader is shown first.

    It is the one around the placed events of the country with most of them, so that a few far
    events do not shrink the rest to a dot, and a single town is seen in its surroundings.
    """
    by_country: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_country[place.country].append(place)
    if not by_country:
        return WORLD
    rows = max(by_country.values(), key=lambda rows: sum(sum(row.counts) for row in rows))
    return around(rows)


def around(rows: Iterable[Place | Hexagon]) -> Bounds:
    """The shortest box that holds nine tenths of the events in each direction, at least a
    degree wide; the world when there are none."""
    rows = list(rows)
    if not rows:
        return WORLD
    west, east = _shortest((row.lon, sum(row.counts)) for row in rows)
    south, north = _shortest((row.lat, sum(row.counts)) for row in rows)
    wide, high = max(0.0, 1 - (east - west)) / 2, max(0.0, 0.8 - (north - south)) / 2
    return Bounds(west - wide, south - high, east + wide, north + high)


class ScaleBar(NamedTuple):
    """A round length in km and how many px it takes."""

    km: float
    px: float


def scale_bar(lat: float, zoom: float, max_px: float) -> ScaleBar:
    """The longest of 1, 2, 2.5 or 5 times a power of ten km that fits into ``max_px``."""
    km_per_px = 2 * math.pi * EARTH_KM * math.cos(math.radians(lat)) / (WORLD_PX * 2**zoom)
    most = max_px * km_per_px
    power = 10.0 ** math.floor(math.log10(most))
    km = max(step * power for step in (1, 2, 2.5, 5) if step * power <= most)
    return ScaleBar(km, km / km_per_px)
