"""Rows of tables that name a town and have no coordinates."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from geodata.readers.formats.detect import open_table
from geodata.readers.generic import reader
from geodata.readers.generic.mapping import TableMapping

COLUMNS = {
    "date_start": "Date",
    "title": "Title",
    "place": "Place",
    "country": "Country",
    "admin1": "Region",
    "lat": "Lat",
    "lon": "Lon",
    "geo_precision": "Precision",
}


@pytest.fixture
def read(tmp_path: Path):
    """Return a function that reads one row: its event, and what was noted."""

    def read(**cells: str) -> tuple[dict[str, Any], list[str]]:
        row = dict.fromkeys(COLUMNS.values(), "") | {"Date": "2025-07-16", "Title": "Shelling"}
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row | cells)
        path = tmp_path / "table.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        mapping = TableMapping(columns=COLUMNS, default_type="battle")
        batches = list(reader.read(open_table(path), mapping, "mine"))
        assert [fault for batch in batches for fault in batch.rejected] == []
        (event,) = pa.concat_tables([batch.events for batch in batches]).to_pylist()
        return event, [note.text for batch in batches for note in batch.notes]

    return read


@pytest.mark.parametrize(
    ("place", "country", "point"),
    [
        *[("Kiev", "UKR", (30.5238, 50.45466)), ("الخرطوم", "Sudan", (32.53241, 15.55177))],
        *[("Swaida", "SYR", (36.56951, 32.70896)), ("Tripoli", "LBN", (35.84972, 34.43667))],
    ],
)
def test_a_town_of_one_meaning_is_located(read, place: str, country: str, point):
    """At the town, known to a town and no better, with who says so and the name as given."""
    event, notes = read(Place=place, Country=country)
    assert (event["lon"], event["lat"]) == pytest.approx(point, abs=0.05)
    assert (event["geo_precision"], event["place"]) == ("town", place)
    (told,) = [one["value"] for one in event["details"] if one["name"] == "Located by"]
    assert "GeoNames" in told
    assert "no coordinates: located by the name of the town" in notes


@pytest.mark.parametrize(
    ("place", "country", "reason"),
    [
        ("Buenaventura", "COL", "“Buenaventura” is not located: the name of 2 towns"),
        ("Homs", "SYR", "“Homs” is not located: may be the town or the region"),
        ("Khartuom", "SDN", "“Khartuom” is not located: not a known name; close to Khartoum"),
    ],
)
def test_a_name_of_several_meanings_stays_where_it_is(read, place, country, reason):
    """Nothing is chosen or guessed; the import says why."""
    event, notes = read(Place=place, Country=country)
    assert (event["lon"], event["geo_precision"], event["country"]) == (None, "country", country)
    assert reason in notes


def test_what_is_not_asked_is_not_looked_up(read):
    """Without a country, where the row says it is known to a country, or has a point."""
    event, _ = read(Place="Kiev")
    assert (event["lon"], event["geo_precision"]) == (None, "none")
    event, notes = read(Place="Kiev", Country="UKR", Precision="country")
    assert (event["lon"], event["geo_precision"], notes) == (None, "country", [])
    event, _ = read(Place="Kiev", Country="UKR", Lat="46.5", Lon="30.7")
    assert (event["lon"], event["details"]) == (30.7, [])


def test_a_town_of_another_governorate_is_not_taken(read):
    """Palmyra is in Homs."""
    event, notes = read(Place="Palmyra", Country="SYR", Region="Aleppo")
    assert (event["lon"], event["geo_precision"]) == (None, "admin1")
    assert "“Palmyra” is not located: the town of this name lies elsewhere" in notes
    event, _ = read(Place="Palmyra", Country="SYR", Region="Homs")
    assert event["geo_precision"] == "town"
