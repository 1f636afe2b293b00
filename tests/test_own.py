"""An analyst's own events, put into the data folder."""

from __future__ import annotations

from pathlib import Path

from support.answers import reads

from geodata import query
from geodata.filters import Filters
from geodata.imports import data_folder
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Store

HEADER = "id,date_start,event_type,title,actors,place,lon,lat,geo_precision\n"
GOOD = "a,2025-07-01,protest,People gather in Daraa,Civilians|initiator,Daraa,36.102,32.619,town\n"
BAD = "b,1 July,protest,People gather again,,,,,\n"


def test_own_events_stand_beside_the_bundled_ones(tmp_path: Path):
    """A file in the data folder becomes a data set; the bundled events stay as they are."""
    (tmp_path / "events.csv").write_text(HEADER + GOOD, encoding="utf-8")
    store = Store.open(None)
    store.put_dataset(LEVANT)
    store.upsert(read_bundled().events)
    assert list(data_folder.load(store, tmp_path)) == []
    assert reads(store, query.totals, Filters()).by_source == (
        ("Levant curated set", 130),
        ("Own events", 1),
    )
    event = reads(store, query.event, "own:a")
    assert event is not None
    assert event.admin1 == "SYR-Daraa"


def test_a_row_that_is_not_taken_is_named(tmp_path: Path):
    """A bad date is refused with its line and column, and the good row is there."""
    (tmp_path / "events.csv").write_text(HEADER + GOOD + BAD, encoding="utf-8")
    store = Store.open(None)
    rejected = list(data_folder.load(store, tmp_path))
    assert [(row.file, row.row, row.column) for row in rejected] == [
        ("events.csv", 3, "date_start")
    ]
    assert "1 July" in rejected[0].value + rejected[0].reason
    assert reads(store, query.totals, Filters()).events == 1


def test_an_edited_row_is_brought_up_to_date_and_keeps_its_earlier_value(tmp_path: Path):
    """A corrected title replaces the old one, which is kept as a revision."""
    file = tmp_path / "events.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    store = Store.open(None)
    assert list(data_folder.load(store, tmp_path)) == []
    file.write_text(HEADER + GOOD.replace("gather", "march"), encoding="utf-8")
    assert list(data_folder.load(store, tmp_path)) == []
    event = reads(store, query.event, "own:a")
    assert event is not None
    assert event.row.title == "People march in Daraa"
    assert [(change.column, change.old) for change in event.revisions] == [
        ("title", "People gather in Daraa")
    ]


def test_a_folder_without_events_changes_nothing(tmp_path: Path):
    """No file, no data set."""
    store = Store.open(None)
    assert list(data_folder.load(store, tmp_path)) == []
    assert store.datasets() == ()


def test_a_row_taken_out_of_the_file_leaves_every_view(tmp_path: Path):
    """What the file no longer has is removed, even when nothing is left of its days."""
    file = tmp_path / "events.csv"
    other = GOOD.replace("a,2025-07-01", "z,2025-07-02")
    file.write_text(HEADER + GOOD + other, encoding="utf-8")
    store = Store.open(None)
    assert list(data_folder.load(store, tmp_path)) == []
    assert reads(store, query.totals, Filters()).events == 2
    file.write_text(HEADER + GOOD, encoding="utf-8")
    assert list(data_folder.load(store, tmp_path)) == []
    assert reads(store, query.totals, Filters()).events == 1


def test_an_unchanged_file_is_not_written_again(tmp_path: Path):
    """A restart changes nothing, and still names the rows that were not taken."""
    (tmp_path / "events.csv").write_text(HEADER + GOOD + BAD, encoding="utf-8")
    store = Store.open(None)
    first = list(data_folder.load(store, tmp_path))
    version = store.version
    assert list(data_folder.load(store, tmp_path)) == first
    assert store.version == version
