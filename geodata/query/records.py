"""Events with all their columns: the whole result, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.filters import Filters
from geodata.query.sql import fetch, fetch_columns
from geodata.query.where import Selection, where
from geodata.schema import EVENT_SCHEMA
from geodata.store import Snapshot

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


def records(db: Snapshot, filters: Filters, *, size: int = ROWS_AT_ONCE) -> Iterator[pa.Table]:
    """All events that match, in the order of the list, at most ``size`` in a table.

    The tables are in ``RECORD_SCHEMA``; there is none when nothing matches. Only the places of
    the events in the list, eight bytes each, are held for all at once.
    """
    selection = where(db, filters)
    sort_keys = _standings(db, selection)
    for start in range(0, len(sort_keys), size):
        yield _rows(db, sort_keys[start : start + size])


def record_page(db: Snapshot, filters: Filters, limit: int, after: str = "") -> RecordPage:
    """The first ``limit`` events that match, or those that follow what the page before gave in
    ``after``; anything else there starts at the newest event, as in ``page``."""
    below: dict[str, Any] = {}
    if re.fullmatch(r"-?\d{1,18}", after):
        below = {"sort_key": int(after)}
    selection = where(db, filters)
    ((total,),) = fetch(db, f"SELECT count(*) FROM {selection.of('event')}", selection.binds())
    sort_keys = _standings(db, selection, limit + 1, **below)
    table = _rows(db, sort_keys[:limit])
    more = len(sort_keys) > limit
    return RecordPage(table, total, str(sort_keys[limit - 1]) if more else "")


def _standings(
    db: Snapshot,
    selection: Selection,
    limit: int | None = None,
    **below: int,
) -> npt.NDArray[np.int64]:
    """Where the events stand in the list, the highest first; with ``sort_key``, lower ones."""
    here = ["sort_key < $sort_key"] if below else []
    cut = "" if limit is None else f" LIMIT {limit:d}"
    columns = fetch_columns(
        db,
        f"SELECT sort_key FROM {selection.of('event', *here)} ORDER BY sort_key DESC{cut}",
        selection.binds(**below),
    )
    return columns["sort_key"].astype(np.int64)


def _rows(db: Snapshot, sort_keys: npt.NDArray[np.int64]) -> pa.Table:
    """The events with these sort_keys, all columns, in this order."""
    numbers = (-sort_keys % _NUMBERS).astype(np.int32)
    con = db.connection
    con.register("wanted", pa.table({"number": pa.array(numbers)}))
    # events mostly come in by their days: whole blocks of others need not be looked at
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    table = con.sql(
        f"SELECT {_COLUMNS} FROM event e WHERE e.number IN (SELECT number FROM wanted)"
        f" AND e.number BETWEEN {first:d} AND {last:d} ORDER BY e.sort_key DESC"
    ).to_arrow_table()
    con.unregister("wanted")
    return table.cast(RECORD_SCHEMA)
