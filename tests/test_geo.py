"""Distances, views and scale bars."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.map import geometry
from geodata.results import Place

LON = st.floats(-179, 179)
LAT = st.floats(-80, 80)
NONE = (0, 0, 0, 0, 0, 0)


def place(lon: float, lat: float, events: int = 1, country: str = "SYR") -> Place:
    counts = (events, 0, 0, 0, 0, 0)
    return Place(f"{lon},{lat}", "A", lon, lat, "town", country, "", counts, NONE, None)


def test_distance_is_that_of_the_globe():
    """Paris to Damascus is about 3,250 km, whichever end one starts from."""
    there = geometry.distance_km(2.3488, 48.8534, 36.2913, 33.5102)
    back = geometry.distance_km(36.2913, 33.5102, 2.3488, 48.8534)
    assert there == pytest.approx(3250, rel=0.02)
    assert there == pytest.approx(back)


@given(LON, LAT, LON, LAT)
def test_great_circle_is_the_shortest_way(lon1: float, lat1: float, lon2: float, lat2: float):
    """The way starts and ends at the two points, is as long as their distance, and never jumps."""
    way = geometry.great_circle(lon1, lat1, lon2, lat2)
    assert way[0] == pytest.approx((lon1, lat1), abs=1e-6)
    assert (way[-1][0] - lon2) % 360 == pytest.approx(0, abs=1e-6) or (
        (lon2 - way[-1][0]) % 360 == pytest.approx(0, abs=1e-6)
    )
    length = sum(geometry.distance_km(*a, *b) for a, b in pairwise(way))
    assert length <= geometry.distance_km(lon1, lat1, lon2, lat2) * 1.01 + 1 or math.isclose(
        geometry.distance_km(lon1, lat1, lon2, lat2), math.pi * geometry.EARTH_KM, rel_tol=1e-3
    )
    assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(way))


def test_way_over_the_date_line_runs_on():
    """From Tokyo to San Francisco the line crosses 180° without going round the map."""
    way = geometry.great_circle(139.7, 35.7, -122.4, 37.8)
    assert way[-1][0] == pytest.approx(237.6)


@given(LON, LAT)
def test_mercator_and_back(lon: float, lat: float):
    """A position on the plane is that of the same point."""
    assert geometry.unmercator(*geometry.mercator(lon, lat)) == pytest.approx((lon, lat), abs=1e-6)


@given(LON, LAT, st.floats(0.01, 5), st.floats(0.01, 5))
def test_fit_shows_all_of_a_box(lon: float, lat: float, wide: float, high: float):
    """Both corners of the box lie within the padding of the view."""
    box = geometry.Bounds(lon, lat, lon + wide, lat + high)
    view = geometry.fit(box, 800, 499, padding=40)
    world = geometry.WORLD_PX * 2**view.zoom
    x0, y0 = geometry.mercator(view.lon, view.lat)
    for corner in ((box.west, box.south), (box.east, box.north)):
        x, y = geometry.mercator(*corner)
        assert abs(x - x0) * world <= 360 + 1e-6
        assert abs(y - y0) * world <= 209.5 + 1e-6


def test_home_is_where_most_happened():
    """A far event of the same country, and other countries, do not draw the first view away."""
    near = [place(36.0 + i / 20, 32.7 + i / 25, 3) for i in range(20)]
    rows = [*near, place(41.0, 36.9), place(-77.0, 38.9, 9, "USA")]
    home = geometry.home(rows)
    assert home.east < 37.2
    assert home.north < 33.8
    assert home.west <= 36.0


def test_home_of_one_town_shows_its_surroundings():
    """A single place is shown with about a degree around it."""
    home = geometry.home([place(36.3, 33.5)])
    assert home.east - home.west == pytest.approx(1)
    assert home.west < 36.3 < home.east


def test_home_of_nothing_is_the_world():
    """Without a placed event the world is shown."""
    assert geometry.home([]) == geometry.WORLD


@pytest.mark.parametrize(("zoom", "km"), [(8.1, 25), (3.6, 500), (12, 1)])
def test_scale_bar_is_a_round_length_that_fits(zoom: float, km: float):
    """The bar stands for 1, 2, 2.5 or 5 times a power of ten km and keeps to its room."""
    bar = geometry.scale_bar(33, zoom, 100)
    assert bar.px <= 100
    assert bar.px > 35
    digits = bar.km / 10 ** math.floor(math.log10(bar.km))
    assert round(digits, 6) in {1, 2, 2.5, 5}
    assert bar.km == pytest.approx(km, rel=1.1)
