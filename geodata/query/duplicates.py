"""Events of different data sets that may be one: those of an event, and how many are in view."""

from __future__ import annotations

from typing import Final

from geodata.circles import distance_km
from geodata.event_results import Duplicate
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.events import event_rows
from geodata.query.sql import fetch
from geodata.query.where import meeting, where
from geodata.schema import POINT_PRECISIONS
from geodata.store import Snapshot
from geodata.store.rows import event_key

_HERE: Final = (
    "SELECT * FROM event WHERE event_id = $event_id AND source = $source AND source_id = $source_id"
)
_IS_POINT: Final = " AND ".join(
    f"{side}.geo_precision IN ({', '.join(map(repr, POINT_PRECISIONS))})"
    for side in ("here", "there")
)


@cached
def duplicates(db: Snapshot, event_id: str) -> tuple[Duplicate, ...]:
    """The events of other data sets that may be the same as this one, whatever the filters
    are; the nearest in days and place first. Empty when there is no such event."""
    source, _, source_id = event_id.partition(":")
    flagged = (
        "number IN (SELECT CASE WHEN a = here.number THEN b ELSE a END FROM duplicate, here"
        " WHERE a = here.number OR b = here.number)"
    )
    showing = meeting(db, [])
    rows = fetch(
        db,
        f"WITH here AS MATERIALIZED ({_HERE}),"
        f" there AS (SELECT * FROM {showing.of('event', flagged)})"
        " SELECT there.sort_key, there.source || ':' || there.source_id,"
        " coalesce(d.name, there.source),"
        f" CASE WHEN {_IS_POINT} THEN {distance_km('here', 'there')} END AS km,"
        " greatest(0, there.first_day - here.last_day, here.first_day - there.last_day) AS days"
        " FROM here, there LEFT JOIN dataset d ON d.source = there.source"
        " ORDER BY days, km NULLS LAST, 3, 2",
        showing.binds(event_id=event_key(source, source_id), source=source, source_id=source_id),
    )
    events = {row.event_id: row for row in event_rows(db, [row[0] for row in rows])}
    return tuple(
        Duplicate(events[other_id], dataset, km, days) for _, other_id, dataset, km, days in rows
    )


@cached
def duplicate_count(db: Snapshot, filters: Filters) -> int:
    """How many of the events that match may be the same as another that matches."""
    selection = where(db, filters)
    rows = fetch(
        db,
        "WITH flagged AS (SELECT a AS number FROM duplicate UNION ALL SELECT b FROM duplicate),"
        " shown AS MATERIALIZED (SELECT number FROM"
        f" {selection.of('event', 'number IN (SELECT number FROM flagged)')}),"
        " together AS (SELECT a, b FROM duplicate"
        " WHERE a IN (SELECT number FROM shown) AND b IN (SELECT number FROM shown))"
        " SELECT count(*) FROM (SELECT a FROM together UNION SELECT b FROM together)",
        selection.binds(),
    )
    return int(rows[0][0])
