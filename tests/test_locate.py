"""Which regions an event is put in: its point decides, its source where the point cannot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from geodata.locate import locate
from geodata.schema import EVENT_SCHEMA


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
