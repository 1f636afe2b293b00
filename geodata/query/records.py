"""Events with all their columns: the whole result, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.filters import Filters
from geodata.query.fetch import Values
from geodata.query.where import Selection, where
from geodata.schema import EVENT_SCHEMA
from geodata.store import EventStore
from geodata.store_open import stored_version

RECORD_SCHEMA: Final = EVENT_SCHEMA.append(
    pa.field("updated_at", pa.timestamp("us", tz="UTC"), nullable=False)
).append(pa.field("event_id", pa.string(), nullable=False))
"""``EVENT_SCHEMA`` with regions as located, then when the store last took a change of the event
(UTC), and its id in links, ``source:source_id``."""

ROWS_AT_ONCE: Final = 20_000

_COLUMNS: Final = ", ".join(
    "e.source || ':' || e.source_id AS event_id" if name == "event_id" else f"e.{name}"
    for name in RECORD_SCHEMA.names
)
_NUMBERS: Final = 1 << 32


class RecordPage(NamedTuple):
    """A part of the result in ``RECORD_SCHEMA``, newest start first, and how many events match
    in all; ``after`` continues it, empty at its end."""

    table: pa.Table
    total: int
    after: str


def records(
    store: EventStore, filters: Filters, *, size: int = ROWS_AT_ONCE
) -> Generator[pa.Table, None, None]:
    """All events that match, in the order of the list, at most ``size`` in a table.

    The tables are in ``RECORD_SCHEMA``; there is none when nothing matches. All are of the
    state in which the store is when the first is asked for, whatever is written meanwhile.
    Only the places of the events in the list, eight bytes each, are held for all at once.
    Closing the iterator before its end frees what it holds of the store.
    """
    with _snapshot(store, filters) as (con, selection):
        standings = _standings(con, selection)
        for start in range(0, len(standings), size):
            yield _rows(con, standings[start : start + size])


def record_page(store: EventStore, filters: Filters, limit: int, after: str = "") -> RecordPage:
    """The first ``limit`` events that match, or those that follow what the page before gave in
    ``after``; anything else there starts at the newest event, as in ``page``."""
    below: dict[str, Any] = {}
    if re.fullmatch(r"-?\d{1,18}", after):
        below = {"standing": int(after)}
    with _snapshot(store, filters) as (con, selection):
        ((total,),) = con.execute(
            f"SELECT count(*) FROM {selection.of('event')}", _plain(selection.binds())
        ).fetchall()
        standings = _standings(con, selection, limit + 1, **below)
        table = _rows(con, standings[:limit])
    more = len(standings) > limit
    return RecordPage(table, total, str(standings[limit - 1]) if more else "")


@contextmanager
def _snapshot(
    store: EventStore, filters: Filters
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Selection]]:
    """One state of the store, and what the filters select in it.

    Filters are looked up (words, actors, zones, data sets that show) on the cursor that the
    thread shares with every other query. A write in between would mix two states: then both
    are asked for again.
    """
    while True:
        with store.snapshot() as con:
            selection = where(store, filters)
            now = stored_version(store.cursor())
            if not stored_version(con) == now == store.version:
                continue
            for name, value in selection.binds().items():
                if isinstance(value, pa.Table):
                    con.register(name, value)
            yield con, selection
            return


def _plain(values: Values) -> dict[str, object]:
    """The values that are bound; tables among them are registered."""
    return {name: value for name, value in values.items() if not isinstance(value, pa.Table)}


def _standings(
    con: duckdb.DuckDBPyConnection,
    selection: Selection,
    limit: int | None = None,
    **below: int,
) -> npt.NDArray[np.int64]:
    """Where the events stand in the list, the highest first; with ``standing``, lower ones."""
    here = ["standing < $standing"] if below else []
    cut = "" if limit is None else f" LIMIT {limit:d}"
    found = con.execute(
        f"SELECT standing FROM {selection.of('event', *here)} ORDER BY standing DESC{cut}",
        _plain(selection.binds(**below)),
    ).fetchnumpy()
    return np.asarray(found["standing"], dtype=np.int64)


def _rows(con: duckdb.DuckDBPyConnection, standings: npt.NDArray[np.int64]) -> pa.Table:
    """The events with these standings, all columns, in this order."""
    numbers = (-standings % _NUMBERS).astype(np.int32)
    con.register("wanted", pa.table({"number": pa.array(numbers)}))
    # events mostly come in by their days: whole blocks of others need not be looked at
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    found = con.sql(
        f"SELECT {_COLUMNS} FROM event e WHERE e.number IN (SELECT number FROM wanted)"
        f" AND e.number BETWEEN {first:d} AND {last:d} ORDER BY e.standing DESC"
    ).to_arrow_table()
    con.unregister("wanted")
    return found.cast(RECORD_SCHEMA)
