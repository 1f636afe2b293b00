"""The native reader: what it takes, and what it says about what it does not take."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.native_files import EVENT, SOURCE, as_csv, only_fault, read

from geodata import actors, schema
from geodata.readers import citations, native


def test_a_full_row_is_taken_as_it_stands():
    """Each column arrives under its name, with its type."""
    row = EVENT | {
        "date_end": "2025-07-17",
        "date_precision": "week",
        "sub_type": "Air strike",
        "summary": "First line.\nSecond line.",
        "fatalities_low": "1",
        "fatalities_best": "3",
        "fatalities_high": "3",
        "reliability": "B",
        "credibility": "1",
        "storylines": "Sweida; Strikes",
        "tags": "General Staff",
    }
    at = datetime(2025, 8, 1, tzinfo=UTC)
    taken, rejected = read([row], [SOURCE], retrieved_at=at)
    assert rejected == []
    assert taken == [
        {
            "source": "mine",
            "source_id": "e1",
            "date_start": date(2025, 7, 16),
            "date_end": date(2025, 7, 17),
            "date_precision": "week",
            "event_type": "remote_violence",
            "sub_type": "Air strike",
            "title": "A strike",
            "summary": "First line.\nSecond line.",
            "actors": [
                {"name": "Israel", "role": "initiator"},
                {"name": "Syria (government)", "role": "target"},
            ],
            "place": "Damascus",
            "lon": 36.29128,
            "lat": 33.5102,
            "geo_precision": "town",
            "country": "SYR",
            "admin1": None,
            "zones": [],
            "about": ["SYR-Damascus", "SYR-Sweida"],
            "fatalities_low": 1,
            "fatalities_best": 3,
            "fatalities_high": 3,
            "reliability": "B",
            "credibility": "1",
            "storylines": ["Sweida", "Strikes"],
            "tags": ["General Staff"],
            "details": [],
            "sources": [
                {
                    "publisher": "DW",
                    "title": "Israel hits a headquarters",
                    "url": "https://example.org/a",
                    "published": date(2025, 7, 16),
                    "language": "en",
                    "note": None,
                    "fatalities_low": None,
                    "fatalities_high": None,
                }
            ],
            "retrieved_at": at,
        }
    ]


def test_four_columns_are_enough():
    """What a file leaves out is not known: no place, no grade, no deaths, one day."""
    needed = ("id", "date_start", "event_type", "title")
    taken, rejected = read([{name: EVENT[name] for name in needed}])
    assert rejected == []
    row = taken[0]
    assert (row["date_end"], row["date_precision"]) == (date(2025, 7, 16), "day")
    assert (row["geo_precision"], row["lon"], row["country"]) == ("none", None, None)
    assert (row["reliability"], row["credibility"]) == ("F", "6")
    assert row["fatalities_best"] is None
    assert (row["actors"], row["about"], row["sources"]) == ([], [], [])


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"id": ""}, "id", "id is empty"),
        ({"title": ""}, "title", "may not be empty"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"title": "bell\x07"}, "title", "control character"),
        ({"title": "turned \u202e round"}, "title", "control character"),
        ({"title": "two\nlines"}, "title", "line break"),
        ({"summary": "x" * 5001}, "summary", "at most 5,000"),
        ({"date_start": ""}, "date_start", "date_start is empty: expected a day"),
        ({"date_start": "16.07.2025"}, "date_start", "such as 2025-07-16"),
        ({"date_start": "2025-02-30"}, "date_start", "no such day"),
        ({"date_start": "٢٠٢٥-٠٧-١٦"}, "date_start", "expected a day"),
        ({"date_end": "2025-07-15"}, "date_end", "before date_start, 2025-07-16"),
        ({"date_precision": "days"}, "date_precision", "did you mean day?"),
        ({"event_type": "strike"}, "event_type", "expected one of battle, remote_violence"),
        ({"event_type": ""}, "event_type", "event_type is empty"),
        ({"actors": "Israel|attacker"}, "actors", "the role “attacker” is not known"),
        ({"actors": "Israel|party;Israel|host"}, "actors", "“Israel” stands there twice"),
        ({"actors": "|party"}, "actors", "expected names"),
        ({"lon": "36,29"}, "lon", "lon is “36,29”: expected degrees"),
        ({"lon": "181"}, "lon", "from -180 to 180"),
        ({"lat": "nan"}, "lat", "expected degrees"),
        ({"lat": "-90.1"}, "lat", "from -90 to 90"),
        ({"lat": ""}, "lat", "go together"),
        ({"lon": "0", "lat": "0.0"}, "lon", "Gulf of Guinea"),
        ({"geo_precision": ""}, "geo_precision", "say how precise"),
        ({"geo_precision": "village"}, "geo_precision", "expected one of exact, town"),
        ({"lon": "", "lat": ""}, "geo_precision", "needs lon and lat"),
        ({"geo_precision": "none"}, "geo_precision", "must then be empty"),
        ({"geo_precision": "country", "admin1": "SYR-Sweida"}, "geo_precision", "say admin1"),
        (
            {"geo_precision": "admin1", "lon": "", "lat": ""},
            "geo_precision",
            "needs admin1, zones, or lon and lat",
        ),
        (
            {"geo_precision": "country", "lon": "", "lat": "", "country": ""},
            "geo_precision",
            "needs country",
        ),
        ({"country": "SY"}, "country", "three letters"),
        ({"country": "UNDOF"}, "country", "not a known country code"),
        ({"admin1": "SYR-Swieda"}, "admin1", "did you mean SYR-Sweida?"),
        ({"admin1": "ISR-TelAviv"}, "admin1", "not in country SYR"),
        ({"zones": "SYR"}, "zones", "not a known zone"),
        ({"about": "SYR;SYR-other"}, "about", "“SYR-other” is not a known region code"),
        ({"about": "SYR;SYR"}, "about", "“SYR” stands there twice"),
        ({"fatalities_low": "12a"}, "fatalities_low", "is “12a”: expected a whole number"),
        ({"fatalities_best": "-1"}, "fatalities_best", "expected a whole number or nothing"),
        ({"fatalities_best": "1,300"}, "fatalities_best", "expected a whole number"),
        ({"fatalities_best": "9" * 30}, "fatalities_best", "expected a whole number"),
        (
            {"fatalities_low": "4", "fatalities_best": "3"},
            "fatalities_best",
            "less than fatalities_low, 4",
        ),
        (
            {"fatalities_low": "4", "fatalities_high": "3"},
            "fatalities_high",
            "less than fatalities_low, 4",
        ),
        ({"reliability": "b"}, "reliability", "expected one of A, B"),
        ({"credibility": "7"}, "credibility", "expected one of 1, 2"),
        ({"tags": "x" * 201}, "tags", "longer than 200"),
    ],
)
def test_a_faulty_cell_is_reported_with_line_column_and_reason(changes, column, said):
    """A person can find the cell and knows what to write there instead."""
    assert said in only_fault(changes, column).reason


@pytest.mark.parametrize(
    ("changes", "precision", "country"),
    [
        ({"lon": "", "lat": "", "geo_precision": "", "admin1": "SYR-Sweida"}, "admin1", "SYR"),
        ({"lon": "", "lat": "", "geo_precision": ""}, "country", "SYR"),
        ({"lon": "", "lat": "", "geo_precision": "", "country": ""}, "none", None),
        (
            {"lon": "", "lat": "", "geo_precision": "", "country": "", "zones": "UNDOF"},
            "admin1",
            "SYR",
        ),
    ],
)
def test_without_a_point_the_named_region_says_how_precise_the_place_is(
    changes, precision, country
):
    """A place is never taken as narrower than the row bears out."""
    taken, rejected = read([EVENT | changes])
    assert rejected == []
    assert (taken[0]["geo_precision"], taken[0]["country"]) == (precision, country)


def test_every_fault_of_a_row_is_reported_at_once():
    """Nobody has to import a file five times to learn of five faults."""
    taken, rejected = read([EVENT | {"date_start": "x", "lat": "x", "reliability": "x"}])
    assert taken == []
    assert {fault.row for fault in rejected} == {2}
    assert {fault.column for fault in rejected} == {"date_start", "lat", "reliability"}


def test_the_second_row_of_an_id_is_rejected():
    """One id is one event; the reason names the first line."""
    taken, rejected = read([EVENT, EVENT | {"title": "Another"}])
    assert [row["title"] for row in taken] == ["A strike"]
    assert [(fault.row, fault.column) for fault in rejected] == [(3, "id")]
    assert "line 2" in rejected[0].reason


def test_markup_stays_text():
    """HTML in a file is a string like any other."""
    title = "<img src=x onerror=alert(1)> & =HYPERLINK()"
    taken, rejected = read([EVENT | {"title": title}])
    assert rejected == []
    assert taken[0]["title"] == title


def test_a_long_or_invisible_value_is_shown_short_and_visible():
    """What the report quotes cannot spoil the page that shows it."""
    fault = only_fault({"event_type": "\x1b\u202e" + "y" * 5000}, "event_type")
    assert fault.value.startswith("⟨U+001B⟩⟨U+202E⟩")
    assert len(fault.value) < 120


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n \n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        ("id,date_start\n".encode("utf-16"), "no text"),
        (b"\0" + as_csv([EVENT]), "NUL"),
        (as_csv([{"id": "a", "title": "b"}]), "lacks date_start, event_type"),
        (b"id,title,id,date_start,event_type\n", "stands in the header twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content, said):
    """No part of it is taken, and the reason says what to do."""
    taken, rejected = read(content)
    assert taken == []
    assert [(fault.row, fault.file) for fault in rejected] == [(1, "events.csv")]
    assert said in rejected[0].reason


@pytest.mark.parametrize("bad", [b"\0", b"\xe9", b"\xc3"])
def test_a_byte_that_is_no_text_costs_its_row_alone(bad):
    """This format is UTF-8; nothing is guessed or put in the place of a byte."""
    content = as_csv([EVENT]) + as_csv([EVENT | {"id": "e2", "title": "TITLE"}]).partition(b"\n")[2]
    taken, rejected = read(content.replace(b"TITLE", b"a" + bad + b"b"))
    assert [row["source_id"] for row in taken] == ["e1"]
    assert [(fault.file, fault.row) for fault in rejected] == [("events.csv", 3)]
    assert "a byte that is no text" in rejected[0].reason


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_read_too(separator):
    """As spreadsheets write them where decimals stand behind a comma."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([EVENT.keys(), EVENT.values()])
    taken, rejected = read(text.getvalue().encode())
    assert rejected == []
    assert [row["about"] for row in taken] == [["SYR-Damascus", "SYR-Sweida"]]


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    """A path that leads nowhere is a reason, not a crash."""
    for path in (tmp_path / "events.csv", tmp_path):
        (batch,) = native.read(path, None, "mine")
        assert batch.events.num_rows == 0
        assert [fault.row for fault in batch.rejected] == [1]
        assert "could not be read" in batch.rejected[0].reason


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_files_of_any_spreadsheet_are_read(ending):
    """A byte order mark, any line ending, any order and case of columns, empty rows."""
    content = as_csv([EVENT], list(reversed(EVENT))).replace(b"title", b" Title ", 1)
    content = b"\xef\xbb\xbf" + content + b"\n" + b"," * (len(EVENT) - 1) + b"\n"
    taken, rejected = read(content.replace(b"\n", ending))
    assert rejected == []
    assert [row["title"] for row in taken] == ["A strike"]


def test_a_column_of_another_name_is_reported_and_the_rows_are_read():
    """A misspelt column does not vanish without a word."""
    taken, rejected = read([EVENT | {"fatalites_best": "3"}])
    assert len(taken) == 1
    assert [(fault.row, fault.column) for fault in rejected] == [(1, "fatalites_best")]


def test_a_row_with_a_missing_comma_is_rejected_as_a_whole():
    """One reason, and not one for each column that slipped."""
    taken, rejected = read(as_csv([EVENT]) + b"e2,2025-07-16\n")
    assert len(taken) == 1
    assert [(fault.row, fault.column) for fault in rejected] == [(3, "")]
    assert "2 values and the header 11 columns" in rejected[0].reason


def test_reading_stops_where_quotation_marks_break_down_and_says_how_much_is_left():
    """Rows after an open quotation mark cannot be told apart, so none is guessed at."""
    taken, rejected = read(as_csv([EVENT]) + b'e2,"2025\n' + as_csv([EVENT]))
    assert len(taken) == 1
    assert [fault.row for fault in rejected] == [3]
    assert "never closed" in rejected[0].reason
    assert "the 2 lines after it were not read" in rejected[0].reason


def test_a_value_beyond_what_a_cell_may_hold_is_reported():
    """A cell of many megabytes is a reason, not a crash."""
    taken, rejected = read(as_csv([EVENT, EVENT | {"id": "e2", "summary": "x" * 200_000}]))
    assert len(taken) == 1
    assert [fault.row for fault in rejected] == [3]
    assert "131,072" in rejected[0].reason


def test_lines_are_those_of_the_file_where_cells_hold_line_breaks():
    """The line in a report is the one a text editor shows."""
    rows = [EVENT | {"summary": "a\nb\nc"}, EVENT | {"id": "e2", "lat": "x"}]
    _, rejected = read(rows)
    assert [fault.row for fault in rejected] == [5]


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"event_id": "e9"}, "event_id", "events.csv has no event of this id"),
        ({"event_id": ""}, "event_id", "may not be empty"),
        ({"publisher": ""}, "publisher", "may not be empty"),
        ({"url": "javascript:alert(1)"}, "url", "begins with https:// or http://"),
        ({"url": "ftp://example.org/a"}, "url", "begins with https:// or http://"),
        ({"url": "https://"}, "url", "begins with https:// or http://"),
        ({"url": "https://[x/"}, "url", "begins with https:// or http://"),
        ({"url": "https://example.org:x/"}, "url", "begins with https:// or http://"),
        ({"url": "https://bank.example@example.org/"}, "url", "no user name"),
        ({"url": "https://example.org/a b"}, "url", "no blanks"),
        ({"url": "https://example.org/" + "a" * 2000}, "url", "at most 2,000"),
        ({"published": "16 July 2025"}, "published", "expected a day"),
        ({"language": "English"}, "language", "ISO 639"),
    ],
)
def test_a_faulty_source_is_reported_and_its_event_is_kept(changes, column, said):
    """A wrong address does not cost the event."""
    taken, rejected = read([EVENT], [SOURCE | changes])
    assert [row["sources"] for row in taken] == [[]]
    assert [(fault.file, fault.row, fault.column) for fault in rejected] == [
        ("sources.csv", 2, column)
    ]
    assert said in rejected[0].reason


def test_an_address_given_twice_for_one_event_is_rejected_once():
    """The same report does not count as two sources; for two events it may stand twice."""
    other = EVENT | {"id": "e2"}
    taken, rejected = read([EVENT, other], [SOURCE, SOURCE, SOURCE | {"event_id": "e2"}])
    assert [len(row["sources"]) for row in taken] == [1, 1]
    assert [(fault.row, fault.column) for fault in rejected] == [(3, "url")]


def test_the_sources_of_a_rejected_event_are_reported_too():
    """Nothing is dropped silently: the report names the line of the event."""
    taken, rejected = read([EVENT | {"lat": "x"}], [SOURCE])
    assert taken == []
    assert [(fault.file, fault.row) for fault in rejected] == [
        ("events.csv", 2),
        ("sources.csv", 2),
    ]
    assert "line 2 of events.csv was not taken" in rejected[1].reason


def test_an_unreadable_file_of_sources_does_not_cost_the_events():
    """The events come without sources, and the report says why."""
    taken, rejected = read([EVENT], b"\xff\xfe")
    assert len(taken) == 1
    assert [(fault.file, fault.row) for fault in rejected] == [("sources.csv", 1)]


def test_a_large_file_comes_in_several_batches(monkeypatch):
    """No more than a batch of rows is held at once, and none is lost between batches."""
    monkeypatch.setattr(native, "BATCH_ROWS", 10)
    rows = [EVENT | {"id": f"e{n}", "lat": "x" if n % 7 == 0 else "33"} for n in range(95)]
    taken, rejected = read(rows, [SOURCE | {"event_id": f"e{n}"} for n in range(95)])
    assert len(taken) == 81
    assert {fault.row for fault in rejected if fault.file == "events.csv"} == {
        n + 2 for n in range(0, 95, 7)
    }
    assert all(len(row["sources"]) == 1 for row in taken)


@settings(max_examples=200)
@given(st.binary(max_size=400), st.none() | st.binary(max_size=400))
def test_no_bytes_raise(events, sources):
    """Whatever a file holds, reading it ends in events and reasons."""
    taken, rejected = read(events, sources)
    assert taken or rejected or not events


words = st.sampled_from(
    [*(value for row in (EVENT, SOURCE) for value in row.values()), "", "e2", "e3", "none", "0"]
)
cells = st.one_of(words, words, words, st.text(max_size=12))


def rows_of(columns):
    """Rows of a file in which most cells are right, some wrong and some in wrong columns."""
    row = st.fixed_dictionaries(
        {}, optional={name: st.just((EVENT | SOURCE).get(name, "")) | cells for name in columns}
    )
    return st.lists(row, max_size=8)


@settings(max_examples=150)
@given(rows_of(native.EVENT_COLUMNS), rows_of(citations.COLUMNS))
def test_every_row_is_taken_or_reported(events, sources):
    """Rows in are events and rejected rows; sources in are sources kept and rejected."""
    events = [EVENT | {"id": f"e{n}"} | row for n, row in enumerate(events)]
    sources = [SOURCE | row for row in sources]
    if any("\0" in value for row in (*events, *sources) for value in row.values()):
        return
    taken, rejected = read(
        as_csv(events, native.EVENT_COLUMNS, csv.QUOTE_ALL),
        as_csv(sources, citations.COLUMNS, csv.QUOTE_ALL),
    )
    missed = {(fault.file, fault.row) for fault in rejected}
    filled = [row for row in sources if any(value.strip() for value in row.values())]
    assert len(taken) + sum(file == "events.csv" for file, _ in missed) == len(events)
    kept = sum(len(row["sources"]) for row in taken)
    assert kept + sum(file == "sources.csv" for file, _ in missed) == len(filled)


DOCS = Path(__file__).parent.parent / "docs" / "data-format.md"


def test_every_column_and_word_is_documented():
    """Whoever writes a file finds each name in docs/data-format.md."""
    text = DOCS.read_text(encoding="utf-8")
    vocabularies = (
        native.EVENT_COLUMNS,
        citations.COLUMNS,
        schema.EVENT_TYPES,
        schema.DATE_PRECISIONS,
        schema.GEO_PRECISIONS,
        schema.ROLES,
        schema.RELIABILITY,
        schema.CREDIBILITY,
        actors.COLUMNS,
        actors.KINDS,
    )
    names = [name for vocabulary in vocabularies for name in vocabulary]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_example_of_the_documentation_is_a_valid_file():
    """It can be copied and read without a fault."""
    files = re.findall(r"```csv\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    taken, rejected = read(files[0].encode(), files[1].encode())
    assert rejected == []
    assert [len(row["sources"]) for row in taken] == [1, 1, 1]
