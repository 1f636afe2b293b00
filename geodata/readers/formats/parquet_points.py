"""Points of GeoParquet files (GeoParquet 1.0 and 1.1) as longitude and latitude.

The file's metadata names its column of geometry, how it is written, and its reference system:
left out, it is degrees WGS84, longitude first (OGC:CRS84).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import shapely

from geodata.readers.cells import shown
from geodata.readers.formats.json_table import LAT, LON

_DEGREES: Final = {("OGC", "CRS84"), ("OGC", "CRS84h"), ("EPSG", "4326"), ("EPSG", "4979")}


class PointColumn(NamedTuple):
    """``at``: the place of the column of geometry. ``note``: why its points are not taken."""

    at: int
    note: str = ""

    def names(self, found: Sequence[str]) -> list[str]:
        """The names of columns, those of the points instead of the geometry."""
        others = [name for at, name in enumerate(found) if at != self.at]
        if self.note:
            return others
        mine = {LON, LAT}
        return [*(f"{n} (column)" if n.lower() in mine else n for n in others), LON, LAT]

    def placed(self, batch: pa.RecordBatch) -> list[pa.Array]:
        """The columns of the points, if they are taken."""
        return [] if self.note else list(_degrees(batch.column(self.at)))


def points_of(schema: pa.Schema) -> PointColumn | None:
    """Where the geometry of a GeoParquet file is; ``None`` for any other file."""
    try:
        stated = json.loads((schema.metadata or {})[b"geo"])
        name = stated["primary_column"]
        column = stated["columns"][name]
        at = schema.names.index(name)
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    if column.get("encoding") != "WKB":
        return PointColumn(at, f"the geometry in “{shown(name)}” is not WKB, and is not read")
    if not _in_degrees(column.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})):
        said = f"the geometry in “{shown(name)}” is not in degrees WGS84, and is not read"
        return PointColumn(at, said)
    return PointColumn(at)


def _in_degrees(crs: Any) -> bool:  # noqa: ANN401 - PROJJSON, or whatever stands there
    known = crs.get("id") if isinstance(crs, dict) else None
    if not isinstance(known, dict):
        return False
    return (str(known.get("authority")), str(known.get("code"))) in _DEGREES


def _degrees(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Longitude and latitude; where something else than a point stands, its kind is said."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    found = shapely.from_wkb(np.array(column.to_pylist(), object), on_invalid="ignore")
    stated = ~shapely.is_missing(found)
    filled = stated & ~shapely.is_empty(found)
    point = filled & (shapely.get_type_id(found) == shapely.GeometryType.POINT)
    lon, lat = np.full(len(found), "", object), np.full(len(found), "", object)
    lon[point] = [_said(x) for x in shapely.get_x(found[point])]
    lat[point] = [_said(y) for y in shapely.get_y(found[point])]
    for row in np.flatnonzero(filled & ~point):
        lon[row] = f"a {found[row].geom_type}, not a point"
    lon[np.asarray(column.is_valid()) & ~stated] = "a broken geometry"
    return pa.array(lon, pa.string()), pa.array(lat, pa.string())


def _said(degrees: float) -> str:
    return "" if np.isnan(degrees) else f"{Decimal(str(degrees)):f}"
