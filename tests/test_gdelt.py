"""The GDELT reader: event files as published and with a header, and what it refuses."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.gdelt_files import EVENT, published, with_header

from geodata import regions
from geodata.readers.formats.detect import open_table
from geodata.readers.gdelt import codes, reader
from geodata.readers.gdelt.file_format import EVENTS_1, EVENTS_2, GKG, MENTIONS, gdelt_form
from geodata.readers.rows import Table
from geodata.schema import EVENT_SCHEMA, EVENT_TYPES, Rejected
from geodata.store.locate import locate

DOCS = Path(__file__).parent.parent / "docs" / "sources" / "gdelt.md"

ALEPPO_REGION = {
    "ActionGeo_Type": "5",
    "ActionGeo_FullName": "Halab, Syria",
    "ActionGeo_Lat": "36.25",
    "ActionGeo_Long": "37.5",
}


def opened(content, name="20250716151500.export.CSV"):
    """The table in some bytes, and the folder that must live as long as it."""
    folder = TemporaryDirectory()
    path = Path(folder.name) / name
    path.write_bytes(content)
    return open_table(path), folder


def batches_of(content, name="20250716151500.export.CSV"):
    """What the reader makes of some bytes."""
    table, folder = opened(content, name)
    with folder:
        assert isinstance(table, Table), table
        batches = list(reader.read(table, "mine", retrieved_at=datetime(2025, 7, 17, tzinfo=UTC)))
    assert batches
    for batch in batches:
        assert batch.events.schema.equals(EVENT_SCHEMA)
        batch.events.validate(full=True)
        assert len(batch.lines) == len(batch.events)
    return batches


def read(content, name="20250716151500.export.CSV"):
    """The events as dicts, and everything rejected."""
    batches = batches_of(content, name)
    taken = [row for batch in batches for row in batch.events.to_pylist()]
    return taken, [fault for batch in batches for fault in batch.rejected]


def event(**changes: str):
    """The event of a row that differs from a good one by ``changes``."""
    taken, rejected = read(published(EVENT | changes))
    assert rejected == []
    return taken[0]


def fault(**changes: str):
    """The one fault of a row that differs from a good one by ``changes``."""
    taken, rejected = read(published(EVENT, EVENT | {"GLOBALEVENTID": "2"} | changes))
    assert len(taken) == 1
    assert [one.row for one in rejected] == [2], rejected
    return rejected[0]


def said(changes, label):
    """What the details of an event say under a label; ``None`` when nothing."""
    pairs = {pair["name"]: pair["value"] for pair in event(**changes)["details"]}
    return pairs.get(label)


def test_an_event_of_a_published_file_is_taken_as_a_whole():
    """Every column of the event is what the docs say; deaths are not known."""
    taken = event()
    assert taken.pop("details")
    assert taken == {
        "source": "mine",
        "source_id": "700000001",
        "date_start": date(2025, 7, 16),
        "date_end": date(2025, 7, 16),
        "date_precision": "day",
        "event_type": "battle",
        "sub_type": "Use conventional military force, not specified below (190)",
        "title": "Israel → Ministry of Defence: use conventional military force (Damascus)",
        "summary": "Counted by machine from 10 articles of 1 source, placed by GDELT at"
        " “Damascus, Dimashq, Syria”; not verified.",
        "actors": [
            {"name": "Israel", "role": "initiator"},
            {"name": "Ministry of Defence", "role": "target"},
        ],
        "place": "Damascus, Dimashq, Syria",
        "lon": 36.3,
        "lat": 33.5,
        "geo_precision": "town",
        "country": "SYR",
        "admin1": None,
        "zones": [],
        "about": [],
        "fatalities_low": None,
        "fatalities_best": None,
        "fatalities_high": None,
        "reliability": "F",
        "credibility": "6",
        "storylines": [],
        "tags": ["machine-coded"],
        "sources": [
            {
                "publisher": "example.org",
                "title": None,
                "url": "https://www.example.org/news/1",
                "published": None,
                "language": None,
                "note": None,
                "fatalities_low": None,
                "fatalities_high": None,
            }
        ],
        "retrieved_at": datetime(2025, 7, 17, tzinfo=UTC),
    }


def test_the_details_say_what_gdelt_says_besides():
    """In plain words, with nothing for empty cells."""
    details = [(pair["name"], pair["value"]) for pair in event()["details"]]
    assert details == [
        ("Event code (CAMEO)", "190"),
        ("Class of event", "material conflict"),
        ("Goldstein scale (−10 conflict to +10 cooperation)", "-10.0"),
        ("Mentions", "12"),
        ("Sources", "1"),
        ("Articles", "10"),
        ("Average tone of the reports (−100 to +100)", "-5.25"),
        ("In the opening of the report", "yes"),
        ("Actor 1 as named", "ISRAELI"),
        ("Actor 1 code (CAMEO)", "ISR"),
        ("Actor 1 country code (CAMEO)", "ISR"),
        ("Place of actor 1", "Israel"),
        ("Actor 2 as named", "MINISTRY OF DEFENCE"),
        ("Actor 2 code (CAMEO)", "SYRGOVMIL"),
        ("Actor 2 country code (CAMEO)", "SYR"),
        ("Actor 2 role", "government, military"),
        ("Place matched with", "a town or landmark"),
        ("Country code of the place (FIPS 10-4)", "SY"),
        ("Region code of the place (FIPS 10-4)", "SY13"),
        ("Number of the place (GNS or GNIS)", "-2541809"),
        ("Added to GDELT", "2025-07-16 15:15 UTC"),
    ]


@pytest.mark.parametrize("names", [EVENTS_1, EVENTS_1[:-1]], ids=["58 columns", "57 columns"])
def test_files_of_gdelt_1_are_read(names):
    """They lack the district of places, and the oldest the address of the report."""
    taken, rejected = read(published(EVENT | {"DATEADDED": "20250717"}, names=names))
    assert rejected == []
    assert taken[0]["title"] == event()["title"]
    assert (taken[0]["lat"], taken[0]["lon"]) == (33.5, 36.3)
    assert {"name": "Added to GDELT", "value": "2025-07-17"} in taken[0]["details"]
    assert bool(taken[0]["sources"]) == ("SOURCEURL" in names)


def test_a_zipped_file_is_read():
    """GDELT publishes its files packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("20250716151500.export.CSV", published(EVENT))
    taken, rejected = read(packed.getvalue(), "20250716151500.export.CSV.zip")
    assert (len(taken), rejected) == (1, [])


def test_quotation_marks_are_part_of_a_value():
    """Published files quote nothing: a mark must not swallow the rows behind it."""
    place = {"ActionGeo_FullName": '"Ayn Dara, Halab, Syria'}
    taken, rejected = read(published(EVENT | place, EVENT | {"GLOBALEVENTID": "2"}))
    assert rejected == []
    assert [row["place"] for row in taken] == [
        '"Ayn Dara, Halab, Syria',
        "Damascus, Dimashq, Syria",
    ]


@pytest.mark.parametrize("change", [str.upper, str.lower, str], ids=["upper", "lower", "as is"])
def test_a_table_with_a_header_is_read_by_its_names_in_any_case(change):
    """It gives the same event as the published file."""
    names = list(EVENT)
    content = with_header(
        {change(name): EVENT[name] for name in names}, names=list(map(change, names))
    )
    table, folder = opened(content, "bigquery.csv")
    with folder:
        assert reader.recognises(table)
    taken, rejected = read(content, "bigquery.csv")
    assert rejected == []
    assert taken[0] == event()


def test_the_day_may_be_named_as_in_the_codebook():
    """The codebook says Day where BigQuery says SQLDATE."""
    names = ["Day" if name == "SQLDATE" else name for name in EVENT]
    taken, rejected = read(with_header(EVENT | {"Day": "2025-07-16"}, names=names), "a.csv")
    assert rejected == []
    assert taken[0]["date_start"] == date(2025, 7, 16)


def test_columns_that_gdelt_does_not_have_are_named_in_a_note():
    """A column does not vanish in silence."""
    content = with_header(EVENT | {"my mark": "x"}, names=[*EVENT, "my mark"])
    notes = [note for batch in batches_of(content, "a.csv") for note in batch.notes]
    assert [(note.row, note.text) for note in notes] == [
        (0, "columns that GDELT does not have were not taken: “my mark”")
    ]


def test_a_table_without_gdelts_columns_is_not_recognised():
    """Read all the same, it is refused whole with the columns it lacks."""
    table, folder = opened(b"id,date_start,event_type,title\n1,2025-07-16,battle,A\n", "a.csv")
    with folder:
        assert not reader.recognises(table)
        (batch,) = reader.read(table, "mine")
    assert [(one.row, one.column) for one in batch.rejected] == [(1, "")]
    assert "GLOBALEVENTID and EventCode and SQLDATE" in batch.rejected[0].reason
    assert batch.rows == 0


MENTION = ["700000001", "20250716151500", "20250716151500", "1", "example.org", *["1"] * 11]
RECORD = ["20250716151500-T12", "20250716151500", "1", "example.org", *["x"] * 23]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("\t".join(MENTION), "mentions of events"),
        (",".join(MENTIONS), "mentions of events"),
        ("\t".join(RECORD), "the Global Knowledge Graph"),
        ("\t".join([*RECORD[:10], "x" * 9_000, *RECORD[11:]]), "the Global Knowledge Graph"),
        ("\t".join(GKG), "the Global Knowledge Graph"),
        ("DATE\tNUMARTS\tCOUNTS\tTHEMES\n1\t2\t3\t4", "the Global Knowledge Graph"),
    ],
    ids=["mentions", "mentions named", "gkg", "gkg of a long record", "gkg named", "gkg 1"],
)
def test_gdelts_other_tables_are_refused_whole(content, what):
    """The refusal says what the file is and which to use instead."""
    table, folder = opened(content.encode(), "some.csv")
    with folder:
        assert reader.recognises(table)
        (batch,) = reader.read(table, "mine")
    (rejected,) = batch.rejected
    assert (batch.rows, len(batch.events), rejected.row) == (0, 0, 1)
    assert what in rejected.reason
    assert "use the export file" in rejected.reason


def test_a_file_is_known_by_its_first_lines_though_one_is_damaged():
    """Only the damaged row is lost."""
    content = b"700000001\t20250716\t202507\t2025\t2025.5\tbroken\n" + published(EVENT)
    assert gdelt_form(content).names == EVENTS_2
    taken, rejected = read(content)
    assert len(taken) == 1
    assert [one.row for one in rejected] == [1]


@pytest.mark.parametrize(
    "start",
    [b"", b"id,date_start,title\n1,2,3", b"1\t2\t3\n4\t5\t6", b"\x00\xff", b"20250716\t700000001"],
)
def test_other_text_is_not_taken_for_gdelt(start):
    """Numbers and tabs alone are no sign of GDELT."""
    assert gdelt_form(start) is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("010", "statement"),
        ("042", "consultation"),
        ("057", "agreement"),
        ("0233", "statement"),
        ("073", "aid"),
        ("0871", "agreement"),
        ("0863", "aid"),
        ("112", "statement"),
        ("1411", "protest"),
        ("1453", "riot"),
        ("154", "mobilization"),
        ("163", "statement"),
        ("173", "political_change"),
        ("182", "violence_against_civilians"),
        ("1831", "remote_violence"),
        ("193", "battle"),
        ("194", "remote_violence"),
        ("1952", "remote_violence"),
        ("202", "violence_against_civilians"),
        ("2041", "remote_violence"),
    ],
)
def test_cameo_codes_become_event_types(code, kind):
    """The code decides, and stands behind the label."""
    taken = event(EventCode=code, EventRootCode=code[:2])
    assert taken["event_type"] == kind
    assert taken["sub_type"].endswith(f"({code})")


def test_every_cameo_code_has_a_label_a_type_and_its_parents():
    """Codes of two, three and four digits; every event type is met."""
    labels = codes.labels()
    assert {len(code) for code in labels} == {2, 3, 4}
    assert [code for code in labels if len(code) == 2] == [f"{n:02}" for n in range(1, 21)]
    assert [code for code in labels if len(code) > 2 and code[:-1] not in labels] == []
    assert {codes.event_type(code) for code in labels} == set(EVENT_TYPES)
    assert all(label and label == label.strip() for label in labels.values())


def test_the_table_of_event_types_in_the_docs_is_that_of_the_code():
    """A reader of the docs sees the mapping that is used, with its labels."""
    rows = re.findall(r"^\| `(\d+)` \| (.+) \| `(\w+)` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert {code: kind for code, _, kind in rows} == dict(codes.EVENT_TYPE_OF)
    assert {code: label for code, label, _ in rows} == {
        code: codes.labels()[code] for code in codes.EVENT_TYPE_OF
    }


def test_an_unlisted_code_counts_as_the_one_above_it():
    """The label is that of the code above; the details keep the code."""
    taken = event(EventCode="1939")
    assert (taken["event_type"], taken["sub_type"]) == (
        "battle",
        "Fight with small arms and light weapons (193)",
    )
    assert {"name": "Event code (CAMEO)", "value": "1939"} in taken["details"]


@pytest.mark.parametrize(
    ("code", "root", "label"),
    [
        ("40", "4", "Consult, not specified below (040)"),
        ("10", "1", "Make statement"),
        ("211", "2", "Appeal"),
    ],
)
def test_leading_zeros_that_a_spreadsheet_dropped_are_put_back(code, root, label):
    """A root of one digit shows that they are lost."""
    assert event(EventCode=code, EventRootCode=root)["sub_type"].startswith(label)


@pytest.mark.parametrize(
    ("code", "root"),
    [("---", "--"), ("X", "X"), ("", ""), ("40", ""), ("10", ""), ("999", "99"), ("19031", "19")],
)
def test_a_row_without_a_cameo_code_is_refused(code, root):
    """Also where a lost zero makes the code uncertain."""
    refused = fault(EventCode=code, EventRootCode=root)
    assert refused.column == "EventCode"
    assert "CAMEO" in refused.reason


@pytest.mark.parametrize(
    ("fips", "iso3"),
    [
        ("SY", "SYR"),
        ("IS", "ISR"),
        ("LE", "LBN"),
        ("IZ", "IRQ"),
        ("TU", "TUR"),
        ("JO", "JOR"),
        ("GZ", "PSE"),
        ("WE", "PSE"),
        ("AS", "AUS"),
        ("AU", "AUT"),
        ("GM", "DEU"),
        ("CH", "CHN"),
        ("SZ", "CHE"),
        ("KV", "XKX"),
    ],
)
def test_fips_codes_become_iso_codes(fips, iso3):
    """FIPS 10-4 is not ISO: AS is Australia, and Gaza and the West Bank are one."""
    assert event(ActionGeo_CountryCode=fips, ActionGeo_Type="1")["country"] == iso3


def test_every_country_of_the_list_of_codes_is_one_of_the_boundaries():
    """And every country of the boundaries can be reached."""
    known = regions.regions()
    assert all(known[code].level == "country" for code in codes.countries().values())
    countries = {code for code, region in known.items() if region.level == "country"}
    assert countries - set(codes.countries().values()) <= {"ALA"}  # no code in FIPS


def test_an_unknown_country_code_gives_no_country_and_is_kept():
    """The oceans are no country."""
    changes = {"ActionGeo_CountryCode": "OS", "ActionGeo_Type": "1", "ActionGeo_FullName": "Oceans"}
    taken = event(**changes)
    assert (taken["country"], taken["geo_precision"], taken["place"]) == (None, "none", "Oceans")
    assert said(changes, "Country code of the place (FIPS 10-4)") == "OS"


@pytest.mark.parametrize("kind", ["3", "4"])
def test_a_town_or_landmark_keeps_its_point(kind):
    """It is drawn where GDELT found it."""
    taken = event(ActionGeo_Type=kind)
    assert (taken["geo_precision"], taken["lon"], taken["lat"]) == ("town", 36.3, 33.5)


def test_the_middle_of_a_country_is_not_where_it_happened():
    """The point of a country is left out."""
    taken = event(ActionGeo_Type="1", ActionGeo_FullName="Syria")
    assert (taken["geo_precision"], taken["country"]) == ("country", "SYR")
    assert (taken["lon"], taken["lat"]) == (None, None)


def test_a_region_of_a_divided_country_is_found_from_its_point():
    """It is known to the governorate and gets that of the boundaries."""
    (batch,) = batches_of(published(EVENT | ALEPPO_REGION))
    assert batch.events["geo_precision"].to_pylist() == ["admin1"]
    located = locate(batch.events)
    assert located.events["admin1"].to_pylist() == ["SYR-Aleppo"]
    assert located.drawn["key"].to_pylist() == ["SYR-Aleppo"]


def test_a_region_elsewhere_is_known_by_its_name():
    """It is that of the boundaries, whatever point stands for it."""
    changes = {
        "ActionGeo_Type": "2",
        "ActionGeo_FullName": "Tennessee, United States",
        "ActionGeo_CountryCode": "US",
    }
    taken = event(**changes)
    assert (taken["geo_precision"], taken["country"], taken["admin1"]) == ("admin1", "USA", "US-TN")


def test_a_region_without_a_shape_counts_under_its_country_and_keeps_its_name():
    """Brittany is four departments of the boundaries: no mark is drawn in its middle."""
    changes = {
        "ActionGeo_Type": "5",
        "ActionGeo_FullName": "Bretagne, France",
        "ActionGeo_CountryCode": "FR",
        "ActionGeo_Lat": "48.0",
        "ActionGeo_Long": "-3.0",
    }
    taken = event(**changes)
    assert (taken["geo_precision"], taken["country"], taken["lon"]) == ("country", "FRA", None)
    assert taken["place"] == "Bretagne, France"


def test_an_event_without_coordinates_keeps_its_country():
    """It is known to the country."""
    taken = event(ActionGeo_Lat="", ActionGeo_Long="")
    assert (taken["geo_precision"], taken["country"], taken["lat"]) == ("country", "SYR", None)


def test_an_event_without_a_place_has_none():
    """Nor does its title or its summary name one."""
    nothing = dict.fromkeys((name for name in EVENT if name.startswith("ActionGeo")), "")
    taken = event(**nothing | {"ActionGeo_Type": "0"})
    assert (taken["geo_precision"], taken["country"], taken["place"]) == ("none", None, None)
    assert taken["title"].endswith("use conventional military force")
    assert taken["summary"] == "Counted by machine from 10 articles of 1 source; not verified."


def test_coordinates_of_zero_are_not_a_place():
    """They mean not known; the event is kept and the note counts it."""
    (batch,) = batches_of(published(EVENT | {"ActionGeo_Lat": "0", "ActionGeo_Long": "0.0"}))
    (taken,) = batch.events.to_pylist()
    assert (taken["geo_precision"], taken["lon"], taken["lat"]) == ("country", None, None)
    assert [(note.row, note.rows) for note in batch.notes] == [(1, 1)]
    assert "0,0" in batch.notes[0].text


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"ActionGeo_Lat": "91"}, "ActionGeo_Lat"),
        ({"ActionGeo_Long": "-180.5"}, "ActionGeo_Long"),
        ({"ActionGeo_Lat": "3#5"}, "ActionGeo_Lat"),
        ({"ActionGeo_Lat": "nan"}, "ActionGeo_Lat"),
        ({"ActionGeo_Lat": ""}, "ActionGeo_Lat"),
        ({"ActionGeo_Long": ""}, "ActionGeo_Long"),
        ({"ActionGeo_Type": "6"}, "ActionGeo_Type"),
        ({"SQLDATE": ""}, "SQLDATE"),
        ({"SQLDATE": "20250231"}, "SQLDATE"),
        ({"SQLDATE": "17991231"}, "SQLDATE"),
        ({"SQLDATE": "16.7.2025"}, "SQLDATE"),
        ({"GLOBALEVENTID": ""}, "GLOBALEVENTID"),
        ({"GLOBALEVENTID": "7.0E+08"}, "GLOBALEVENTID"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_its_column(changes, column):
    """The reason begins with the name of the column."""
    refused = fault(**changes)
    assert refused.column == column
    assert refused.reason.startswith(column)


def test_without_the_type_of_place_nothing_is_drawn():
    """A town could not be told from the middle of a country."""
    names = [name for name in EVENT if name != "ActionGeo_Type"]
    (batch,) = batches_of(with_header(EVENT, names=names), "a.csv")
    (taken,) = batch.events.to_pylist()
    assert (taken["geo_precision"], taken["country"], taken["lat"]) == ("country", "SYR", None)
    assert any("ActionGeo_Type" in note.text for note in batch.notes)


def test_a_day_long_before_the_report_is_kept_and_noted():
    """One note counts the rows."""
    changes = {"SQLDATE": "20240716"}
    (batch,) = batches_of(published(EVENT, EVENT | changes, EVENT | changes))
    assert batch.events["date_start"].to_pylist()[1] == date(2024, 7, 16)
    assert [(note.row, note.rows) for note in batch.notes] == [(2, 2)]
    assert "last year" in batch.notes[0].text


@pytest.mark.parametrize(
    ("name", "code", "country", "shown"),
    [
        ("SYRIAN", "SYR", "SYR", "Syria"),
        ("PARIS", "FRA", "FRA", "France"),
        ("ROMANIAN", "ROM", "ROM", "Romania"),
        ("PALESTINIAN", "PSE", "PSE", "Palestine"),
        ("ISRAELI", "ISRMIL", "ISR", "Israeli"),
        ("AFRICA", "AFR", "AFR", "Africa"),
        ("THE EU", "IGOEUREEC", "EUR", "The EU"),
        ("SYRIAN", "", "SYR", "Syrian"),
        ("BASHAR AL-ASSAD", "SYRGOV", "SYR", "Bashar Al-Assad"),
        ("Free Syrian Army", "SYRREB", "SYR", "Free Syrian Army"),
        ("PEOPLE'S PROTECTION UNITS", "REB", "", "People's Protection Units"),
        ("UNHCR", "IGOHCR", "", "UNHCR"),
    ],
)
def test_an_actor_is_a_country_only_when_its_code_says_just_that(name, code, country, shown):
    """Any other keeps its name, in small letters where it was in capitals."""
    taken = event(Actor1Name=name, Actor1Code=code, Actor1CountryCode=country)
    assert taken["actors"][0] == {"name": shown, "role": "initiator"}


NOBODY_1 = {"Actor1Name": "", "Actor1Code": "", "Actor1CountryCode": ""}
NOBODY_2 = {"Actor2Name": "", "Actor2Code": "", "Actor2CountryCode": ""}


@pytest.mark.parametrize(
    ("changes", "title", "actors"),
    [
        (NOBODY_2, "Israel: use conventional military force (Damascus)", [("Israel", "initiator")]),
        (
            NOBODY_1,
            "Unnamed actor → Ministry of Defence: use conventional military force (Damascus)",
            [("Ministry of Defence", "target")],
        ),
        (NOBODY_1 | NOBODY_2, "Use conventional military force (Damascus)", []),
        (
            {"Actor2Name": "TEL AVIV", "Actor2Code": "ISR", "Actor2CountryCode": "ISR"},
            "Israel → Israel: use conventional military force (Damascus)",
            [("Israel", "party")],
        ),
    ],
    ids=["no target", "no initiator", "nobody", "the same"],
)
def test_missing_and_repeated_actors(changes, title, actors):
    """No one is made up, and no one is named twice."""
    taken = event(**changes)
    assert taken["title"] == title
    assert [(actor["name"], actor["role"]) for actor in taken["actors"]] == actors


def test_a_long_title_is_cut_to_what_a_title_may_have():
    """It ends with the sign for more."""
    name = "A" * 199
    taken = event(Actor1Name=name, Actor1Code="REB", Actor2Name=f"B{name}", Actor2Code="REB")
    assert len(taken["title"]) == 300
    assert taken["title"].endswith("…")


@pytest.mark.parametrize(
    ("stated", "publisher", "url"),
    [
        ("http://news.example.org:8080/a", "news.example.org", "http://news.example.org:8080/a"),
        ("BBC Monitoring", "BBC Monitoring", None),
        ("ftp://example.org/a", "ftp://example.org/a", None),
        ("https://user@example.org/a", "https://user@example.org/a", None),
        ("http://[broken/a", "http://[broken/a", None),
        ("https://example.org/a b", "https://example.org/a b", None),
        ("javascript:alert(1)", "javascript:alert(1)", None),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(stated, publisher, url):
    """Anything else is named as the publisher, as it stands."""
    (source,) = event(SOURCEURL=stated)["sources"]
    assert (source["publisher"], source["url"]) == (publisher, url)


def test_an_address_too_long_to_keep_names_its_text_only():
    """No link is cut short."""
    (source,) = event(SOURCEURL="https://example.org/" + "a" * 2_000)["sources"]
    assert source["url"] is None
    assert len(source["publisher"]) == 200


@pytest.mark.parametrize(
    ("articles", "sources", "said_so"),
    [
        ("1", "1", "from 1 article of 1 source"),
        ("1200", "30", "from 1,200 articles of 30 sources"),
        ("", "", "from news reports"),
        ("0", "", "from news reports"),
        ("5", "", "from 5 articles"),
    ],
)
def test_the_summary_counts_the_reports_and_never_says_none(articles, sources, said_so):
    """A number that is missing is passed over."""
    taken = event(NumArticles=articles, NumSources=sources)
    assert taken["summary"].startswith(f"Counted by machine {said_so}, placed by GDELT at")


def test_the_terms_name_the_project_and_what_the_counts_are():
    """They are shown wherever the data is."""
    assert reader.ABOUT.attribution == "The GDELT Project"
    assert reader.ABOUT.url == "https://www.gdeltproject.org/"
    assert "not verified" in reader.ABOUT.terms


def accounted_for(batches):
    """Rows are events or rejected, none lost and none invented; events keep the rules."""
    rows = sum(batch.rows for batch in batches)
    faults = [one for batch in batches for one in batch.rejected]
    events = [row for batch in batches for row in batch.events.to_pylist()]
    if rows:
        assert rows == len(events) + len({one.row for one in faults})
    for row in events:
        assert 1 <= len(row["title"]) <= 300
        assert "\n" not in row["title"]
        assert row["event_type"] in EVENT_TYPES
        point = row["lon"] is not None
        assert point == (row["geo_precision"] in {"town", "admin1"})
        assert (row["country"] is None) <= (row["geo_precision"] != "country")
        assert len({actor["name"] for actor in row["actors"]}) == len(row["actors"])


CELL = st.one_of(
    st.text(
        st.characters(blacklist_characters="\t\r\n\0", blacklist_categories=["Cs"]), max_size=20
    ),
    st.sampled_from(
        ["", "0", "1", "4", "190", "04", "20250716", "33.5", "-180", "SY", "SYR", "\x1f"]
    ),
)


@settings(max_examples=120)
@given(
    st.lists(st.dictionaries(st.sampled_from(EVENTS_2), CELL, max_size=6), min_size=1, max_size=6)
)
def test_whatever_stands_in_the_cells_every_row_is_accounted_for(changes):
    """Each row is an event or rejected, never both, never lost."""
    accounted_for(batches_of(published(EVENT, *(EVENT | change for change in changes))))


@settings(max_examples=120)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_whatever_the_bytes_nothing_escapes(noise, at):
    """A published file with some bytes of it replaced is read or refused, and no more."""
    content = published(EVENT, EVENT | {"GLOBALEVENTID": "2"})
    table, folder = opened(content[:at] + noise + content[at + len(noise) :])
    with folder:
        if isinstance(table, Rejected):
            assert table.reason
        else:
            accounted_for(list(reader.read(table, "mine")))


def test_a_label_keeps_its_capitals_in_a_title():
    """Only the first letter changes behind the actors."""
    assert "threaten attack with WMD" in event(EventCode="1385")["title"]
    assert event(EventCode="1385", **NOBODY_1, **NOBODY_2)["title"].startswith(
        "Threaten attack with WMD"
    )


def test_numbers_with_an_empty_fraction_are_whole():
    """Some programs write a column with gaps as 4.0 and 10.0."""
    taken = event(ActionGeo_Type="4.0", NumArticles="10.0", NumSources="1.0")
    assert taken["geo_precision"] == "town"
    assert taken["summary"] == event()["summary"]


def test_a_very_long_name_of_an_actor_is_cut():
    """A name has at most 200 characters; the details keep more of it."""
    (first, _) = event(Actor1Name="x" * 300, Actor1Code="REB")["actors"]
    assert len(first["name"]) == 200
    assert said({"Actor1Name": "x" * 300}, "Actor 1 as named") == "x" * 300
