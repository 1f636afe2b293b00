"""The zones that people bring: those in force on some days, and those an event lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import pyarrow as pa

from geodata.query.fetch import fetch, fetch_columns
from geodata.query.kept import cached
from geodata.store import EventStore
from geodata.store_rows import event_key
from geodata.store_zones import AREA, StoredZone

IN_FORCE: Final = (
    "last_day >= coalesce(valid_from, last_day) AND first_day <= coalesce(valid_to, first_day)"
)
"""SQL of an event and a zone: it was in force on a day that the event may cover."""


@cached
def zones(
    store: EventStore, first: date | None = None, last: date | None = None
) -> tuple[StoredZone, ...]:
    """The zones that were in force on one of these days, both included."""
    return tuple(one for one in store.zones() if one.overlaps(first, last))


@cached
def areas(store: EventStore) -> Mapping[str, tuple[StoredZone, ...]]:
    """The zones that something can lie in, by key."""
    found: defaultdict[str, list[StoredZone]] = defaultdict(list)
    for one in zones(store):
        if one.kind == AREA:
            found[one.key].append(one)
    return {key: tuple(those) for key, those in found.items()}


@cached
def zones_of(store: EventStore, event_id: str) -> tuple[StoredZone, ...]:
    """The zones that an event lies in, on its days."""
    source, _, source_id = event_id.partition(":")
    rows = fetch(
        store,
        "SELECT zone FROM event e JOIN zone_spot USING (spot) JOIN zone USING (zone)"
        " WHERE event_id = $event_id AND e.source = $source AND e.source_id = $source_id"
        f" AND {IN_FORCE}",
        {"event_id": event_key(source, source_id), "source": source, "source_id": source_id},
    )
    inside = {number for (number,) in rows}
    return tuple(one for one in zones(store) if one.number in inside)


def numbers_in(store: EventStore, those: Iterable[StoredZone]) -> pa.Table:
    """The numbers of the events that lie in one of these zones, on its days."""
    asked = pa.table({"zone": pa.array([one.number for one in those], pa.int32())})
    held = fetch_columns(
        store,
        "SELECT DISTINCT e.number FROM event e JOIN zone_spot USING (spot) JOIN zone USING (zone)"
        f" WHERE zone IN (SELECT zone FROM asked) AND {IN_FORCE}",
        {"asked": asked},
    )
    return pa.table({"number": pa.array(held["number"], pa.int32())})
