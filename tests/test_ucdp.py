"""The reader of UCDP's georeferenced events: what it takes, and what it says of the rest."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.ucdp_files import ROW, as_csv

from geodata import regions
from geodata.readers.cells import unseen
from geodata.readers.formats.detect import open_table
from geodata.readers.rows import Table
from geodata.readers.ucdp import reader
from geodata.schema import EVENT_SCHEMA, GEO_PRECISIONS
from geodata.store.locate import locate
from geodata.store.rows import covered_days


def read_bytes(content, name="ged.csv", retrieved_at=None):
    """Everything read of a file: the batches, and whether the file was recognised."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        table = open_table(path)
        if not isinstance(table, Table):
            return [], False
        known = reader.recognises(table)
        return list(reader.read(table, "ucdp", retrieved_at=retrieved_at)), known


def read(*rows: dict[str, str], retrieved_at=None):
    """Rows given as changes to ``ROW``, read: the events as dicts, and everything rejected."""
    full = [{**ROW, "id": str(900001 + number), **row} for number, row in enumerate(rows)]
    batches, known = read_bytes(as_csv(full), retrieved_at=retrieved_at)
    assert known
    events = pa.concat_tables([batch.events for batch in batches])
    return events.to_pylist(), [fault for batch in batches for fault in batch.rejected]


def one(**changes: str):
    """The single event that a row becomes."""
    events, rejected = read(changes)
    assert not rejected
    assert len(events) == 1
    return events[0]


def fault(**changes: str):
    """The single reason why a row is refused."""
    events, rejected = read(changes)
    assert not events
    assert len(rejected) == 1
    return rejected[0]


def notes(*rows: dict[str, str]):
    """What is said of rows that were taken."""
    batches, _ = read_bytes(as_csv([{**ROW, **row} for row in rows]))
    return [note.text for batch in batches for note in batch.notes]


def details(event):
    return {pair["name"]: pair["value"] for pair in event["details"]}


def test_an_event_is_read_with_everything_that_ucdp_says():
    """An event is read with everything that UCDP says."""
    event = one()
    assert event["source"] == "ucdp"
    assert event["source_id"] == "900001"
    assert event["event_type"] == "battle"
    assert event["sub_type"] == "State-based conflict"
    assert event["title"] == ("Government of Myanmar (Burma) – KNU: armed violence at Hpa-an town")
    assert event["summary"] == "Where, as described: a bridge north of Hpa-an"
    assert event["actors"] == [
        {"name": "Government of Myanmar (Burma)", "role": "party"},
        {"name": "KNU", "role": "party"},
    ]
    assert event["place"] == "Hpa-an town"
    assert (event["lon"], event["lat"]) == (97.633, 16.889)
    assert event["country"] == "MMR"
    assert event["storylines"] == ["Myanmar (Burma): Karen"]
    assert (event["reliability"], event["credibility"]) == ("F", "6")


def test_deaths_by_side_and_areas_stand_in_the_details():
    """Deaths by side and areas stand in the details."""
    said = details(one())
    assert said["Deaths of side A"] == "2"
    assert said["Deaths of side B"] == "0"
    assert said["Deaths of civilians"] == "1"
    assert said["First-order area"] == "Kayin state"
    assert said["Second-order area"] == "Hpa-an district"
    assert said["Dyad"] == "Government of Myanmar (Burma) - KNU"
    assert said["Event clarity"].startswith("1: ")


def test_the_time_of_retrieval_is_kept():
    """The time of retrieval is kept."""
    at = datetime(2025, 7, 1, 12, tzinfo=UTC)
    events, _ = read({}, retrieved_at=at)
    assert events[0]["retrieved_at"] == at


def test_one_sided_violence_is_violence_against_civilians():
    """One sided violence is violence against civilians."""
    event = one(type_of_violence="3", side_b="Civilians", where_prec="4", where_coordinates="Kayin")
    assert event["event_type"] == "violence_against_civilians"
    assert event["sub_type"] == "One-sided violence"
    assert event["title"] == ("Government of Myanmar (Burma): violence against civilians in Kayin")


def test_non_state_conflict_is_a_battle():
    """Non state conflict is a battle."""
    event = one(type_of_violence="2", side_a="DKBA")
    assert (event["event_type"], event["sub_type"]) == ("battle", "Non-state conflict")


def test_an_event_without_named_sides_has_a_title():
    """An event without named sides has a title."""
    event = one(side_a="", side_b="NA")
    assert event["title"] == "Armed violence at Hpa-an town"
    assert event["actors"] == []


def test_a_title_is_never_longer_than_the_format_allows():
    """A title is never longer than the format allows."""
    event = one(side_a="A" * 200, side_b="B" * 200)
    assert len(event["title"]) == 300
    assert event["title"].endswith("…")


def test_the_same_name_on_both_sides_stands_once():
    """The same name on both sides stands once."""
    assert one(side_b=ROW["side_a"])["actors"] == [{"name": ROW["side_a"], "role": "party"}]


def test_a_description_that_repeats_the_place_is_no_summary():
    """A description that repeats the place is no summary."""
    assert one(where_description="HPA-AN TOWN")["summary"] == ""


@pytest.mark.parametrize(
    ("precision", "areas", "expected"),
    [
        ("1", {}, "town"),
        ("2", {}, "admin2"),
        ("3", {}, "admin2"),
        ("4", {"adm_2": ""}, "admin1"),
        ("5", {}, "admin2"),
        ("5", {"adm_2": ""}, "admin1"),
        ("5", {"adm_1": "", "adm_2": ""}, "country"),
        ("6", {}, "country"),
        ("7", {}, "none"),
        ("", {}, "country"),
    ],
)
def test_the_place_is_never_claimed_more_exactly_than_ucdp_does(precision, areas, expected):
    """The place is never claimed more exactly than UCDP does."""
    event = one(where_prec=precision, **areas)
    assert event["geo_precision"] == expected
    assert (event["lon"] is None) == (expected in {"country", "none"})
    assert (event["country"] is None) == (expected == "none")


def test_coordinates_that_stand_for_a_country_are_left_out_and_said_so():
    """Coordinates that stand for a country are left out and said so."""
    assert any("only the country is known" in note for note in notes({"where_prec": "6"}))


def test_an_event_at_sea_keeps_the_name_of_the_water():
    """An event at sea keeps the name of the water."""
    event = one(where_prec="7", where_coordinates="Andaman Sea")
    assert event["place"] == "Andaman Sea"
    assert details(event)["Country in UCDP"] == "Myanmar (Burma)"
    assert any("international waters" in note for note in notes({"where_prec": "7"}))


def test_the_point_is_taken_from_the_geometry_when_there_are_no_coordinates():
    """The point is taken from the geometry when there are no coordinates."""
    event = one(latitude="", longitude="", geom_wkt="POINT (97.5 19.25)")
    assert (event["lon"], event["lat"]) == (97.5, 19.25)


@pytest.mark.parametrize("geometry", ["", "LINESTRING (1 2, 3 4)", "POINT (200 19)", "POINT (. .)"])
def test_without_any_coordinates_only_the_country_is_known(geometry):
    """Without any coordinates only the country is known."""
    event = one(latitude="", longitude="", geom_wkt=geometry)
    assert (event["geo_precision"], event["country"], event["lon"]) == ("country", "MMR", None)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"latitude": "91"}, "latitude", "from -90 to 90"),
        ({"longitude": "-180.5"}, "longitude", "from -180 to 180"),
        ({"latitude": "16,68"}, "latitude", "expected degrees"),
        ({"latitude": "0", "longitude": "0.0"}, "latitude", "stands for no place"),
        ({"latitude": ""}, "latitude", "a longitude only"),
        ({"id": ""}, "id", "may not be empty"),
        ({"id": "NULL"}, "id", "may not be empty"),
        ({"type_of_violence": ""}, "type_of_violence", "may not be empty"),
        ({"type_of_violence": "NA"}, "type_of_violence", "may not be empty"),
        ({"type_of_violence": "4"}, "type_of_violence", "a code from 1 to 3"),
        ({"where_prec": "8"}, "where_prec", "a code from 1 to 7"),
        ({"date_prec": "day"}, "date_prec", "a code from 1 to 5"),
        ({"date_start": ""}, "date_start", "may not be empty"),
        ({"date_start": "NULL"}, "date_start", "may not be empty"),
        ({"date_start": "5/3/2022"}, "date_start", "year-month-day"),
        ({"date_start": "2022-02-30"}, "date_start", "no such day"),
        ({"date_start": "0022-05-03"}, "date_start", "from 1800 to 2100"),
        ({"date_end": "2022-05-02"}, "date_end", "before date_start"),
        ({"best": "several"}, "best", "whole number"),
        ({"high": "-7"}, "high", "whole number"),
        ({"low": "99999999999"}, "low", "whole number"),
    ],
)
def test_a_faulty_row_is_refused_with_its_column_and_a_reason(changes, column, said):
    """A faulty row is refused with its column and a reason."""
    found = fault(**changes)
    assert found.row == 2
    assert found.column == column
    assert said in found.reason


@pytest.mark.parametrize(
    ("changes", "best", "said"),
    [
        ({"low": "4"}, 3, "low 4, best 3, high 5"),
        ({"high": "1", "best": ""}, None, "low 2, best not stated, high 1"),
    ],
)
def test_estimates_that_contradict_one_another_are_not_ranked(changes, best, said):
    """An error of the release does not cost the event: its best estimate stands alone."""
    event = one(**changes)
    stated = [event[f"fatalities_{name}"] for name in ("low", "best", "high")]
    assert stated == [None, best, None]
    assert details(event)["Deaths as coded, contradictory"] == said


def test_a_faulty_row_does_not_take_the_others_with_it():
    """A faulty row does not take the others with it."""
    events, rejected = read({}, {"best": "x"}, {})
    assert [event["source_id"] for event in events] == ["900001", "900003"]
    assert [found.row for found in rejected] == [3]


@pytest.mark.parametrize("unknown", ["", "-1", "NULL", "NA", "nan"])
def test_deaths_that_are_not_known_are_never_zero(unknown):
    """Deaths that are not known are never zero."""
    event = one(best=unknown, low=unknown, deaths_a=unknown, number_of_sources=unknown)
    assert (event["fatalities_low"], event["fatalities_best"]) == (None, None)
    assert event["fatalities_high"] == 5
    assert "Deaths of side A" not in details(event)
    assert "Number of reports" not in details(event)


def test_zero_deaths_stay_zero():
    """Zero deaths stay zero."""
    event = one(low="0", best="0.0", high="11")
    assert (event["fatalities_low"], event["fatalities_best"]) == (0, 0)


def test_numbers_that_a_statistics_program_wrote_are_read():
    """Numbers that a statistics program wrote are read."""
    event = one(id="48528.0", type_of_violence="1.0", where_prec="2.0", country_id="775.0")
    assert event["source_id"] == "48528"
    assert (event["geo_precision"], event["country"]) == ("admin2", "MMR")


def test_an_odd_value_that_is_only_shown_does_not_cost_the_event():
    """An odd value that is only shown does not cost the event."""
    assert details(one(event_clarity="7", deaths_b="a few"))["Deaths of side B"] == "a few"


@pytest.mark.parametrize(
    ("precision", "start", "end", "expected"),
    [
        ("1", "2022-05-03", "2022-05-03", ("day", "2022-05-03", "2022-05-03")),
        ("", "2022-05-03", "", ("day", "2022-05-03", "2022-05-03")),
        ("2", "2022-05-03", "2022-05-06", ("day", "2022-05-03", "2022-05-06")),
        ("2", "2022-05-03", "2022-05-03", ("week", "2022-05-02", "2022-05-08")),
        ("3", "2022-05-02", "2022-05-08", ("week", "2022-05-02", "2022-05-08")),
        ("3", "2022-05-05", "2022-05-11", ("week", "2022-05-02", "2022-05-15")),
        ("4", "2022-05-01", "2022-05-31", ("month", "2022-05-01", "2022-05-31")),
        ("4", "2022-05-10", "2022-05-20", ("month", "2022-05-01", "2022-05-31")),
        ("5", "2022-01-01", "2022-04-30", ("month", "2022-01-01", "2022-04-30")),
        ("5", "2022-01-01", "2022-12-31", ("year", "2022-01-01", "2022-12-31")),
        ("5", "2022-07-01", "2022-07-01", ("year", "2022-01-01", "2022-12-31")),
    ],
)
def test_an_event_covers_the_days_it_may_have_happened_on(precision, start, end, expected):
    """An event covers the days it may have happened on."""
    events, _ = read_bytes(
        as_csv([{**ROW, "date_prec": precision, "date_start": start, "date_end": end}])
    )
    first, last = covered_days(events[0].events)
    word = events[0].events.column("date_precision")[0].as_py()
    assert (word, str(first[0]), str(last[0])) == expected


@pytest.mark.parametrize(
    "written", ["2022-05-03", "2022-05-03 00:00:00.000", "2022-05-03T00:00:00", "2022-05-03 00:00"]
)
def test_days_are_read_with_and_without_a_time(written):
    """Days are read with and without a time."""
    assert one(date_start=written, date_end="")["date_start"] == date(2022, 5, 3)


def test_each_article_becomes_a_source():
    """Each article becomes a source."""
    articles = '"Example Daily,2022-05-04,One; two";"Agence X, Y,2022-05-05,Three, four"'
    event = one(source_article=articles)
    assert [(s["publisher"], s["published"], s["title"]) for s in event["sources"]] == [
        ("Example Daily", date(2022, 5, 4), "One; two"),
        ("Agence X, Y", date(2022, 5, 5), "Three, four"),
    ]
    assert details(event)["Original source"] == "KNU spokesman"


def test_whom_a_single_report_quotes_is_its_note():
    """Whom a single report quotes is its note."""
    event = one()
    assert [source["note"] for source in event["sources"]] == ["Quotes: KNU spokesman"]
    assert "Original source" not in details(event)


def test_lists_of_the_same_length_are_told_apart_without_the_article():
    """Lists of the same length are told apart without the article."""
    event = one(
        source_article="",
        source_office="A;B",
        source_date="2022-05-04;unknown",
        source_headline="One;Two",
    )
    assert [(s["publisher"], s["published"], s["title"]) for s in event["sources"]] == [
        ("A", date(2022, 5, 4), "One"),
        ("B", None, "Two"),
    ]


def test_headlines_that_cannot_be_given_to_a_publisher_are_left_out():
    """Headlines that cannot be given to a publisher are left out."""
    event = one(
        source_article="",
        source_office="A;B",
        source_date="2022-05-04;2022-05-05",
        source_headline="One;two;three",
    )
    assert [(s["publisher"], s["title"]) for s in event["sources"]] == [("A", None), ("B", None)]


def test_free_text_is_kept_as_one_citation_and_not_guessed_at():
    """Free text is kept as one citation and not guessed at."""
    event = one(
        source_article="Reuters 9/1 1992, BBC; AFP 10/1",
        source_office="",
        source_date="",
        source_headline="",
        source_original="",
    )
    assert event["sources"] == [
        {
            "publisher": "As cited by UCDP",
            "title": "Reuters 9/1 1992, BBC; AFP 10/1",
            "url": None,
            "published": None,
            "language": None,
            "note": None,
            "fatalities_low": None,
            "fatalities_high": None,
        }
    ]


def test_a_long_citation_is_whole_in_the_note():
    """A long citation is whole in the note."""
    text = "Reuters " * 100
    source = one(source_article=text, source_office="", source_date="")["sources"][0]
    assert len(source["title"]) == 300
    assert text.strip() in source["note"]


def test_an_event_without_any_report_has_no_sources():
    """An event without any report has no sources."""
    names = ("source_article", "source_office", "source_date", "source_headline")
    event = one(**dict.fromkeys(names, "NULL"))
    assert event["sources"] == []
    assert details(event)["Original source"] == "KNU spokesman"


@pytest.mark.parametrize(
    ("number", "name", "start", "expected"),
    [
        ("678", "Yemen (North Yemen)", "2015-01-01", "YEM"),
        ("", "DR Congo (Zaire)", "2015-01-01", "COD"),
        ("", "bosnia-herzegovina", "1993-01-01", "BIH"),
        ("365", "Russia (Soviet Union)", "1999-01-01", "RUS"),
        ("365", "Russia (Soviet Union)", "1990-01-01", None),
        ("345", "Serbia (Yugoslavia)", "1991-07-01", None),
        ("9", "Atlantis", "2015-01-01", None),
    ],
)
def test_the_country_is_found_by_number_or_name(number, name, start, expected):
    """The country is found by number or name."""
    event = one(country_id=number, country=name, where_prec="6", date_start=start, date_end="")
    assert event["country"] == expected
    assert event["geo_precision"] == ("country" if expected else "none")


def test_every_state_of_the_list_is_a_country_of_the_map():
    """Every state of the list is a country of the map."""
    path = Path(regions.__file__).parent / "data" / "gwno.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["gwno"] for row in rows}) == len(rows) == 197
    assert {row["iso3"] for row in rows} <= {
        c for c, r in regions.regions().items() if not r.parent
    }


@pytest.mark.parametrize("name", ["Shan state", "shan", "Shan  State"])
def test_a_region_known_by_its_name_is_drawn_as_such(name: str):
    """The name counts, for the point of a region may lie across its edge: here in Thailand."""
    row = {"adm_1": name, "longitude": "99.9", "latitude": "19.9", "where_prec": "4"}
    batches, _ = read_bytes(as_csv([ROW | row]))
    located = locate(batches[0].events)
    assert located.events.select(["country", "admin1", "geo_precision"]).to_pylist() == [
        {"country": "MMR", "admin1": "MM-17", "geo_precision": "admin1"}
    ]
    assert located.drawn.column("key").to_pylist() == ["MM-17"]


def test_a_region_that_the_map_has_not_is_counted_under_its_country():
    """The boundaries do not have Naypyidaw, and it is not made Mandalay."""
    row = {"adm_1": "Naypyidaw Union territory", "where_prec": "4"}
    event = one(**row)
    assert (event["geo_precision"], event["country"], event["lon"]) == ("country", "MMR", None)
    assert any("no region of this name" in note for note in notes(row))


def test_a_governorate_is_drawn_as_such_where_the_map_has_them():
    """A governorate is drawn as such where the map has them."""
    row = {"country": "Syria", "country_id": "652", "latitude": "32.9", "longitude": "36.2"}
    batches, _ = read_bytes(as_csv([{**ROW, **row, "where_prec": "4"}]))
    assert locate(batches[0].events).drawn.column("key").to_pylist() == ["SYR-Daraa"]


def test_a_point_in_gaza_is_in_palestine_although_ucdp_files_it_under_israel():
    """A point in gaza is in palestine although UCDP files it under israel."""
    row = {"country": "Israel", "country_id": "666", "latitude": "31.5", "longitude": "34.46"}
    batches, _ = read_bytes(as_csv([{**ROW, **row}]))
    assert batches[0].events.column("country").to_pylist() == ["ISR"]
    assert locate(batches[0].events).events.column("country").to_pylist() == ["PSE"]


def test_a_clear_event_counts_over_a_candidate():
    """A clear event counts over a candidate."""
    rows = [{**ROW, "code_status": status} for status in ("Check dyad", "Clear")]
    batches, _ = read_bytes(as_csv(rows))
    assert batches[0].versions.to_pylist() == [0, 1]
    assert details(batches[0].events.to_pylist()[0])["Coding status"] == "Check dyad"


def test_a_year_below_the_threshold_is_said():
    """A year below the threshold is said."""
    assert details(one(active_year="False"))["Active year"].startswith("no")
    assert "Active year" not in details(one(active_year="1"))


def test_releases_before_17_1_are_read():
    """Releases before 17 1 are read."""
    old = {k: v for k, v in ROW.items() if k not in {"best", "low", "high", "relid", "code_status"}}
    old |= {"best_est": "3", "low_est": "2", "high_est": "5"}
    batches, known = read_bytes(as_csv([old]))
    event = batches[0].events.to_pylist()[0]
    assert known
    assert batches[0].versions is None
    assert [event[f"fatalities_{name}"] for name in ("low", "best", "high")] == [2, 3, 5]


def test_the_answer_of_the_interface_is_read():
    """The answer of the interface is read."""
    item = {**ROW, "id": 900001, "active_year": False, "latitude": 16.5, "best": 3, "adm_2": None}
    answer = {"TotalCount": 1, "TotalPages": 1, "NextPageUrl": "", "Result": [item]}
    batches, known = read_bytes(json.dumps(answer).encode(), "ged.json")
    event = batches[0].events.to_pylist()[0]
    assert known
    assert (event["source_id"], event["lat"], event["fatalities_best"]) == ("900001", 16.5, 3)
    assert details(event)["Active year"].startswith("no")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            "conflict_id,location,side_a,side_a_id,incompatibility,intensity_level",
            "armed conflicts",
        ),
        ("conflict_id,location_inc,side_a,side_b,year,bd_best,bd_low,bd_high", "battle-related"),
        ("conflict_id,dyad_id,org,side_a_name,side_b_name,best_fatality_estimate", "non-state"),
        (
            "conflict_id,dyad_id,actor_id,actor_name,is_government_actor,best_fatality_estimate",
            "one-sided",
        ),
    ],
)
def test_yearly_data_is_refused_by_name(columns, said):
    """Yearly data is refused by name."""
    batches, known = read_bytes(f"{columns}\n1,2,3,4,5,6\n".encode())
    assert known
    assert [batch.rows for batch in batches] == [0]
    assert [found.row for found in batches[0].rejected] == [1]
    assert said in batches[0].rejected[0].reason
    assert "Georeferenced Event Dataset" in batches[0].rejected[0].reason


def test_a_file_without_names_of_columns_is_refused_with_what_to_do():
    """A file without names of columns is refused with what to do."""
    line = as_csv([ROW]).split(b"\n", 1)[1]
    batches, known = read_bytes(line * 2)
    assert known
    assert "names the columns" in batches[0].rejected[0].reason
    assert not len(batches[0].events)


def test_other_tables_are_not_taken_for_ucdp():
    """Other tables are not taken for UCDP."""
    columns = b"event_id_cnty,event_date,event_type,actor1,latitude,longitude"
    assert not read_bytes(columns + b"\nSYR1,2025-07-16,Battles,x,1,2\n")[1]


def test_values_over_several_lines_keep_their_row():
    """Values over several lines keep their row."""
    events, rejected = read({"where_description": "one\n\ntwo"}, {"best": "x"})
    assert events[0]["summary"] == "Where, as described: one two"
    assert [found.column for found in rejected] == ["best"]


def counted(batches):
    """Whether the rows of a file are its events and its rejected rows."""
    rows = sum(batch.rows for batch in batches)
    events = sum(len(batch.events) for batch in batches)
    rejected = {found.row for batch in batches for found in batch.rejected}
    return rows in {events + len(rejected), 0 if not events and rejected == {1} else -1}


def check(event):
    """That an event keeps the rules of the format."""
    assert 0 < len(event["source_id"]) <= 200
    assert 0 < len(event["title"]) <= 300
    assert not any(unseen(sign) for sign in event["title"])
    assert event["date_start"] <= event["date_end"]
    assert event["geo_precision"] in GEO_PRECISIONS
    pointed = event["lon"] is not None
    assert pointed == (event["lat"] is not None)
    assert pointed == (event["geo_precision"] not in {"country", "none"})
    assert (event["country"] is not None) >= (event["geo_precision"] == "country")
    assert event["geo_precision"] != "none" or event["country"] is None
    known = [event[f"fatalities_{name}"] for name in ("low", "best", "high")]
    known = [number for number in known if number is not None]
    assert known == sorted(known)
    assert all(source["publisher"] for source in event["sources"])


WORDS = ["", "-1", "0", "1", "2", "3", "5", "7", "9", "NULL", "NA", "nan", "True", "x;y", "1e5"]
DAYS = ["2022-05-03", "2022-13-01", "9999-01-01"]
ODD = st.sampled_from([*WORDS, *DAYS, "\x01=A1", '"A,2020-01-01,B";"', "POINT (1 2)", "٣"])
CELLS = st.one_of(ODD, st.text(max_size=20))


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(ROW)), CELLS, max_size=6), max_size=5))
@example([{"longitude": "", "latitude": "", "geom_wkt": "POINT (1e 2)"}])
def test_whatever_stands_in_the_cells_every_row_is_an_event_or_rejected(changes):
    """Whatever stands in the cells every row is an event or rejected."""
    content = json.dumps({"Result": [{**ROW, **change} for change in changes]}).encode()
    batches, known = read_bytes(content, "ged.json")
    assert known == bool(changes)
    assert counted(batches)
    for batch in batches:
        assert batch.events.schema == EVENT_SCHEMA
        assert len(batch.lines) == len(batch.events) == len(batch.versions)
        for event in batch.events.to_pylist():
            check(event)


@settings(max_examples=150)
@given(st.binary(max_size=200), st.integers(0, 900))
def test_whatever_the_bytes_nothing_breaks(noise, at):
    """Whatever the bytes nothing breaks."""
    content = as_csv([ROW, ROW])
    batches, _ = read_bytes(content[:at] + noise + content[at:])
    assert counted(batches) or not batches
