"""Locating points, and what is known about regions."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata import regions as places

DATA = Path(__file__).resolve().parent.parent / "geodata" / "data"

# Every region that the curated events are about.
ABOUT = (
    "FRA", "Golan", "ISR", "JOR", "LBN", "SYR", "SYR-Damascus", "SYR-Daraa", "SYR-Quneitra",
    "SYR-RifDimashq", "SYR-Sweida", "TUR", "UNDOF", "USA", "AZE", "CHE", "SAU", "QAT", "GBR",
)  # fmt: skip


def located(lon: float, lat: float) -> tuple[str | None, str | None, list[str]]:
    row = places.locate(np.array([lon]), np.array([lat])).to_pylist()[0]
    return row["country"], row["admin1"], row["zones"]


@pytest.mark.parametrize(
    ("lon", "lat", "country", "admin1", "zones"),
    [
        (36.29128, 33.5102, "SYR", "SYR-Damascus", []),
        (36.56951, 32.70896, "SYR", "SYR-Sweida", []),
        (36.10213, 32.61889, "SYR", "SYR-Daraa", []),
        (35.91889, 33.31056, "SYR", "SYR-RifDimashq", []),
        (38.28402, 34.5624, "SYR", "SYR-Homs", []),
        (35.79088, 35.53125, "SYR", "SYR-Latakia", []),
        (35.82461, 33.12595, "SYR", "SYR-Quneitra", ["UNDOF"]),
        (35.77, 33.27, "SYR", None, ["Golan"]),
        (35.7716, 33.27029, "SYR", None, ["Golan"]),
        (35.69139, 32.99194, "SYR", None, ["Golan"]),
        (35.782, 33.126, "SYR", None, ["Golan"]),
        (34.45, 31.53, "PSE", "PSE-Gaza", []),
        (35.2, 31.9, "PSE", "PSE-WestBank", []),
        (34.78, 32.08, "ISR", "ISR-TelAviv", []),
        (35.21633, 31.76904, "ISR", "ISR-Jerusalem", []),
        (35.57044, 33.21204, "ISR", "ISR-Northern", []),
        (35.19389, 33.27333, "LBN", "LBN-South", []),
        (35.94503, 31.95522, "JOR", "JOR-Amman", []),
        (44.36, 33.31, "IRQ", "IRQ-Baghdad", []),
        (36.16, 36.2, "TUR", "TUR-Hatay", []),
        (2.3488, 48.85341, "FRA", "FR-75", []),
        (-74.00597, 40.71427, "USA", "US-NY", []),
        (-80.03643, 26.70562, "USA", "US-FL", []),
        (6.14569, 46.20222, "CHE", "CH-GE", []),
        (10.75, 59.91, "NOR", "NO-03", []),
        (21.16, 42.66, "XKX", "KOS-5902", []),
        (34.1, 44.95, "UKR", "UA-43", []),
        (33.32, 35.3, "CYP", "CYP-NorthernCyprus", []),
        (44.06, 9.56, "SOM", "SOM-Somaliland", []),
        (-15.9, 23.7, "ESH", None, []),
        (7.42, 43.737, "MCO", None, []),
        (180.0, 67.5, "RUS", "RU-CHU", []),
        (-180.0, 67.5, "RUS", "RU-CHU", []),
        (179.95, -16.6, "FJI", "FJ-N", []),
    ],
)
def test_real_places(lon: float, lat: float, country: str, admin1: str | None, zones: list[str]):
    """Towns lie in their country, governorate and zones in the UN's view."""
    assert located(lon, lat) == (country, admin1, zones)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(33.0, 34.0), (-30.0, 30.0), (0.0, 0.0), (0.0, 90.0), (np.nan, 33.0), (200.0, 95.0)],
)
def test_nowhere(lon: float, lat: float):
    """The open sea, missing coordinates and positions off the globe have no region."""
    assert located(lon, lat) == (None, None, [])


def test_near_the_shore():
    """A point two kilometres out at sea belongs to the land beside it, ten do not."""
    assert located(35.74, 35.52)[:2] == ("SYR", "SYR-Latakia")
    assert located(35.6, 35.52) == (None, None, [])


def test_many_points_at_once():
    """The answer has a row for each point, in order, repeated and missing ones included."""
    lon = np.array([36.29, np.nan, 2.35, 36.29, 33.0])
    lat = np.array([33.51, np.nan, 48.85, 33.51, 34.0])
    table = places.locate(lon, lat)
    assert table["country"].to_pylist() == ["SYR", None, "FRA", "SYR", None]
    assert table["zones"].to_pylist() == [[], [], [], [], []]
    assert places.locate(np.array([]), np.array([])).num_rows == 0


@pytest.mark.parametrize("code", ABOUT)
def test_regions_of_the_curated_events_exist(code: str):
    """Every region that an event is about can be named and drawn."""
    assert places.label(code) != code
    assert not places.shape(code).is_empty


def test_labels():
    """Labels are the English names in common use."""
    expected = {
        "SYR": "Syria",
        "USA": "United States",
        "PSE": "Palestine",
        "SYR-Sweida": "Sweida",
        "SYR-RifDimashq": "Rif Dimashq",
        "Golan": "Golan Heights",
        "UNDOF": "UNDOF area of separation",
        "nowhere": "nowhere",
    }
    assert {code: places.label(code) for code in expected} == expected


def test_ancestors():
    """Governorates and zones are part of their country."""
    assert places.ancestors("SYR-Sweida") == ("SYR",)
    assert places.ancestors("Golan") == places.ancestors("UNDOF") == ("SYR",)
    assert places.ancestors("SYR") == places.ancestors("nowhere") == ()


def test_regions_are_ordered_as_a_tree():
    """Countries come by name, each followed by its parts; codes and parents are sound."""
    regions = list(places.regions().values())
    countries = [region.name for region in regions if region.level == "country"]
    assert countries == sorted(countries)
    current = ""
    for region in regions:
        current = region.code if region.level == "country" else current
        assert region.parent == ("" if region.level == "country" else current)
    counts = {c: sum(r.parent == c and r.level == "admin1" for r in regions) for c in
              ("SYR", "ISR", "PSE", "LBN", "JOR", "IRQ", "TUR")}  # fmt: skip
    assert counts == {"SYR": 14, "ISR": 6, "PSE": 2, "LBN": 6, "JOR": 12, "IRQ": 18, "TUR": 81}
    assert "-99" not in places.regions()


def test_draw_points_lie_in_their_region():
    """What is known only for a region is drawn inside it."""
    for region in places.regions().values():
        assert places.shape(region.code).covers(shapely.Point(region.lon, region.lat)), region


def test_draw_points_keep_clear_of_capitals():
    """In the seven countries a mark for a governorate never stands on its capital."""
    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        towns = [row for row in csv.DictReader(file) if int(row["capital"])]
    spots = np.array([(float(town["lon"]), float(town["lat"])) for town in towns])
    for region in places.regions().values():
        if region.level == "admin1" and region.parent in places.EXACT_BORDERS:
            away = (spots - [region.lon, region.lat]) * [np.cos(np.radians(region.lat)), 1]
            kilometres = np.hypot(*away.T).min() * 111.32
            smallest = 1.0 if region.code in {"LBN-Beirut", "ISR-TelAviv"} else 3.0
            assert kilometres > smallest, region.code


def test_golan_and_undof_have_about_their_size():
    """The Golan is near 1,200 km² and the UNDOF area near 265 km²; they do not overlap."""
    kilometres = 111.32**2 * np.cos(np.radians(33.0))
    assert places.shape("Golan").area * kilometres == pytest.approx(1200, rel=0.05)
    assert places.shape("UNDOF").area * kilometres == pytest.approx(265, rel=0.05)
    assert not places.shape("Golan").overlaps(places.shape("UNDOF"))
    assert places.shape("SYR").covers(places.shape("Golan").centroid)
    assert not places.shape("ISR").covers(places.shape("Golan").centroid)


def test_unknown_region_has_no_shape():
    """Asking for the shape of an unknown region is an error."""
    with pytest.raises(KeyError):
        places.shape("nowhere")
