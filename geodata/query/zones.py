"""The zones that people bring: those in force on some days, and those an event lies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import pyarrow as pa

from geodata.query.cache import cached
from geodata.query.sql import fetch, fetch_columns
from geodata.store import Snapshot
from geodata.store.rows import event_key
from geodata.store.zones import AREA, StoredZone

IN_FORCE: Final = (
    "last_day >= coalesce(valid_from, last_day) AND first_day <= coalesce(valid_to, first_day)"
)
"""SQL of an event and a zone: it was in force on a day that the event may cover."""


@cached
def zones(
    db: Snapshot, first: date | None = None, last: date | None = None
) -> tuple[StoredZone, ...]:
    """The zones that were in force on one of these days, both included."""
    return tuple(zone for zone in db.zones() if zone.overlaps(first, last))


@cached
def areas(db: Snapshot) -> Mapping[str, tuple[StoredZone, ...]]:
    """The zones that something can lie in, by key."""
    by_key: defaultdict[str, list[StoredZone]] = defaultdict(list)
    for zone in zones(db):
        if zone.kind == AREA:
            by_key[zone.key].append(zone)
    return {key: tuple(parts) for key, parts in by_key.items()}


@cached
def zones_of(db: Snapshot, event_id: str) -> tuple[StoredZone, ...]:
    """The zones that an event lies in, on its days."""
    source, _, source_id = event_id.partition(":")
    rows = fetch(
        db,
        "SELECT zone FROM event e JOIN zone_location USING (location) JOIN zone USING (zone)"
        " WHERE event_id = $event_id AND e.source = $source AND e.source_id = $source_id"
        f" AND {IN_FORCE}",
        {"event_id": event_key(source, source_id), "source": source, "source_id": source_id},
    )
    inside = {number for (number,) in rows}
    return tuple(zone for zone in zones(db) if zone.number in inside)


def numbers_in(db: Snapshot, chosen: Iterable[StoredZone]) -> pa.Table:
    """The numbers of the events that lie in one of these zones, on its days."""
    numbers = pa.table({"zone": pa.array([zone.number for zone in chosen], pa.int32())})
    held = fetch_columns(
        db,
        "SELECT DISTINCT e.number FROM event e"
        " JOIN zone_location USING (location) JOIN zone USING (zone)"
        f" WHERE zone IN (SELECT zone FROM numbers) AND {IN_FORCE}",
        {"numbers": numbers},
    )
    return pa.table({"number": pa.array(held["number"], pa.int32())})
