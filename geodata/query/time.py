"""Events in time: the histogram."""

from __future__ import annotations

from datetime import date
from typing import Final

from geodata.filters import Filters
from geodata.query.fetch import as_counts, fetch, group_sums
from geodata.query.kept import cached
from geodata.query.where import where
from geodata.shapes import Bucket, Histogram
from geodata.store import EventStore

BUCKETS: Final = ("day", "week", "month", "year")


@cached
def histogram(
    store: EventStore, filters: Filters, first: date, last: date, bucket: str
) -> Histogram:
    """Events that start from ``first`` to ``last``, under all filters but the dates, by
    ``bucket``: day, week (Monday to Sunday), month or year. Empty buckets are left out."""
    selection = where(store, filters, without=["dates"])
    rows = fetch(
        store,
        f"SELECT CAST(date_trunc('{_known(bucket)}', date_start) AS DATE) AS start,"
        f" {group_sums('n')} FROM (SELECT date_start, grp, count(*) AS n"
        f" FROM {selection.of('event', 'date_start BETWEEN $first AND $last')}"
        " GROUP BY date_start, grp) GROUP BY start ORDER BY start",
        selection.binds(first=first, last=last),
    )
    return Histogram(bucket, tuple(Bucket(start, as_counts(counts)) for start, *counts in rows))


def _known(bucket: str) -> str:
    if bucket not in BUCKETS:
        raise ValueError(f"a bucket is one of {', '.join(BUCKETS)}, not {bucket!r}")
    return bucket
