"""The bundled Levant set: that it is whole, cited and true to its own rules."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import numpy as np
import pytest

from geodata import gazetteer, regions
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import AGGREGATE_TAG, EVENT_SCHEMA


@pytest.fixture(scope="module")
def events():
    """The rows of the set by id."""
    batch = read_bundled()
    assert batch.rejected == ()
    assert batch.events.schema.equals(EVENT_SCHEMA)
    return {row["source_id"]: row for row in batch.events.to_pylist()}


def test_all_130_events_and_406_sources_are_there(events):
    """No row is lost between the files and the table."""
    assert len(events) == 130
    assert sum(len(row["sources"]) for row in events.values()) == 406
    assert {row["source"] for row in events.values()} == {LEVANT.key}


def test_the_set_says_whose_it_is_and_on_what_terms():
    """Name, licence and attribution can be shown wherever the set is."""
    assert (LEVANT.key, LEVANT.name) == ("levant", "Levant curated set")
    assert (LEVANT.licence, LEVANT.attribution) == ("CC BY 4.0", "Watchline contributors")


def test_every_event_has_a_source_with_publisher_and_address(events):
    """Each event can be checked."""
    for row in events.values():
        assert row["sources"], row["source_id"]
        for source in row["sources"]:
            assert source["publisher"]
            assert re.fullmatch(r"https?://\S+", source["url"])


def test_what_a_source_states_lies_in_the_range_of_its_event(events):
    """No source gives a number that the range of its event leaves out."""
    for row in events.values():
        stated = {row[f"fatalities_{name}"] for name in ("low", "best", "high")} - {None}
        for source in row["sources"]:
            claims = {source["fatalities_low"], source["fatalities_high"]} - {None}
            if claims:
                assert min(stated) <= min(claims), row["source_id"]
                assert max(claims) <= max(stated), row["source_id"]


def test_no_source_is_from_long_before_its_event(events):
    """A report of an event was not published more than three days before it."""
    for row in events.values():
        for source in row["sources"]:
            if source["published"] and row["date_start"] > date(2000, 1, 1):
                assert (row["date_start"] - source["published"]).days <= 3, source["url"]


def test_an_id_begins_with_the_day_of_its_event(events):
    """Links can be read by people."""
    for source_id, row in events.items():
        assert source_id.startswith(f"{row['date_start']}-")
        assert re.fullmatch(r"[a-z0-9-]+", source_id)


def test_every_event_has_actors_a_subject_a_storyline_and_a_summary(events):
    """No event is a bare headline."""
    for row in events.values():
        assert row["actors"]
        assert row["about"]
        assert row["storylines"]
        assert 0 < len(row["title"]) <= 90
        assert 0 < len(row["summary"]) <= 600


def test_only_events_known_to_a_place_have_coordinates(events):
    """A governorate or a country is named by its code, not by a point inside it."""
    for row in events.values():
        has_point = row["lon"] is not None
        assert has_point == (row["geo_precision"] in {"exact", "town", "admin2"})
        if row["geo_precision"] == "admin1":
            assert row["admin1"] or row["zones"], row["source_id"]
        if row["geo_precision"] in {"country", "none"}:
            assert row["admin1"] is None
            assert (row["country"] is None) == (row["geo_precision"] == "none")


def test_one_place_name_has_one_position(events):
    """Events at the same place share a mark."""
    positions = {(row["place"], row["lon"], row["lat"]) for row in events.values() if row["lon"]}
    assert max(Counter(name for name, _, _ in positions).values()) == 1


def test_points_lie_in_the_country_that_the_row_names(events):
    """Point in polygon, in the view of the United Nations, agrees with the file."""
    rows = [row for row in events.values() if row["lon"] is not None]
    found = regions.locate(
        np.array([row["lon"] for row in rows]), np.array([row["lat"] for row in rows])
    )
    wrong = [
        (row["source_id"], row["country"], country)
        for row, country in zip(rows, found["country"].to_pylist(), strict=True)
        if row["country"] != country
    ]
    assert wrong == []


def test_the_week_of_violence_is_an_aggregate_with_a_contested_toll(events):
    """It overlaps other events, gives a range and no best figure."""
    tagged = [row for row in events.values() if AGGREGATE_TAG in row["tags"]]
    assert [row["source_id"] for row in tagged] == ["2025-07-13-sweida-week-of-violence"]
    deaths = [tagged[0][f"fatalities_{end}"] for end in ("low", "best", "high")]
    assert deaths == [426, None, 2026]


def test_the_paris_talks_happened_in_france_and_are_about_syria(events):
    """Venue and subject are kept apart."""
    talks = events["2025-07-24-paris-talks-first-round"]
    assert (talks["place"], talks["country"]) == ("Paris", "FRA")
    assert "SYR-Sweida" in talks["about"]


def test_sweida_is_spelt_one_way(events):
    """In titles, summaries, places, storylines and on the map, as the region; an organisation
    keeps the name that it gives itself."""
    ours = " ".join(
        text
        for event in events.values()
        for text in (event["title"], event["summary"], event["place"] or "", *event["storylines"])
    )
    (town,) = gazetteer.towns_to_search("Sweida")
    assert town.name == regions.label("SYR-Sweida") == "Sweida"
    spelt = {word for word in re.findall(r"[\w-]+", ours) if word in town.spellings}
    assert spelt == {"Sweida", "Suwayda"}
    assert re.findall(r"\S*Suwayda.{3}", ours) == ["Suwayda 24"]
