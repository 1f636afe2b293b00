"""Sheets: cells checked column by column, each fault with its row, value and reason."""

from __future__ import annotations

import csv
import io
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.readers.batches import batches
from geodata.readers.cells import unseen
from geodata.readers.formats.detect import open_table
from geodata.readers.rows import FIELD_LIMIT, Rows
from geodata.readers.sheet import CellError, Sheet, joined
from geodata.schema import EVENT_SCHEMA, Batch

DAY = date(2025, 7, 16)
EVENT = {"date_start": DAY, "date_end": DAY, "event_type": "battle", "title": "A battle"}


def sheet_of(first=2, **columns: list[str]):
    """A sheet of some columns, its rows numbered from ``first``."""
    count = len(next(iter(columns.values())))
    return Sheet("f.csv", Rows(range(first, first + count), columns, 0.5))


def whole(value):
    """A whole number, for want of a simpler parser."""
    if not value.isdecimal():
        raise CellError("expected a whole number")
    return int(value)


def faults(sheet):
    """What a sheet found wrong, as row, column, value and reason."""
    return [(fault.row, fault.column, fault.value, fault.reason) for fault in sheet.faults]


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  plain  ", "plain"),
        ("a\tb", "a b"),
        ("a\xa0b", "a b"),
        ("a\r\nb\rc\n\nd", "a b c d"),
        ("a\u2028b\x0bc", "a b c"),
        ("a\x00b\x07", "ab"),
        ("\u202eevil", "evil"),
        ("السلام عليكم", "السلام عليكم"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("", None),
        (" \t\n", None),
        ("\x00\u202e", None),
    ],
)
def test_text_is_of_one_line_without_signs_that_cannot_be_seen(cell, expected):
    """Control characters and marks that turn the order around go; scripts stay as they are."""
    assert sheet_of(a=[cell, "x"]).text("a", 99).to_pylist() == [expected, "x"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a\r\nb\rc\n\nd", "a\nb\nc\n\nd"),
        ("a\u2028b\tc", "a\nb c"),
        ("\n a \n", "a"),
        ("a\x00\u202e\nb", "a\nb"),
    ],
)
def test_text_may_keep_its_line_breaks(cell, expected):
    """Whatever sign they are written with."""
    assert sheet_of(a=[cell]).text("a", 99, lines=True).to_pylist() == [expected]


def test_long_text_is_cut_and_noted():
    """At the limit, counted in characters; how many rows are concerned, and the first."""
    sheet = sheet_of(a=["x", "é" * 11, "é" * 10, "y" * 99])
    assert sheet.text("a", 10).to_pylist() == ["x", "é" * 9 + "…", "é" * 10, "y" * 9 + "…"]
    (note,) = sheet.notes
    assert (note.file, note.row, note.rows) == ("f.csv", 3, 2)
    assert note.text == "a is longer than 10 characters and was cut"
    assert faults(sheet) == []


def test_text_of_any_length_can_be_cut():
    """Also beyond what a value may hold."""
    sheet = sheet_of(a=["x" * (FIELD_LIMIT + 5)])
    assert sheet.text("a", 20).to_pylist() == ["x" * 19 + "…"]
    assert sheet.text("a", FIELD_LIMIT).to_pylist() == ["x" * (FIELD_LIMIT - 1) + "…"]


def test_text_that_is_required_refuses_the_rows_without():
    """Also where only signs stand that cannot be seen, or where there is no such column."""
    sheet = sheet_of(a=["x", " ", "\x00"])
    sheet.text("A", 9, required=True)
    sheet.text("b", 9, required=True)
    assert [(row, column) for row, column, *_ in faults(sheet)] == [
        (3, "A"),
        (4, "A"),
        (2, "b"),
        (3, "b"),
        (4, "b"),
    ]
    assert faults(sheet)[0][3] == "A is empty: this column may not be empty"


def test_columns_are_found_by_any_case():
    """A column that is not there is empty."""
    sheet = sheet_of(Title=["x"])
    assert "TITLE" in sheet
    assert "other" not in sheet
    assert sheet.text("title", 9).to_pylist() == ["x"]
    assert sheet.text("other", 9).to_pylist() == [None]
    assert sheet.parsed("other", whole, pa.int64()).to_pylist() == [None]


# --- parsing ------------------------------------------------------------------------------------


def test_each_distinct_value_is_parsed_once():
    """However many rows have it."""
    asked = []

    def parse(value) -> int:
        asked.append(value)
        return whole(value)

    sheet = sheet_of(a=["1", "2", "1", "", "1 "])
    assert sheet.parsed("a", parse, pa.int64()).to_pylist() == [1, 2, 1, None, 1]
    assert sorted(asked) == ["1", "2"]
    assert faults(sheet) == []


def test_values_that_cannot_be_parsed_are_refused_row_by_row():
    """Each with the reason of its own value."""
    sheet = sheet_of(a=["1", "x", "", "y", "x"])
    assert sheet.parsed("a", whole, pa.int64(), required=True).to_pylist() == [1, *[None] * 4]
    assert faults(sheet) == [
        (3, "a", "x", "a is “x”: expected a whole number"),
        (4, "a", "", "a is empty: this column may not be empty"),
        (5, "a", "y", "a is “y”: expected a whole number"),
        (6, "a", "x", "a is “x”: expected a whole number"),
    ]


def test_a_value_in_a_reason_is_short_and_can_be_seen():
    """A megabyte of control characters is not repeated."""
    sheet = sheet_of(a=["\u202e" + "x" * 500])
    sheet.parsed("a", whole, pa.int64())
    ((_, _, value, _),) = faults(sheet)
    assert value.startswith("⟨U+202E⟩xxx")
    assert len(value) < 100


def test_what_is_no_sign_of_any_text_is_left_out():
    """Control characters, marks that turn the reading order, noncharacters of Unicode."""
    sheet = sheet_of(a=["a\x07b", "c\u202ed", "e\ufdd0f", "g\uffff", "\U0001fffeh", "ع\u200d"])
    assert sheet.text("a", 9).to_pylist() == ["ab", "cd", "ef", "g", "h", "ع\u200d"]


def test_a_column_of_nothing_but_faults_takes_time_in_proportion():
    """Twenty thousand different faults, each a row."""
    sheet = sheet_of(a=[f"x{n}" for n in range(20_000)])
    started = time.process_time()
    sheet.parsed("a", whole, pa.int64())
    assert len(sheet.faults) == 20_000
    assert time.process_time() - started < 5


def test_columns_are_combined_by_row():
    """Each distinct combination is parsed once; its fault counts against the first column."""
    asked = []

    def parse(lat, lon) -> str:
        asked.append((lat, lon))
        if not lat:
            raise CellError("expected a latitude")
        return f"{lat} {lon}"

    sheet = sheet_of(lat=["1", "1", "", " 1\t"], lon=["2", "3\x1f4", "2", "2"])
    assert sheet.combined(["lat", "lon"], parse, pa.string()).to_pylist() == [
        "1 2",
        "1 3 4",
        None,
        "1 2",
    ]
    assert asked == [("1", "2"), ("1", "3 4"), ("", "2")]
    assert faults(sheet) == [(4, "lat", "", "lat is empty: expected a latitude")]


def test_rows_can_be_refused_and_noted_as_a_whole():
    """By a mask of Arrow, in which null is no, or of NumPy."""
    sheet = sheet_of(a=["1", "2", "3"])
    sheet.refuse_rows(pa.array([None, True, False]), "the end is before the beginning")
    sheet.note(np.array([False, True, True]), "rounded")
    sheet.note(np.array([False] * 3), "nothing")
    assert faults(sheet) == [(3, "", "", "the end is before the beginning")]
    assert [(note.row, note.rows, note.text) for note in sheet.notes] == [(3, 2, "rounded")]


# --- details and batches ------------------------------------------------------------------------


def test_details_are_the_filled_cells_by_their_labels():
    """In the order asked for; empty cells and missing columns are left out."""
    sheet = sheet_of(a=["1", "", "x" * 30], b=["2", "", ""])
    found = sheet.details({"b": "Bee", "none": "None", "a": "Ay"}, limit=10)
    assert found.type == EVENT_SCHEMA.field("details").type
    assert found.to_pylist() == [
        [{"name": "Bee", "value": "2"}, {"name": "Ay", "value": "1"}],
        [],
        [{"name": "Ay", "value": "x" * 9 + "…"}],
    ]
    assert sheet_of(a=["1"]).details({"none": "None"}).to_pylist() == [[]]
    assert sheet_of(a=[]).details({"a": "A"}).to_pylist() == []


def test_a_batch_has_the_rows_without_fault_and_counts_all():
    """Lines and versions are those of the rows kept; every row is an event or rejected."""
    sheet = sheet_of(id=["e1", "", "e3"], deaths=["1", "2", "x"])
    batch = sheet.batch(
        "mine",
        EVENT
        | {
            "source_id": sheet.text("id", 99, required=True),
            "fatalities_best": sheet.parsed("deaths", whole, pa.int32()),
            "tags": pa.array([["a"], None, None], pa.list_(pa.string())),
        },
        versions=pa.array([7, 8, 9]),
    )
    assert batch.events.schema.equals(EVENT_SCHEMA)
    batch.events.validate(full=True)
    assert batch.events.select(["source", "source_id", "fatalities_best", "tags"]).to_pylist() == [
        {"source": "mine", "source_id": "e1", "fatalities_best": 1, "tags": ["a"]}
    ]
    assert (batch.lines.to_pylist(), batch.versions.to_pylist()) == ([2], [7])
    assert [fault.row for fault in batch.rejected] == [3, 4]
    assert (batch.rows, batch.done) == (3, 0.5)


def test_what_a_reader_does_not_fill_is_not_known():
    """Numbers, places and times are null; words have their defaults; lists are empty."""
    (event,) = sheet_of(a=["1"]).batch("mine", EVENT | {"source_id": "1"}).events.to_pylist()
    for name in ("lon", "lat", "country", "fatalities_low", "fatalities_best", "retrieved_at"):
        assert event[name] is None
    assert (event["geo_precision"], event["reliability"], event["credibility"]) == (
        "none",
        "F",
        "6",
    )
    assert event["sources"] == event["actors"] == event["details"] == []


def test_a_null_in_a_column_that_has_none_becomes_its_default():
    """A summary that is not there is empty, a list without items too."""
    columns = {"summary": pa.array([None], pa.string()), "sources": pa.nulls(1)}
    (event,) = sheet_of(a=["1"]).batch("s", EVENT | {"source_id": "1"} | columns).events.to_pylist()
    assert (event["summary"], event["sources"]) == ("", [])


def test_an_empty_sheet_is_an_empty_batch():
    """As the end of a file may bring."""
    sheet = sheet_of(a=[])
    columns = {"source_id": sheet.text("a", 9, required=True)}
    columns["fatalities_best"] = sheet.parsed("a", whole, pa.int32(), required=True)
    columns["place"] = sheet.combined(["a"], str, pa.string())
    batch = sheet.batch("mine", EVENT | columns)
    assert (batch.events.num_rows, batch.rows, batch.rejected) == (0, 0, ())


def test_texts_side_by_side_leave_out_the_empty_ones():
    """A row in which all are empty is empty, and still a row."""
    first = pa.array(["a", None, None, "d"])
    second = pa.array(["b", "c", None, None])
    assert joined([first, second], "; ").to_pylist() == ["a; b", "c", "", "d"]


# --- any cells ----------------------------------------------------------------------------------

CELLS = st.text(
    st.one_of(
        st.sampled_from("a1 \t\n\r\x00\x1f\x7f\xa0\u2028\u202e\u200f\x01=é😀"), st.characters()
    ),
    max_size=12,
).map(lambda cell: cell.encode("utf-8", "replace").decode())


@settings(max_examples=300)
@given(st.lists(CELLS, min_size=1, max_size=8), st.integers(1, 8), st.booleans())
def test_any_text_comes_out_short_clean_and_in_its_row(cells, limit, lines):
    """No sign that cannot be seen is left; nothing is moved to another row."""
    sheet = sheet_of(a=cells)
    found = sheet.text("a", limit, lines=lines).to_pylist()
    assert len(found) == len(cells)
    for cell, text in zip(cells, found, strict=True):
        if text is None:
            assert all(unseen(sign) or sign.isspace() for sign in cell)
        else:
            assert 0 < len(text) <= limit
            assert not any(unseen(sign) and not (lines and sign == "\n") for sign in text)
            assert set(text) - set("…\n ") <= set(cell)
            assert text == text.strip()


@settings(max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_every_row_is_an_event_or_rejected(records):
    """Rows read are events and distinct rejected rows, whatever stands in the cells."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "deaths"])
    writer.writerows(records)

    def events(sheet) -> Batch:
        columns = {
            "source_id": sheet.text("id", 200, required=True),
            "fatalities_best": sheet.parsed("deaths", whole_small, pa.int32()),
            "place": sheet.combined(["id", "deaths"], lambda a, b: f"{a}{b}", pa.string()),
            "details": sheet.details({"deaths": "Deaths"}),
        }
        return sheet.batch("mine", EVENT | columns)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.getvalue().replace("\x00", "").encode())
        found = list(batches(open_table(path), events))
    taken = [line for batch in found for line in batch.lines.to_pylist()]
    rejected = {fault.row for batch in found for fault in batch.rejected}
    assert not rejected & set(taken)
    assert sum(batch.rows for batch in found) == len(taken) + len(rejected)
    assert sum(batch.events.num_rows for batch in found) == len(taken)
    for batch in found:
        assert not pc.any(pc.equal(batch.events["source_id"], "")).as_py()


def whole_small(value):
    """A whole number from 0 to 999."""
    if not (value.isascii() and value.isdecimal() and len(value) < 4):
        raise CellError("expected a whole number")
    return int(value)
