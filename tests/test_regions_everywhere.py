"""First divisions of all countries: towns are located in them, and disputed places stay honest."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from geodata import regions
from geodata.divisions import division

TOWNS = Path(__file__).parent / "support" / "towns_in_regions.csv"
"""300 towns of 60 countries at least 3 km from an edge, drawn by lot; their divisions are those of
GeoNames (CC BY 4.0), which the boundaries do not come from."""


ELSEWHERE = {"Dwarsloop": "ZA-MP", "Bektemir": "UZ-TO"}
"""Where the boundaries have towns that GeoNames has elsewhere: Bushbuckridge has been in Mpumalanga
since 2006, and the city of Tashkent has grown."""


def located(lon: float, lat: float) -> tuple[str | None, str | None]:
    row = regions.locate(np.array([lon]), np.array([lat])).to_pylist()[0]
    return row["country"], row["admin1"]


def test_towns_lie_in_the_regions_that_another_source_gives_them():
    """In 60 countries, all 300 but two."""
    with TOWNS.open(encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file))
    assert (len(towns), len({town["country"] for town in towns})) == (300, 60)
    lon, lat = (np.array([float(town[axis]) for town in towns]) for axis in ("lon", "lat"))
    found = regions.locate(lon, lat).select(["country", "admin1"]).to_pylist()
    wrong = [
        (town["name"], place)
        for town, place in zip(towns, found, strict=True)
        if place
        != {
            "country": town["country"],
            "admin1": ELSEWHERE.get(town["name"], town["admin1"]),
        }
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("place", "lon", "lat", "country", "admin1"),
    [
        ("Simferopol, Crimea", 34.1, 44.95, "UKR", "UA-43"),
        ("Sevastopol", 33.53, 44.6, "UKR", "UA-40"),
        ("Donetsk", 37.8, 48.0, "UKR", "UA-14"),
        ("Luhansk", 39.3, 48.57, "UKR", "UA-09"),
        ("Melitopol", 35.37, 46.85, "UKR", "UA-23"),
        ("Kherson", 32.62, 46.64, "UKR", "UA-65"),
        ("Srinagar, Kashmir", 74.8, 34.09, "IND", "IN-JK"),
        ("Muzaffarabad, Kashmir", 73.47, 34.37, "PAK", "PK-JK"),
        ("Gilgit, Kashmir", 74.31, 35.92, "PAK", "PK-GB"),
        ("Siachen", 77.1, 35.45, None, None),
        ("Aksai Chin", 79.6, 35.3, "CHN", "CN-XJ"),
        ("Tawang", 91.87, 27.59, "IND", "IN-AR"),
        ("Laayoune, west of the berm", -13.2, 27.15, "ESH", None),
        ("Dakhla, west of the berm", -15.93, 23.69, "ESH", None),
        ("Tifariti, east of the berm", -10.55, 26.1, "ESH", None),
        ("Pristina", 21.16, 42.66, "XKX", "KOS-5902"),
        ("Kyrenia, north of Cyprus", 33.32, 35.3, "CYP", "CYP-NorthernCyprus"),
        ("Akrotiri, a base of the UK", 32.98, 34.59, "GBR", "WSB-5133"),
        ("Dhekelia, a base of the UK", 33.74, 34.99, "GBR", "ESB-5132"),
        ("Sukhumi, Abkhazia", 41.02, 43.0, "GEO", "GE-AB"),
        ("Tskhinvali, South Ossetia", 43.97, 42.23, "GEO", "GE-SK"),
        ("Hargeisa, Somaliland", 44.06, 9.56, "SOM", "SOM-Somaliland"),
        ("Abyei", 28.43, 9.59, "SDN", "SD-KS"),
        ("Hala'ib", 36.65, 22.22, "EGY", "EG-BA"),
        ("Taipei", 121.56, 25.04, "TWN", "TW-TPE"),
        ("Khankendi, Nagorno-Karabakh", 46.75, 39.82, "AZE", "AZ-XA"),
        ("Tiraspol, Transnistria", 29.63, 46.84, "MDA", "MD-BD"),
    ],
)
def test_disputed_places(place: str, lon: float, lat: float, country: str | None, admin1: str):
    """Each is counted where docs/disputed-places.md says, whoever holds it."""
    assert located(lon, lat) == (country, admin1), place


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("MMR", "Shan state", "MM-17"),
        ("MMR", "Bago division", "MM-02"),
        ("MMR", "Magway  region", "MM-03"),
        ("MMR", "Naypyidaw Union territory", None),
        ("COD", "Nord-Kivu", "CD-NK"),
        ("NGA", "Borno", "NG-BO"),
        ("UKR", "Kherson oblast", "UA-65"),
        ("UKR", "Kyiv", None),
        ("SDN", "West Darfur", "SD-DW"),
        ("SDN", "Central Darfur state", "SD-DC"),
        ("SYR", "Aleppo governorate", "SYR-Aleppo"),
        ("FRA", "Bretagne", None),
        (None, "Shan", None),
        ("MMR", "", None),
        ("MMR", "state", None),
    ],
)
def test_divisions_are_known_by_their_names(country: str | None, name: str, code: str | None):
    """With or without the word for their kind; not where two are called that (Kyiv and its
    region), and nothing is guessed."""
    assert division(country, name) == code


def test_codes_say_what_they_are_and_names_are_single():
    """Every division lies in a known country and has a code of its own that fits into a link;
    few share a name, where the source has one name for two."""
    known = regions.regions()
    divisions = [region for region in known.values() if region.level == "admin1"]
    assert len(divisions) > 4_500
    assert all(known[region.parent].level == "country" for region in divisions)
    assert all(region.code.replace("-", "").isalnum() for region in divisions)
    names = Counter((region.parent, region.name) for region in divisions)
    alike = {name for name, times in names.items() if times > 1}
    assert len(alike) < 25
    assert not {parent for parent, _ in alike} & {"AFG", "MMR", "SDN", "SYR", "UKR", "USA", "YEM"}
