"""Whether a file holds areas and lines rather than a table of events, told from its contents."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

_LOOKED_AT: Final = 1_000_000
_SQLITE: Final = b"SQLite format 3\x00"
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_XML: Final = re.compile(rb"<(?:\w+:)?(kml|gpx)[\s>]", re.IGNORECASE)
_SHAPES: Final = re.compile(
    rb'"type"\s*:\s*"(Polygon|MultiPolygon|LineString|MultiLineString|GeometryCollection)"'
)
_GEOJSON: Final = re.compile(
    rb'"type"\s*:\s*"(Topology|FeatureCollection|Feature|GeometryCollection|(Multi)?Polygon)"'
    rb'|"features"\s*:|"coordinates"\s*:'
)
_POINT: Final = re.compile(rb'"type"\s*:\s*"Point"')
_MEMBERS: Final = (".shp", ".kml", ".gpkg", ".gpx", ".geojson", ".topojson")


def holds_zones(path: Path) -> bool:
    """Whether to read a file as zones. GeoJSON whose first shapes are points is a table."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
        if start.startswith(b"PK"):
            with zipfile.ZipFile(path) as packed:
                names = [name.lower() for name in packed.namelist()]
            return any(name.endswith(_MEMBERS) for name in names)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start.startswith((_SQLITE, _SHAPEFILE)):
        return True
    if begins == b"<":
        return bool(_XML.search(start))
    return begins in {b"{", b"["} and _holds_shapes(start)


def _holds_shapes(start: bytes) -> bool:
    """The same for JSON: what is GeoJSON and holds no events, or is said to be and is wrong."""
    if not _GEOJSON.search(start):
        return False
    features = b'"features"' in start
    first, _, rest = start.strip().partition(b"\n")
    if not features and first.endswith(b"}") and rest.lstrip().startswith(b"{"):
        return False  # an object per line: a table
    shape, point = _SHAPES.search(start), _POINT.search(start)
    if point is None or not features:
        return True
    return shape is not None and shape.start() < point.start()
