"""The map goes where a reader asks, and says what it does not show; the timeline filters."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from dash import Dash
from fastapi.testclient import TestClient
from support.answers import reads
from support.callback_client import LEVANT, SCREEN, ask, every, text
from support.page_values import page_values

from dashboard import ids
from dashboard.components.timeline_links import only_lane
from dashboard.figures.map import framing, geometry
from dashboard.figures.map.framing import MapScreen
from dashboard.state import LANES, View, read
from geodata import query, regions
from geodata.filters import Filters
from geodata.hexagons import lattice
from geodata.results import Lane, Place
from geodata.store import Store

FOOT = f"{ids.tree(ids.MAP_FOOT)}.tree"
AWAY = f"{ids.tree(ids.MAP_AWAY)}.tree"
LANE_LINKS = f"{ids.tree(ids.LANE_LINKS)}.tree"
DESKTOP, PHONE = MapScreen(800, 499, small=False), MapScreen(390, 284, small=True)
PARIS_TALKS = "event=levant:2026-01-05-paris-fifth-round"


def standing(view: geometry.Viewport, width: float = 800, height: float = 499) -> dict[str, Any]:
    """What the browser says of a map that stands so."""
    world = geometry.WORLD_PX * 2**view.zoom
    x, y = geometry.mercator(view.lon, view.lat)
    west, north = geometry.unmercator(x - width / 2 / world, y - height / 2 / world)
    east, south = geometry.unmercator(x + width / 2 / world, y + height / 2 / world)
    bounds = [west, south, east, north]
    return view._asdict() | {"bounds": bounds, "width": width, "height": height}


def sees(view: geometry.Viewport, lon: float, lat: float, screen: MapScreen = DESKTOP) -> bool:
    bounds = geometry.Bounds(*standing(view, screen.width, screen.height)["bounds"])
    return framing.sight([_place(lon, lat)], bounds).here == 1


def _place(lon: float, lat: float, events: int = 1) -> Place:
    none = (0, 0, 0, 0, 0, 0)
    counts = (events, 0, 0, 0, 0, 0)
    return Place(f"{lon},{lat}", "A", lon, lat, "town", "", "", counts, none, None)


def foot(app: Dash, client: TestClient, search: str, where: dict[str, Any] = LEVANT) -> Any:
    return ask(app, client, FOOT, page_values(search, **{"map-view.data": where}))


def link_of(tree: Any, key: str) -> View:
    (found,) = every(tree, **{"data-key": key})
    view, notices = read(found["href"])
    assert not notices
    assert view.map
    return view


def counted(tree: Any) -> tuple[int, int]:
    words = re.match(r"([\d,]+) on this map · ([\d,]+) elsewhere", text(tree))
    assert words
    here, away = (int(one.replace(",", "")) for one in words.groups())
    return here, away


def test_a_place_under_the_map_is_gone_to(app: Dash, client: TestClient, store: Store):
    """The link "Paris 6" leads to Paris, with its events in the list, and keeps the filters."""
    tree = foot(app, client, "region=SYR")[FOOT]
    paris = next(
        place
        for place in reads(store, query.places, Filters(regions=("SYR",))).rows
        if place.name == "Paris"
    )
    (link,) = every(tree, **{"data-key": f"foot:{paris.key}"})
    assert text(link["children"]) == f"Paris {sum(paris.counts)}"
    view = link_of(tree, f"foot:{paris.key}")
    assert (view.filters.regions, view.place, view.event) == (("SYR",), paris.key, "")
    assert (view.map.lon, view.map.lat) == pytest.approx((paris.lon, paris.lat), abs=1e-4)


def test_a_map_without_any_of_the_events_says_where_they_are(
    app: Dash, client: TestClient, store: Store
):
    """The numbers are those of the query; *show* frames most, and the rest stays counted."""
    search = "region=FRA&region=USA&scope=venue"
    totals = reads(store, query.totals, read(search)[0].filters)
    answer = foot(app, client, search)
    assert counted(answer[FOOT]) == (0, totals.placed)
    assert text(answer[AWAY]) == f"0 on this map, {totals.placed} elsewhere: show them on the map"
    shown = link_of(answer[FOOT], "foot:show")
    assert shown == link_of(answer[AWAY], "away:show")
    assert shown.filters == read(search)[0].filters
    there = foot(app, client, search, standing(shown.map))
    here, away = counted(there[FOOT])
    assert here + away == totals.placed
    assert here > 0.7 * totals.placed
    assert there[AWAY] == [] or not text(there[AWAY])
    assert not every(there[FOOT], **{"data-key": "foot:show"})


def test_a_crowded_map_says_so_too(
    app: Dash, client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Where places are too many to be drawn one by one, hexagons are counted and framed."""
    few = query.places
    monkeypatch.setattr(query, "places", lambda db, filters: few(db, filters, 1))
    by_region = reads(store, query.known_by_region, Filters())
    placed = reads(store, query.totals, Filters()).placed - by_region
    answer = foot(app, client, "", standing(geometry.Viewport(-150, -40, 6)))
    assert counted(answer[FOOT]) == (0, placed)
    assert f"{by_region} known by region only" in text(answer[FOOT])
    shown = link_of(answer[AWAY], "away:show")
    here, away = counted(foot(app, client, "", standing(shown.map))[FOOT])
    assert here + away == placed
    assert here > 0.7 * placed


def test_no_word_of_other_places_stands_over_a_map_that_has_most(app: Dash, client: TestClient):
    """Nor over one that has nothing to show anywhere."""
    for search in ("region=SYR", "placed=none", "from=1900-01-01&to=1900-01-31"):
        answer = foot(app, client, search)
        assert not text(answer[AWAY])
        assert not every(answer[FOOT], **{"data-key": "foot:show"})


def test_a_filter_alone_moves_nothing(app: Dash, client: TestClient):
    """Even when nothing that it leaves is on the map."""
    drawn = ask(app, client, "map.figure", page_values(""))["map-drawn.data"]
    values = page_values("region=FRA", **{"map-drawn.data": drawn})
    patch = ask(app, client, "map.figure", values)["map.figure"]
    assert not any("zoom" in one["location"] for one in patch["operations"])


def test_choosing_a_place_from_far_talks_goes_there_and_not_back(app: Dash, client: TestClient):
    """Closing the talks leads back to where the map stood; a place that is asked for does not."""
    drawn = ask(app, client, "map.figure", page_values(""))["map-drawn.data"]
    talks = page_values(PARIS_TALKS, **{"map-drawn.data": drawn})
    opened = {"map-drawn.data": ask(app, client, "map.figure", talks)["map-drawn.data"]}
    closed = ask(app, client, "map.figure", page_values("", **opened))["map.figure"]
    assert any("zoom" in one["location"] for one in closed["operations"])
    place = page_values("place=SYR-Sweida", **opened)
    patch = ask(app, client, "map.figure", place)["map.figure"]
    assert not any("zoom" in one["location"] for one in patch["operations"])


def test_most_events_are_framed_and_far_ones_left_out():
    """A tenth of the events far away do not draw the view out."""
    near = [_place(36 + i / 10, 33 + i / 10, 9) for i in range(10)]
    for screen in (DESKTOP, PHONE):
        view = framing.to_events([*near, _place(-74, 40.7, 5)], screen)
        assert all(sees(view, place.lon, place.lat, screen) for place in near)
        assert not sees(view, -74, 40.7, screen)


def test_events_on_both_sides_of_180_degrees_are_framed_together():
    """And counted as on the map, which tells of longitudes beyond 180°."""
    fiji = [_place(178.4, -18.1), _place(-179.9, -16.8), _place(179.4, -16.4)]
    view = framing.to_events(fiji, DESKTOP)
    assert -180 <= view.lon <= 180
    assert view.zoom > 5
    bounds = geometry.Bounds(*standing(view)["bounds"])
    assert framing.sight(fiji, bounds) == (3, ())
    west, _, east, _ = framing.within_180(bounds)
    assert 170 < west <= 180
    assert -180 <= east < -170
    assert framing.within_180(geometry.Bounds(-300, -80, 300, 80))[::2] == (-180, 180)


def test_a_crowded_map_is_counted_on_both_sides_of_180_degrees(store: Store):
    """Hexagons of a map that tells of longitudes beyond 180° are those that it shows."""
    box = framing.within_180(geometry.Bounds(33.0, 30.0, 400.0, 40.0))
    beyond = framing.within_180(geometry.Bounds(33.0 + 360, 30.0, 40.0 + 360, 40.0))
    around = lattice(12, 8)
    plain = reads(store, query.hexagons, Filters(), (33.0, 30.0, 40.0, 40.0), around)
    assert reads(store, query.hexagons, Filters(), beyond, around) == plain
    assert len(reads(store, query.hexagons, Filters(), box, around)) >= len(plain)


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        ("FRA", (9.0, 42.0), (-53.0, 4.0)),
        ("PSE", (34.4, 31.4), (34.8, 29.6)),
        ("IDN", (140.0, -4.0), (151.0, -33.0)),
        ("SYR-Sweida", (36.57, 32.71), (36.3, 33.5)),
        ("UNDOF", (35.83, 33.1), (36.3, 33.5)),
    ],
)
def test_a_region_is_shown_without_what_lies_overseas(
    code: str, inside: tuple[float, float], outside: tuple[float, float]
):
    """France with Corsica and without Guiana, Palestine with Gaza, Indonesia with Papua."""
    west, south, east, north = regions.extent(code)
    assert west <= inside[0] <= east
    assert south <= inside[1] <= north
    assert not (west <= outside[0] <= east and south <= outside[1] <= north)
    view = framing.to_region(code, DESKTOP)
    assert view
    assert sees(view, *inside)


def test_every_region_beside_a_count_leads_to_itself(app: Dash, client: TestClient):
    """In the rail and in the table of regions; filters and selection stay as they are."""
    search = "type=consultation&tab=regions"
    rail = ask(app, client, "presets-tree.tree", page_values(search))["region-rows-tree.tree"]
    table = ask(app, client, "tabs-tree.tree", page_values(search))["regions-table-tree.tree"]
    for tree, prefix in ((rail, "region:"), (table, "rank:")):
        rows = [
            one["data-key"] for one in every(tree) if one.get("data-key", "").startswith(prefix)
        ]
        codes = [key.removeprefix(prefix) for key in rows if ":map:" not in key]
        assert "SYR" in codes
        for code in codes:
            there = link_of(tree, f"{prefix}map:{code}")
            known = framing.to_region(code, DESKTOP)
            assert known
            assert there.map.zoom == pytest.approx(known.zoom, abs=0.01)
            assert replace(there, map=None) == read(search)[0]


def test_a_region_is_shown_on_the_map_from_the_table_of_events(app: Dash, client: TestClient):
    """Which stands in its place, and gives way to it."""
    rail = ask(app, client, "presets-tree.tree", page_values("view=table"))["region-rows-tree.tree"]
    assert link_of(rail, "region:map:SYR").view == ""


def test_a_region_that_no_map_knows_has_no_link():
    """A data set may have codes of its own."""
    assert framing.to_region("XYZ-Nowhere", DESKTOP) is None


@pytest.mark.parametrize(
    ("event", "zoom"),
    [
        ("levant:2026-01-05-paris-fifth-round", framing.PLACE_ZOOM),
        ("levant:2025-07-13-sweida-week-of-violence", None),
    ],
)
def test_the_open_event_leads_to_its_mark(
    app: Dash, client: TestClient, store: Store, event: str, zoom: float | None
):
    """A town is shown in its surroundings, what is known to a governorate only as a whole."""
    detail = reads(store, query.event, event)
    assert detail
    tree = ask(app, client, "tabs-tree.tree", page_values(f"event={event}"))["detail-tree.tree"]
    view = link_of(tree, "venue:map")
    assert view.event == event
    place = next(
        one for one in reads(store, query.places, Filters()).rows if one.key == detail.row.place_key
    )
    assert sees(view.map, place.lon, place.lat)
    assert zoom is None or view.map.zoom == zoom


def test_an_event_without_a_mark_leads_nowhere(app: Dash, client: TestClient, store: Store):
    """What is known to the country only is not drawn, so the map has nothing to show."""
    unplaced = Filters(geo_precisions=("country", "none"))
    for row in reads(store, query.page, unplaced, limit=100).rows:
        values = page_values(f"event={row.event_id}")
        tree = ask(app, client, "tabs-tree.tree", values)["detail-tree.tree"]
        assert not every(tree, **{"data-key": "venue:map"})


def test_the_table_of_the_map_leads_to_each_place(app: Dash, client: TestClient, store: Store):
    """A line leads to where its place is, and to its events."""
    values = page_values("region=SYR")
    answer = ask(app, client, "dialog.opened", values, f"{ids.MAP_TABLE_BUTTON}.n_clicks")
    views = [read(one["href"])[0] for one in every(answer["table-body-tree.tree"]) if "href" in one]
    places = {p.key: p for p in reads(store, query.places, Filters(regions=("SYR",))).rows}
    assert {view.place for view in views} == set(places)
    for view in views:
        place = places[view.place]
        assert view.map
        assert sees(view.map, place.lon, place.lat)


@pytest.mark.parametrize("by", LANES)
def test_the_name_of_a_lane_leads_to_as_many_events_as_it_says(
    app: Dash, client: TestClient, store: Store, by: str
):
    """Of that value only, under the other filters; a second click takes the choice away."""
    search = f"from=2025-07-01&to=2025-12-31&lanes={by}"
    tree = ask(app, client, LANE_LINKS, page_values(search))[LANE_LINKS]
    links = every(tree, **{"aria-current": "false"})
    assert len(links) >= 5
    for one in links:
        label, events = re.fullmatch(r"(.+): ([\d,]+) events?", text(one["children"])).groups()  # type: ignore[union-attr]
        view = read(one["href"])[0]
        assert one["title"] == f"{label}. Click: only {label}"
        assert reads(store, query.totals, view.filters).events == int(events.replace(",", ""))
        again = ask(app, client, LANE_LINKS, page_values(one["href"].removeprefix("?")))
        (chosen,) = every(again[LANE_LINKS], **{"aria-current": "true"})
        assert f"Click: all {by}s" in chosen["title"]
        assert read(chosen["href"])[0].filters == read(search)[0].filters


def test_links_lie_over_the_names_of_their_lanes(app: Dash, client: TestClient):
    """Each as high as its lane, beside the axis and not over it."""
    answer = ask(app, client, LANE_LINKS, page_values(""))
    names = {
        note["text"]: SCREEN["timeline_height"] * (1 - note["y"])
        for note in answer["timeline.figure"]["layout"]["annotations"]
        if note["x"] * SCREEN["timeline_width"] == pytest.approx(16)
    }
    links = every(answer[LANE_LINKS], **{"aria-current": "false"})
    assert len(links) == len(names) == 5
    for one, (name, y) in zip(links, names.items(), strict=True):
        assert one["title"].startswith(name.split("<br>")[0].rstrip("…"))
        top, height, width = (float(one["style"][side][:-2]) for side in ("top", "height", "width"))
        assert y == pytest.approx(top + height / 2, abs=0.1)
        assert height >= 24
        assert width < 190


def test_a_lane_of_all_of_several_actors_becomes_one_of_its_own():
    """Only the actor of the lane; and a value in a lane that is hostile stays a value."""
    both = View(filters=Filters(actors=("Israel", "Syria"), all_actors=True))
    href, chosen = only_lane(both, "actor", Lane("Israel", "Israel", 3, (), ()))
    assert not chosen
    assert read(href)[0].filters == Filters(actors=("Israel",))
    name = 'a&region=SYR#"><script>'
    href, _ = only_lane(View(), "storyline", Lane(name, name, 1, (), ()))
    assert read(href)[0].filters == Filters(storylines=(name,))


def test_the_table_of_the_timeline_leads_to_bars_and_lanes(
    app: Dash, client: TestClient, store: Store
):
    """The keyboard's way to what a click on a bar and on a lane's name does."""
    button = f"{ids.TIMELINE_TABLE_BUTTON}.n_clicks"
    answer = ask(app, client, "dialog.opened", page_values("region=SYR"), button)
    links = [one for one in every(answer["table-body-tree.tree"]) if "href" in one]
    bars = [read(one["href"])[0].filters for one in links if "from=" in one["href"]]
    lanes = [read(one["href"])[0].filters for one in links if "from=" not in one["href"]]
    assert len(bars) > 10
    assert len(lanes) == 5
    assert all(one.regions == ("SYR",) for one in (*bars, *lanes))
    assert all(one.date_from and one.date_to and one.date_from <= one.date_to for one in bars)
    assert all(len(one.storylines) == 1 for one in lanes)
    for one in bars:
        assert reads(store, query.totals, one).events > 0
