"""Which events came in, the last ones first: what feeds and other programs are told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from geodata.event_results import Source
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.store import Snapshot


class Arrival(NamedTuple):
    """An event that came in: by which import, when that was, when it was last changed (UTC),
    and what it says. The days are as widened by its precision; deaths are low, best, high."""

    event_id: str
    source: str
    came_in: int
    came_at: datetime
    updated_at: datetime
    first_day: date
    last_day: date
    date_precision: str
    event_type: str
    title: str
    summary: str
    place: str
    place_key: str
    geo_precision: str
    country: str
    deaths: tuple[int | None, int | None, int | None]
    reliability: str
    credibility: str
    aggregate: bool
    sources: tuple[Source, ...]


class Arrivals(NamedTuple):
    """What came in: how many events in all, by data set, and the newest to come in."""

    total: int
    by_source: tuple[tuple[str, int], ...] = ()
    rows: tuple[Arrival, ...] = ()


_EXPRESSIONS: Final = {
    "event_id": "source || ':' || source_id",
    "came_in": "came",
    "came_at": "done_at",
    "place": "coalesce(place, '')",
    "country": "coalesce(country, '')",
    "deaths": "[fatalities_low, fatalities_best, fatalities_high]",
}
_COLUMNS: Final = ", ".join(_EXPRESSIONS.get(name, name) for name in Arrival._fields)
_CAME: Final = (
    "(SELECT number, max(import) AS came FROM change WHERE import > $came_since"
    " AND import <= $came_until AND verdict = 'added' GROUP BY number)"
)
_NEWEST: Final = 1_000_000_000


@cached
def arrivals(
    db: Snapshot,
    filters: Filters,
    since: int = 0,
    until: int = _NEWEST,
    *,
    listed: tuple[str, ...] | None = None,
    most: int = 100,
) -> Arrivals:
    """The matching events that imports after ``since`` and up to ``until`` added, those that
    came in last first. ``listed``: only of these data sets, the others are just counted."""
    selection = where(db, filters)
    table = selection.of(f"event JOIN {_CAME} USING (number)")
    binds = selection.binds(came_since=since, came_until=until)
    counts = fetch(
        db, f"SELECT source, count(*) FROM {table} GROUP BY source ORDER BY source", binds
    )
    if not counts:
        return Arrivals(0)
    of = "" if listed is None else " AND list_contains($listed, source)"
    bound: dict[str, Any] = {**binds, "most": most}
    if listed is not None:
        bound["listed"] = list(listed)
    rows = fetch(
        db,
        f"SELECT {_COLUMNS} FROM (SELECT * FROM {table}{of}"
        " ORDER BY came DESC, sort_key DESC LIMIT $most)"
        " JOIN (SELECT import AS came, max(done_at) AS done_at FROM import GROUP BY import)"
        " USING (came) ORDER BY came DESC, sort_key DESC",
        bound,
    )
    return Arrivals(
        sum(count for _, count in counts),
        tuple((source, count) for source, count in counts),
        tuple(map(_arrival, rows)),
    )


def _arrival(row: tuple[Any, ...]) -> Arrival:
    arrival = Arrival(*row)
    low, best, high = arrival.deaths
    return arrival._replace(
        came_at=arrival.came_at.replace(tzinfo=UTC),
        updated_at=arrival.updated_at.replace(tzinfo=UTC),
        deaths=(low, best, high),
        sources=tuple(map(Source.of, row[-1] or ())),
    )


class ImportArrivals(NamedTuple):
    """What one import added of one data set: how many matching events, and when (UTC)."""

    came_in: int
    source: str
    at: datetime
    events: int


@cached
def batches(
    db: Snapshot, filters: Filters, sources: tuple[str, ...], most: int = 100
) -> tuple[ImportArrivals, ...]:
    """How many matching events of these data sets each import added, the newest first."""
    selection = where(db, filters)
    table = selection.of(f"event JOIN {_CAME} USING (number)", "list_contains($sources, source)")
    rows = fetch(
        db,
        "SELECT came, source, done_at, n FROM"
        f" (SELECT came, source, count(*) AS n FROM {table} GROUP BY came, source)"
        " JOIN (SELECT import AS came, max(done_at) AS done_at FROM import GROUP BY import)"
        " USING (came) ORDER BY came DESC, source LIMIT $most",
        selection.binds(came_since=0, came_until=_NEWEST, sources=list(sources), most=most),
    )
    return tuple(
        ImportArrivals(came, source, at.replace(tzinfo=UTC), n) for came, source, at, n in rows
    )
