"""The committed boundary and map files."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

ROOT = Path(__file__).resolve().parent.parent
MAP = ROOT / "assets" / "geo"
LAYERS = ("land", "admin1", "zones", "lines", "lakes", "labels", "towns")
POLYGONS = ("land", "admin1", "zones", "lakes")


@cache
def layer(name: str) -> tuple[dict[str, Any], ...]:
    text = (MAP / f"{name}.geojson").read_text(encoding="utf-8")
    return tuple(json.loads(text)["features"])


@cache
def shapes(name: str) -> np.ndarray:
    return np.array([shapely.geometry.shape(row["geometry"]) for row in layer(name)])


def of_kind(kind: str, view: str) -> list[dict[str, Any]]:
    rows = [row["properties"] | {"shape": shape} for row, shape in zip(*both(), strict=True)]
    return [row for row in rows if row["kind"] == kind and row["view"] in {"both", view}]


def both() -> tuple[tuple[dict[str, Any], ...], np.ndarray]:
    return layer("lines"), shapes("lines")


def land(code: str) -> shapely.Geometry:
    codes = [row["properties"]["code"] for row in layer("land")]
    return shapes("land")[codes.index(code)]


def test_files_are_those_that_were_derived():
    """Every derived file has the content that the checksums name."""
    lines = (ROOT / "geodata/data/boundaries/SHA256SUMS").read_text().splitlines()
    for line in lines:
        digest, path = line.split("  ")
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, path
    listed = {line.split("  ")[1] for line in lines}
    assert {f"assets/geo/{path.name}" for path in MAP.iterdir()} <= listed


@pytest.mark.parametrize("name", LAYERS)
def test_geojson_is_valid(name: str):
    """Shapes are valid, within the globe, and no property is missing or null."""
    assert shapely.is_valid(shapes(name)).all()
    assert not shapely.is_empty(shapes(name)).any()
    west, south, east, north = shapely.total_bounds(shapes(name))
    assert (west >= -180, east <= 180, south >= -90, north <= 90) == (True,) * 4
    keys = {tuple(row["properties"]) for row in layer(name)}
    assert len(keys) == 1
    assert all(value is not None for row in layer(name) for value in row["properties"].values())


@pytest.mark.parametrize("name", POLYGONS)
def test_rings_turn_as_rfc_7946_asks(name: str):
    """Outer rings run counterclockwise and holes clockwise."""
    for part in shapely.get_parts(shapes(name)):
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)


@pytest.mark.parametrize("name", ["land", "admin1", "zones", "lines", "lakes"])
def test_nothing_is_smeared_across_180_degrees(name: str):
    """No segment spans more than half the globe, but for the frame under Antarctica."""
    for part in shapely.get_parts(shapes(name)):
        lines = shapely.get_parts(part.boundary) if part.geom_type == "Polygon" else [part]
        for line in lines:
            points = shapely.get_coordinates(line)
            far = np.abs(np.diff(points[:, 0])) > 180
            assert (points[1:][far, 1] < -85).all()


@pytest.mark.parametrize("name", ["land", "admin1"])
def test_neighbours_share_their_edges(name: str):
    """Neither gaps nor overlaps open between neighbours."""
    assert shapely.coverage_is_valid(shapes(name))


def test_golan_follows_the_boundary_view():
    """The Golan has Syria's land colour in the UN view and Israel's in the de facto view."""
    views = {row["properties"]["code"]: row["properties"] for row in layer("land")}
    assert (views["Golan"]["un"], views["Golan"]["defacto"]) == ("SYR", "ISR")
    assert (views["Crimea"]["un"], views["Crimea"]["defacto"]) == ("UKR", "RUS")
    assert (views["SYR"]["un"], views["SYR"]["defacto"]) == ("SYR", "SYR")


def test_golan_is_dashed_on_both_sides_in_the_un_view():
    """Its edges to Israel and to the UNDOF area are unsettled lines; neither is a border."""
    edge = land("Golan").boundary
    west = shapely.intersection(edge, land("ISR"))
    east = shapely.intersection(edge, land("SYR"))
    dashed = shapely.union_all([row["shape"] for row in of_kind("unsettled", "un")])
    assert dashed.buffer(1e-6).covers(west)
    assert dashed.buffer(1e-6).covers(east)
    solid = shapely.union_all([row["shape"] for row in of_kind("country", "un")])
    assert shapely.intersection(solid, shapely.union_all([west, east])).length == 0


def test_golan_has_no_western_line_in_the_de_facto_view():
    """Israel's land runs on to the line of 1974."""
    west = shapely.intersection(land("Golan").boundary, land("ISR"))
    lines = [*of_kind("unsettled", "defacto"), *of_kind("country", "defacto")]
    assert shapely.intersection(shapely.union_all([r["shape"] for r in lines]), west).length == 0


def test_west_bank_and_gaza_are_dashed_towards_israel():
    """The Green Line and Gaza's edge are unsettled, not borders, in both views."""
    for view in ("un", "defacto"):
        pairs = {(row["a"], row["b"]) for row in of_kind("unsettled", view)}
        assert ("ISR", "PSE") in pairs
        assert ("ISR", "PSE") not in {(row["a"], row["b"]) for row in of_kind("country", view)}


def test_borders_are_not_shores():
    """A border lies between two lands: just beside its middle there is land on both sides."""
    whole = shapely.union_all(shapes("land"), grid_size=1e-5)
    shapely.prepare(whole)
    for row in of_kind("country", "un"):
        for line in shapely.get_parts(row["shape"]):
            assert whole.covers(line.interpolate(0.5, normalized=True).buffer(1e-5))


def test_no_border_between_parts_of_one_country():
    """Every country line separates two different countries."""
    assert all(row["a"] != row["b"] for row in of_kind("country", "un"))


def test_country_names_stand_in_their_own_land():
    """The point of a country's name is inside the country."""
    for row, point in zip(layer("labels"), shapes("labels"), strict=True):
        if row["properties"]["kind"] == "country":
            code = row["properties"]["code"]
            assert land(code).contains(point), code


def test_gaza_and_small_states_are_there():
    """Land that coarse sources leave out has a shape."""
    codes = {row["properties"]["code"] for row in layer("land")}
    assert {"PSE", "VAT", "MCO", "SGP", "BHR", "MLT", "NRU"} <= codes
    assert land("PSE").contains(shapely.Point(34.4, 31.42))


def test_towns_have_zooms_and_no_duplicates():
    """Capitals appear before towns, Jerusalem is drawn as no country's capital."""
    towns = [row["properties"] for row in layer("towns")]
    assert len({(town["country"], town["name"]) for town in towns}) == len(towns)
    by_name = {town["name"]: town for town in towns if town["country"] in {"SYR", "ISR", "LBN"}}
    assert by_name["Damascus"]["minzoom"] < by_name["Daraa"]["minzoom"]
    assert by_name["Daraa"]["minzoom"] < by_name["Nawa"]["minzoom"]
    assert by_name["Jerusalem"]["capital"] != 2
    assert {"Sweida", "Quneitra", "Majdal Shams", "Tyre", "Tiberias", "Izraa"} <= set(by_name)


def test_map_files_stay_small():
    """All map files together are at most 330 kB gzipped."""
    sizes = [len(gzip.compress((MAP / f"{name}.geojson").read_bytes())) for name in LAYERS]
    assert sum(sizes) <= 330_000
