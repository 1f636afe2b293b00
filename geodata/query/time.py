"""Events in time: the histogram, and swim lanes under it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from geodata.filter_sql import Condition
from geodata.filters import Filters
from geodata.query.by import BY, chosen, label, parent, setting
from geodata.query.ranks import ranking
from geodata.query.where import as_counts, cached, fetch, group_sums, where
from geodata.schema import GROUPS
from geodata.shapes import Bucket, Histogram, Lane, LaneMark, Lanes
from geodata.store import EventStore

BUCKETS: Final = ("day", "week", "month", "year")
# lanes use the finest unit that gives no more than this many columns
_MAX_COLUMNS: Final = 160
_ALL: Final = sys.maxsize
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}


@cached
def histogram(
    store: EventStore, filters: Filters, first: date, last: date, bucket: str
) -> Histogram:
    """Events that start from ``first`` to ``last``, under all filters but the dates, by
    ``bucket``: day, week (Monday to Sunday), month or year. Empty buckets are left out."""
    condition = where(store, filters, without=["dates"])
    rows = fetch(
        store,
        f"SELECT CAST(date_trunc('{_known(bucket)}', date_start) AS DATE) AS start,"
        f" {group_sums('n')} FROM (SELECT date_start, grp, count(*) AS n FROM event"
        f" WHERE {condition.sql} AND date_start BETWEEN $first AND $last"
        " GROUP BY date_start, grp) GROUP BY start ORDER BY start",
        {**condition.values, "first": first, "last": last},
    )
    return Histogram(bucket, tuple(Bucket(start, as_counts(counts)) for start, *counts in rows))


def _known(bucket: str) -> str:
    if bucket not in BUCKETS:
        raise ValueError(f"a bucket is one of {', '.join(BUCKETS)}, not {bucket!r}")
    return bucket


@cached
def lanes(
    store: EventStore,
    filters: Filters,
    by: str,
    first: date,
    last: date,
    limit: int = 6,
    max_marks: int = 1500,
) -> Lanes:
    """Events by storyline, actor, type (as groups) or region, between two days.

    The lanes are what the filters name and then the values with most events of all; they
    stay when other filters change. Marks are under all filters but the dates.
    """
    name = "group" if by == "type" else by
    keys = _lane_keys(store, filters, name, limit)
    inside = _events(store, _in_lanes(filters, name, keys, where(store, filters)))
    open_dates = where(store, filters, without=["dates"])
    overlapping = Condition(
        f"{open_dates.sql} AND last_day >= $first AND first_day <= $last",
        {**open_dates.values, "first": first, "last": last},
    )
    window = _in_lanes(filters, name, keys, overlapping)
    unit = _unit(first, last) if sum(_events(store, window).values()) > max_marks else ""
    marks = {} if unit else _marks(store, window)
    buckets = _buckets(store, window, unit) if unit else {}
    rows = (
        Lane(key, label(name, key), inside.get(key, 0), marks.get(key, ()), buckets.get(key, ()))
        for key in keys
    )
    return Lanes(by, tuple(rows), unit)


def _lane_keys(store: EventStore, filters: Filters, name: str, limit: int) -> list[str]:
    """What the filters name, then the largest that are no part of another."""
    named = list(chosen(filters, name))
    if name == "group":
        return [*named, *(group for group in GROUPS if group not in named)][:limit]
    largest = (rank.key for rank in ranking(store, Filters(), name, _ALL))
    whole = (key for key in largest if key not in named and not parent(name, key))
    return [*named, *whole][:limit]


def _in_lanes(filters: Filters, name: str, keys: Sequence[str], condition: Condition) -> Condition:
    """The events of each lane, as a table with the column ``key``."""
    by = BY[name]
    return Condition(
        f"(SELECT v.key, e.* FROM (SELECT * FROM {by.table} WHERE {condition.sql}) e"
        f" JOIN (SELECT code, key FROM ({by.keys}) WHERE key IN (SELECT unnest($keys))) v"
        f" ON v.code = e.{by.code})",
        {**condition.values, **setting(by, filters), "keys": list(keys)},
    )


def _events(store: EventStore, lane: Condition) -> dict[str, int]:
    return dict(fetch(store, f"SELECT key, count(*) FROM {lane.sql} GROUP BY key", lane.values))


def _marks(store: EventStore, lane: Condition) -> dict[str, tuple[LaneMark, ...]]:
    rows = fetch(
        store,
        "SELECT l.key, e.source || ':' || e.source_id, e.title, e.first_day, e.last_day,"
        f" e.date_precision, e.grp, e.aggregate FROM {lane.sql} l JOIN event e USING (number)"
        " ORDER BY e.first_day, e.source_id, e.source",
        lane.values,
    )
    marks: defaultdict[str, list[LaneMark]] = defaultdict(list)
    for key, *mark, group, aggregate in rows:
        marks[key].append(LaneMark(*mark, group=GROUPS[group], aggregate=aggregate))
    return {key: tuple(found) for key, found in marks.items()}


def _buckets(store: EventStore, lane: Condition, unit: str) -> dict[str, tuple[Bucket, ...]]:
    rows = fetch(
        store,
        f"SELECT key, CAST(date_trunc('{unit}', date_start) AS DATE) AS start,"
        f" {group_sums('n')} FROM (SELECT key, date_start, grp, count(*) AS n FROM {lane.sql}"
        " WHERE date_start BETWEEN $first AND $last GROUP BY key, date_start, grp)"
        " GROUP BY key, start ORDER BY key, start",
        lane.values,
    )
    buckets: defaultdict[str, list[Bucket]] = defaultdict(list)
    for key, start, *counts in rows:
        buckets[key].append(Bucket(start, as_counts(counts)))
    return {key: tuple(found) for key, found in buckets.items()}


def _unit(first: date, last: date) -> str:
    days = (last - first).days
    return next((unit for unit in BUCKETS if days / _DAYS[unit] <= _MAX_COLUMNS), BUCKETS[-1])
