"""Whole files in the store: what is new, revised and gone; hidden and deleted data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from support.answers import reads, sql
from support.protests import OURS, events

from geodata import query
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.store import Load, Store, StoreError
from geodata.store.tables import FORMAT


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store in memory that holds the bundled set."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


def take(store: Store, *batches: pa.Table, missing: str = "days", **said: Any) -> Any:
    """Load batches as the file of our data set."""
    return store.load(Load(OURS, missing=missing, **said), batches)


def titles(store: Store, filters: Filters | None = None) -> list[str]:
    """The titles in the list of our data set."""
    rows = reads(store, query.page, filters or Filters(datasets=("ours",))).rows
    return sorted(row.title for row in rows)


def test_a_file_in_parts_is_one_import(own: Store):
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
    assert reads(own, query.count, Filters()) == 132


def test_what_comes_in_after_the_clock_was_set_back_is_new(
    own: Store, monkeypatch: pytest.MonkeyPatch
):
    """An hour back, and it still came in since the last import; a clock that was a year ahead
    does not stay in force."""

    def at(moment: datetime) -> datetime:
        monkeypatch.setattr("geodata.store.store._now", lambda: moment.replace(tzinfo=None))
        return moment

    noon = at(datetime(2030, 8, 1, 12, tzinfo=UTC))
    take(own, events({"source_id": "a"}), missing="keep")
    at(noon - timedelta(hours=1))
    take(own, events({"source_id": "b"}), missing="keep")
    assert titles(own, Filters(added_since=noon)) == ["People gather"] * 2
    at(datetime(2031, 8, 1, tzinfo=UTC))
    take(own, events({"source_id": "c"}), missing="keep")
    at(noon)
    take(own, events({"source_id": "d"}), missing="keep")
    ((last,),) = sql(own, "SELECT max_by(done_at, import) FROM import")
    assert last == noon.replace(tzinfo=None)


def test_details_are_kept_as_the_source_puts_them(own: Store):
    """What no column of ours holds is on the event's page."""
    take(own, events({"source_id": "a"}))
    event = reads(own, query.event, "ours:a")
    assert event is not None
    assert event.details == (("Our column", "kept"),)


def test_a_newer_file_adds_revises_and_removes(own: Store):
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
    gone = reads(own, query.event, "ours:c")
    assert gone is not None
    assert gone.removed
    assert reads(own, query.count, Filters()) == 133
    totals = reads(own, query.totals, Filters(storylines=("Daraa",)))
    assert totals.events == sum(totals.by_group) == 3
    assert reads(own, query.facets, Filters())["datasets"][-1].total == 3
    related = reads(own, query.related, "ours:a")[0]
    assert related.before_total + related.after_total == 2


def test_what_a_file_says_nothing_about_stays(own: Store):
    """A file of July does not remove the events of June, nor those of another data set."""
    june = {"source_id": "june", "date_start": date(2025, 6, 1), "date_end": date(2025, 6, 1)}
    take(own, events(june, {"source_id": "a"}))
    assert take(own, events({"source_id": "b"})).removed == 1
    assert reads(own, query.event, "ours:june").removed is False  # type: ignore[union-attr]
    assert take(own, events({"source_id": "c"}), missing="keep").removed == 0
    assert len(titles(own)) == 3
    assert take(own, events({"source_id": "c"}), missing="all").removed == 2


def test_an_event_that_comes_back_shows_again(own: Store):
    """A removed event that a later file has again is in every answer, with its story."""
    take(own, events({"source_id": "a"}, {"source_id": "b"}))
    take(own, events({"source_id": "a"}))
    assert len(titles(own)) == 1
    done = take(own, events({"source_id": "a"}, {"source_id": "b"}))
    assert (done.revised, done.unchanged) == (1, 1)
    back = reads(own, query.event, "ours:b")
    assert back is not None
    assert not back.removed
    assert [(one.column, one.old, one.new) for one in back.revisions] == [
        ("removed", "removed", "")
    ]
    assert len(titles(own)) == 2


def test_replaced_values_are_kept_as_a_person_would_write_them(own: Store):
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
    event = reads(own, query.event, "ours:a")
    assert event is not None
    assert {one.column: (one.old, one.new) for one in event.revisions} == {
        "fatalities_best": ("3", ""),
        "date_end": ("2025-07-01", "2025-07-02"),
        "actors": ("Civilians (initiator)", "Israel (party)"),
        "lon": ("36.102", "36.11"),
    }


def test_a_hidden_data_set_is_in_no_answer(own: Store):
    """Hiding and deleting take the events out of every count; showing brings them back."""
    take(own, events({"source_id": "a"}))
    for gone, back in (
        ({"hidden": True}, {"hidden": False}),
        ({"deleted": True}, {"deleted": False}),
    ):
        own.show("ours", **gone)
        assert reads(own, query.count, Filters()) == 130
        assert reads(own, query.totals, Filters()).all_events == 130
        assert [value.key for value in reads(own, query.facets, Filters())["datasets"]] == [
            "levant"
        ]
        assert reads(own, query.count, Filters(text="gather Daraa")) == 0
        own.show("ours", **back)
        assert reads(own, query.count, Filters()) == 131


def test_a_purged_data_set_leaves_nothing(own: Store):
    """What was deleted goes for good, with every trace, and only that."""
    take(own, events({"source_id": "a"}))
    take(own, events({"source_id": "a", "title": "People march"}))
    own.show("ours", deleted=True)
    own.purge()
    assert [one.dataset for one in own.datasets()] == [LEVANT]
    for table in ("event", "event_actor", "citation", "revision", "change", "import"):
        column = "source" if table in {"event", "import"} else "number"
        known = "('levant')" if column == "source" else "(SELECT number FROM event)"
        left = f"SELECT count(*) FROM {table} WHERE {column} NOT IN {known}"  # noqa: S608 - our own names
        assert sql(own, left) == [(0,)], table
    assert reads(own, query.count, Filters()) == 130
    own.purge()


def test_a_file_that_breaks_off_changes_nothing(own: Store):
    """Trouble in the second part leaves the store as it was before the first."""
    version = own.version

    def broken() -> Iterator[pa.Table]:
        yield events({"source_id": "a"})
        raise ValueError("the disk is gone")

    with pytest.raises(StoreError, match="the disk is gone"):
        own.load(Load(OURS), broken())
    assert own.version == version
    assert [one.dataset for one in own.datasets()] == [LEVANT]
    assert reads(own, query.count, Filters()) == 130


def test_a_value_that_moves_to_another_list_is_a_change(own: Store):
    """What an event is about is another thing than the zone it lies in; a file of many rows
    is compared like one of few."""
    for number, taken in enumerate((1, 1_000_000)):
        other, name = ("about", "zones") if number else ("zones", "about")
        take(own, events({"source_id": "a", name: ["SYR"], other: []}))
        done = take(own, events({"source_id": "a", name: [], other: ["SYR"]}), taken=taken)
        assert (done.revised, done.unchanged) == (1, 0)
        done = take(own, events({"source_id": "a", name: [], other: ["SYR"]}), taken=taken)
        assert (done.revised, done.unchanged) == (0, 1)


def test_an_event_stands_in_one_part_of_a_file_only(own: Store):
    """Otherwise the file is refused, and the store is as it was."""
    with pytest.raises(StoreError, match="more than once"):
        take(own, events({"source_id": "a"}), events({"source_id": "a"}))
    assert reads(own, query.count, Filters()) == 130


def test_removed_events_are_no_longer_counted_for_their_data_set(own: Store):
    """Neither those that a file has no more, nor those that their publisher deleted."""
    take(own, events({"source_id": "a"}, {"source_id": "b"}, {"source_id": "c"}))
    take(own, events({"source_id": "a"}, {"source_id": "b"}))
    take(own, gone=("b",))
    assert next(one.events for one in own.datasets() if one.dataset == OURS) == 1


def to_format_5(con: duckdb.DuckDBPyConnection) -> None:
    """Take out the divisions of countries that were not divided."""
    con.execute(
        "UPDATE event SET admin1 = NULL WHERE country IN"
        " (SELECT country FROM event WHERE admin1 NOT LIKE country || '-%')"
    )
    con.execute("UPDATE meta SET content = '5' WHERE name = 'format'")


def to_format_4(con: duckdb.DuckDBPyConnection) -> None:
    """Take out who takes part, and the numbers that sources state themselves."""
    to_format_5(con)
    con.execute("ALTER TABLE event_actor DROP COLUMN participant")
    con.execute("ALTER TABLE event_pair DROP COLUMN participants")
    for name in ("fatalities_low", "fatalities_high"):
        con.execute(f"ALTER TABLE event DROP COLUMN sources.element.{name}")
    con.execute("UPDATE meta SET content = '4' WHERE name = 'format'")


def to_format_3(con: duckdb.DuckDBPyConnection) -> None:
    """Give tables and columns the names that they had."""
    to_format_4(con)
    for table in ("location", "zone_location", "event", "event_actor", "event_pair", "citation"):
        con.execute(f"ALTER TABLE {table} RENAME location TO spot")
    con.execute("ALTER TABLE location RENAME TO spot")
    con.execute("ALTER TABLE zone_location RENAME TO zone_spot")
    con.execute("ALTER TABLE event RENAME sort_key TO standing")
    for table in ("pair", "event_pair"):
        con.execute(f"ALTER TABLE {table} RENAME is_frequent TO often")
    con.execute("UPDATE meta SET content = '3' WHERE name = 'format'")


def to_format_2(con: duckdb.DuckDBPyConnection) -> None:
    """Take out what was not there."""
    to_format_3(con)
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


@pytest.mark.parametrize("older", [to_format_2, to_format_3, to_format_4, to_format_5])
def test_a_store_of_an_older_format_is_taken_over(
    tmp_path: Path, older: Callable[[duckdb.DuckDBPyConnection], None]
):
    """It keeps its events, in the same order and the same places; what it had no place for is
    empty, and more can be added."""
    path = tmp_path / "old.duckdb"
    taking_part = Filters(participants_only=True)
    with Store.open(path) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        before = [reads(store, query.page, Filters()), reads(store, query.places, Filters())]
        pairs = reads(store, query.dyads, taking_part, 500)
    with duckdb.connect(path) as con:
        older(con)
    with Store.open(path) as store:
        after = [reads(store, query.page, Filters()), reads(store, query.places, Filters())]
        assert after == before
        assert after[0].total == 130
        assert reads(store, query.dyads, taking_part, 500) == pairs
        assert [one.dataset for one in store.datasets()] == [LEVANT]
        assert take(store, events({"source_id": "a"})).added == 1
        assert sql(store, "SELECT content FROM meta WHERE name = 'format'") == [(FORMAT,)]


def of_format_5(**given: Any) -> dict[str, Any]:
    """An event of Myanmar as it was kept before countries were divided; details by label."""
    details = [{"name": name, "value": value} for name, value in given.pop("said").items()]
    return {"country": "MMR", "details": details} | given


NOWHERE = {"geo_precision": "country", "lon": None, "lat": None}


def test_events_of_an_older_store_are_put_into_their_regions(tmp_path: Path):
    """Those with a point are found anew, those known to a region by what their source called it;
    nobody has to import them again. What the boundaries do not have stays with its country."""
    path = tmp_path / "old.duckdb"
    vague = {"geo_precision": "admin1", "lon": 97.9, "lat": 21.5}
    town = {"lon": 97.04, "lat": 20.78, "said": {}}
    acled = NOWHERE | {"said": {"First-level region": "Kachin"}}
    gdelt = NOWHERE | {"place": "Rakhine State, Burma"}
    gdelt |= {"said": {"Place matched with": "a state or province"}}
    whole = NOWHERE | {"place": "Shan, Burma", "said": {"Place matched with": "a country"}}
    with Store.open(path) as store:
        take(
            store,
            events(
                {"source_id": "town"} | of_format_5(**town),
                {"source_id": "ucdp"}
                | of_format_5(**vague, said={"First-order area": "Shan state"}),
                {"source_id": "unknown"}
                | of_format_5(**vague, said={"First-order area": "Naypyidaw Union territory"}),
                {"source_id": "acled"} | of_format_5(**acled),
                {"source_id": "gdelt"} | of_format_5(**gdelt),
                {"source_id": "whole"} | of_format_5(**whole),
            ),
        )
    with duckdb.connect(path) as con:
        con.execute("UPDATE event SET admin1 = NULL")
        con.execute("UPDATE meta SET content = '5' WHERE name = 'format'")
    with Store.open(path) as store:
        found = sql(store, "SELECT source_id, admin1, geo_precision, place_key FROM event")
        places = {name: rest for name, *rest in found}
        assert places.pop("town")[:2] == ["MM-17", "town"]
        assert places == {
            "ucdp": ["MM-17", "admin1", "MM-17"],
            "acled": ["MM-11", "admin1", "MM-11"],
            "gdelt": ["MM-16", "admin1", "MM-16"],
            "unknown": [None, "country", ""],
            "whole": [None, "country", ""],
        }
        assert reads(store, query.count, Filters(regions=("MM-17",))) == 2
        assert reads(store, query.count, Filters(regions=("MMR",))) == 6
