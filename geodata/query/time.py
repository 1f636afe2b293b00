"""Events in time: the histogram, and swim lanes under it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

import pyarrow as pa

from geodata.filter_sql import matches_days
from geodata.filters import Filters
from geodata.query.by import BY, chosen, label, parent, setting
from geodata.query.ranks import ranking
from geodata.query.where import as_counts, cached, fetch, fetch_columns, group_sums, where
from geodata.schema import GROUPS
from geodata.shapes import Bucket, Histogram, Lane, LaneMark, Lanes
from geodata.store import EventStore

BUCKETS: Final = ("day", "week", "month", "year")
# lanes use the finest unit that gives no more than this many columns
_MAX_COLUMNS: Final = 160
_ALL: Final = sys.maxsize
_OVERLAPS: Final = "last_day >= $first AND first_day <= $last"
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
    window = _Window(store, filters, name, keys, first, last)
    inside, overlapping = window.counts()
    unit = _unit(first, last) if sum(overlapping.values()) > max_marks else ""
    marks = {} if unit else window.marks()
    buckets = window.buckets(unit) if unit else {}
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


class _Window:
    """The events of some lanes that may fall between two days, whatever dates are chosen."""

    def __init__(
        self,
        store: EventStore,
        filters: Filters,
        name: str,
        keys: Sequence[str],
        first: date,
        last: date,
    ) -> None:
        by = BY[name]
        self.store, self.filters, self.by = store, filters, by
        self.keys = list(keys)
        lanes = {"key": pa.array(self.keys, pa.string()), "lane": list(range(len(keys)))}
        lane = fetch_columns(
            store,
            f"SELECT code, lane FROM ({by.keys}) JOIN lanes USING (key)",
            {**setting(by, filters), "lanes": pa.table(lanes)},
        )
        undated = where(store, filters, without=["dates"])
        # few actors of many: leaving the others out first is quicker
        named = f" AND {by.code} IN (SELECT code FROM lane)" if by.table != "event" else ""
        self.matching = f"{undated.sql}{named}"
        self.values = {**undated.values, "lane": pa.table(lane), "first": first, "last": last}

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Per lane the events under all filters, and those that overlap the two days."""
        dates = matches_days(self.filters.date_from, self.filters.date_to)
        rows = fetch(
            self.store,
            "SELECT lane, CAST(sum(inside) AS BIGINT), CAST(sum(overlapping) AS BIGINT) FROM ("
            f" SELECT {self.by.code} AS code, {_counted(dates.sql or 'TRUE')} AS inside,"
            f" {_counted(_OVERLAPS)} AS overlapping FROM {self.by.table}"
            f" WHERE {self.matching} GROUP BY {self.by.code}) JOIN lane USING (code) GROUP BY lane",
            {**self.values, **dates.values},
        )
        inside = {self.keys[lane]: number for lane, number, _ in rows}
        return inside, {self.keys[lane]: number for lane, _, number in rows}

    def marks(self) -> dict[str, tuple[LaneMark, ...]]:
        """Every event that overlaps the two days, by its first day."""
        found = fetch_columns(
            self.store,
            f"SELECT lane, number FROM {self.by.table} JOIN lane ON code = {self.by.code}"
            f" WHERE {self.matching} AND {_OVERLAPS}",
            self.values,
        )
        rows = fetch(
            self.store,
            "SELECT f.lane, e.source || ':' || e.source_id, e.title, e.first_day, e.last_day,"
            " e.date_precision, e.grp, e.aggregate FROM event e JOIN found f USING (number)"
            " ORDER BY e.first_day, e.standing DESC",
            {"found": pa.table(found)},
        )
        marks: defaultdict[str, list[LaneMark]] = defaultdict(list)
        for lane, *mark, group, aggregate in rows:
            marks[self.keys[lane]].append(LaneMark(*mark, GROUPS[group], aggregate))
        return {key: tuple(those) for key, those in marks.items()}

    def buckets(self, unit: str) -> dict[str, tuple[Bucket, ...]]:
        """Events that start between the two days, by unit of time."""
        rows = fetch(
            self.store,
            f"SELECT lane, CAST(date_trunc('{unit}', date_start) AS DATE) AS start,"
            f" {group_sums('n')} FROM (SELECT lane, date_start, grp, count(*) AS n"
            f" FROM {self.by.table} JOIN lane ON code = {self.by.code}"
            f" WHERE {self.matching} AND date_start BETWEEN $first AND $last"
            " GROUP BY lane, date_start, grp) GROUP BY lane, start ORDER BY lane, start",
            self.values,
        )
        buckets: defaultdict[str, list[Bucket]] = defaultdict(list)
        for lane, start, *counts in rows:
            buckets[self.keys[lane]].append(Bucket(start, as_counts(counts)))
        return {key: tuple(those) for key, those in buckets.items()}


def _counted(condition: str) -> str:
    return f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _unit(first: date, last: date) -> str:
    days = (last - first).days
    return next((unit for unit in BUCKETS if days / _DAYS[unit] <= _MAX_COLUMNS), BUCKETS[-1])
