"""The base map of the world: the tiles that are served, and what is in them."""

from __future__ import annotations

import gzip
import io
import sqlite3

import geopandas as gpd
import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient

from dashboard import tiles
from dashboard.figures.map import geometry

SEA = (7, 10, 75)
"""A tile of the open Pacific."""

DAMASCUS = (36.29, 33.51)
GOLAN = (35.75, 32.95)


def place(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    """The tile of a point."""
    x, y = geometry.mercator(lon, lat)
    return z, int(x * 2**z), int(y * 2**z)


def layer(name: str, lon: float, lat: float, z: int) -> gpd.GeoDataFrame:
    """A layer of the tile of a point, degrees."""
    z, x, y = place(lon, lat, z)
    body = tiles.tile(z, x, y)
    assert body is not None
    content = io.BytesIO(gzip.decompress(body))
    return pyogrio.read_dataframe(content, layer=name, Z=z, X=x, Y=y).to_crs(4326)


def at(name: str, lon: float, lat: float, z: int) -> dict:
    """What the area of a layer says that a point lies in."""
    found = layer(name, lon, lat, z)
    (row,) = found[found.contains(shapely.Point(lon, lat))].to_dict("records")
    return row


def path(z: int, x: int, y: int) -> str:
    return tiles.address().format(z=z, x=x, y=y)


def test_a_tile_is_kept_for_good(client: TestClient):
    """It is a gzipped vector tile, and its address has the version of the file in it."""
    answer = client.get(path(*place(*DAMASCUS, 6)))
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert tiles.version() in str(answer.url)
    assert answer.content == gzip.decompress(tiles.tile(*place(*DAMASCUS, 6)) or b"")


def test_a_client_without_gzip_can_read_it(client: TestClient):
    """What a client does not take is not sent."""
    answer = client.get(path(0, 0, 0), headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == gzip.decompress(tiles.tile(0, 0, 0) or b"")


def test_the_open_sea_is_empty_and_kept_too(client: TestClient):
    """No content, which is no error."""
    answer = client.get(path(*SEA))
    assert (answer.status_code, answer.content) == (204, b"")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "rest",
    [
        *("8/0/0", "0/1/0", "7/128/0", "99/0/0", "-1/0/0", "1/0", "1/0/0/0", "1/0/0.mvt", "a/b/c"),
        *("1/0/0%00", "1/%30%30%30%30%30%30/0", "..%2f..%2fworld.mbtiles", "1/0/٣", "9" * 5000),
        *("1/0/0' OR 1=1", "1//0", ""),
    ],
)
def test_what_is_no_tile_is_refused(client: TestClient, rest: str):
    """Whatever is asked for: not found, and nothing of the machine is told."""
    answer = client.get(f"{tiles.ROOT}/{tiles.version()}/{rest}")
    assert answer.status_code == 404
    assert "mbtiles" not in answer.text
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_another_version_is_not_answered_for(client: TestClient):
    """A page from before an update does not put new tiles beside old ones for good."""
    assert client.get(f"{tiles.ROOT}/{'0' * 16}/0/0/0").status_code == 404


def test_the_file_tells_nothing_of_where_it_was_made():
    """No path and no command of the machine, and the sources are named."""
    with sqlite3.connect(f"{tiles.FILE.as_uri()}?mode=ro", uri=True) as db:
        said = dict(db.execute("SELECT name, value FROM metadata"))
    assert "GeoNames" in said["attribution"]
    assert "Natural Earth" in said["attribution"]
    assert int(said["maxzoom"]) == tiles.DEEPEST
    assert not {"generator_options", "generator"} & set(said)


def test_a_view_is_small():
    """Nine tiles of the most crowded parts of the world are at most 120 kB."""
    for lon, lat in ((8, 49), (36, 49.6), (25, 13.5), (96, 20.5), (80, 24), (-74, 4), (37, 34)):
        for z in (2, 4, 6, 7):
            _, x, y = place(lon, lat, z)
            around = [(z, x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            inside = [one for one in around if max(one[1:]) < 2**z and min(one[1:]) >= 0]
            assert sum(len(tiles.tile(*one) or b"") for one in inside) <= 120_000, (lon, lat, z)


@pytest.mark.parametrize("z", [2, 5, 7])
def test_land_has_an_owner_in_each_boundary_view(z: int):
    """The Golan and Crimea are cut out, and have no name of their own."""
    golan, crimea = at("land", *GOLAN, z), at("land", 34.2, 45.3, z)
    assert (golan["un"], golan["defacto"]) == ("SYR", "ISR")
    assert (crimea["un"], crimea["defacto"]) == ("UKR", "RUS")
    assert not isinstance(golan["name"], str)
    syria = at("land", *DAMASCUS, z)
    assert (syria["name"], syria["un"], syria["defacto"]) == ("Syria", "SYR", "SYR")


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [(36.2, 50, "Kharkiv"), (96.1, 22.0, "Mandalay"), (-3, 16.77, "Timbuktu")],
)
def test_regions_and_towns_of_the_whole_world_are_there(lon: float, lat: float, name: str):
    """A town by its name, in a region that has lines around it."""
    assert name in set(layer("towns", lon, lat, 7)["name"])
    lines = layer("lines", lon, lat, 6)
    assert (lines["kind"] == "admin1").any()


def test_regions_have_the_codes_of_events():
    """By ISO 3166-2, and where two had one code, each its own; in the Levant the project's."""
    assert at("admin1", 36.3, 49.6, 6)["code"] == "UA-63"
    assert at("admin1", 36.7, 32.7, 6)["code"] == "SYR-Sweida"
    assert at("admin1", 25.0, 11.3, 6)["code"] != at("admin1", 26.5, 11.3, 6)["code"]


def test_what_is_not_settled_is_dashed():
    """The line of control in Kashmir, the edge of Crimea in the UN's view, the Green Line."""
    for lon, lat in ((74.3, 34.5), (34.0, 46.1), (35.0, 32.3)):
        lines = layer("lines", lon, lat, 6)
        near = lines[shapely.distance(lines.geometry.to_numpy(), shapely.Point(lon, lat)) < 0.6]
        assert (near["kind"] == "unsettled").any(), (lon, lat)


def test_jerusalem_is_drawn_as_no_capital():
    """Its status is not settled; Damascus is one."""
    towns = layer("towns", 35.2, 31.8, 6)
    assert (towns[towns["name"] == "Jerusalem"]["capital"] < 2).all()
    towns = layer("towns", *DAMASCUS, 6)
    assert towns[towns["name"] == "Damascus"]["capital"].tolist() == [2]
