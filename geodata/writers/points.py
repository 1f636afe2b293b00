"""The points of events as WKB, for the formats that hold geometries."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from geodata.schema import POINT_PRECISIONS


def points(table: pa.Table) -> pa.Array:
    """A point in degrees WGS84 as WKB for each event with a place of its own; null for one
    known to a region or a country only, whatever its source states for the region's sake."""
    lon = table.column("lon").to_numpy()
    lat = table.column("lat").to_numpy()
    precision = np.asarray(table.column("geo_precision").to_pylist(), dtype=object)
    placed = np.isin(precision, POINT_PRECISIONS) & ~np.isnan(lon) & ~np.isnan(lat)
    written = np.full(len(lon), None, dtype=object)
    written[placed] = shapely.to_wkb(shapely.points(lon[placed], lat[placed]))
    return pa.array(written, pa.binary())
