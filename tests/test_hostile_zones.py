"""Files of zones made to break a reader: each is refused in a sentence, in little memory."""

from __future__ import annotations

import json
import sqlite3
import struct
import subprocess
import sys
import threading
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux does")

MEGABYTE = 1_000_000
MEMORY_LIMIT = 400 * MEGABYTE
TIME_LIMIT = 120  # seconds, on a machine with much else to do

READ = """
import json, sys
from pathlib import Path
from geodata.readers.zones.read import read

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024

before = peak()
found = read(Path(sys.argv[1]))
print(json.dumps({
    "rows": found.rows,
    "zones": len(found.zones),
    "reasons": [one.reason for one in found.rejected[:3]],
    "notes": [note.text for note in found.notes],
    "question": found.question,
    "memory": peak() - before,
}))
"""

FEATURES = b'{"type":"FeatureCollection","features":['
LINE = FEATURES + b'{"type":"Feature","geometry":{"type":"LineString","coordinates":['
LINE_END = b"[1,2],[3,4]]}}]}"
KML_LINE = b"<kml><Placemark><LineString><coordinates>"
KML_END = b"</coordinates></LineString></Placemark></kml>"


def read(path: Path) -> dict[str, Any]:
    """A file read in a process of its own, within the limits; what came of it."""
    done = subprocess.run(
        [sys.executable, "-c", READ, path],
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    assert done.stderr == b""
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["memory"] < MEMORY_LIMIT, found
    return found


def written(path: Path, *pieces: tuple[bytes, int]) -> Path:
    """A file of some bytes, each given with how often it stands there."""
    with path.open("wb") as file:
        for piece, times in pieces:
            at_once = max(1, min(times, MEGABYTE // max(len(piece), 1)))
            for _ in range(times // at_once):
                file.write(piece * at_once)
            file.write(piece * (times % at_once))
    return path


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([(FEATURES, 1), (b"[", MEGABYTE)], "nested too deeply"),
        ([(FEATURES, 1), (b'{"a":', MEGABYTE)], "nested too deeply"),
        ([(b"<kml>", 1), (b"<Folder>", MEGABYTE)], "nested too deeply"),
        ([(LINE, 1), (b"[1,2],", 10 * MEGABYTE), (LINE_END, 1)], "one feature has more than"),
        ([(LINE, 1), (b'{"a":1},', 10 * MEGABYTE), (LINE_END, 1)], "one feature has more than"),
        ([(LINE, 1), (b'{"a":1},', 1_490_000), (LINE_END, 1)], "is an object: expected a list"),
        ([(FEATURES + b'"', 1), (b"x", 100 * MEGABYTE)], "one feature has more than"),
        ([(b"<kml><Placemark a='", 1), (b"x", 100 * MEGABYTE)], "one feature has more than"),
        ([(KML_LINE, 1), (b"1,2 ", 10 * MEGABYTE), (KML_END, 1)], "one feature has more than"),
        ([(KML_LINE, 1), (b"1 ", 30 * MEGABYTE), (KML_END, 1)], "position 1 is “1”"),
        ([(KML_LINE, 1), (b" ", 60 * MEGABYTE), (KML_END, 1)], "its geometry is empty"),
        ([(b"<kml><Placemark>", 1), (b"<Point/>", MEGABYTE)], "more than 500,000 parts"),
        ([(b"<gpx><trk><trkseg>", 1), (b'<trkpt lat="3" lon="3"/>', MEGABYTE)], "500,000 parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_end_is_left_in_little_memory(tmp_path, pieces, reason):
    """Brackets, positions, objects, texts and elements by the million."""
    assert reason in read(written(tmp_path / "f", *pieces))["reasons"][0]


@pytest.mark.parametrize(
    ("feature", "times", "reason"),
    [
        (LINE[len(FEATURES) :] + LINE_END[:-2] + b",", 110_000, "more than 100,000 features"),
        (
            LINE[len(FEATURES) :] + b"[1.23456,2.34567]," * 10_000 + LINE_END[:-2] + b",",
            501,
            "more than 5,000,000 points",
        ),
    ],
)
def test_more_than_a_map_can_show_is_refused(tmp_path, feature, times, reason):
    """Features and points; a file is looked at only so far."""
    assert reason in read(written(tmp_path / "f", (FEATURES, 1), (feature, times)))["reasons"][0]


def test_a_line_named_a_hundred_thousand_times_is_refused(tmp_path):
    """A topology of two megabytes would be a map of ten thousand million points."""
    topology = {
        "type": "Topology",
        "arcs": [[[n % 90, n % 80] for n in range(100_000)]],
        "objects": {"a": {"type": "MultiLineString", "arcs": [[0]] * 100_000}},
    }
    (tmp_path / "f").write_text(json.dumps(topology))
    assert "more than 1,500,000 numbers" in read(tmp_path / "f")["reasons"][0]


def test_entities_that_grow_are_refused(tmp_path):
    """A billion laughs are not laughed."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<!DOCTYPE kml [<!ENTITY l0 "lol">{laughs}]>'
    for root in ("kml", "gpx"):
        (tmp_path / "f").write_text(f"{start}<{root}><name>&l9;</name></{root}>")
        assert "entities or a document type" in read(tmp_path / "f")["reasons"][0]


# --- zip ----------------------------------------------------------------------------------------


def test_a_zip_that_lies_about_its_size_is_read_no_further(tmp_path):
    """It says that 300 megabytes are a thousand bytes."""
    with zipfile.ZipFile(tmp_path / "f", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.geojson", b" " * 300 * MEGABYTE)
    content = bytearray((tmp_path / "f").read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1_000)
    (tmp_path / "f").write_bytes(content)
    assert "damaged" in read(tmp_path / "f")["reasons"][0]


def test_a_zip_bomb_is_unpacked_to_the_limit_at_most(tmp_path):
    """What it states is looked at first; within the limit it is not held in memory."""
    for size, reason in ((300, "the file is empty"), (600, "unpacks to 600,000,000 bytes")):
        with (
            zipfile.ZipFile(tmp_path / "f", "w", zipfile.ZIP_DEFLATED) as packed,
            packed.open("a.geojson", "w") as member,
        ):
            for _ in range(size):
                member.write(b" " * MEGABYTE)
        reasons = read(tmp_path / "f")["reasons"]
        assert reason in reasons[0] or "no file of zones that is known" in reasons[0]


def test_a_zip_of_a_million_files_is_refused_by_its_size(tmp_path):
    """The list of them would fill the memory."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    size = len(entry) * MEGABYTE
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65_535, 65_535, size, 0, 0)
    path = written(tmp_path / "f", (b"PK\x03\x04", 1), (entry, MEGABYTE), (end, 1))
    assert "many thousands of files" in read(path)["reasons"][0]


# --- GeoPackage ---------------------------------------------------------------------------------


def geopackage(path: Path, sql: str, *values: Any) -> Path:
    """A GeoPackage of two zones, changed by hand."""
    table = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[shapely.box(1, 1, 2, 2)] * 2, crs=4326)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table.to_file(path.with_suffix(".gpkg"), layer="zones")
    with closing(sqlite3.connect(path.with_suffix(".gpkg"))) as base:
        kind = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in base.execute(kind).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')  # they call functions that only GDAL has
        base.execute(sql, values)
        base.commit()
    return path.with_suffix(".gpkg")


@pytest.mark.parametrize("count", [0, 1, 10**15, -5])
def test_a_number_of_features_that_is_untrue_costs_no_feature(tmp_path, count):
    """A GeoPackage may say how many there are; they are counted."""
    path = geopackage(tmp_path / "f", "UPDATE gpkg_ogr_contents SET feature_count = ?", count)
    found = read(path)
    assert (found["rows"], found["zones"]) == (2, 2)


def test_one_long_text_in_a_table_takes_bounded_memory(tmp_path):
    """A name of fifty megabytes is cut; a file with a longer one is refused."""
    path = geopackage(
        tmp_path / "f", "UPDATE zones SET name = ? WHERE fid = 1", "x" * 50 * MEGABYTE
    )
    assert read(path)["zones"] == 2
    path = geopackage(tmp_path / "g", "ALTER TABLE zones ADD COLUMN other")
    with closing(sqlite3.connect(path)) as base:
        base.execute("UPDATE zones SET other = zeroblob(200000000)")
        base.commit()
    assert "larger than 100 MB" in read(path)["reasons"][0]


# --- the network --------------------------------------------------------------------------------


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the name is that of the library

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_no_other_host_is_contacted(tmp_path, asked):
    """Links, styles, document types, systems, and what GDAL would open under another name."""
    host, paths = asked
    url = f"http://{host}/x"
    line = "<LineString><coordinates>1,2 3,4</coordinates></LineString>"
    texts = [
        f"<kml><NetworkLink><Link><href>{url}.kml</href></Link></NetworkLink></kml>",
        f"<kml><Placemark><styleUrl>{url}.kml#a</styleUrl>{line}</Placemark></kml>",
        f'<!DOCTYPE kml SYSTEM "{url}.dtd"><kml><Placemark>{line}</Placemark></kml>',
        f'<!DOCTYPE kml [<!ENTITY a SYSTEM "{url}">]><kml><name>&a;</name></kml>',
        (
            f'{{"type":"FeatureCollection","features":[],"crs":{{"type":"link","properties":'
            f'{{"href":"{url}"}}}}}}'
        ),
        (
            f'{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{url}"}}}},'
            '"features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}]}'
        ),
        (
            f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}.shp"
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        ),
        f"/vsicurl/{url}.geojson",
    ]
    for text in texts:
        (tmp_path / "f").write_text(text)
        read(tmp_path / "f")
        with zipfile.ZipFile(tmp_path / "z", "w") as packed:
            packed.writestr("zones.shp", text)
            packed.writestr("zones.shx", text)
            packed.writestr("zones.dbf", text)
        read(tmp_path / "z")
    path = geopackage(tmp_path / "g", "UPDATE gpkg_contents SET identifier = ?", f"/vsicurl/{url}")
    read(path)
    assert paths == []


def test_gdal_itself_is_kept_from_the_network(asked):
    """Its file system for addresses opens nothing once zones can be read."""
    host, paths = asked
    code = (
        "import pyogrio, geodata.readers.zones.read\n"
        f"try: pyogrio.read_info('/vsicurl/http://{host}/x.geojson')\n"
        "except pyogrio.errors.DataSourceError: print('closed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout == b"closed\n", done.stderr
    assert paths == []


# --- why GDAL alone is not enough ---------------------------------------------------------------


def gdal_reads(path: Path, text: str, **how: Any) -> list[str]:
    """The shapes that GDAL gives for a text, without a warning."""
    path.write_text(text)
    return [str(shape) for shape in pyogrio.read_dataframe(path, **how).geometry]


def test_gdal_alone_would_bend_or_lose_shapes_in_silence(tmp_path):
    """The reason why texts are checked here; once this fails, that may be looked at again."""
    gpx = '<gpx version="1.1"><rte><rtept lat="x" lon="35"/><rtept lat="34" lon="36"/></rte></gpx>'
    shapes = gdal_reads(tmp_path / "a.gpx", gpx, layer="routes")
    assert shapes == ["LINESTRING (35 0, 36 34)"]
    ring = "<LinearRing><coordinates>{0},{0} {1},{0} {1},{1} {0},{0}</coordinates></LinearRing>"
    holes = ring.format(2, 3) + ring.format(5, 6)
    kml = (
        f"<kml><Placemark><Polygon><outerBoundaryIs>{ring.format(1, 9)}</outerBoundaryIs>"
        f"<innerBoundaryIs>{holes}</innerBoundaryIs></Polygon></Placemark></kml>"
    )
    (shape,) = gdal_reads(tmp_path / "a.kml", kml)
    assert shape.count("(") == len("((") + len("(")  # one hole of two
    topology = {
        "type": "Topology",
        "arcs": [[[1, 1], [2, 2]]],
        "objects": {
            "a": {
                "type": "GeometryCollection",
                "geometries": [{"type": "LineString", "arcs": [0]}, 5, {"type": ["x"]}],
            }
        },
    }
    shapes = gdal_reads(tmp_path / "a.topojson", json.dumps(topology))
    assert shapes == ["LINESTRING (1 1, 2 2)"]  # one feature of three
    text = '{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":'
    geojson = f'{{"type":"FeatureCollection","features":[{text}[["3",4],[5,6]]}}}},7]}}'
    shapes = gdal_reads(tmp_path / "a.geojson", geojson)
    assert len(shapes) == 1  # one feature of two
