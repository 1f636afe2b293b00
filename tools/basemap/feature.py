"""A feature of a layer, and the zooms between which it is in the tiles."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import shapely


class Feature(NamedTuple):
    """A shape in degrees WGS84, what is said of it, and its first and last zoom in the tiles."""

    shape: shapely.Geometry
    said: dict[str, Any]
    first: int = 0
    last: int | None = None


def line_of(feature: Feature) -> str:
    """The feature as a line of GeoJSON for tippecanoe; what is empty is left out."""
    zooms = {"minzoom": feature.first} | (
        {"maxzoom": feature.last} if feature.last is not None else {}
    )
    made = {
        "type": "Feature",
        "tippecanoe": zooms,
        "properties": {key: value for key, value in feature.said.items() if value != ""},
        "geometry": json.loads(shapely.to_geojson(feature.shape)),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"
