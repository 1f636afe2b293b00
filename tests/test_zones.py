"""Zones that a user brings: what becomes of every feature, and what is said about it."""

from __future__ import annotations

import io
import json
import sqlite3
import warnings
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import antimeridian
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import zones as zone_values
from geodata.readers.cells import unseen
from geodata.readers.json_depth import DEPTH_LIMIT, DepthLimitedFile, NestedTooDeeplyError
from geodata.readers.zones import files, report
from geodata.readers.zones import read as zones
from geodata.schema import Note, Rejected
from geodata.zones import Zone, described

SQUARE = [[35.0, 33.0], [36.0, 33.0], [36.0, 34.0], [35.0, 34.0], [35.0, 33.0]]
HOLE = [[35.4, 33.4], [35.4, 33.6], [35.6, 33.6], [35.6, 33.4], [35.4, 33.4]]
AREA = {"type": "Polygon", "coordinates": [SQUARE]}
LINE = {"type": "LineString", "coordinates": [[35.0, 33.0], [35.5, 33.5], [36.0, 33.2]]}
POINT = {"type": "Point", "coordinates": [35.0, 33.0]}


def check(found):
    """What holds of every answer, whatever the file."""
    rejected_rows = {one.row for one in found.rejected}
    assert found.rows in {len(found.zones) + len(rejected_rows), 0}
    assert found.rows or not found.zones
    assert len(rejected_rows) == len(found.rejected)
    assert not rejected_rows & {zone.index for zone in found.zones}
    assert found.rows or found.question or [one.row for one in found.rejected] == [1]
    assert len({zone.name for zone in found.zones}) == len(found.zones)
    for zone in found.zones:
        assert isinstance(zone, Zone)
        assert zone.name
        assert zone.geometry.is_valid
        assert not zone.geometry.is_empty
        assert not zone.geometry.has_z
        west, south, east, north = zone.geometry.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        kinds = {"Polygon", "MultiPolygon", "LineString", "MultiLineString"}
        assert zone.geometry.geom_type in kinds
    for one in (*found.rejected, *found.notes):
        assert isinstance(one, (Rejected, Note))
        said = one.reason if isinstance(one, Rejected) else one.text
        assert said
        assert not any(unseen(sign) for sign in said)
    return found


def read(content, *, name="zones.geojson", crs=""):
    """Read bytes, or an object as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        return check(zones.read(path, name=name, crs=crs))


def feature(geometry, **properties: Any):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **members: Any):
    return {"type": "FeatureCollection", "features": list(features), **members}


def polygon(*rings: Any):
    return {"type": "Polygon", "coordinates": list(rings)}


def one_zone(geometry, **properties: Any):
    """The zone that a single feature becomes."""
    found = read(collection(feature(geometry, **properties)))
    assert found.rejected == ()
    return found.zones[0]


def one_reason(item):
    """Why a single feature is not taken."""
    found = read(collection(item))
    assert found.zones == ()
    assert found.rows == 1
    return found.rejected[0].reason


def whole_reason(content):
    """Why a file is refused as a whole."""
    found = read(content)
    assert (found.zones, found.rows, found.question) == ((), 0, "")
    assert [(one.row, one.file) for one in found.rejected] == [(1, "zones.geojson")]
    return found.rejected[0].reason


def texts(found):
    return [note.text for note in found.notes]


def packed(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def frame(crs=4326, shapes=None, **columns: Any):
    columns = columns or {"name": ["North", "South"]}
    shapes = shapes or [shapely.box(35, 33, 36, 34), shapely.box(35, 31, 36, 32)]
    found = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    found = found.to_crs(crs) if crs else found
    return found if crs else found.set_crs(None, allow_override=True)


def written(table, suffix, **how: Any):
    """The files that GDAL writes for a table, by their endings."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table.to_file(Path(folder) / f"zones{suffix}", **how)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def shapefile(table, *, without=(), folder="", **how: Any):
    parts = written(table, ".shp", **how)
    return packed(
        {f"{folder}Zones{end}": data for end, data in parts.items() if end not in without}
    )


# --- what becomes of a feature ---------------------------------------------------------


def test_a_zone_has_its_name_days_and_colour():
    """The usual names of fields are known; days and colour come in one form."""
    zone = one_zone(AREA, Name="Buffer", since="2024-12-08", UNTIL="2025-07-16", fill="#F80")
    assert (zone.index, zone.name) == (1, "Buffer")
    assert (zone.valid_from, zone.valid_to) == (date(2024, 12, 8), date(2025, 7, 16))
    assert zone.colour == "#ff8800"
    assert zone.geometry.equals(shapely.box(35, 33, 36, 34))


@pytest.mark.parametrize("what", zone_values.FIELDS)
def test_every_field_of_the_table_is_found(what):
    """Each name in the table leads to its property, however it is written."""
    given = {"name": "Buffer", "colour": "#123456"}.get(what, "2025-01-02")
    for field in zone_values.FIELDS[what]:
        for written_so in (field, field.upper(), field.replace("_", "-"), field.replace("_", " ")):
            value = getattr(described({written_so: given}), what)
            assert str(value) == given


def test_the_first_field_that_says_something_is_taken():
    """An empty name gives way to a title, and to the id last."""
    assert one_zone(AREA, name="  ", title="Title", id=7).name == "Title"
    assert one_zone(AREA, name=None, id=7).name == "7"


def test_a_line_is_a_zone_too():
    """A front or a ceasefire line is drawn as a line."""
    assert one_zone(LINE).geometry.geom_type == "LineString"
    many = {"type": "MultiLineString", "coordinates": [LINE["coordinates"]] * 2}
    assert one_zone(many).geometry.geom_type == "MultiLineString"


def test_a_hole_stays_a_hole():
    """What a zone leaves out is not in it."""
    zone = one_zone(polygon(SQUARE, HOLE))
    assert not zone.geometry.contains(shapely.Point(35.5, 33.5))
    assert zone.geometry.contains(shapely.Point(35.2, 33.2))


def test_a_point_is_refused_with_what_to_do():
    """Points are events and belong in a table."""
    assert "import points as events" in one_reason(feature(POINT))


def test_nameless_zones_are_numbered_with_a_note():
    """The number is that of the feature in the file."""
    found = read(collection(feature(AREA), feature(POINT), feature(AREA)))
    assert [zone.name for zone in found.zones] == ["Zone 1", "Zone 3"]
    assert Note("zones.geojson", 1, found.notes[0].text, 2) == found.notes[0]
    assert "called by its number" in found.notes[0].text


def test_the_same_name_twice_gets_a_number():
    """Zones can be told apart, and no number is given that another zone has."""
    found = read(collection(*(feature(AREA, name=n) for n in ("A", "A", "A (2)", "A", "Zone 5"))))
    assert [zone.name for zone in found.zones] == ["A", "A (3)", "A (2)", "A (4)", "Zone 5"]
    found = read(collection(feature(AREA), feature(AREA, name="Zone 1")))
    assert [zone.name for zone in found.zones] == ["Zone 1 (2)", "Zone 1"]


def test_control_characters_do_not_reach_a_name():
    """A name is one line of plain text of at most 200 characters."""
    assert one_zone(AREA, name="A\u0000\u202e\n B").name == "A B"
    found = read(collection(feature(AREA, name="x" * 300)))
    assert len(found.zones[0].name) == 200
    assert "300 characters" in texts(found)[0]


# --- days and colours --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-01", date(2024, 5, 1)),
        ("2024-05-01T10:00:00", date(2024, 5, 1)),
        ("2024-05-01T01:30:00+03:00", date(2024, 4, 30)),
        ("2024-05-01T23:59:59.5Z", date(2024, 5, 1)),
    ],
)
def test_a_day_is_a_day_in_utc(value, expected):
    """ISO days are taken, and times with an offset count in UTC."""
    assert described({"valid_from": value}).valid_from == expected


@pytest.mark.parametrize(
    "value", ["01.05.2024", "05/01/2024", "2024", "2024-02-30", "1700-01-01", "soon", 20240501]
)
def test_a_day_that_cannot_be_read_is_noted_and_not_guessed(value):
    """The zone is taken without the day."""
    found = read(collection(feature(AREA, name="A", valid_from=value)))
    assert found.zones[0].valid_from is None
    assert texts(found) == [
        (
            f"valid_from is “{value}”: expected a day of 1800 to 2100 written year-month-day,"
            " such as 2025-07-16; it is not used"
        )
    ]


def test_a_zone_that_ends_before_it_begins_has_no_days():
    """Neither of the two days can be trusted."""
    found = described({"valid_from": "2025-01-02", "valid_to": "2025-01-01"})
    assert (found.valid_from, found.valid_to) == (None, None)
    assert "ends (2025-01-01) before it begins (2025-01-02)" in found.notes[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("#A1b2C3", "#a1b2c3"),
        ("a1b2c3", "#a1b2c3"),
        ("#a1b2c380", "#a1b2c3"),
        ("#abc", "#aabbcc"),
        ("Red", "#ff0000"),
        ("rgb(1, 2, 255)", "#0102ff"),
        ("rgba(1,2,3,0.5)", "#010203"),
        ("rgb(1,2,256)", ""),
        ("url(javascript:alert(1))", ""),
        ("12", ""),
    ],
)
def test_a_colour_is_six_digits_or_nothing(value, expected):
    """What is no colour is noted and never handed on."""
    found = described({"colour": value})
    assert found.colour == expected
    assert len(found.notes) == (not expected)


# --- repairs -------------------------------------------------------------------------------


def test_an_outline_that_crosses_itself_is_repaired_and_said():
    """A bow tie becomes its two halves; the note says where and what."""
    bow = [[35, 33], [36, 34], [36, 33], [35, 34], [35, 33]]
    found = read(collection(feature(AREA, name="A"), feature(polygon(bow), name="B")))
    assert found.notes == (
        Note(
            "zones.geojson",
            2,
            "its outline crosses itself or a hole at longitude 35.5, latitude 33.5: it was"
            " repaired, and is now in 2 parts",
        ),
    )
    assert found.zones[1].geometry.area == pytest.approx(0.5)


def test_overlapping_parts_become_one_area():
    """Nothing is drawn twice, and nothing between the parts is lost."""
    shifted = [[x + 0.5, y] for x, y in SQUARE]
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE], [shifted]]}
    assert one_zone(parts).geometry.area == pytest.approx(1.5)


def test_an_open_ring_is_closed_with_a_note():
    """The last point is joined to the first."""
    found = read(collection(feature(polygon(SQUARE[:-1]), name="A")))
    assert found.zones[0].geometry.equals(shapely.box(35, 33, 36, 34))
    assert texts(found) == ["a ring was not closed: it was closed from its last point to its first"]


def test_rings_that_run_the_wrong_way_are_turned_with_one_note():
    """RFC 7946 wants outer rings counter-clockwise; many features make one note."""
    wrong = feature(polygon(SQUARE[::-1], HOLE[::-1]))
    found = read(collection(feature(polygon(SQUARE, HOLE), name="A"), wrong, wrong))
    assert all(shapely.is_ccw(zone.geometry.exterior) for zone in found.zones)
    assert found.zones[0].geometry.equals(found.zones[1].geometry)
    turned = [note for note in found.notes if "wrong way round" in note.text]
    assert [(note.row, note.rows) for note in turned] == [(2, 2)]


def test_heights_are_left_out_with_a_note():
    """A third and a fourth number of a position are not used."""
    for more in ([5.0], [5.0, 7.0]):
        found = read(collection(feature(polygon([at + more for at in SQUARE]), name="A")))
        assert found.zones[0].geometry.equals(shapely.box(35, 33, 36, 34))
        assert texts(found) == [
            "positions have more than two numbers: longitude and latitude are used"
        ]
    mixed = polygon([SQUARE[0] + [5.0], *SQUARE[1:]])
    assert one_zone(mixed).geometry.equals(shapely.box(35, 33, 36, 34))


def test_a_flat_hole_is_left_out_with_a_note():
    """It holds no area, so that nothing is lost."""
    found = read(collection(feature(polygon(SQUARE, HOLE[:2] + HOLE[:1]), name="A")))
    assert found.zones[0].geometry.equals(shapely.box(35, 33, 36, 34))
    assert "a hole of fewer than 3 different points" in texts(found)[0]


def test_a_collection_of_areas_is_one_zone():
    """Points and lines beside the areas are named as left out."""
    parts = {"type": "GeometryCollection", "geometries": [AREA, LINE, POINT]}
    found = read(collection(feature(parts, name="A")))
    assert found.zones[0].geometry.area == pytest.approx(1)
    assert texts(found) == ["of its parts, only the polygons are kept; without 1 lines, 1 points"]
    nested = {"type": "GeometryCollection", "geometries": [parts, {**parts}]}
    assert one_zone(nested).geometry.area == pytest.approx(1)


# --- the edge of the map ---------------------------------------------------------------


@pytest.mark.parametrize(
    "ring",
    [
        [[178, -18], [-178, -18], [-178, -16], [178, -16], [178, -18]],
        [[178, -18], [178, -16], [-178, -16], [-178, -18], [178, -18]],
        [[178, -18], [182, -18], [182, -16], [178, -16], [178, -18]],
        [[-182, -18], [-178, -18], [-178, -16], [-182, -16], [-182, -18]],
    ],
)
def test_a_zone_across_longitude_180_is_cut_there(ring):
    """Both ways of writing it, and both directions, give the same two parts."""
    found = read(collection(feature(polygon(ring), name="Fiji")))
    expected = shapely.union(shapely.box(178, -18, 180, -16), shapely.box(-180, -18, -178, -16))
    assert found.zones[0].geometry.equals(expected)
    assert texts(found) == ["it crosses longitude 180: it was cut there"]


def test_a_hole_across_longitude_180_stays_a_hole():
    """Holes are cut with their outline, wherever they are counted from."""
    ring = [[170, -20], [-170, -20], [-170, 20], [170, 20], [170, -20]]
    for hole in (
        [[178, -5], [178, 5], [-178, 5], [-178, -5], [178, -5]],
        [[-175, -5], [-175, 5], [-172, 5], [-172, -5], [-175, -5]],
    ):
        area = one_zone(polygon(ring, hole)).geometry.area
        width = 4 if hole[0][0] > 0 else 3
        assert area == pytest.approx(20 * 40 - width * 10)


def test_longitudes_past_180_on_one_side_are_counted_from_minus_180():
    """A zone written from 185 to 190 lies in the far west."""
    ring = [[185, 0], [190, 0], [190, 5], [185, 5], [185, 0]]
    found = read(collection(feature(polygon(ring), name="A")))
    assert found.zones[0].geometry.bounds == (-175, 0, -170, 5)
    assert "counted from −180 again" in texts(found)[0]


def test_a_line_across_longitude_180_is_cut_there():
    """It becomes two lines that meet at the edge."""
    line = {"type": "LineString", "coordinates": [[179, 0], [-179, 2]]}
    zone = one_zone(line)
    assert zone.geometry.equals(
        shapely.MultiLineString([[[179, 0], [180, 1]], [[-180, 1], [-179, 2]]])
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_ring_around_a_pole_encloses_it(order, sign):
    """Whichever way it runs; the note says which pole."""
    ring = [[lon, 70 * sign] for lon in (-135, -45, 45, 135, -135)][::order]
    found = read(collection(feature(polygon(ring), name="A")))
    assert found.zones[0].geometry.area == pytest.approx(360 * 20)
    assert f"around the {'north' if sign > 0 else 'south'} pole" in " ".join(texts(found))


def test_a_zone_that_is_as_wide_as_the_map_is_not_cut():
    """An edge from −180 to 180 is the edge of the map."""
    world = [[-180, -60], [180, -60], [180, 60], [-180, 60], [-180, -60]]
    found = read(collection(feature(polygon(world), name="A")))
    assert found.zones[0].geometry.equals(shapely.box(-180, -60, 180, 60))
    assert found.notes == ()
    steps = [[x, 0] for x in range(-100, 101, 50)] + [[x, 9] for x in range(100, -101, -50)]
    assert one_zone(polygon([*steps, steps[0]])).geometry.bounds == (-100, 0, 100, 9)


def test_an_error_of_rounding_at_the_edge_is_no_crossing():
    """A tenth of a metre beyond 180 is put on 180."""
    ring = [[170, 0], [180.0000001, 0], [180.0000001, 5], [170, 5], [170, 0]]
    found = read(collection(feature(polygon(ring), name="A")))
    assert found.zones[0].geometry.equals(shapely.box(170, 0, 180, 5))
    assert found.notes == ()


@given(
    st.floats(150, 179),
    st.lists(st.tuples(st.floats(2, 40), st.floats(-60, 60)), min_size=3, max_size=7),
)
def test_the_cut_agrees_with_another_program(west, points):
    """The package antimeridian cuts the same shapes into the same areas."""
    hull = shapely.MultiPoint([[west + x, y] for x, y in points]).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1 or hull.bounds[2] <= 180.01:
        return
    if np.isclose(shapely.get_coordinates(hull)[:, 0], 180, atol=0.01).any():
        return  # that package turns a corner that touches 180 into the rest of the Earth
    ring = [[x if x <= 180 else x - 360, y] for x, y in hull.exterior.coords]
    other = antimeridian.fix_polygon(shapely.Polygon(ring), great_circle=False, fix_winding=True)
    zone = one_zone(polygon(ring)).geometry
    assert zone.area == pytest.approx(hull.area)
    assert zone.symmetric_difference(other).area < 1e-3


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        (
            [[200, 10], [10, 10], [10, 20], [200, 20], [200, 10]],
            "a longitude of 200 is beyond ±180",
        ),
        ([[33, 95], [34, 95], [34, 96], [33, 95]], "a latitude of 96 is beyond ±90: longitude"),
    ],
)
def test_a_zone_off_the_map_is_refused_beside_those_on_it(ring, reason):
    """Coordinates are not bent to fit; the other zones are taken."""
    found = read(collection(feature(AREA, name="A"), feature(polygon(ring))))
    assert [zone.index for zone in found.zones] == [1]
    assert found.rejected[0].row == 2
    assert found.rejected[0].reason.startswith(reason)


# --- coordinate reference systems ------------------------------------------------------


def utm_collection(**members: Any):
    shapes = frame(32636).geometry
    features = [feature(json.loads(shapely.to_geojson(shape)), name="A") for shape in shapes[:1]]
    return collection(*features, **members)


def is_north(zone):
    return zone.geometry.symmetric_difference(shapely.box(35, 33, 36, 34)).area < 0.01


def test_geojson_in_metres_is_asked_about_and_read_when_told():
    """Coordinates that cannot be degrees are not refused one by one, and not guessed."""
    found = read(utm_collection())
    assert (found.zones, found.rejected, found.rows) == ((), (), 0)
    assert "its coordinates are no degrees" in found.question
    for code in ("EPSG:32636", "epsg:32636", "32636"):
        found = read(utm_collection(), crs=code)
        assert is_north(found.zones[0])
        assert "WGS 84 / UTM zone 36N (EPSG:32636)" in texts(found)[0]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::32636", "EPSG:32636"])
def test_the_old_crs_member_of_geojson_is_honoured(name):
    """GeoJSON of before 2016 could name another system."""
    found = read(utm_collection(crs={"type": "name", "properties": {"name": name}}))
    assert is_north(found.zones[0])


def test_a_crs_member_may_stand_behind_the_features():
    """As it may in JSON."""
    crs = {"properties": {"name": "EPSG:32636"}, "type": "name"}
    assert is_north(
        read(
            {"features": utm_collection()["features"], "crs": crs, "type": "FeatureCollection"}
        ).zones[0]
    )
    found = read(collection(feature(AREA, name="A", crs="EPSG:32636")))
    assert is_north(found.zones[0])


@pytest.mark.parametrize(
    "crs",
    [
        None,
        7,
        {"type": "link", "properties": {"href": "http://example.org/crs"}},
        {"type": "name", "properties": {"name": "EPSG:999999"}},
        {"type": "name", "properties": {"name": "+proj=merc +nadgrids=/etc/passwd"}},
        {"type": "name", "properties": {"name": "/etc/passwd"}},
    ],
)
def test_a_crs_member_that_says_nothing_known_is_asked_about(crs):
    """A link is not followed, and no file is opened for it."""
    assert "Give its code" in read(collection(feature(AREA), crs=crs)).question


def test_a_crs_that_is_not_known_is_asked_again():
    """An answer that is no code is not taken for one."""
    for code in ("EPSG:999999", "Mercator!", "+proj=merc", "x" * 500):
        assert "is no coordinate system that is known" in read(AREA, crs=code).question


def test_a_shapefile_in_metres_is_put_in_its_place():
    """The .prj says what it is in; the note says what was done."""
    found = read(shapefile(frame(32636)))
    assert [zone.name for zone in found.zones] == ["North", "South"]
    assert is_north(found.zones[0])
    assert "WGS 84 / UTM zone 36N" in texts(found)[0]


def test_a_shapefile_without_prj_is_asked_about():
    """Even where the coordinates could be degrees."""
    data = shapefile(frame(), without={".prj"})
    assert "does not say in which system" in read(data).question
    assert "from 35 to 36 across and from 31 to 34 up" in read(data).question
    assert len(read(data, crs="EPSG:4326").zones) == 2


def test_a_shapefile_that_claims_metres_and_holds_degrees_is_asked_about():
    """The wrong .prj would put the zone in the Gulf of Guinea."""
    parts = written(frame(), ".shp") | {".prj": written(frame(32636), ".shp")[".prj"]}
    data = packed({f"z{end}": content for end, content in parts.items()})
    assert "look like degrees" in read(data).question
    found = read(data, crs="EPSG:4326")
    assert is_north(found.zones[0])
    assert any("by itself it is WGS 84 / UTM" in text for text in texts(found))


def test_a_shapefile_that_claims_degrees_and_holds_metres_is_asked_about():
    """The other way round."""
    parts = written(frame(32636), ".shp") | {".prj": written(frame(), ".shp")[".prj"]}
    data = packed({f"z{end}": content for end, content in parts.items()})
    assert "are no degrees" in read(data).question
    assert is_north(read(data, crs="32636").zones[0])


# --- every format ------------------------------------------------------------------------


def test_a_shapefile_keeps_letters_days_and_holes():
    """In a folder of the zip, with capital endings, under any name."""
    shape = shapely.Polygon(SQUARE, [HOLE])
    table = frame(shapes=[shape], name=["غزة"], begin=[date(2024, 5, 1)])
    parts = written(table, ".shp")
    data = packed({f"a/b c/Zonen{end.upper()}": content for end, content in parts.items()})
    (zone,) = read(data).zones
    assert (zone.name, zone.valid_from) == ("غزة", date(2024, 5, 1))
    assert zone.geometry.equals(shape)


@pytest.mark.parametrize(("encoding", "noted"), [("UTF-8", False), ("ISO-8859-1", True)])
def test_a_shapefile_that_states_no_encoding_is_read_as_utf_8_or_with_a_note(encoding, noted):
    """Names are not mangled in silence."""
    parts = written(
        frame(shapes=[shapely.box(1, 1, 2, 2)], name=["Zürich"]), ".shp", encoding=encoding
    )
    del parts[".cpg"]
    parts[".dbf"] = parts[".dbf"][:29] + b"\0" + parts[".dbf"][30:]
    found = read(packed({f"z{end}": content for end, content in parts.items()}))
    assert found.zones[0].name == "Zürich"
    assert any("check the names" in text for text in texts(found)) is noted


def test_a_part_of_a_shapefile_that_is_missing_is_named():
    """Without .shx it is refused; without .dbf the zones have no names."""
    assert "no .shx" in whole_reason(shapefile(frame(), without={".shx"}))
    found = read(shapefile(frame(), without={".dbf"}))
    assert len(found.zones) == 2
    assert any("no table (.dbf)" in text for text in texts(found))
    assert "pack its files" in whole_reason(written(frame(), ".shp")[".shp"])


def test_an_empty_layer_is_refused():
    """Nothing to draw is said, and not shown as an empty map."""
    empty = frame().iloc[:0]
    assert whole_reason(shapefile(empty, geometry_type="Polygon")) == "the file holds no shapes"


def test_two_shapefiles_in_a_zip_are_refused():
    """It is not guessed which is meant."""
    parts = written(frame(), ".shp")
    members = {f"{stem}{end}": data for stem in "ab" for end, data in parts.items()}
    assert "holds 2 Shapefiles" in whole_reason(packed(members))


def test_every_layer_of_a_geopackage_is_read():
    """Numbers run on from layer to layer; what has no geometry is refused by its number."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "z.gpkg"
        first = frame(shapes=[shapely.box(35, 33, 36, 34), None], name=["North", "Empty"])
        first.to_file(path, layer="one")
        frame(32636, until=["2025-01-31", None], name=["A", "B"]).to_file(path, layer="two")
        gpd.pd.DataFrame({"a": [1]}).pipe(gpd.GeoDataFrame).set_geometry([None]).to_file(
            path, layer="three"
        )
        found = read(path.read_bytes())
    assert [(zone.index, zone.name) for zone in found.zones] == [(1, "North"), (3, "A"), (4, "B")]
    assert found.zones[1].valid_to == date(2025, 1, 31)
    assert is_north(found.zones[1])
    assert [one.row for one in found.rejected] == [2, 5]


def test_a_geopackage_without_a_system_is_asked_about():
    """An undefined one is no WGS 84."""
    data = written(frame(None), ".gpkg")[".gpkg"]
    assert "does not say in which system" in read(data).question
    assert len(read(data, crs="EPSG:4326").zones) == 2


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document>
 <Style id="lilac"><LineStyle><color>ff000000</color></LineStyle>
  <PolyStyle><color>7fff55aa</color></PolyStyle></Style>
 <StyleMap id="both"><Pair><key>highlight</key><styleUrl>#none</styleUrl></Pair>
  <Pair><key>normal</key><styleUrl>#lilac</styleUrl></Pair></StyleMap>
 <Folder>
 <Placemark><name>Buffer</name><styleUrl>#both</styleUrl>
  <TimeSpan><begin>2024-12-08</begin><end>2025-07-16</end></TimeSpan>
  <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
    35,33,0 36,33,0
    36,34,0 35,34,0 35,33,0</coordinates></LinearRing></outerBoundaryIs>
   <innerBoundaryIs><LinearRing><coordinates>35.4,33.4 35.4,33.6 35.6,33.6 35.4,33.4
   </coordinates></LinearRing></innerBoundaryIs></Polygon>
   <Point><coordinates>35.5,33.5</coordinates></Point></MultiGeometry></Placemark>
 <Placemark><ExtendedData><Data name="title"><value>Line</value></Data>
   <SchemaData><SimpleData name="colour">red</SimpleData></SchemaData></ExtendedData>
  <LineString><coordinates>35, 33 , 0 36,34</coordinates></LineString></Placemark>
 <Placemark><name>Town</name><Point><coordinates>35,33</coordinates></Point></Placemark>
 <Placemark><name>Track</name><Style><LineStyle><color>ff0000ff</color></LineStyle></Style>
  <gx:Track><when>2024-01-01</when><gx:coord>35 33 5</gx:coord><gx:coord>36 34 5</gx:coord>
  </gx:Track></Placemark>
 <Placemark><name>Bad</name><LineString><coordinates>35,33 36;34</coordinates></LineString>
 </Placemark>
 <Placemark><name>Bare</name></Placemark>
 </Folder>
 <NetworkLink><Link><href>http://example.org/more.kml</href></Link></NetworkLink>
</Document></kml>"""


@pytest.mark.parametrize("data", [KML.encode(), packed({"files/a.png": b"x", "doc.kml": KML})])
def test_kml_and_kmz_give_names_days_styles_and_shapes(data):
    """Every placemark is a zone, or refused by its number."""
    found = read(data)
    assert [(z.index, z.name, z.colour) for z in found.zones] == [
        (1, "Buffer", "#aa55ff"),
        (2, "Line", "#ff0000"),
        (4, "Track", "#ff0000"),
    ]
    assert (found.zones[0].valid_from, found.zones[0].valid_to) == (
        date(2024, 12, 8),
        date(2025, 7, 16),
    )
    assert found.zones[0].geometry.area == pytest.approx(1 - 0.02)
    assert [z.geometry.geom_type for z in found.zones[1:]] == ["LineString", "LineString"]
    assert [(one.row, one.reason.partition(":")[0]) for one in found.rejected] == [
        (3, "it is a point, and no area or line"),
        (5, "position 2 is “36;34”"),
        (6, "it has no geometry"),
    ]
    assert any("not followed" in text for text in texts(found))


def test_styles_that_name_each_other_come_to_an_end():
    """The zone is taken without a colour."""
    loop = "".join(
        f'<StyleMap id="{a}"><Pair><key>normal</key><styleUrl>#{b}</styleUrl></Pair></StyleMap>'
        for a, b in ("ab", "ba")
    )
    place = (
        "<Placemark><name>A</name><styleUrl>#a</styleUrl><LineString><coordinates>1,1 2,2"
        "</coordinates></LineString></Placemark>"
    )
    assert read(f"<kml>{loop}{place}</kml>".encode()).zones[0].colour == ""


GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="33" lon="35"><name>Post</name></wpt>
<rte><name>Road</name><rtept lat="33" lon="35"/><rtept lat="34" lon="36"/></rte>
<trk><name>Line</name><trkseg><trkpt lat="33" lon="35"><ele>5</ele></trkpt>
<trkpt lat="34" lon="36"/></trkseg><trkseg><trkpt lat="3" lon="5"/></trkseg></trk>
<trk><trkseg><trkpt lat="x" lon="35"/><trkpt lat="34" lon="36"/></trkseg></trk>
</gpx>"""


def test_tracks_and_routes_of_gpx_are_lines():
    """Waypoints are events and are refused; a track that cannot be read says why."""
    found = read(GPX.encode())
    expected = shapely.LineString([[35, 33], [36, 34]])
    assert [(zone.index, zone.name) for zone in found.zones] == [(2, "Road"), (3, "Line")]
    assert all(zone.geometry.equals(expected) for zone in found.zones)
    assert [one.row for one in found.rejected] == [1, 4]
    assert "position 1 is “35,x”" in found.rejected[1].reason
    assert texts(found) == ["segments of fewer than two points were left out"]


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [35, 33]},
    "arcs": [
        [[2, 0], [0, 2]],  # the shared border, from 36,33 to 36,34
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 2], [2, 0], [0, -2], [-2, 0]],
    ],
    "objects": {
        "zones": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "arcs": [[[2, 0]]], "properties": {"name": "East"}},
                {"type": "Polygon", "arcs": [[0, 9]]},
                {"type": None},
                {"type": ["x"]},
                5,
            ],
        },
        "border": {"type": "LineString", "arcs": [-1], "id": "Border"},
    },
}


def test_topojson_is_put_together_from_its_arcs():
    """Quantised, reversed and shared arcs; what refers to no arc is refused."""
    found = read(TOPOLOGY)
    assert [(zone.index, zone.name) for zone in found.zones] == [
        (1, "West"),
        (2, "East"),
        (7, "Border"),
    ]
    assert found.zones[0].geometry.equals(shapely.box(35, 33, 36, 34))
    assert found.zones[1].geometry.equals(shapely.box(36, 33, 37, 34))
    assert list(found.zones[2].geometry.coords) == [(36, 34), (36, 33)]
    assert [one.row for one in found.rejected] == [3, 4, 5, 6]
    assert found.rejected[0].reason == "it refers to arc 9, and the file has 3"


def test_geojson_comes_as_a_feature_a_geometry_or_a_line_each():
    """A byte order mark is no fault; the type may stand last."""
    assert len(read(AREA).zones) == 1
    assert len(read(feature(AREA)).zones) == 1
    line = json.dumps(feature(AREA)).encode()
    assert len(read(line + b"\n" + line).zones) == 2
    assert len(read(b"\xef\xbb\xbf" + line).zones) == 1
    late = {"features": [feature(AREA, name="A")], "type": "FeatureCollection"}
    assert len(read(late).zones) == 1
    assert len(read(packed({"a.geojson": line, "__MACOSX/a": b"x"})).zones) == 1


# --- faults of structure -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (None, "it is null: expected a Feature"),
        ("x", "it is the text “x”: expected a Feature"),
        (AREA, "type is the text “Polygon”: expected Feature"),
        ({"type": "Feature"}, "it has no geometry: there is nothing to draw"),
        (feature(None), "it has no geometry: there is nothing to draw"),
        (
            feature("x"),
            "geometry is the text “x”: expected an object with type and coordinates",
        ),
        (feature(polygon()), "its geometry is empty: there is nothing to draw"),
        (feature({"type": "Polygon"}), "it has no geometry.coordinates"),
        (feature(polygon(5)), "geometry.coordinates[0] is the number 5: expected a list"),
        (feature(polygon(*SQUARE)), "geometry.coordinates[0][0] is the number 35: expected a list"),
        (
            feature(polygon([SQUARE])),
            "geometry.coordinates[0][0][0] is a list of 2: expected a num",
        ),
        (
            feature(polygon([SQUARE[0], [], *SQUARE[2:]])),
            "geometry.coordinates[0][1] is a list of 0: expected two numbers, longitude and",
        ),
        (
            feature(polygon([SQUARE[0], [3], *SQUARE[2:]])),
            "geometry.coordinates[0][1] is a list of 1: expected two numbers, longitude and",
        ),
        (
            feature(polygon([SQUARE[0], ["3", 4], *SQUARE[2:]])),
            "geometry.coordinates[0][1][0] is the text “3”: expected a number",
        ),
        (
            feature(polygon([[True, 4], *SQUARE])),
            "geometry.coordinates[0][0][0] is true: expected a n",
        ),
        (
            feature(polygon([SQUARE[0], None])),
            "geometry.coordinates[0][1] is null: expected a list",
        ),
        (feature(polygon([])), "its outer ring has fewer than 3 different points"),
        (feature(polygon(SQUARE[:2] + SQUARE[:1])), "its outer ring has fewer than 3 different"),
        (feature(polygon([[1, 1], [2, 2], [3, 3], [1, 1]])), "its outline encloses no area"),
        (
            feature({"type": "LineString", "coordinates": [[1, 2], [1, 2]]}),
            "the line has no length: all its points are the same",
        ),
        (feature({"type": "LineString", "coordinates": [[1, 2]]}), "the line has only one point"),
        (
            feature({"type": "GeometryCollection", "geometries": [None]}),
            "geometry.geometries[0] is null: expected an object with type and coordinates",
        ),
        (feature({"type": "GeometryCollection"}), "it has no geometry.geometries"),
        (
            feature({"type": "MultiPolygon", "coordinates": [[SQUARE], SQUARE]}),
            "geometry.coordinates[1][0][0] is the number 35: expected a list",
        ),
    ],
)
def test_a_faulty_feature_is_refused_with_its_reason(item, reason):
    """Nothing is skipped in silence; the reason is a true one."""
    assert one_reason(item).startswith(reason)


def test_an_unknown_type_comes_with_the_nearest_known_one():
    """Spelling is a frequent fault."""
    assert one_reason(feature({"type": "polygon"})).endswith("did you mean Polygon?")
    assert "write FeatureCollection" in whole_reason({"type": "featurecollection"})


def test_properties_that_are_no_object_do_not_cost_the_zone():
    """The shape is taken, and the note says what is missing."""
    found = read(collection({"type": "Feature", "properties": [1], "geometry": AREA}))
    assert found.zones[0].name == "Zone 1"
    assert "its properties are a list of 1, not an object: nothing is taken of them" in texts(found)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x00\x01\x02", "this is no file of zones that is known"),
        (b"name,lon,lat\n", "this is no file of zones that is known"),
        (b"{", "the JSON breaks off"),
        (b'{"a": "' + b'\\"' * 1_000_000, "the JSON breaks off"),
        (b"[1, 2]", "the JSON has no type"),
        (
            b'{"type": "FeatureCollection"}',
            "the FeatureCollection holds no features: expected a list",
        ),
        (b'{"type": "FeatureCollection", "features": {}}', "the FeatureCollection holds no"),
        (b'{"type": "FeatureCollection", "features": []}', "the FeatureCollection holds no"),
        (b'{"type": null, "features": []}', "the type of the JSON is null"),
        (b'{"type": "Topology"}', "the Topology cannot be read: it has no objects"),
        (
            b'{"type": "Topology", "objects": {"a": 1}}',
            "the Topology cannot be read: it has no arcs",
        ),
        (b'{"type": "Feature", "id": 123456789012345678901}', "it holds a number that is too"),
        (b'{"type": "\xff"}', "the file is not in UTF-8"),
        (b"<html></html>", "this is XML of another kind (“html”)"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "this is XML of another kind"),
        (b"<kml></kml>", "the KML holds no placemarks"),
        (b"<gpx></gpx>", "the GPX holds no tracks"),
        (b"<kml>", "the XML is broken"),
        (b"SQLite format 3\x00" + 100 * b"x", "the GeoPackage is damaged"),
        (b"PK\x03\x04 no zip", "the zip is damaged"),
    ],
)
def test_what_is_no_file_of_zones_is_refused_as_a_whole(content, reason):
    """With a reason that says what it is instead, or where it is broken."""
    assert whole_reason(content).startswith(reason)


@pytest.mark.parametrize("data", [json.dumps(collection(*[feature(AREA)] * 3)).encode()])
def test_zones_before_a_break_are_kept_and_the_rest_is_said_to_be_lost(data):
    """A file that was cut off while it was copied."""
    found = read(data[: data.rindex(b"geometry")])
    assert len(found.zones) == 2
    assert [(one.row, one.reason) for one in found.rejected] == [
        (3, "the JSON breaks off: the file is not complete: from here on the file was not read")
    ]
    found = read(KML.encode()[: KML.index("<Placemark><name>Town")])
    assert [zone.index for zone in found.zones] == [1, 2]
    assert found.rejected[0].row == 3
    assert "from here on" in found.rejected[0].reason


# --- hostile files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE kml SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("root", ["kml", "gpx"])
def test_xml_with_entities_is_refused(start, root):
    """No entity is expanded, and no other file opened."""
    assert "entities or a document type" in whole_reason(f"{start}<{root}>&a;</{root}>".encode())


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 3_000_000,
        b'{"type":"FeatureCollection","features":[' + b"[" * 200_000 + b"]" * 200_000 + b"]}",
        b'{"type":"Feature","geometry":' + b'{"a":' * 200_000,
        b"<kml>" + b"<a>" * 500_000,
    ],
)
def test_deep_nesting_is_refused_before_it_fills_the_memory(data):
    """A small file of brackets costs neither time nor memory."""
    assert "nested too deeply" in whole_reason(data)


@given(
    st.recursive(st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)), st.integers(1, 9)
)
def test_brackets_inside_a_text_are_no_nesting(value, size):
    """Wherever the blocks begin, a text may hold brackets, quotation marks and backslashes."""
    texts = ["[" * DEPTH_LIMIT, '"]', "\\", value, '\\"[' * 40]
    data = json.dumps(texts, ensure_ascii=False).encode()
    raw = DepthLimitedFile(io.BytesIO(data))
    assert b"".join(iter(lambda: raw.read(size), b"")) == data
    deep = DepthLimitedFile(io.BytesIO(data[:-1] + b"," + b"[" * DEPTH_LIMIT))
    with pytest.raises(NestedTooDeeplyError):
        list(iter(lambda: deep.read(size), b""))


@pytest.mark.parametrize("name", ["../zones.shp", "/zones.shp", "a/../../b.shp", "C:\\zones.shp"])
def test_names_in_a_zip_that_lead_out_of_it_are_refused(name):
    """Nothing is written beside the folder that is meant for it."""
    assert "points outside it" in whole_reason(packed({name: b"x"}))


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    """What the zip states is enough to refuse it; it never gives more than that."""
    bomb = packed({"a.geojson": b" " * 5_000_000})
    assert len(bomb) < 10_000
    monkeypatch.setattr(files, "SIZE_LIMIT", 4_000_000)
    assert "unpacks to 5,000,000 bytes" in whole_reason(bomb)
    monkeypatch.setattr(files, "SIZE_LIMIT", 1_000)
    assert "the file is larger than" in whole_reason(bomb)
    monkeypatch.undo()
    assert "holds another zip" in whole_reason(packed({"a.kmz": packed({"doc.kml": KML})}))
    assert "2 files and no Shapefile" in whole_reason(packed({"a.json": b"{}", "b.json": b"{}"}))


def test_too_many_points_or_features_are_refused(monkeypatch):
    """A map cannot show them; what to do is said."""
    monkeypatch.setattr(report, "VERTEX_LIMIT", 12)
    assert "simplify them" in whole_reason(collection(*[feature(AREA)] * 3))
    often = {"type": "MultiLineString", "arcs": [[1, 1]] * 5}
    assert "simplify them" in whole_reason(TOPOLOGY | {"objects": {"a": often}})
    monkeypatch.undo()
    monkeypatch.setattr(report, "FEATURE_LIMIT", 2)
    assert "more than 2 features" in whole_reason(collection(*[feature(AREA)] * 3))


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW v AS SELECT * FROM zones",
        "CREATE VIRTUAL TABLE t USING fts5(a)",
    ],
)
def test_a_database_that_would_compute_while_it_is_read_is_refused(sql):
    """Views and virtual tables may run anything; the index of a layer is known."""
    data = written(frame(), ".gpkg")[".gpkg"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "z.gpkg"
        path.write_bytes(data)
        base = sqlite3.connect(path)
        base.execute(sql)
        base.commit()
        base.close()
        assert "computed while it is read" in whole_reason(path.read_bytes())
        other = Path(folder) / "other"
        base = sqlite3.connect(other)
        base.execute("CREATE TABLE a (b)")
        base.commit()
        base.close()
        assert whole_reason(other.read_bytes()) == "this is an SQLite database, and no GeoPackage"


def test_damage_to_a_shapefile_costs_what_it_hits_and_prints_nothing(capfd):
    """Shapes that are cut off or are no numbers are refused, each by its number."""
    parts = written(frame(), ".shp")
    shp = parts[".shp"]
    cut = read(packed({f"z{end}": data for end, data in (parts | {".shp": shp[:-50]}).items()}))
    assert [zone.name for zone in cut.zones] == ["North"]
    assert [one.row for one in cut.rejected] == [2]
    assert "the .shp is cut off: shapes at its end are missing" in texts(cut)
    first = 100 + 8 + 44 + 4  # header of the file and of the record, counts, one ring
    no_number = shp[:first] + np.float64("nan").tobytes() + shp[first + 8 :]
    found = read(packed({f"z{end}": d for end, d in (parts | {".shp": no_number}).items()}))
    assert [zone.name for zone in found.zones] == ["South"]
    assert "a damaged one" in found.rejected[0].reason
    for table in (b"junk", parts[".dbf"][:4] + b"\x09" + parts[".dbf"][5:]):
        other = read(packed({f"z{end}": d for end, d in (parts | {".dbf": table}).items()}))
        assert [zone.name for zone in other.zones] == ["Zone 1", "Zone 2"]
        assert any("rows for 2 shapes: it is not used" in text for text in texts(other))
    short = read(packed({f"z{e}": d[: -20 if e == ".dbf" else None] for e, d in parts.items()}))
    assert short.rejected[0].reason.startswith("it cannot be read")
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """A path that leads nowhere, and a folder."""
    for path in (tmp_path / "none", tmp_path):
        found = check(zones.read(path))
        assert "could not be read" in found.rejected[0].reason


SEEDS = [
    json.dumps(collection(feature(polygon(SQUARE, HOLE), name="A"), feature(LINE))).encode(),
    json.dumps(TOPOLOGY).encode(),
    KML.encode(),
    GPX.encode(),
    packed({"doc.kml": KML}),
    shapefile(frame(32636)),
    written(frame(), ".gpkg")[".gpkg"],
]
PARTS = written(frame(), ".shp")


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"{", b"<kml>", b"PK\x03\x04", b"SQLite format 3\x00"]),
)
def test_no_bytes_raise_an_error(data, start):
    """Whatever the bytes, the answer is zones, reasons or a question."""
    read(start + data)


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_no_damage_to_a_file_raises_an_error(data, draw):
    """Files of every kind with bytes changed, and files that end early."""
    changed = bytearray(data)
    for _ in range(draw.draw(st.integers(0, 8))):
        changed[draw.draw(st.integers(0, len(changed) - 1))] = draw.draw(st.integers(0, 255))
    read(bytes(changed[: draw.draw(st.integers(1, len(changed)))]))


@settings(max_examples=200)
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_no_damage_to_a_part_of_a_shapefile_raises_an_error(part, draw):
    """Inside an intact zip, so that GDAL gets to see it."""
    changed = bytearray(PARTS[part])
    for _ in range(draw.draw(st.integers(1, 6))):
        changed[draw.draw(st.integers(0, len(changed) - 1))] = draw.draw(st.integers(0, 255))
    end = draw.draw(st.integers(len(changed) // 2, len(changed)))
    parts = PARTS | {part: bytes(changed[:end])}
    read(packed({f"z{suffix}": content for suffix, content in parts.items()}), crs="EPSG:4326")


NUMBERS = st.one_of(
    st.floats(-400, 400), st.integers(-400, 400), st.floats(allow_nan=False, allow_infinity=False)
)
COORDINATES = st.recursive(
    st.one_of(NUMBERS, st.none(), st.text(max_size=3), st.booleans()),
    lambda inner: st.lists(inner, max_size=6),
    max_leaves=30,
)
RINGS = st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=3, max_size=8)
GEOMETRIES = st.one_of(
    st.none(),
    st.builds(
        lambda kind, at: {"type": kind, "coordinates": at},
        st.sampled_from(["Polygon", "MultiPolygon", "LineString", "MultiLineString", "Point", ""]),
        COORDINATES,
    ),
    st.builds(lambda rings: {"type": "Polygon", "coordinates": rings}, st.lists(RINGS, max_size=3)),
    st.builds(lambda ring: {"type": "LineString", "coordinates": ring}, RINGS),
)


@settings(max_examples=300)
@given(
    st.lists(
        st.builds(
            lambda geometry, name, day: feature(geometry, name=name, valid_from=day),
            GEOMETRIES,
            st.one_of(st.none(), st.text(max_size=5), st.lists(st.integers(-9, 9))),
            st.one_of(st.none(), st.text(max_size=12), st.dates().map(str)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_feature_is_a_zone_or_refused(features):
    """None is lost and none is invented, whatever the shapes."""
    found = read(collection(*features))
    if not found.question:
        assert found.rows == len(features)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-80, 80)), min_size=3, max_size=8))
def test_a_valid_zone_is_kept_as_it_is(points):
    """Not a point of it is moved."""
    hull = shapely.MultiPoint(np.round(points, 6)).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1e-6 or hull.bounds[2] - hull.bounds[0] > 180:
        return
    zone = one_zone(json.loads(shapely.to_geojson(hull)), name="A")
    assert zone.geometry.equals(hull)
