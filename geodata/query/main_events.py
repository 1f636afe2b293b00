"""The events that say most about a choice of events."""

from __future__ import annotations

from itertools import chain, islice, zip_longest
from typing import Final

from geodata.event_results import EventRow
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.events import event_rows
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.store import Snapshot

_DEATHS: Final = "coalesce(fatalities_best, fatalities_high, fatalities_low)"
_ORDERS: Final = (
    ("TRUE", "source_count"),
    # what an aggregate states is the sum of other events
    (f"{_DEATHS} > 0 AND NOT aggregate", _DEATHS),
)
"""Which events may be in an order, and what puts the highest first."""


@cached
def main_events(db: Snapshot, filters: Filters, limit: int) -> tuple[EventRow, ...]:
    """The events with most sources and those with most reported deaths, in turn, of equal ones
    the newest: first the one with most sources, then the deadliest, then the second of each."""
    selection = where(db, filters)
    orders = (
        fetch(
            db,
            f"SELECT source || ':' || source_id, sort_key FROM {selection.of('event', test)}"
            f" ORDER BY {highest} DESC, sort_key DESC LIMIT $limit",
            selection.binds(limit=limit),
        )
        for test, highest in _ORDERS
    )
    in_turn = [one for one in chain.from_iterable(zip_longest(*orders)) if one]
    chosen = dict(islice(dict(in_turn).items(), limit))
    rows = {row.event_id: row for row in event_rows(db, list(chosen.values()))}
    return tuple(rows[event_id] for event_id in chosen)
