"""Which regions an event is put in: its point decides, its source where the point cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from geodata.schema import EVENT_SCHEMA
from geodata.store.locate import locate


def located(**given: Any) -> dict[str, Any]:
    """One event, located."""
    row = {
        "source": "ours",
        "source_id": "a",
        "date_start": date(2025, 7, 1),
        "date_end": date(2025, 7, 1),
        "date_precision": "day",
        "event_type": "protest",
        "title": "People gather",
        "summary": "",
        "actors": [],
        "geo_precision": "town",
        "zones": [],
        "about": [],
        "reliability": "F",
        "credibility": "6",
        "storylines": [],
        "tags": [],
        "details": [],
        "sources": [],
    }
    table = pa.Table.from_pylist([row | given], schema=EVENT_SCHEMA)
    found: dict[str, Any] = locate(table).events.to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("stated", "country"), [("MMR", "MMR"), ("THA", "THA"), ("LAO", "THA"), (None, "THA")]
)
def test_a_source_knows_a_coarse_border_better_than_the_map(stated: str | None, country: str):
    """Mae Sot's outskirts lie on the Thai side of the coarse line; who says Myanmar is
    believed, who says Laos, hundreds of kilometres away, is not."""
    assert located(lon=98.53, lat=16.72, country=stated)["country"] == country


def test_the_divided_countries_have_exact_borders():
    """In the Golan the point decides, whatever country a source names."""
    event = located(lon=35.77, lat=33.27, country="ISR")
    assert (event["country"], event["zones"]) == ("SYR", ["Golan"])


def test_a_code_that_is_no_country_changes_nothing():
    """An unknown code does not stand in the way of the point."""
    assert located(lon=98.53, lat=16.72, country="XXX")["country"] == "THA"


@pytest.mark.parametrize(
    ("lon", "lat", "stated", "admin1"),
    [
        (98.53, 16.72, "MMR", "MM-13"),
        (98.53, 16.72, "THA", "TH-63"),
        (30.78, 46.42, "UKR", "UA-51"),
        (30.85, 46.42, "UKR", "UA-51"),
        (31.5, 46.0, "UKR", None),
    ],
)
def test_the_nearest_region_of_the_country_that_a_source_names(
    lon: float, lat: float, stated: str, admin1: str | None
):
    """Beside a border and within ten kilometres of the shore an event has a region too; on the
    open sea it has none."""
    event = located(lon=lon, lat=lat, country=stated)
    assert (event["country"], event["admin1"]) == (stated, admin1)


def test_a_region_that_a_source_names_stands_beside_a_border():
    """The nearest is for those that name none."""
    event = located(lon=98.53, lat=16.72, country="MMR", admin1="MM-15")
    assert event["admin1"] == "MM-15"
