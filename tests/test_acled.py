"""The reader of ACLED's files: what it takes, what it makes of codes, what it refuses."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.acled_files import CLASH, COLUMNS, as_csv, batches, opened, read

from geodata import regions
from geodata.readers.acled import countries, reader, vocabulary
from geodata.readers.cells import unseen
from geodata.readers.sheet import CellError
from geodata.schema import EVENT_SCHEMA, EVENT_TYPES
from geodata.store.locate import locate


def one(**changes: str):
    """The one event of a row, which must be taken."""
    events, rejected = read(CLASH | changes)
    assert not rejected
    return events[0]


def reason(**changes: str):
    """Why a row is not taken."""
    events, rejected = read(CLASH | changes)
    assert not events
    assert {fault.row for fault in rejected} == {2}
    return rejected[0].reason


def notes(*rows: dict):
    """What is said of rows that are taken."""
    return [note.text for batch in batches(as_csv(*rows)) for note in batch.notes]


def details(event):
    """What the page of an event shows besides."""
    return {detail["name"]: detail["value"] for detail in event["details"]}


def recognised(*columns: str):
    """Whether a file of these columns is taken for ACLED's."""
    with opened((",".join(columns) + "\n").encode()) as table:
        return reader.recognises(table)


def refusal(columns):
    """Why a file of these columns is refused as a whole."""
    (batch,) = batches(as_csv(dict.fromkeys(columns, "1"), columns=columns))
    (fault,) = batch.rejected
    assert (fault.row, fault.column, batch.rows) == (1, "", 0)
    return fault.reason


def test_a_row_is_read_with_all_that_it_says():
    """Every column of the schema, from a complete row."""
    event = one()
    assert event["source"] == "acled"
    assert event["source_id"] == "SYR900001"
    assert (event["date_start"], event["date_end"]) == (date(2022, 12, 28),) * 2
    assert event["date_precision"] == "day"
    assert (event["event_type"], event["sub_type"]) == ("battle", "Armed clash")
    assert event["title"] == (
        "Armed clash: Example Rebels (Syria) – Example Militia (Syria), Shahba"
    )
    assert event["summary"] == CLASH["notes"]
    assert event["place"] == "Shahba"
    assert (event["lon"], event["lat"]) == (36.6294, 32.8542)
    assert (event["geo_precision"], event["country"], event["admin1"]) == ("town", "SYR", None)
    assert (event["reliability"], event["credibility"]) == ("F", "6")
    assert event["tags"] == ["local administrators", "crowd size=no report"]
    assert [source["publisher"] for source in event["sources"]] == [
        "Example News",
        "Example Monitor",
    ]
    assert {source["url"] for source in event["sources"]} == {None}


def test_actors_are_parties_and_stand_once():
    """The associated actors are lists; one who stands with both sides is named once."""
    assert one()["actors"] == [
        {"name": name, "role": "party"}
        for name in (
            "Example Rebels (Syria)",
            "Example Brigade",
            "Example Tribe (Syria)",
            "Example Militia (Syria)",
        )
    ]


def test_a_row_without_names_has_no_actors_sources_or_tags():
    """Nothing is made up for empty lists, also in a part that has none at all."""
    bare = dict.fromkeys(
        ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2", "source", "tags"), ""
    )
    event = one(**bare)
    assert (event["actors"], event["sources"], event["tags"]) == ([], [], [])
    assert event["title"] == "Armed clash, Shahba"
    events, _ = read(CLASH | bare, CLASH, CLASH | bare)
    assert [len(event["actors"]) for event in events] == [0, 4, 0]


def test_details_are_in_plain_english():
    """Codes of old files are told in words, and those of new ones stand as they are."""
    old = details(one(inter1="2", inter2="3", interaction="23", time_precision="2"))
    new = details(one(civilian_targeting="Civilian targeting"))
    assert old["Kind of actor 1"] == "Rebel group"
    assert old["Kinds of actors together"] == "Rebel group – Political militia"
    assert old["Precision of the date"] == "2 (the week is known)"
    assert new["Kind of actor 2"] == "Political militia"
    assert new["Civilians targeted"] == "yes"
    assert new["Second-level region"] == "As Sweida"
    assert "Place as coded" not in new
    assert "Civilians targeted" not in old


@pytest.mark.parametrize(
    ("inter", "words"), [("0", "no actor"), ("9", "9"), ("1.0", "State forces")]
)
def test_a_kind_of_actor_that_is_not_known_stands_as_it_is(inter, words):
    """Only the codes of the codebook are put in words."""
    assert details(one(inter2=inter))["Kind of actor 2"] == words


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-12-28", date(2022, 12, 28)),
        ("2022-12-28 00:00:00", date(2022, 12, 28)),
        ("2022-12-28T00:00:00Z", date(2022, 12, 28)),
        ("2022/1/5", date(2022, 1, 5)),
        ("28 December 2022", date(2022, 12, 28)),
        ("28-December-2022", date(2022, 12, 28)),
        ("December 28, 2022", date(2022, 12, 28)),
        ("05-Jan-22", date(2022, 1, 5)),
        ("5 sept 1998", date(1998, 9, 5)),
        ("01-Jan-68", date(2068, 1, 1)),
        ("01-Jan-69", date(1969, 1, 1)),
        ("01-Jan-99", date(1999, 1, 1)),
        ("29 February 2024", date(2024, 2, 29)),
    ],
)
def test_days_are_read_in_every_form_that_acled_has_used(written, day):
    """Two figures of a year are of the 1900s from 69 on."""
    assert one(event_date=written, year="")["date_start"] == day


@pytest.mark.parametrize("written", ["05/01/2022", "5-1-22", "05.01.2022", "18/04/2001"])
def test_day_and_month_are_never_guessed(written):
    """Also where the first number is beyond 12: the rest of the file is written the same."""
    assert "cannot be told apart" in reason(event_date=written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "may not be empty"),
        ("30 February 2022", "no such day"),
        ("28 Decembre 2022", "no such day"),
        ("soon", "expected a day"),
        ("2022-12-28 14:30", "expected a day"),
        ("28 December 1776", "1800 to 2100"),
    ],
)
def test_a_row_without_a_day_is_refused(written, said):
    """The reason says what was expected."""
    assert said in reason(event_date=written)


def test_a_year_that_is_not_the_days_is_noted():
    """The row is taken with its day; a year of floats is the same year."""
    assert notes(CLASH | {"year": "2021"}, CLASH | {"year": "2022.0"}) == [
        "year is not that of event_date, which is taken"
    ]
    assert one(year="2021")["date_start"] == date(2022, 12, 28)


@pytest.mark.parametrize(("code", "word"), [("1", "day"), ("2", "week"), ("3", "month")])
def test_time_precision_is_kept(code, word):
    """The day stands, and how well it is known beside it."""
    assert one(time_precision=code)["date_precision"] == word


def test_an_empty_time_precision_is_said():
    """It is taken as a day, as everywhere, and a person is told."""
    assert one(time_precision="")["date_precision"] == "day"
    assert any("time_precision is empty" in text for text in notes(CLASH | {"time_precision": ""}))


@pytest.mark.parametrize("column", ["time_precision", "geo_precision"])
def test_a_code_of_precision_that_does_not_exist_is_refused(column):
    """A reason a person can act on."""
    assert reason(**{column: "4"}) == f"{column} is “4”: expected 1, 2 or 3"


@pytest.mark.parametrize(("kind", "sub", "word"), [
    ("Battles", "Government regains territory", "battle"),
    ("Explosions/Remote violence", "Air/drone strike", "remote_violence"),
    ("explosions / remote violence", "Grenade", "remote_violence"),
    ("Violence against civilians", "Attack", "violence_against_civilians"),
    ("Protests", "Peaceful protest", "protest"),
    ("Riots", "Mob violence", "riot"),
    ("Strategic developments", "Agreement", "agreement"),
    ("Strategic developments", "Arrests", "political_change"),
    ("Strategic developments", "Change to group/activity", "mobilization"),
    ("Strategic developments", "Disrupted weapons use", "mobilization"),
    ("Strategic developments", "Headquarters or base established", "mobilization"),
    ("Strategic developments", "Looting/property destruction", "mobilization"),
    ("Strategic developments", "Non-violent transfer of territory", "political_change"),
    ("Strategic developments", "Other", "political_change"),
    ("Strategic development", "", "mobilization"),
    ("Battle-No change of territory", "", "battle"),
    ("Battle-Non-state actor overtakes territory", "", "battle"),
    ("Remote violence", "", "remote_violence"),
    ("Headquarters or base established", "", "mobilization"),
    ("Non-violent transfer of territory", "", "political_change"),
])  # fmt: skip
def test_types_are_those_of_the_table_in_the_docs(kind, sub, word):
    """Also the words before 2019; the source's own label is kept."""
    event = one(event_type=kind, sub_event_type=sub)
    assert (event["event_type"], event["sub_type"]) == (word, sub or kind)
    page = (Path(__file__).parents[1] / "docs" / "sources" / "acled.md").read_text("utf-8")
    label = (sub or kind.replace(" / ", "/")).casefold()
    assert any(f"`{word}`" in line and label in line.casefold() for line in page.splitlines())


def test_every_type_of_the_table_is_a_word_of_the_schema():
    """No reader may make up a word."""
    made = {*vocabulary.TYPES.values(), *vocabulary.STRATEGIC.values()}
    assert made - {"", vocabulary.RIOTS_PROTESTS} <= set(EVENT_TYPES)


def test_an_unknown_type_is_refused_with_the_nearest():
    """A misspelt type is named."""
    said = reason(event_type="Battels")
    assert said.startswith("event_type is “Battels”: expected one of Battles, Explosions/Remote")
    assert said.endswith("did you mean Battles?")
    assert "may not be empty" in reason(event_type="")


def test_a_strategic_development_that_is_not_known_is_said():
    """It is taken, with its label, and a person is told."""
    row = CLASH | {"event_type": "Strategic developments", "sub_event_type": "Something new"}
    assert read(row)[0][0]["sub_type"] == "Something new"
    assert any("not known for a strategic development" in text for text in notes(row))


@pytest.mark.parametrize(
    ("actor", "inter", "word"),
    [
        ("Protesters (Algeria)", "", "protest"),
        ("Rioters (Algeria)", "", "riot"),
        ("Unnamed group", "5", "riot"),
        ("Unnamed group", "6", "protest"),
    ],
)
def test_old_riots_and_protests_are_told_apart_by_their_actors(actor, inter, word):
    """One word stood for both before 2019."""
    changes = {"event_type": "Riots/Protests", "sub_event_type": "", "actor1": actor}
    assert one(**changes, inter1=inter)["event_type"] == word


def test_old_riots_and_protests_without_such_actors_are_refused():
    """Nothing is guessed."""
    assert "Riots or Protests" in reason(event_type="Riots/Protests", sub_event_type="")


def test_a_title_of_other_says_what_it_is_of():
    """“Other” alone would say nothing in a list."""
    event = one(event_type="Strategic developments", sub_event_type="Other", actor2="")
    assert event["title"] == "Strategic developments: Example Rebels (Syria), Shahba"
    assert event["sub_type"] == "Other"


def test_a_long_title_is_cut():
    """At most 300 characters, and it shows that it was cut."""
    title = one(actor1="A" * 200, actor2="B" * 200)["title"]
    assert len(title) == 300
    assert title.endswith("…")


@pytest.mark.parametrize(("given", "stated"), [("", None), ("0", 0), ("12", 12), ("3.0", 3)])
def test_deaths_are_one_number_as_stated(given, stated):
    """No number is not zero, and ACLED's zero stays; low and high are not known."""
    event = one(fatalities=given)
    assert event["fatalities_best"] == stated
    assert (event["fatalities_low"], event["fatalities_high"]) == (None, None)


@pytest.mark.parametrize("given", ["-1", "many", "2.5", "999999999"])
def test_deaths_that_are_no_number_are_refused(given):
    """The row says which cell it was."""
    assert "expected a whole number" in reason(fatalities=given)


def test_a_place_near_a_town_needs_its_point():
    """Precision 2 is drawn as a district."""
    event = one(geo_precision="2")
    assert (event["geo_precision"], event["lon"]) == ("admin2", 36.6294)


def located(**changes: str):
    """An event of precision 3 as the store places it: its regions, and whether it is drawn."""
    with opened(as_csv(CLASH | {"geo_precision": "3"} | changes)) as table:
        (batch,) = reader.read(table, "acled")
        found = locate(batch.events)
        return found.events.to_pylist()[0], found.drawn.to_pylist()[0]["key"]


def test_a_region_known_by_code_is_drawn_in_the_region():
    """Precision 3 in Syria: the point finds the governorate, and no town is marked."""
    event, drawn = located()
    assert (event["country"], event["admin1"], drawn) == ("SYR", "SYR-Sweida", "SYR-Sweida")
    assert event["geo_precision"] == "admin1"
    assert event["place"] == "As Sweida"
    assert details(event)["Place as coded"] == "Shahba"


KHERSON = {
    "iso": "804",
    "country": "Ukraine",
    "admin1": "Kherson",
    "location": "Kherson",
    "latitude": "46.6558",
    "longitude": "32.6178",
}


def test_a_region_elsewhere_is_known_by_its_name():
    """Precision 3 in Ukraine: drawn in the middle of the region, not on the town."""
    event, drawn = located(**KHERSON)
    assert (event["geo_precision"], event["country"], drawn) == ("admin1", "UKR", "UA-65")
    assert (event["admin1"], event["place"]) == ("UA-65", "Kherson")
    assert details(event)["First-level region"] == "Kherson"


def test_a_region_that_is_divided_otherwise_is_counted_under_its_country():
    """Brittany is four departments of the boundaries: no point is kept, and a person is told."""
    row = {"iso": "250", "country": "France", "admin1": "Bretagne", "location": "Rennes"}
    row |= {"latitude": "48.117", "longitude": "-1.678"}
    event, drawn = located(**row)
    assert (event["geo_precision"], event["country"], drawn) == ("country", "FRA", "")
    assert (event["lon"], event["lat"], event["place"]) == (None, None, "Bretagne")
    told = notes(CLASH | {"geo_precision": "3"} | row)
    assert any("no region of this name" in text for text in told)


def test_a_region_of_a_country_not_named_is_found_by_its_point():
    """Precision 3 in French Guiana, which the boundaries count as France."""
    event, drawn = located(
        iso="254", country="", admin1="Cayenne", latitude="4.9333", longitude="-52.3333"
    )
    assert (event["geo_precision"], event["country"], drawn) == ("admin1", "FRA", "FR-GF")


def test_the_golan_is_where_its_point_is():
    """The file's code of the country does not overrule the map."""
    event, _ = located(
        geo_precision="1", iso="376", country="Israel", latitude="33.2667", longitude="35.7667"
    )
    assert (event["country"], event["zones"]) == ("SYR", ["Golan"])
    assert details(event)["Country as coded"] == "Israel"


def test_a_point_without_precision_is_taken_for_a_region():
    """The least that ACLED's point can mean, and a person is told."""
    assert one(geo_precision="")["geo_precision"] == "admin1"
    assert any("geo_precision is empty" in text for text in notes(CLASH | {"geo_precision": ""}))


@pytest.mark.parametrize(
    ("changes", "precision", "country", "admin1"),
    [
        ({"admin1": "sweida"}, "admin1", "SYR", "SYR-Sweida"),
        ({"admin1": "Elsewhere"}, "country", "SYR", None),
        ({"iso": "", "country": "Nowhere"}, "none", None, None),
    ],
)
def test_an_event_without_coordinates_is_kept(changes, precision, country, admin1):
    """Where the region's name is exactly known it has its code; nothing is guessed."""
    row = {"latitude": "", "longitude": ""} | changes
    event = one(**row)
    assert (event["geo_precision"], event["country"]) == (precision, country)
    assert (event["admin1"], event["lon"], event["lat"]) == (admin1, None, None)
    assert any("no coordinates" in text for text in notes(CLASH | row))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"latitude": "91"}, "expected degrees from -90 to 90"),
        ({"longitude": "-180.5"}, "expected degrees from -180 to 180"),
        ({"latitude": "32,85"}, "expected degrees"),
        ({"latitude": "nan"}, "expected degrees"),
        ({"longitude": ""}, "go together"),
        ({"latitude": ""}, "go together"),
        ({"latitude": "0", "longitude": "0.0"}, "Gulf of Guinea"),
        ({"event_id_cnty": " "}, "may not be empty"),
    ],
)
def test_a_row_that_cannot_be_placed_or_named_is_refused(changes, said):
    """A reason a person can act on."""
    assert said in reason(**changes)


@pytest.mark.parametrize(
    ("number", "letters", "name", "country"),
    [
        ("760", "", "", "SYR"),
        ("4", "", "", "AFG"),
        ("760.0", "", "", "SYR"),
        ("", "isr", "", "ISR"),
        ("", "", "Democratic Republic of Congo", "COD"),
        ("", "", "palestine", "PSE"),
        ("0", "", "Kosovo", "XKX"),
        ("999", "", "Syria", "SYR"),
        ("", "", "Syri", None),
        ("", "UNDOF", "", None),
        ("", "", "", None),
    ],
)
def test_the_country_is_a_code_or_exactly_a_name(number, letters, name, country):
    """Numbers of ISO 3166-1 first, then letters, then the name."""
    assert countries.country(number, letters, name) == country


def test_the_codes_of_countries_are_complete():
    """Every country that can be drawn has its number and its name; Kosovo has no number."""
    listed = {letters: (number, name) for number, letters, name in countries.iso_codes()}
    drawn = {code: place for code, place in regions.regions().items() if place.level == "country"}
    assert drawn.keys() <= listed.keys()
    assert {code: place.name for code, place in drawn.items()} == {
        code: listed[code][1] for code in drawn
    }
    assert [letters for letters, (number, _) in listed.items() if not number] == ["XKX"]
    numbers = [number for number, _ in listed.values() if number]
    assert all(len(number) == 3 and number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers) == 249
    known = {"AFG": "004", "PSE": "275", "SSD": "728", "SDN": "729", "SRB": "688", "TWN": "158"}
    assert {code: listed[code][0] for code in known} == known


def test_the_newest_edition_of_a_row_counts():
    """The time of the last change orders editions; an unreadable one is the oldest."""
    rows = [CLASH | {"timestamp": given} for given in ("1672790400", "", "1672790401.0", "new")]
    (batch,) = batches(as_csv(*rows))
    assert batch.versions.to_pylist() == [1672790400, 0, 1672790401, 0]
    assert [note.text for note in batch.notes if "timestamp" in note.text] == [
        "timestamp is no number of seconds: the row counts as older than others of its id"
    ]


def test_a_file_without_timestamps_has_no_versions():
    """Then the importer has nothing to choose by."""
    row = {name: value for name, value in CLASH.items() if name != "timestamp"}
    (batch,) = batches(as_csv(row, columns=list(row)))
    assert len(batch.events) == 1
    assert batch.versions is None


def test_versions_and_lines_are_those_of_the_rows_taken():
    """A refused row leaves both."""
    rows = (CLASH, CLASH | {"event_date": ""}, CLASH | {"timestamp": "7"})
    (batch,) = batches(as_csv(*rows))
    assert batch.lines.to_pylist() == [2, 5 + 1]
    assert batch.versions.to_pylist() == [1672790400, 7]


def test_old_files_in_capitals_are_read():
    """The columns of 2017: allies for associated actors, no sub-types, another country code."""
    row = {
        "GWNO": "615",
        "EVENT_ID_CNTY": "9001RTA",
        "EVENT_ID_NO_CNTY": "9001",
        "EVENT_DATE": "19-Apr-01",
        "YEAR": "2001",
        "TIME_PRECISION": "1",
        "EVENT_TYPE": "Riots/Protests",
        "ACTOR1": "Rioters (Algeria)",
        "ALLY_ACTOR_1": "Example Students (Algeria)",
        "INTER1": "5",
        "ACTOR2": "",
        "ALLY_ACTOR_2": "",
        "INTER2": "0",
        "INTERACTION": "50",
        "COUNTRY": "Algeria",
        "ADMIN1": "Tizi Ouzou",
        "LOCATION": "Tizi Ouzou",
        "LATITUDE": "36.7118",
        "LONGITUDE": "4.0459",
        "GEO_PRECISION": "1",
        "SOURCE": "Example Report",
        "NOTES": "Invented.",
        "FATALITIES": "0",
    }
    assert recognised(*row)
    (event,), rejected = read(row, columns=list(row))
    assert not rejected
    assert (event["event_type"], event["country"]) == ("riot", "DZA")
    assert event["date_start"] == date(2001, 4, 19)
    assert [actor["name"] for actor in event["actors"]] == [
        "Rioters (Algeria)",
        "Example Students (Algeria)",
    ]
    assert details(event)["Kinds of actors together"] == "Rioters"
    assert not [text for batch in batches(as_csv(row, columns=list(row))) for text in batch.notes]


def test_the_answer_of_the_api_is_read():
    """JSON with the rows under “data”, numbers as numbers."""
    row = CLASH | {"iso": 760, "fatalities": 2, "latitude": 32.8542, "timestamp": 1672790400}
    row["event_date"] = "2022-12-28"
    answer = {"status": 200, "success": True, "count": 1, "data": [row]}
    with opened(json.dumps(answer).encode(), "answer.json") as table:
        assert reader.recognises(table)
        (batch,) = reader.read(table, "acled")
    (event,) = batch.events.to_pylist()
    assert (event["fatalities_best"], event["lat"]) == (2, 32.8542)
    assert event["country"] == "SYR"


def test_a_workbook_is_read():
    """A day is a day of the sheet, and numbers are numbers."""
    book = openpyxl.Workbook()
    row = CLASH | {"event_date": datetime(2022, 12, 28), "iso": 760, "latitude": 32.8542}  # noqa: DTZ001 - cells have no time zone
    book.active.append(COLUMNS)
    book.active.append([row.get(name) for name in COLUMNS])
    content = io.BytesIO()
    book.save(content)
    with opened(content.getvalue(), "acled.xlsx") as table:
        assert reader.recognises(table)
        (batch,) = reader.read(table, "acled")
    (event,) = batch.events.to_pylist()
    assert (event["date_start"], event["country"]) == (date(2022, 12, 28), "SYR")


def test_columns_beyond_acleds_are_named():
    """A column of someone's own does not vanish unseen; nor is ACLED's noted."""
    (batch,) = batches(as_csv(CLASH | {"my_mark": "x"}, columns=[*COLUMNS, "my_mark"]))
    assert [note.text for note in batch.notes] == [
        "columns that ACLED's files do not have are not read: “my_mark”"
    ]
    assert notes(CLASH) == []


def test_the_time_of_fetching_is_kept():
    """As the importer states it."""
    moment = datetime(2023, 1, 9, 8, 30, tzinfo=UTC)
    (batch,) = batches(as_csv(CLASH), retrieved_at=moment)
    assert batch.events["retrieved_at"].to_pylist() == [moment]


@pytest.mark.parametrize(
    ("columns", "yes"),
    [
        (COLUMNS, True),
        ([name.upper() for name in COLUMNS], True),
        (["event_id_cnty", "event_date", "event_type"], True),
        (["id", "event_date", "event_type", "latitude", "longitude"], False),
        (["country", "year", "population"], False),
        (["week", "country", "sales"], False),
    ],
)
def test_a_file_is_known_by_its_columns(columns, yes):
    """Its own columns, any case, and nothing like them."""
    assert recognised(*columns) is yes


WEEKLY = {
    "WEEK": "2024-01-06",
    "REGION": "Middle East",
    "COUNTRY": "Syria",
    "ADMIN1": "As Sweida",
    "EVENT_TYPE": "Battles",
    "SUB_EVENT_TYPE": "Armed clash",
    "EVENTS": "3",
    "FATALITIES": "1",
    "POPULATION_EXPOSURE": "1000",
    "DISORDER_TYPE": "Political violence",
    "ID": "1",
    "CENTROID_LATITUDE": "32.7",
    "CENTROID_LONGITUDE": "36.6",
}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (tuple(WEEKLY), "weekly summary"),
        (["COUNTRY", "MONTH", "YEAR", "EVENTS"], "by country and month"),
        (["COUNTRY", "YEAR", "FATALITIES"], "by country and year"),
        (["Country", "Admin1", "Admin1 Pcode", "ISO3", "Month", "Year", "Events"], "month"),
    ],
)
def test_a_summary_is_refused_whole(columns, said):
    """It says what the file is and what to download instead."""
    assert recognised(*columns)
    reason = refusal(columns)
    assert said in reason
    assert "download the event data instead" in reason


def test_a_list_of_deletions_is_refused_whole():
    """It holds ids and no events."""
    columns = ["event_id_cnty", "deleted_timestamp"]
    assert recognised(*columns)
    assert "deleted events" in refusal(columns)


def test_a_file_that_lacks_needed_columns_is_refused_whole():
    """Where someone says that it is ACLED's though it is not known as such."""
    assert "not found: event_date, event_type" in refusal(["event_id_cnty", "country"])


def test_an_empty_file_of_the_right_columns_is_no_events():
    """One batch, nothing refused."""
    (batch,) = batches(as_csv())
    assert (batch.rows, len(batch.events), batch.rejected) == (0, 0, ())


def test_terms_name_acled_and_forbid_passing_rows_on():
    """What stands under pictures."""
    assert "acleddata.com" in reader.ABOUT.attribution
    assert "Armed Conflict Location & Event Data" in reader.ABOUT.attribution
    assert "may not be passed on" in reader.ABOUT.terms
    assert reader.ABOUT.url.startswith("https://acleddata.com/")


def check(content):
    """Every row is an event or refused, and every event keeps the rules of the schema."""
    for batch in batches(content):
        assert batch.rows == len(batch.events) + len(
            {fault.row for fault in batch.rejected if batch.rows}
        )
        assert batch.events.schema == EVENT_SCHEMA
        assert len(batch.lines) == len(batch.events)
        for event in batch.events.to_pylist():
            check_event(event)


def check_event(event):
    assert 0 < len(event["source_id"]) <= 200
    assert 0 < len(event["title"]) <= 300
    assert not any(map(unseen, event["title"]))
    assert event["event_type"] in EVENT_TYPES
    assert len({actor["name"] for actor in event["actors"]}) == len(event["actors"])
    assert all(actor["name"].strip() for actor in event["actors"])
    point = event["lon"] is not None
    assert point == (event["lat"] is not None)
    if point:
        assert abs(event["lon"]) <= 180
        assert abs(event["lat"]) <= 90
    assert {
        "town": point,
        "admin2": point,
        "admin1": point or event["admin1"] is not None,
        "country": not point and event["country"] is not None,
        "none": not point and event["country"] is None,
    }[event["geo_precision"]]


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "0", "1", "2", "3", "2022-12-28", "05-Jan-22", "1e400", "\x01=A1", ";;"]),
    st.sampled_from(sorted(set(CLASH.values()))),
)


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=6), max_size=6))
def test_whatever_stands_in_cells_rows_are_events_or_refused(changes):
    """Rows that are nearly right, with anything in some cells."""
    rows = [CLASH | change for change in changes]
    check(as_csv(*rows).replace(b"\0", b""))


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_nothing_is_raised(tail):
    """After a right header, anything."""
    check(as_csv(CLASH) + tail)


@settings(max_examples=300)
@given(st.text(max_size=20))
def test_a_day_is_read_or_refused(text):
    """Never another error."""
    try:
        assert 1800 <= vocabulary.day(text).year <= 2100
    except CellError as fault:
        assert str(fault)  # noqa: PT017 - both ways are right
