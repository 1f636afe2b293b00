"""GeoParquet 1.1: every column as the store has it, points as WKB."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.query.records import RECORD_SCHEMA
from geodata.writers.geojson import members
from geodata.writers.points import points
from geodata.writers.provenance import Provenance

GEOMETRY: Final = "geometry"
# without a reference system it is OGC:CRS84: longitude and latitude, WGS84
_GEO: Final = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def write(rows: Iterator[pa.Table], about: Provenance, target: Path) -> None:
    """One file; what is to be said of it is under the key ``watchline`` of its metadata."""
    metadata = {
        "geo": json.dumps(_GEO),
        "watchline": json.dumps(members(about), ensure_ascii=False),
    }
    schema = RECORD_SCHEMA.append(pa.field(GEOMETRY, pa.binary())).with_metadata(metadata)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in rows:
            whole = table.append_column(schema.field(GEOMETRY), points(table))
            writer.write_table(whole.cast(schema))
