"""People's own zones on the page: on the map, in the rail, in an event's detail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from dash import Dash
from fastapi.testclient import TestClient
from support import zone_files
from support.answers import reads
from support.callback_client import ask, every, text
from support.page_values import page_values

from dashboard.figures.map.basemap import BaseMap, map_style
from dashboard.figures.map.zones import PATH, SOURCE, OwnZones, address
from dashboard.figures.theme import DARK, LIGHT
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.query import zone_shapes
from geodata.query.zone_shapes import MOST_CORNERS, simplified
from geodata.store import Load, Store
from geodata.zones import Zone
from watchline.web.app import create_app

JULY = "from=2025-07-01&to=2025-07-31"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """Return the bundled events in a store with zones."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        zone_files.load(store)
        yield store


@pytest.fixture(scope="module")
def app(store: Store) -> Dash:
    """Return the page on them."""
    return create_app(store)


@pytest.fixture(scope="module")
def client(app: Dash) -> TestClient:
    """Return a client that asks the page without a network."""
    return TestClient(app.server)


@pytest.fixture
def empty() -> Iterator[Store]:
    """Return a store without anything."""
    with Store.open(None) as store:
        yield store


def style(app: Dash, client: TestClient, query: str, **more: Any) -> dict[str, Any]:
    """The style of the map of a view, drawn for the first time."""
    figure = ask(app, client, "map.figure", page_values(query, **more))["map.figure"]
    found: dict[str, Any] = figure["layout"]["map"]["style"]
    return found


def drawn(client: TestClient, url: str) -> list[dict[str, Any]]:
    """The properties of the features at an address, but for the names of areas."""
    answer = client.get(url)
    assert answer.status_code == 200
    features = json.loads(answer.text)["features"]
    return [one["properties"] for one in features if one["properties"]["kind"] != "name"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_without_zones_the_map_is_as_before(theme):
    """Neither a source, so that nothing is asked for, nor a layer."""
    made = json.dumps(map_style(BaseMap(theme), {}))
    assert SOURCE not in made
    assert PATH not in made


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_zones_lie_over_the_land_and_under_the_marks(theme):
    """Shapes hide no border line's label and no mark; their names come before marks'."""
    made = map_style(BaseMap(theme, zones=OwnZones(address(1, None, None))), {})
    order = [layer["id"] for layer in made["layers"]]
    ours = [name for name in order if name.startswith("own-zone")]
    assert len(ours) == 6
    shapes = [order.index(name) for name in ours if "names" not in name]
    names = [order.index(name) for name in ours if "names" in name]
    assert order.index("line-unsettled") < min(shapes)
    assert max(shapes) < order.index("towns")
    assert order.index("countries") < min(names)
    assert max(names) < order.index("mark-names")
    # an empty object would not survive a patch of the figure
    assert "{}" not in json.dumps([one for one in made["layers"] if one["id"] in ours])


def test_the_map_asks_for_the_zones_of_its_days(app: Dash, client: TestClient):
    """The style holds an address only; what is there are the zones in force."""
    always = {"Around Damascus", "Two parts", "At sea", "Front"}
    wanted = {
        "": {"Sweida", "South of it", "At first"},
        JULY: {"Sweida"},
        "from=2026-01-01": {"South of it"},
    }
    for query, on_these_days in wanted.items():
        url = style(app, client, query)["sources"][SOURCE]["data"]
        assert {one["name"] for one in drawn(client, url)} == always | on_these_days, query


def test_chosen_zones_stand_out(app: Dash, client: TestClient):
    """Their keys, and no others, are in the style of outlines and fills."""
    layers = {one["id"]: one for one in style(app, client, "zone=own:Sweida")["layers"]}
    for name, paint in (("fills", "fill-opacity"), ("outlines", "line-width")):
        case, chosen, strong, weak = layers[f"own-zone-{name}"]["paint"][paint]
        assert case == "case"
        assert chosen == ["in", ["get", "key"], ["literal", ["own:Sweida"]]]
        assert strong > weak


def test_choosing_a_zone_patches_the_map_and_leaves_the_view(app: Dash, client: TestClient):
    """Only data and style are sent, and the style names the same shapes."""
    first = ask(app, client, "map.figure", page_values(""))
    values = page_values("zone=own:Sweida", **{"map-drawn.data": first["map-drawn.data"]})
    operations = ask(app, client, "map.figure", values)["map.figure"]["operations"]
    changed = {"/".join(map(str, one["location"])): one["params"]["value"] for one in operations}
    assert set(changed) == {"data", "layout/map/style"}
    before = first["map.figure"]["layout"]["map"]["style"]["sources"]
    assert changed["layout/map/style"]["sources"][SOURCE] == before[SOURCE]


def test_the_legend_says_that_zones_are_shown(app: Dash, client: TestClient):
    """Only when there are any."""
    shown = ask(app, client, "map.figure", page_values(""))["legend-tree.tree"]
    assert text(shown).endswith("your zones")
    assert every(shown, className="zone-sample")


def test_without_zones_in_force_nothing_is_asked_for(empty: Store):
    """A zone of other days brings neither a source nor a line in the legend nor a row."""
    empty.put_dataset(LEVANT)
    empty.upsert(read_bundled().events)
    app = create_app(empty)
    client = TestClient(app.server)
    assert "Your zones" not in text(
        ask(app, client, "presets-tree.tree", page_values(""))["region-rows-tree.tree"]
    )
    of_old = zone_files.zones()[4]
    empty.load_zones(Load(zone_files.OURS), [of_old])
    answer = ask(app, client, "map.figure", page_values("from=2025-06-01"))
    assert SOURCE not in answer["map.figure"]["layout"]["map"]["style"]["sources"]
    assert "your zones" not in text(answer["legend-tree.tree"])


def test_the_rail_lists_zones_with_what_choosing_them_gives(app: Dash, client: TestClient):
    """Each box leads to as many events as it says; lines cannot be chosen."""
    shown = ask(app, client, "presets-tree.tree", page_values(JULY))["region-rows-tree.tree"]
    assert "Your zones" in text(shown)
    boxes = [one for one in every(shown, role="checkbox") if one["data-key"].startswith("zone:")]
    assert sorted(one["data-key"][5:] for one in boxes) == sorted(zone_files.KEYS)
    for box in boxes:
        promised = text(box["children"][1])
        there = ask(app, client, "summary-tree.tree", page_values(box["href"]))
        assert text(there["summary-tree.tree"]).split()[0] == promised, box["title"]


def test_zones_of_one_name_are_told_apart_in_the_rail(empty: Store):
    """The data set stands behind the name where two have a zone of that name."""
    for source in ("one", "two"):
        dataset = LEVANT.__class__(source, f"Set {source}", "zones", "", "")
        empty.load_zones(Load(dataset), zone_files.zones()[:1])
    app = create_app(empty)
    rail = ask(app, TestClient(app.server), "presets-tree.tree", page_values(""))
    said = text(rail["region-rows-tree.tree"])
    assert "Sweida, Set one" in said
    assert "Sweida, Set two" in said


def test_an_unknown_zone_finds_nothing_and_can_be_removed(app: Dash, client: TestClient):
    """The chip and the row say what was asked for."""
    values = page_values("zone=own:Gone")
    head = ask(app, client, "summary-tree.tree", values)
    assert text(head["summary-tree.tree"]).startswith("0 events")
    assert "Zone" in text(head["chips-tree.tree"])
    assert "Gone" in text(head["chips-tree.tree"])
    rail = ask(app, client, "presets-tree.tree", values)["region-rows-tree.tree"]
    (row,) = (one for one in every(rail, role="checkbox") if one["title"] == "Gone")
    assert row["aria-checked"] == "true"
    assert row["href"] == "?"


def test_an_event_says_in_which_zones_it_lies(app: Dash, client: TestClient):
    """With their days, and a link to all events of each; only those in force on its days."""
    event = "levant:2025-07-16-second-sweida-ceasefire"
    shown = ask(app, client, "tabs-tree.tree", page_values(f"event={event}"))["detail-tree.tree"]
    assert "Your zonesSweida 14–20 Jul 2025" in text(shown)
    (link,) = every(shown, title="All events in Sweida")
    assert "zone=own:Sweida" in link["href"]
    other = "levant:2026-01-05-paris-fifth-round"
    shown = ask(app, client, "tabs-tree.tree", page_values(f"event={other}"))["detail-tree.tree"]
    assert "Your zonesTwo parts, Two parts" not in text(shown)
    assert "Your zonesTwo parts" in text(shown)


def test_shapes_are_not_sent_again_while_they_are_the_same(client: TestClient, store: Store):
    """The browser asks with the mark it was given."""
    url = address(store.version, date(2025, 7, 1), date(2025, 7, 31))
    answer = client.get(url)
    assert answer.headers["content-type"] == "application/geo+json"
    again = client.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("query", ["from=never", "to=2025-02-30", "from=2025-07-01&to=%00"])
def test_a_day_that_is_none_is_refused(client: TestClient, query: str):
    """The address of the shapes is answered with a sentence, not with an error."""
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 400
    assert "2025-07-16" in answer.text


def test_names_and_colours_of_a_file_are_text_and_colours(empty: Store):
    """Whatever stands in a name is quoted; what is no #rrggbb is no colour."""
    name = 'A "zone" </script> \\ {get} 你好'
    ring = shapely.box(0, 0, 1, 1)
    given = [
        Zone(1, name, None, None, "#D95F02; }", ring),
        Zone(2, "x" * 200, None, None, "#d95f02", ring),
    ]
    empty.load_zones(Load(zone_files.OURS), given)
    features = json.loads(reads(empty, zone_shapes.zone_shapes))["features"]
    first, second, *labels = [one["properties"] for one in features]
    assert (first["name"], first["key"]) == (name, f"own:{name}")
    assert "colour" not in first
    assert second["colour"] == "#d95f02"
    assert len(second["name"]) == zone_shapes.NAME_SHOWN
    assert [one["kind"] for one in labels] == ["name", "name"]


def test_the_name_of_an_area_is_written_inside_it(empty: Store):
    """Also of one that bends around its own middle, and of one in several parts."""
    ring = shapely.Point(0, 0).buffer(2).difference(shapely.Point(0.3, 0).buffer(1.5))
    parts = shapely.MultiPolygon([shapely.box(5, 5, 5.1, 5.1), shapely.box(7, 5, 9, 7)])
    shapes = {"Ring": ring, "Parts": parts}
    zones = [Zone(1, name, None, None, "", shape) for name, shape in shapes.items()]
    empty.load_zones(Load(zone_files.OURS), zones)
    features = json.loads(reads(empty, zone_shapes.zone_shapes))["features"]
    labels = {
        one["properties"]["name"]: shapely.Point(one["geometry"]["coordinates"])
        for one in features
        if one["properties"]["kind"] == "name"
    }
    assert labels.keys() == shapes.keys()
    assert all(shapes[name].contains(point) for name, point in labels.items())
    assert labels["Parts"].equals(shapely.Point(8, 6))


def test_of_very_many_zones_the_largest_are_drawn_and_the_legend_says_so(
    empty: Store, monkeypatch: pytest.MonkeyPatch
):
    """The answer stays small; what is left out is the smallest."""
    zones = [
        Zone(at, f"Z{at}", None, None, "", shapely.box(0, 0, at / 100, at / 100))
        for at in range(1, 31)
    ]
    empty.load_zones(Load(zone_files.OURS), zones)
    monkeypatch.setattr(zone_shapes, "MOST_DRAWN", 20)
    monkeypatch.setattr("dashboard.components.map.MOST_DRAWN", 20)
    app = create_app(empty)
    client = TestClient(app.server)
    names = {one["name"] for one in drawn(client, address(empty.version, None, None))}
    assert names == {f"Z{at}" for at in range(11, 31)}
    legend = ask(app, client, "map.figure", page_values(""))["legend-tree.tree"]
    assert text(legend).endswith("your zones: the largest 20 of 30")


def test_shapes_are_as_fine_as_their_number_allows():
    """A plain shape keeps its corners; very many corners become few, and no shape is lost."""
    plain = shapely.box(36, 32, 37, 33)
    assert simplified([plain])[0].equals(plain)
    noise = np.random.default_rng(1)
    turn = np.sort(noise.uniform(0, 2 * np.pi, (40, 5_000)))
    far = noise.uniform(0.9, 1, turn.shape)
    rough = [
        shapely.Polygon(np.column_stack([30 + r * np.cos(a), 30 + r * np.sin(a)]))
        for a, r in zip(turn, far, strict=True)
    ]
    specks = shapely.MultiPolygon([shapely.box(x, 0, x + 0.001, 0.001) for x in range(1, 150)])
    bits = shapely.MultiLineString([[(x / 900, 0), (x / 900, 0.0001)] for x in range(90_000)])
    made = simplified([*rough, specks, bits, shapely.box(0, 0, 1e-6, 1e-6)])
    assert shapely.get_num_coordinates(made).sum() <= MOST_CORNERS
    assert not shapely.is_empty(made).any()
    assert shapely.get_type_id(made[-2]) in {1, 5}
    assert shapely.area(made[0]) == pytest.approx(shapely.area(rough[0]), rel=0.1)
