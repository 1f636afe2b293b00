"""Zones as GeoJSON to draw: simplified, and no more of them than a map can take."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geodata.query.sql import fetch
from geodata.query.zones import zones
from geodata.store import Snapshot
from geodata.store.zones import AREA, StoredZone

MOST_DRAWN: Final = 2_000
"""Of more zones in force at once the largest are drawn."""

MOST_CORNERS: Final = 60_000
FINEST: Final = 0.0002  # degrees, about 20 m: less than a pixel until zoom 12
COARSEST: Final = 1.0
NAME_SHOWN: Final = 60
WIDE_PX: Final = 110
WORLD_PX: Final = 512  # at zoom 0
DECIMALS: Final = 5  # about a metre

Shapes = npt.NDArray[Any]


def zone_shapes(db: Snapshot, first: date | None = None, last: date | None = None) -> str:
    """The zones in force on these days as a FeatureCollection, large ones first.

    Features have ``kind``: ``area``, ``line``, or ``name`` for the point at which the name of
    an area is written; further ``key``, ``name``, ``colour`` (``#rrggbb``) where there is one,
    and ``wide``, the zoom from which its outline is long enough to write the name along.
    Degrees WGS84. What is smaller than the simplification is left out of a shape, but
    no zone is.
    """
    shown = {zone.number: zone for zone in zones(db, first, last)}
    chosen = pa.table({"zone": pa.array(shown, pa.int32())})
    rows = fetch(
        db,
        "SELECT zone, geometry, extent FROM zone WHERE zone IN (SELECT zone FROM chosen)"
        " ORDER BY extent DESC, zone LIMIT $most",
        {"chosen": chosen, "most": MOST_DRAWN},
    )
    shapes = simplified(shapely.from_wkb([geometry for _, geometry, _ in rows]))
    zone_properties = [_properties(shown[number], extent) for number, _, extent in rows]
    features = [
        _feature(properties, shape)
        for properties, shape in zip(zone_properties, shapely.to_geojson(shapes), strict=True)
    ]
    is_area = np.array([properties["kind"] == AREA for properties in zone_properties], dtype=bool)
    points = shapely.to_geojson(_inside(shapes[is_area]))
    areas = [
        properties | {"kind": "name"}
        for properties in zone_properties
        if properties["kind"] == AREA
    ]
    features += [
        _feature(properties, point) for properties, point in zip(areas, points, strict=True)
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _properties(zone: StoredZone, extent: float) -> dict[str, Any]:
    cut = len(zone.name) > NAME_SHOWN
    name = f"{zone.name[: NAME_SHOWN - 1]}…" if cut else zone.name
    wide = math.log2(WIDE_PX * 360 / (WORLD_PX * max(extent, FINEST)))
    properties = {"kind": zone.kind, "key": zone.key, "name": name, "wide": round(wide, 1)}
    return properties | ({"colour": zone.colour} if zone.colour else {})


def _feature(properties: dict[str, Any], geometry: str) -> str:
    return f'{{"type":"Feature","properties":{json.dumps(properties)},"geometry":{geometry}}}'


def simplified(shapes: Sequence[Any] | Shapes) -> Shapes:
    """The shapes with no more corners than a map can take, as fine as that allows."""
    made = np.array(shapes, dtype=object)
    tolerance = FINEST
    while True:
        made = _coarser(made, tolerance)
        corners = int(shapely.get_num_coordinates(made).sum())
        if corners <= MOST_CORNERS or tolerance >= COARSEST:
            return np.asarray(shapely.transform(made, lambda at: np.round(at, DECIMALS)))
        tolerance *= 3


def _coarser(shapes: Shapes, tolerance: float) -> Shapes:
    """Without the corners, holes and parts that are smaller than this; never empty."""
    made = shapely.simplify(_without_bits(shapes, tolerance), tolerance, preserve_topology=False)
    gone = shapely.is_empty(made)
    made[gone] = shapely.simplify(shapes[gone], tolerance)
    return np.asarray(made)


def _without_bits(shapes: Shapes, tolerance: float) -> Shapes:
    """Lines of many pieces without the short ones, which simplifying would keep."""
    made = shapes.copy()
    many = np.flatnonzero(shapely.get_type_id(shapes) == int(shapely.GeometryType.MULTILINESTRING))
    for at in many:
        pieces = shapely.get_parts(shapes[at])
        length = shapely.length(pieces)
        long = length >= tolerance
        long[np.argmax(length)] = True
        made[at] = shapely.multilinestrings(pieces[long])
    return made


def _inside(areas: Shapes) -> Shapes:
    """A point in the largest part of each area: its middle, if that is inside."""
    largest = np.array([_largest(area) for area in areas], dtype=object)
    middle = shapely.centroid(largest)
    points = np.where(
        shapely.intersects(largest, middle), middle, shapely.point_on_surface(largest)
    )
    return np.asarray(shapely.transform(points, lambda at: np.round(at, DECIMALS)))


def _largest(area: Any) -> Any:  # noqa: ANN401 - shapely has no types
    parts = shapely.get_parts(area)
    return parts[int(np.argmax(shapely.area(parts)))]
