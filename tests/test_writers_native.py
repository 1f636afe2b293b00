"""What the native reader takes of files that Watchline has written and people have edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.answers import all_records
from support.command_line import Desk
from support.native_files import EVENT, SOURCE, only_fault, read
from support.table_files import as_rows, saved

from geodata.filters import Filters
from geodata.imports import files
from geodata.readers.marks import escaped, parted, unescaped, unguarded
from geodata.store import Store


def test_apostrophes_before_formulas_are_no_part_of_words():
    """Only where they stand for a spreadsheet's sake; all others stay."""
    given_title = "'=1+1"
    taken, _ = read([EVENT | {"title": given_title, "place": "'Atil", "summary": "a;'-b '=c"}])
    assert (taken[0]["title"], taken[0]["place"]) == ("=1+1", "'Atil")
    assert taken[0]["summary"] == "a;-b '=c"
    assert unguarded("''=x") == "'=x"


def test_negative_degrees_are_read_as_they_are():
    """They need no apostrophe, and one does no harm."""
    for lon in ("-73.96811", "'-73.96811"):
        taken, rejected = read([EVENT | {"lon": lon, "lat": "40.75", "country": "USA"}])
        assert rejected == []
        assert taken[0]["lon"] == -73.96811


def test_semicolons_and_bars_inside_names_are_escaped():
    """A backslash before anything else is a backslash."""
    taken, rejected = read([EVENT | {"actors": r"A\;B|target;C\|D\\;E:\x", "tags": r"a\;b;c"}])
    assert rejected == []
    assert [tuple(actor.values()) for actor in taken[0]["actors"]] == [
        ("A;B", "target"),
        ("C|D\\", "party"),
        (r"E:\x", "party"),
    ]
    assert taken[0]["tags"] == ["a;b", "c"]


@given(st.lists(st.text(st.sampled_from(";|\\ab"), min_size=1), min_size=1))
def test_escaped_items_come_apart_where_they_were_joined(items: list[str]):
    """Whatever signs they hold."""
    for separator in ";|":
        joined = separator.join(map(escaped, items))
        assert list(map(unescaped, parted(joined, separator))) == items


def test_sources_may_stand_with_their_event():
    """Parts at the end may be left out; those of sources.csv come after them."""
    cell = "Example Daily|https://example.org/x|2025-07-16|en|A title;Radio"
    taken, rejected = read([EVENT | {"sources": cell}], [SOURCE])
    assert rejected == []
    first, second, third = taken[0]["sources"]
    assert (first["publisher"], first["title"], first["note"]) == ("Example Daily", "A title", None)
    assert (second["publisher"], second["url"]) == ("Radio", None)
    assert third["url"] == SOURCE["url"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Example|javascript:alert(1)", "begins with https:// or http://"),
        ("|https://example.org", "may not be empty"),
        ("Example||16 July", "expected a day"),
        ("a|https://example.org||||b|3|4|c", "more parts"),
        ("a|https://example.org||||b|4|3", "less than fatalities_low, 4"),
        ("a|https://example.org||||b|some", "expected a whole number"),
    ],
)
def test_a_faulty_source_in_a_cell_costs_only_itself(cell: str, said: str):
    """It is reported with the line and the column; the event and its other source are taken."""
    taken, rejected = read([EVENT | {"sources": f"{cell};Other|https://example.org/o"}])
    assert [one["publisher"] for one in taken[0]["sources"]] == ["Other"]
    assert [(fault.row, fault.column) for fault in rejected] == [(2, "sources")]
    assert said in rejected[0].reason


def test_a_report_may_be_off_the_web():
    """A source without an address is kept, and two of them are two."""
    sources = [SOURCE | {"url": "", "publisher": name} for name in ("Radio", "Leaflet")]
    taken, rejected = read([EVENT], sources)
    assert rejected == []
    assert [(one["publisher"], one["url"]) for one in taken[0]["sources"]] == [
        ("Radio", None),
        ("Leaflet", None),
    ]


def test_details_have_a_name_and_a_value():
    """Else the row is refused."""
    taken, _ = read([EVENT | {"details": "region|Middle East;code|;a\\|b|c"}])
    assert [tuple(one.values()) for one in taken[0]["details"]] == [
        ("region", "Middle East"),
        ("code", ""),
        ("a|b", "c"),
    ]
    assert "region|Middle East" in only_fault({"details": "region"}, "details").reason


def test_a_written_file_is_recognised_and_taken_in(store: Store, tmp_path: Path):
    """By the command that takes files, without a word on what it is."""
    desk = Desk(tmp_path)
    path = saved(store, tmp_path, "csv")
    assert files.identify(path).kind == files.NATIVE
    said = desk.run("import", path, "--name", "Copy")
    assert said.code == 0, said.err
    tables = all_records(store, Filters())
    expected = [row for table in tables for row in as_rows(table)]

    def rows(opened: Store) -> list[dict[str, object]]:
        copied = all_records(opened, Filters(datasets=("copy",)))
        return [row for table in copied for row in as_rows(table)]

    copied = desk.ask(rows)
    for row in (*expected, *copied):  # type: ignore[misc]
        del row["source"]
    assert copied == expected
