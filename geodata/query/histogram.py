"""Events in time: the histogram."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from geodata.buckets import known_bucket
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import as_counts, fetch, group_sums
from geodata.query.where import where
from geodata.results import Bucket, Histogram
from geodata.schema import GROUPS
from geodata.store import Snapshot


@cached
def histogram(db: Snapshot, filters: Filters, first: date, last: date, bucket: str) -> Histogram:
    """Events that start from ``first`` to ``last``, under all filters but the dates, by
    ``bucket``: a unit of ``geodata.buckets``. Empty buckets are left out."""
    selection = where(db, filters, without=["dates"])
    rows = fetch(
        db,
        f"SELECT CAST(date_trunc('{known_bucket(bucket)}', date_start) AS DATE) AS start,"
        f" {group_sums('n')}, {group_sums('overlapping')} FROM (SELECT date_start, grp,"
        " count(*) AS n, count(*) FILTER (aggregate) AS overlapping"
        f" FROM {selection.of('event', 'date_start BETWEEN $first AND $last')}"
        " GROUP BY date_start, grp) GROUP BY start ORDER BY start",
        selection.binds(first=first, last=last),
    )
    groups = len(GROUPS)
    buckets = (
        Bucket(start, as_counts(counts[:groups]), as_counts(counts[groups:]))
        for start, *counts in rows
    )
    return Histogram(bucket, tuple(buckets))


@cached
def deaths_in_time(
    db: Snapshot, filters: Filters, first: date, last: date, bucket: str
) -> Mapping[date, tuple[int, int]]:
    """The lowest and the highest sum of reported deaths (persons) of each bucket of
    ``histogram``, over the events that state them and are no aggregate, as in ``totals``. A
    bucket in which no event states any is left out."""
    selection = where(db, filters, without=["dates"])
    rows = fetch(
        db,
        f"SELECT CAST(date_trunc('{known_bucket(bucket)}', date_start) AS DATE) AS start,"
        " CAST(sum(coalesce(fatalities_low, fatalities_best, fatalities_high)) AS BIGINT) AS low,"
        " CAST(sum(coalesce(fatalities_high, fatalities_best, fatalities_low)) AS BIGINT)"
        f" FROM {selection.of('event', 'date_start BETWEEN $first AND $last', 'NOT aggregate')}"
        " GROUP BY start HAVING low IS NOT NULL",
        selection.binds(first=first, last=last),
    )
    return MappingProxyType({start: (low, high) for start, low, high in rows})
