"""Zones one by one with all that is said of them, for other programs."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import shapely

from geodata.query.sql import fetch
from geodata.query.zone_shapes import MOST_DRAWN, simplified
from geodata.store import Snapshot
from geodata.store.zones import StoredZone


def zone_features(
    db: Snapshot, zones: Iterable[StoredZone], limit: int = MOST_DRAWN
) -> tuple[tuple[StoredZone, str], ...]:
    """Zones and their outlines as GeoJSON geometries, simplified as for the map, large ones
    first, at most ``limit``. Degrees WGS84."""
    shown = {zone.number: zone for zone in zones}
    rows = fetch(
        db,
        "SELECT zone, geometry FROM zone WHERE zone IN (SELECT zone FROM chosen)"
        " ORDER BY extent DESC, zone LIMIT $most",
        {"chosen": pa.table({"zone": pa.array(shown, pa.int32())}), "most": limit},
    )
    if not rows:
        return ()
    outlines = shapely.to_geojson(simplified(shapely.from_wkb([outline for _, outline in rows])))
    return tuple(
        (shown[number], str(outline)) for (number, _), outline in zip(rows, outlines, strict=True)
    )
