"""Whole files in the store: what is new, revised and gone; hidden and deleted data sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from geodata import query
from geodata.bundled import LEVANT, read_bundled
from geodata.filters import Filters
from geodata.schema import EVENT_SCHEMA, Dataset
from geodata.store import EventStore, Load, StoreError
from geodata.store_schema import FORMAT

OURS = Dataset("ours", "Our table", "table", "CC BY 4.0", "Us", terms="Ask first.")
JULY = date(2025, 7, 1)


@pytest.fixture
def own() -> Iterator[EventStore]:
    """Return a store in memory that holds the bundled set."""
    with EventStore.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


def events(*rows: dict[str, Any], source: str = "ours") -> pa.Table:
    """Protests in Daraa, with changes."""
    plain = {
        "source": source,
        "date_start": JULY,
        "date_end": JULY,
        "date_precision": "day",
        "event_type": "protest",
        "title": "People gather",
        "summary": "",
        "actors": [{"name": "Civilians", "role": "initiator"}],
        "place": "Daraa",
        "lon": 36.102,
        "lat": 32.619,
        "geo_precision": "town",
        "zones": [],
        "about": [],
        "reliability": "F",
        "credibility": "6",
        "storylines": ["Daraa"],
        "tags": [],
        "details": [{"name": "Our column", "value": "kept"}],
        "sources": [],
    }
    return pa.Table.from_pylist([plain | row for row in rows], schema=EVENT_SCHEMA)


def take(store: EventStore, *batches: pa.Table, missing: str = "days", **said: Any) -> Any:
    """Load batches as the file of our data set."""
    return store.load(Load(OURS, missing=missing, **said), batches)


def titles(store: EventStore, filters: Filters | None = None) -> list[str]:
    """The titles in the list of our data set."""
    rows = query.page(store, filters or Filters(datasets=("ours",))).rows
    return sorted(row.title for row in rows)


def test_a_file_in_parts_is_one_import(own: EventStore):
    """Two batches count as one, and the data set knows its file."""
    at = datetime(2025, 8, 1, tzinfo=UTC)
    done = take(
        own,
        events({"source_id": "a"}),
        events({"source_id": "b"}),
        file="ours.csv",
        sha256="f" * 64,
        retrieved_at=at,
        taken=2,
        rejected=1,
    )
    assert (done.added, done.revised, done.removed, done.unchanged) == (2, 0, 0, 0)
    stored = next(one for one in own.datasets() if one.dataset == OURS)
    assert (stored.events, stored.taken, stored.rejected) == (2, 2, 1)
    assert (stored.file, stored.sha256, stored.retrieved_at) == ("ours.csv", "f" * 64, at)
    assert query.count(own, Filters()) == 132


def test_details_are_kept_as_the_source_puts_them(own: EventStore):
    """What no column of ours holds is on the event's page."""
    take(own, events({"source_id": "a"}))
    event = query.event(own, "ours:a")
    assert event is not None
    assert event.details == (("Our column", "kept"),)


def test_a_newer_file_adds_revises_and_removes(own: EventStore):
    """Events that the file no longer has are in no answer; their page says so."""
    take(own, events({"source_id": "a"}, {"source_id": "b"}, {"source_id": "c"}))
    done = take(
        own,
        events(
            {"source_id": "a"},
            {"source_id": "b", "title": "People march"},
            {"source_id": "d", "title": "People sing"},
        ),
    )
    assert (done.added, done.revised, done.removed, done.unchanged) == (1, 1, 1, 1)
    assert titles(own) == ["People gather", "People march", "People sing"]
    gone = query.event(own, "ours:c")
    assert gone is not None
    assert gone.removed
    assert query.count(own, Filters()) == 133
    totals = query.totals(own, Filters(storylines=("Daraa",)))
    assert totals.events == sum(totals.by_group) == 3
    assert query.facets(own, Filters()).datasets[-1].total == 3
    related = query.related(own, "ours:a")[0]
    assert related.before_total + related.after_total == 2


def test_what_a_file_says_nothing_about_stays(own: EventStore):
    """A file of July does not remove the events of June, nor those of another data set."""
    june = {"source_id": "june", "date_start": date(2025, 6, 1), "date_end": date(2025, 6, 1)}
    take(own, events(june, {"source_id": "a"}))
    assert take(own, events({"source_id": "b"})).removed == 1
    assert query.event(own, "ours:june").removed is False  # type: ignore[union-attr]
    assert take(own, events({"source_id": "c"}), missing="keep").removed == 0
    assert len(titles(own)) == 3
    assert take(own, events({"source_id": "c"}), missing="all").removed == 2


def test_an_event_that_comes_back_shows_again(own: EventStore):
    """A removed event that a later file has again is in every answer, with its story."""
    take(own, events({"source_id": "a"}, {"source_id": "b"}))
    take(own, events({"source_id": "a"}))
    assert len(titles(own)) == 1
    done = take(own, events({"source_id": "a"}, {"source_id": "b"}))
    assert (done.revised, done.unchanged) == (1, 1)
    back = query.event(own, "ours:b")
    assert back is not None
    assert not back.removed
    assert [(one.column, one.old, one.new) for one in back.revisions] == [
        ("removed", "removed", "")
    ]
    assert len(titles(own)) == 2


def test_replaced_values_are_kept_as_a_person_would_write_them(own: EventStore):
    """Numbers, days, lists and emptiness among the earlier values."""
    take(own, events({"source_id": "a", "fatalities_best": 3}))
    take(
        own,
        events(
            {
                "source_id": "a",
                "fatalities_best": None,
                "date_end": date(2025, 7, 2),
                "actors": [{"name": "Israel", "role": "party"}],
                "lon": 36.11,
            }
        ),
    )
    event = query.event(own, "ours:a")
    assert event is not None
    assert {one.column: (one.old, one.new) for one in event.revisions} == {
        "fatalities_best": ("3", ""),
        "date_end": ("2025-07-01", "2025-07-02"),
        "actors": ("Civilians (initiator)", "Israel (party)"),
        "lon": ("36.102", "36.11"),
    }


def test_a_hidden_data_set_is_in_no_answer(own: EventStore):
    """Hiding and deleting take the events out of every count; showing brings them back."""
    take(own, events({"source_id": "a"}))
    for gone, back in (
        ({"hidden": True}, {"hidden": False}),
        ({"deleted": True}, {"deleted": False}),
    ):
        own.show("ours", **gone)
        assert query.count(own, Filters()) == 130
        assert query.totals(own, Filters()).all_events == 130
        assert [value.key for value in query.facets(own, Filters()).datasets] == ["levant"]
        assert query.count(own, Filters(text="gather Daraa")) == 0
        own.show("ours", **back)
        assert query.count(own, Filters()) == 131


def test_a_purged_data_set_leaves_nothing(own: EventStore):
    """What was deleted goes for good, with every trace, and only that."""
    take(own, events({"source_id": "a"}))
    take(own, events({"source_id": "a", "title": "People march"}))
    own.show("ours", deleted=True)
    own.purge()
    assert [one.dataset for one in own.datasets()] == [LEVANT]
    con = own.cursor()
    for table in ("event", "event_actor", "citation", "revision", "change", "import"):
        column = "source" if table in {"event", "import"} else "number"
        known = "('levant')" if column == "source" else "(SELECT number FROM event)"
        found = con.execute(f"SELECT count(*) FROM {table} WHERE {column} NOT IN {known}")  # noqa: S608 - our own names
        assert found.fetchall() == [(0,)], table
    assert query.count(own, Filters()) == 130
    own.purge()


def test_a_file_that_breaks_off_changes_nothing(own: EventStore):
    """Trouble in the second part leaves the store as it was before the first."""
    version = own.version

    def broken() -> Iterator[pa.Table]:
        yield events({"source_id": "a"})
        raise ValueError("the disk is gone")

    with pytest.raises(StoreError, match="the disk is gone"):
        own.load(Load(OURS), broken())
    assert own.version == version
    assert [one.dataset for one in own.datasets()] == [LEVANT]
    assert query.count(own, Filters()) == 130


def test_a_store_of_the_format_before_is_taken_over(tmp_path: Path):
    """An older store keeps its events; what it had no place for is empty."""
    path = tmp_path / "old.duckdb"
    with EventStore.open(path) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
    with duckdb.connect(path) as con:
        for table in ("import", "change", "duplicate", "zone", "zone_spot", "mapping"):
            con.execute(f"DROP TABLE {table}")
        con.execute("ALTER TABLE dataset DROP COLUMN retrieved_at")
        con.execute("ALTER TABLE dataset RENAME read_at TO retrieved_at")
        for column in ("terms", "taken", "rejected", "file", "sha256", "hidden", "deleted"):
            con.execute(f"ALTER TABLE dataset DROP COLUMN {column}")
        con.execute("ALTER TABLE profile DROP COLUMN removed")
        con.execute("ALTER TABLE event DROP COLUMN details")
        con.execute("ALTER TABLE revision DROP COLUMN import")
        con.execute("UPDATE meta SET content = '2' WHERE name = 'format'")
    with EventStore.open(path) as store:
        assert query.count(store, Filters()) == 130
        assert [one.dataset for one in store.datasets()] == [LEVANT]
        assert take(store, events({"source_id": "a"})).added == 1
        con = store.cursor()
        assert con.execute("SELECT content FROM meta WHERE name = 'format'").fetchall() == [
            (FORMAT,)
        ]
