"""Events in time: swim lanes by storyline, actor, type or region."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa

from geodata.buckets import known_bucket
from geodata.filters import Filters
from geodata.filters.sql import Condition, matches_days
from geodata.query.cache import cached
from geodata.query.dimensions import BY, chosen, label, narrowed, parent, setting
from geodata.query.event_marks import COLUMNS, event_mark
from geodata.query.ranking import ranking
from geodata.query.sql import Values, as_counts, fetch, fetch_columns, group_sums
from geodata.query.where import Selection, where
from geodata.results import Bucket, EventMark, Lane, Lanes
from geodata.schema import GROUPS
from geodata.store import Snapshot

_ALL: Final = sys.maxsize
_STARTS: Final = "date_start BETWEEN $first AND $last"
_OVERLAPS: Final = "last_day >= $first AND first_day <= $last"


@cached
def lanes(  # noqa: PLR0917 - what is shown, then where, then how much
    db: Snapshot,
    filters: Filters,
    by: str,
    first: date,
    last: date,
    bucket: str,
    limit: int = 6,
    max_marks: int = 1500,
) -> Lanes:
    """Events by storyline, actor, type (as groups) or region, between two days; per ``bucket``, a
    unit of ``geodata.buckets``, where more than ``max_marks`` would stand singly.

    The lanes are what the filters name and then the values with most events under all filters
    but the dates, as are the marks: so lanes stay when dates change.
    """
    name = "group" if by == "type" else by
    keys = _lane_keys(db, filters, name, limit)
    unit = known_bucket(bucket)
    window = _window(db, filters, name, keys, (first, last))
    inside, overlapping, buckets = _tally(db, window, filters, unit)
    single = overlapping <= max_marks
    marks = _marks(db, window) if single else {}
    rows = (
        Lane(key, label(name, key), inside[at], marks.get(at, ()), () if single else buckets[at])
        for at, key in enumerate(keys)
    )
    return Lanes(by, tuple(rows), "" if single else unit)


def _lane_keys(db: Snapshot, filters: Filters, name: str, limit: int) -> list[str]:
    """What the filters name, then the largest that are no part of another."""
    named = list(chosen(filters, name))
    if name == "group":
        return [*named, *(group for group in GROUPS if group not in named)][:limit]
    undated = replace(filters, date_from=None, date_to=None, recent="")
    largest = (rank.key for rank in ranking(db, undated, name, _ALL) if rank.events)
    whole = (key for key in largest if key not in named and not parent(name, key))
    return [*named, *whole][:limit]


class _Window(NamedTuple):
    """The events of some lanes under all filters but the dates: a row per event and lane,
    ``lane`` being its position. ``values`` hold the two days of the window."""

    table: str
    selection: Selection
    lanes: int
    values: Values

    def of(self, *tests: str) -> str:
        """The end of a FROM."""
        return self.selection.of(self.table, *tests)


def _window(
    db: Snapshot, filters: Filters, name: str, keys: list[str], days: tuple[date, date]
) -> _Window:
    by = BY[name]
    positions = {"key": pa.array(keys, pa.string()), "position": list(range(len(keys)))}
    lane = fetch_columns(
        db,
        f"SELECT code, position FROM ({by.keys}) JOIN lane_key USING (key)",
        {**setting(by, filters), "lane_key": pa.table(positions)},
    )
    in_lanes = Condition(
        f"SELECT code AS {by.code}, position AS lane FROM lane_code",
        {"lane_code": pa.table(lane)},
        by.code,
    )
    undated = where(db, filters, without=["dates"])
    selection = Selection((in_lanes, *undated.conditions, *narrowed(by, filters)))
    first, last = days
    return _Window(by.table, selection, len(keys), selection.binds(first=first, last=last))


class _Tally(NamedTuple):
    """Per lane the events under all filters; over all lanes those that overlap the window;
    per lane those that start in it, by unit of time."""

    inside: list[int]
    overlapping: int
    buckets: list[tuple[Bucket, ...]]


def _tally(db: Snapshot, window: _Window, filters: Filters, unit: str) -> _Tally:
    dates = matches_days(filters.date_from, filters.date_to)
    rows = fetch(
        db,
        f"SELECT lane, CAST(date_trunc('{unit}', date_start) AS DATE) AS start,"
        f" {_summed('inside')}, {_summed('overlapping')}, {group_sums('starting')} FROM ("
        f" SELECT lane, date_start, grp, {_counted(dates.sql or 'TRUE')} AS inside,"
        f" {_counted(_OVERLAPS)} AS overlapping, {_counted(_STARTS)} AS starting"
        f" FROM {window.of()} GROUP BY lane, date_start, grp"
        ") GROUP BY lane, start ORDER BY lane, start",
        {**window.values, **dates.values},
    )
    inside, overlapping = [0] * window.lanes, 0
    buckets: list[list[Bucket]] = [[] for _ in range(window.lanes)]
    for lane, start, matching, marks, *counts in rows:
        inside[lane] += matching
        overlapping += marks
        if any(counts):
            buckets[lane].append(Bucket(start, as_counts(counts)))
    return _Tally(inside, overlapping, list(map(tuple, buckets)))


def _summed(column: str) -> str:
    return f"CAST(sum({column}) AS BIGINT)"


def _counted(test: str) -> str:
    return f"sum(CASE WHEN {test} THEN 1 ELSE 0 END)"


def _marks(db: Snapshot, window: _Window) -> dict[int, tuple[EventMark, ...]]:
    """Every event that overlaps the two days, by its first day."""
    overlapping = fetch_columns(
        db, f"SELECT lane, number FROM {window.of(_OVERLAPS)}", window.values
    )
    rows = fetch(
        db,
        f"SELECT f.lane, {COLUMNS} FROM event e JOIN overlapping f USING (number)"
        " ORDER BY e.first_day, e.sort_key DESC",
        {"overlapping": pa.table(overlapping)},
    )
    marks: defaultdict[int, list[EventMark]] = defaultdict(list)
    for lane, *values in rows:
        marks[lane].append(event_mark(*values))
    return {lane: tuple(lane_marks) for lane, lane_marks in marks.items()}
