"""Events with all their columns: complete, in order, and of one state of the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from support.answers import all_records, reads
from support.random_filters import filters, many

from geodata import query
from geodata.event_results import EventDetail
from geodata.filters import Filters
from geodata.imports.bundled import LEVANT, read_bundled
from geodata.schema import EVENT_SCHEMA
from geodata.store import Store

ALL = Filters()


@pytest.fixture
def own() -> Iterator[Store]:
    """Return a store with the bundled events that a test may write to."""
    with Store.open(None) as store:
        store.put_dataset(LEVANT)
        store.upsert(read_bundled().events)
        yield store


def event(source_id: str) -> pa.Table:
    """An event of a data set of its own."""
    column = pa.array([source_id])
    return read_bundled().events.slice(0, 1).set_column(1, EVENT_SCHEMA.field(1), column)


def ids(tables: list[pa.Table]) -> list[str]:
    """The ids of the events, in order."""
    return [one for table in tables for one in table.column("event_id").to_pylist()]


def same_as(row: dict[str, object], detail: EventDetail) -> None:
    """See that a record says what the event's page says."""
    line = detail.row
    for name in ("date_start", "date_end", "date_precision", "event_type", "title", "source"):
        assert row[name] == getattr(line, name)
    for name in ("geo_precision", "fatalities_low", "fatalities_best", "fatalities_high"):
        assert row[name] == getattr(line, name)
    for name in ("place", "country", "reliability", "credibility"):
        assert (row[name] or "") == getattr(line, name)
    for name in ("summary", "lon", "lat", "updated_at"):
        assert row[name] == getattr(detail, name)
    for name in ("sub_type", "admin1"):
        assert (row[name] or "") == getattr(detail, name)
    for name in ("zones", "about", "storylines", "tags"):
        assert tuple(row[name]) == getattr(detail, name)
    assert [tuple(one.values()) for one in row["actors"]] == list(detail.actors)
    assert [tuple(one.values()) for one in row["details"]] == list(detail.details)
    assert [tuple(part or "" for part in one.values()) for one in row["sources"]] == [
        tuple(part or "" for part in one) for one in detail.sources
    ]


def test_every_record_is_the_whole_event(store: Store):
    """All bundled events, each as its own page has it, with what is unknown left null."""
    rows = [row for table in all_records(store, ALL) for row in table.to_pylist()]
    assert len(rows) == 130
    for row in rows:
        detail = reads(store, query.event, row["event_id"])
        assert detail is not None
        same_as(row, detail)


def test_records_are_the_events_as_read_with_their_regions(store: Store):
    """Nothing but country, admin-1 and zones differs from what the reader gave."""
    given = {row["source_id"]: row for row in read_bundled().events.to_pylist()}
    for table in all_records(store, ALL, size=7):
        assert table.schema.equals(query.RECORD_SCHEMA)
        assert table.num_rows <= 7
        for row in table.select(EVENT_SCHEMA.names).to_pylist():
            found = {"country", "admin1", "zones"}
            read = given.pop(row["source_id"])
            assert {k: row[k] for k in row if k not in found} == {
                k: read[k] for k in read if k not in found
            }
    assert given == {}


@many
@given(chosen=filters())
def test_records_are_those_of_the_list_in_its_order(
    either_store: Store,
    chosen: Filters,
):
    """Whatever the filters are, whole or page by page."""
    listed = [row.event_id for row in reads(either_store, query.page, chosen, limit=200).rows]
    assert ids(all_records(either_store, chosen, size=13)) == listed
    after, paged = "", []
    while True:
        page = reads(either_store, query.record_page, chosen, 17, after)
        assert page.total == len(listed)
        paged.append(page.table)
        after = page.after
        if not after:
            break
    assert ids(paged) == listed


def test_a_page_begins_anew_after_nonsense(store: Store):
    """As the list does: what is no cursor starts at the newest event."""
    first = reads(store, query.record_page, ALL, 3)
    assert reads(store, query.record_page, ALL, 3, "1; DROP TABLE event").table.equals(first.table)
    assert (
        reads(store, query.record_page, ALL, 3).after
        == reads(store, query.page, ALL, limit=3).after
    )


def test_records_are_of_one_state_while_a_feed_writes(own: Store):
    """What is added, revised or hidden after the first part is not in the later ones, and
    other queries of the same thread see it at once."""
    before = ids(all_records(own, ALL))
    with own.read() as db:
        parts = query.records(db, ALL, size=20)
        found = [next(parts)]
        old = read_bundled().events.slice(0, 40)
        title = old.schema.get_field_index("title")
        revised = old.set_column(
            title, "title", pc.binary_join_element_wise(old["title"], "x", " ")
        )
        own.upsert(pa.concat_tables([revised.cast(EVENT_SCHEMA), event(source_id="new")]))
        own.show(LEVANT.key, hidden=True)
        assert reads(own, query.totals, ALL).events == 0
        found += list(parts)
    assert ids(found) == before
    assert not any(title.endswith(" x") for t in found for title in t["title"].to_pylist())


def test_a_snapshot_lets_go_of_the_store(own: Store):
    """What was read before a write is closed when it is done, not when someone collects it."""
    with own.read() as db:
        next(query.records(db, replace(ALL, text="israel"), size=2))
        own.upsert(event(source_id="new"))
        connection = db.connection
        assert connection.execute("SELECT count(*) FROM event").fetchall() == [(130,)]
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


def test_records_are_right_while_writes_go_on(own: Store):
    """Each reading holds whole batches of the writer: none is seen half."""
    stop = threading.Event()

    def write() -> None:
        for number in range(200):
            if stop.is_set():
                return
            own.upsert(pa.concat_tables([event(source_id=f"{number}-{part}") for part in range(5)]))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(10):
            count = len(ids(all_records(own, replace(ALL, types=("protest", "battle")))))
            whole = len(ids(all_records(own, ALL, size=50)))
            assert (whole - 130) % 5 == 0
            assert count <= whole
    finally:
        stop.set()
        writer.join()
