"""Events in time: swim lanes by storyline, actor, type or region."""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from typing import Final, NamedTuple

import pyarrow as pa

from geodata.filter_sql import Condition, matches_days
from geodata.filters import Filters
from geodata.filters import setting as context
from geodata.query.by import BY, chosen, label, parent, setting
from geodata.query.fetch import Values, as_counts, fetch, fetch_columns, group_sums
from geodata.query.kept import cached
from geodata.query.ranks import ranking
from geodata.query.time import BUCKETS
from geodata.query.where import Selection, where
from geodata.schema import GROUPS
from geodata.shapes import Bucket, Lane, LaneMark, Lanes
from geodata.store import EventStore

# lanes use the finest unit that gives no more than this many columns
_MAX_COLUMNS: Final = 160
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}
_ALL: Final = sys.maxsize
_STARTS: Final = "date_start BETWEEN $first AND $last"
_OVERLAPS: Final = "last_day >= $first AND first_day <= $last"


@cached
def lanes(  # noqa: PLR0917 - what is shown, then where, then how much
    store: EventStore,
    filters: Filters,
    by: str,
    first: date,
    last: date,
    limit: int = 6,
    max_marks: int = 1500,
) -> Lanes:
    """Events by storyline, actor, type (as groups) or region, between two days.

    The lanes are what the filters name and then the values with most events of all in the
    chosen data sets; they stay when other filters change. Marks are under all filters but the
    dates.
    """
    name = "group" if by == "type" else by
    keys = _lane_keys(store, filters, name, limit)
    unit = _unit(first, last)
    window = _window(store, filters, name, keys, (first, last))
    inside, overlapping, buckets = _tally(store, window, filters, unit)
    single = overlapping <= max_marks
    marks = _marks(store, window) if single else {}
    rows = (
        Lane(key, label(name, key), inside[at], marks.get(at, ()), () if single else buckets[at])
        for at, key in enumerate(keys)
    )
    return Lanes(by, tuple(rows), "" if single else unit)


def _lane_keys(store: EventStore, filters: Filters, name: str, limit: int) -> list[str]:
    """What the filters name, then the largest that are no part of another."""
    named = list(chosen(filters, name))
    if name == "group":
        return [*named, *(group for group in GROUPS if group not in named)][:limit]
    largest = (rank.key for rank in ranking(store, context(filters), name, _ALL))
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
    store: EventStore, filters: Filters, name: str, keys: list[str], days: tuple[date, date]
) -> _Window:
    by = BY[name]
    positions = {"key": pa.array(keys, pa.string()), "position": list(range(len(keys)))}
    lane = fetch_columns(
        store,
        f"SELECT code, position FROM ({by.keys}) JOIN lane_key USING (key)",
        {**setting(by, filters), "lane_key": pa.table(positions)},
    )
    in_lanes = Condition(
        f"SELECT code AS {by.code}, position AS lane FROM lane_code",
        {"lane_code": pa.table(lane)},
        by.code,
    )
    undated = where(store, filters, without=["dates"])
    selection = Selection((in_lanes, *undated.conditions))
    first, last = days
    return _Window(by.table, selection, len(keys), selection.binds(first=first, last=last))


class _Tally(NamedTuple):
    """Per lane the events under all filters; over all lanes those that overlap the window;
    per lane those that start in it, by unit of time."""

    inside: list[int]
    overlapping: int
    buckets: list[tuple[Bucket, ...]]


def _tally(store: EventStore, window: _Window, filters: Filters, unit: str) -> _Tally:
    dates = matches_days(filters.date_from, filters.date_to)
    rows = fetch(
        store,
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


def _marks(store: EventStore, window: _Window) -> dict[int, tuple[LaneMark, ...]]:
    """Every event that overlaps the two days, by its first day."""
    found = fetch_columns(store, f"SELECT lane, number FROM {window.of(_OVERLAPS)}", window.values)
    rows = fetch(
        store,
        "SELECT f.lane, e.source || ':' || e.source_id, e.title, e.first_day, e.last_day,"
        " e.date_precision, e.grp, e.aggregate FROM event e JOIN found f USING (number)"
        " ORDER BY e.first_day, e.standing DESC",
        {"found": pa.table(found)},
    )
    marks: defaultdict[int, list[LaneMark]] = defaultdict(list)
    for lane, event_id, title, first, last, precision, group, aggregate in rows:
        mark = LaneMark(event_id, title, first, last, precision, GROUPS[group], aggregate)
        marks[lane].append(mark)
    return {lane: tuple(those) for lane, those in marks.items()}


def _unit(first: date, last: date) -> str:
    days = (last - first).days
    return next((unit for unit in BUCKETS if days / _DAYS[unit] <= _MAX_COLUMNS), BUCKETS[-1])
