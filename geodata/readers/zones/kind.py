"""Whether a file holds areas and lines rather than a table of events, told from its contents."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from geodata.readers.formats.archive import TROUBLE, crowded, hidden

_LOOKED_AT: Final = 1_000_000
_BINARY: Final = (b"SQLite format 3\x00", b"\x00\x00\x27\x0a")
_XML: Final = re.compile(rb"<(?:\w+:)?(kml|gpx)[\s>]", re.IGNORECASE)
_SHAPE: Final = re.compile(
    rb'"type"\s*:\s*"((Multi)?Polygon|(Multi)?LineString|GeometryCollection|Topology)"'
)
_POINT: Final = re.compile(rb'"type"\s*:\s*"(Multi)?Point"')
_FEATURE: Final = re.compile(rb'"features"\s*:|"geometry"\s*:')
_GEOJSON: Final = re.compile(rb'"type"\s*:\s*"Feature(Collection)?"|"features"\s*:')
_BARE: Final = re.compile(rb'\W*("type"\s*:\s*"\w*"\s*,\s*)?"coordinates"\s*:')
_MEMBERS: Final = (".shp", ".kml", ".gpkg", ".gpx")
_JSON: Final = (".geojson", ".topojson", ".json")


def holds_zones(path: Path) -> bool:
    """Whether to read a file as zones. GeoJSON whose first shapes are points is a table."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
        if start.startswith(b"PK"):
            return not crowded(path) and _is_zip_of_zones(path)
    except (OSError, *TROUBLE):
        return False
    begins = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start.startswith(_BINARY):
        return True
    if begins == b"<":
        return bool(_XML.search(start))
    return begins in {b"{", b"["} and _holds_shapes(start, listed=begins == b"[")


def _is_zip_of_zones(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if not hidden(name)]
        if any(name.lower().endswith(_MEMBERS) for name in names):
            return True
        if len(names) != 1 or not names[0].lower().endswith(_JSON):
            return False
        with packed.open(names[0]) as member:
            return _holds_shapes(member.read(_LOOKED_AT), listed=False)


def _holds_shapes(start: bytes, *, listed: bool) -> bool:
    """The same for JSON: what holds shapes before points, or is said to be GeoJSON and is wrong.

    A point alone is no event: it has no day. A list of objects is no GeoJSON.
    """
    shape, point = _SHAPE.search(start), _POINT.search(start)
    if shape and (not point or shape.start() < point.start()):
        return True
    if point:
        return not listed and not _FEATURE.search(start)
    return bool(_GEOJSON.search(start) or _BARE.match(start)) and not listed
