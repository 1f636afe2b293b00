"""What lies within so many kilometres: anywhere on Earth, and what is not known well enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from support import naive_query, protests
from support.answers import reads
from support.drawings import said

from geodata import query, regions
from geodata.circles import EARTH_KM, Circle, touched
from geodata.filters import Filters, normalised, parse, to_pairs
from geodata.imports.bundled import read_bundled
from geodata.store import Store

SPHERE = Geod(a=1_000 * EARTH_KM, b=1_000 * EARTH_KM)
SWEIDA = Circle(32.71, 36.57, 50)
CIRCLES = st.builds(Circle, st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, 20_000)).map(
    lambda circle: normalised(Filters(near=circle)).near
)


def spread() -> list[dict[str, object]]:
    """Places all over the Earth, with many at the poles and at 180°."""
    dice = np.random.default_rng(7)
    lons = [180.0, -180.0, 179.99, -179.99, 0.0, *dice.uniform(-180, 180, 40).tolist()]
    lats = [90.0, -90.0, 89.9, -89.9, 0.001, *dice.uniform(-90, 90, 15).tolist()]
    return [
        {"source_id": f"{lon},{lat}", "lon": lon, "lat": lat, "place": "", "about": []}
        for lon in lons
        for lat in lats
    ]


@pytest.fixture(scope="module")
def world() -> Iterator[Store]:
    """Return a store of events all over the Earth."""
    with Store.open(None) as store:
        store.put_dataset(protests.OURS)
        store.upsert(protests.events(*spread()))
        yield store


@settings(max_examples=150)
@given(circle=CIRCLES)
@example(Circle(-17.0, 179.9, 300.0))
@example(Circle(-17.0, -180.0, 300.0))
@example(Circle(89.95, 20.0, 30.0))
@example(Circle(-90.0, 0.0, 20.0))
@example(Circle(0.0, 0.0, 20_000.0))
def test_what_is_near_is_what_a_reckoning_on_the_sphere_finds(world: Store, circle: Circle) -> None:
    """Across 180°, around the poles, and as far as the other side of the Earth."""
    rows = spread()
    *_, metres = SPHERE.inv(
        *([circle.lon] * len(rows), [circle.lat] * len(rows)),
        *([row["lon"] for row in rows], [row["lat"] for row in rows]),
    )
    # PROJ and the store may differ by less than a millimetre, and by more at the antipode
    off = np.abs(np.array(metres) / 1_000 - circle.km)
    sure = {str(row["source_id"]) for row, by in zip(rows, off, strict=True) if by > 1e-3}
    expected = {
        str(row["source_id"])
        for row, far in zip(rows, metres, strict=True)
        if far <= 1_000 * circle.km
    }
    page = reads(world, query.page, Filters(near=circle), limit=len(rows))
    found = {row.event_id.removeprefix("ours:") for row in page.rows}
    assert found & sure == expected & sure
    assert page.total == len(found)


@settings(max_examples=100)
@given(circle=CIRCLES)
def test_a_circle_in_a_link_reads_back(circle: Circle) -> None:
    """As the same circle, without a notice, in one form."""
    pairs = to_pairs(Filters(near=circle))
    assert parse(pairs) == (Filters(near=circle), ())
    assert to_pairs(parse(pairs)[0]) == pairs


@pytest.mark.parametrize("value", ["32.71, 36.57, 50 km", "32.710,36.5700,50", "32.71,36.57,50km "])
def test_a_circle_written_by_hand_is_understood(value: str) -> None:
    """With blanks, without the unit, with superfluous zeros."""
    assert parse([("near", value)]) == (Filters(near=SWEIDA), ())


def test_what_is_known_to_a_region_only_is_counted_beside(store: Store, client: TestClient) -> None:
    """It is not within, and how much of it may be is said, on a picture and to programs."""
    near = Filters(near=SWEIDA)
    loose = [
        event
        for event in naive_query.read(read_bundled().events)
        if event.given["geo_precision"] in {"admin1", "country"}
        and (event.given["admin1"] or next(iter(event.given["zones"]), event.given["country"]))
        in {"SYR", "SYR-Sweida", "SYR-Daraa", "JOR"}
    ]
    assert len(loose) > 0
    totals = reads(store, query.totals, near)
    assert totals.perhaps_within == len(loose)
    assert reads(store, query.totals, Filters()).perhaps_within == 0
    shown = {row.event_id for row in reads(store, query.page, near, limit=200).rows}
    assert not shown & {event.event_id for event in loose}

    link = "near=32.71,36.57,50km"
    assert client.get(f"/api/v1/summary?{link}").json()["perhaps_within"] == len(loose)
    drawn = client.get(f"/api/v1/figure.svg?kind=map&size=page&{link}").text
    words = " ".join(said(drawn).split())
    assert f"{len(loose)} more, known to a governorate or country only, may lie within" in words
    assert "Within 50 km of 32.71, 36.57 (Sweida)" in words


def test_a_circle_touches_the_regions_that_a_finer_reckoning_finds() -> None:
    """Governorates around Sweida, a group of islands cut at 180°, nothing at sea."""
    for circle in (SWEIDA, Circle(33.5, 36.3, 80), Circle(36.2, 37.1, 150)):
        around = shapely.Polygon(circle.ring())
        expected = {
            code for code in regions.regions() if shapely.intersects(around, regions.shape(code))
        }
        assert set(touched(circle)) == expected
    assert touched(Circle(-17, -179.95, 60)) == ("FJI", "FJ-N")
    assert touched(Circle(-45, -130, 500)) == ()


@settings(max_examples=60)
@given(circle=CIRCLES.filter(lambda one: one.km < 15_000))
def test_the_line_around_is_as_far_everywhere(circle: Circle) -> None:
    """Every corner of the line on the map lies at the distance, and none jumps over the map."""
    ring = np.array(circle.ring())
    *_, metres = SPHERE.inv(
        *(np.full(len(ring), circle.lon), np.full(len(ring), circle.lat)), ring[:, 0], ring[:, 1]
    )
    assert np.allclose(np.array(metres) / 1_000, circle.km, rtol=1e-6, atol=1e-3)
    assert np.abs(np.diff(ring[:, 0])).max() <= 180
    box = circle.box
    assert box.south - 1e-6 <= ring[:, 1].min()
    assert ring[:, 1].max() <= box.north + 1e-6


@pytest.mark.parametrize("near", ["89.5,10,400km", "-17,179.9,300km", "0,0,20000km"])
def test_a_circle_at_the_edge_of_the_map_can_be_drawn(client: TestClient, near: str) -> None:
    """At a pole, across 180°, around the world: a picture with its words."""
    answer = client.get(f"/api/v1/figure.svg?kind=map&size=page&near={near}")
    assert answer.status_code == 200
    assert "nan" not in answer.text.split("</style>")[-1]
    assert "within" in said(answer.text).casefold()
