"""Outlines as SVG: the base map's own files, paths of shapes, and the hatch of a zone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import shapely
from shapely.geometry import shape as from_geojson

from dashboard.asset_files import ASSETS

GEO_FOLDER: Final = ASSETS / "geo"


@lru_cache(maxsize=8)
def read(name: str) -> tuple[tuple[shapely.Geometry, dict[str, Any]], ...]:
    """The features of a file of the base map: geometry in degrees WGS84, and properties."""
    features = json.loads((GEO_FOLDER / f"{name}.geojson").read_text("utf-8"))["features"]
    return tuple((from_geojson(f["geometry"]), f["properties"]) for f in features)


def path(geometry: shapely.Geometry) -> str:
    """An SVG path of all rings and lines, to a tenth of a px; points are left out."""
    parts: list[str] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
        elif part.geom_type == "LineString":
            rings = [part]
        else:
            continue
        for ring in rings:
            points = "L".join(f"{x:.1f},{y:.1f}" for x, y in ring.coords)
            if points:
                parts.append(f"M{points}" + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)


def flat(geometries: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """The single parts of several geometries."""
    return [part for geometry in geometries for part in shapely.get_parts(geometry)]


def hatch(area: shapely.Geometry, every: float = 5.0) -> shapely.Geometry:
    """Lines at 45° inside an area, ``every`` px apart across them."""
    west, north, east, south = area.bounds
    step, high = every * math.sqrt(2), south - north
    starts = [west - high + i * step for i in range(math.ceil((east - west + high) / step) + 1)]
    lines = [shapely.LineString([(x, south), (x + high, north)]) for x in starts]
    return shapely.intersection(shapely.multilinestrings(lines), area)
