"""Whether a dropped file is taken for zones or for a table of events."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geodata.readers.zones.kind import holds_zones

POINT = {"type": "Point", "coordinates": [36.5, 32.7]}
AREA = {"type": "Polygon", "coordinates": [[[36, 32], [37, 32], [37, 33], [36, 32]]]}


def collection(*geometries: Any) -> str:
    """A GeoJSON file of these shapes."""
    features = [
        {"type": "Feature", "properties": {"name": "a"}, "geometry": one} for one in geometries
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def zipped(*names: str) -> bytes:
    """A zip of empty files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "")
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        collection(AREA, POINT),
        collection(None),
        json.dumps(AREA, indent=2),
        json.dumps(POINT),
        json.dumps({"type": None, "features": []}),
        json.dumps({"type": "Topology", "objects": {}, "arcs": []}),
        '<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>',
        "<gpx version='1.1'></gpx>",
        b"SQLite format 3\0 and more",
        zipped("front/line.shp", "front/line.dbf"),
        zipped("doc.kml"),
    ],
)
def test_areas_and_lines_are_zones(tmp_path: Path, content: str | bytes):
    """Also what is said to be GeoJSON and is wrong: the zones reader can say why."""
    file = tmp_path / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert holds_zones(file)


@pytest.mark.parametrize(
    "content",
    [
        collection(POINT, POINT),
        json.dumps({"type": "Feature", "geometry": POINT}) + "\n" + json.dumps({"a": 1}) + "\n",
        json.dumps({"data": [{"event_id_cnty": "SYR1"}]}),
        '[{"date": "2025-07-01"}]',
        "date,title\n2025-07-01,People gather\n",
        "<html><body>coordinates</body></html>",
        zipped("events.csv"),
        b"PK broken",
        b"",
    ],
)
def test_events_are_a_table(tmp_path: Path, content: str | bytes):
    """Points, rows, and what nobody can read."""
    file = tmp_path / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert not holds_zones(file)
