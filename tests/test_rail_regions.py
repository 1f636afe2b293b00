"""The regions of the rail: found by their names, with few rows however many there are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.components import rail_regions
from dashboard.components.tree import nodes_for
from dashboard.figures.map.framing import MapScreen
from dashboard.state import read
from geodata.results import FacetValue

VIEW, _ = read("")
SCREEN = MapScreen(800, 500, small=False)
FACETS = {
    "regions": (
        FacetValue("MMR", "Myanmar", "", 7371, 7371),
        FacetValue("MM-17", "Shan State", "MMR", 1082, 1082),
        FacetValue("MM-13", "Kayin State", "MMR", 680, 680),
        FacetValue("SYR", "Syria", "", 90, 90),
        FacetValue("SYR-Sweida", "Sweida", "SYR", 60, 60),
        FacetValue("UNDOF", "UNDOF area of separation", "SYR", 3, 3),
    )
}


def found(typed: str) -> str:
    rows: list[Any] = nodes_for(VIEW, rail_regions.region_more(VIEW, FACETS, SCREEN, typed))
    return json.dumps(rows, ensure_ascii=False)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("shan", "Shan State, Myanmar"),
        ("karen", "Kayin State, Myanmar"),
        ("  KAYIN state", "Kayin State, Myanmar"),
        ("undof", "UNDOF area of separation, Syria"),
        ("myan", "Myanmar"),
    ],
)
def test_a_region_is_found_by_its_names(typed: str, name: str):
    """By a part of its name, by another name of it, and with its country beside it."""
    assert name in found(typed)
    assert "region=" in found(typed)


def test_what_has_no_events_is_said():
    """Nothing typed lists nothing, and a region without events is not listed."""
    assert "checkbox" not in found("")
    assert "No region with events is called “Kachin”." in found("Kachin")


def test_a_country_of_many_divisions_does_not_fill_the_rail():
    """After the first rows a number says how many are found by their names."""
    parts = [FacetValue(f"GB-{at}", f"Part {at}", "GBR", 1, 1) for at in range(200)]
    known = list(rail_regions.places.regions().values())
    codes = [region.code for region in known if region.parent == "GBR"][:200]
    parts = [part._replace(key=code) for part, code in zip(parts, codes, strict=True)]
    values = (FacetValue("GBR", "United Kingdom", "", 200, 200), *parts)
    rows = nodes_for(VIEW, rail_regions.region_rows(VIEW, {"regions": values}, SCREEN))
    said = json.dumps(rows)
    assert "165 others are found by their names." in said
    assert said.count('"checkbox"') < 50
