"""What is in view as numbers: totals, the span of days, and what a looser filter would give."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from geodata import circles
from geodata.filters import Filters
from geodata.filters.facets import FACETS
from geodata.filters.sql import listed
from geodata.query.cache import cached
from geodata.query.sql import Rows, as_counts, fetch
from geodata.query.where import where
from geodata.results import Relaxed, Span, Totals
from geodata.schema import GROUPS
from geodata.store import Snapshot

# far earlier events may be left out of an axis when they are no more than these
_FEW: Final = 3
_FEW_SHARE: Final = 0.02
_FAR: Final = timedelta(days=3 * 365)
"""How far before the others a few events lie at least that an axis leaves out."""


@cached
def count(db: Snapshot, filters: Filters) -> int:
    """How many events match."""
    selection = where(db, filters)
    rows = fetch(db, f"SELECT count(*) FROM {selection.of('event')}", selection.binds())
    return int(rows[0][0])


@cached
def totals(db: Snapshot, filters: Filters) -> Totals:
    """The numbers of all events that match."""
    selection = where(db, filters)
    rows = fetch(
        db,
        "SELECT p.grp, p.aggregate, p.placed, p.deaths, p.source, CAST(sum(n) AS BIGINT),"
        " sum(reports), min(first), max(last), sum(low), sum(high) FROM ("
        " SELECT profile, count(*) AS n, sum(source_count) AS reports, min(date_start) AS first,"
        " max(date_end) AS last, sum(coalesce(fatalities_low, fatalities_best, fatalities_high))"
        " AS low, sum(coalesce(fatalities_high, fatalities_best, fatalities_low)) AS high"
        f" FROM {selection.of('event')} GROUP BY profile) JOIN profile p USING (profile)"
        " GROUP BY p.grp, p.aggregate, p.placed, p.deaths, p.source",
        selection.binds(),
    )
    return _totals(
        rows,
        count(db, Filters()),
        {stored.dataset.key: stored.dataset.name for stored in db.datasets()},
        _publishers(db, filters),
    )._replace(perhaps_within=_perhaps_within(db, filters))


def _totals(rows: Rows, all_events: int, names: dict[str, str], publishers: int) -> Totals:
    def events(*tests: tuple[int, Any]) -> int:
        return sum(row[5] for row in rows if all(row[at] == value for at, value in tests))

    single = [row for row in rows if not row[1]]
    stated = [row for row in single if row[3] != "unknown"]
    known = sum(row[5] for row in stated)
    sources = {row[4] for row in rows}
    by_source = sorted(
        ((names.get(source, source), events((4, source))) for source in sources),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return Totals(
        events=events(),
        all_events=all_events,
        placed=events((2, "placed")),
        country_only=events((2, "country")),
        without_place=events((2, "none")),
        aggregates=events((1, True)),
        deaths_low=int(sum(row[9] for row in stated)) if stated else None,
        deaths_high=int(sum(row[10] for row in stated)) if stated else None,
        deaths_known=known,
        deaths_unknown=sum(row[5] for row in single) - known,
        first=min((row[7] for row in rows), default=None),
        last=max((row[8] for row in rows), default=None),
        by_group=as_counts([events((0, group)) for group in range(len(GROUPS))]),
        by_source=tuple(by_source),
        citations=int(sum(row[6] for row in rows)),
        publishers=publishers,
    )


def _publishers(db: Snapshot, filters: Filters) -> int:
    selection = where(db, filters)
    rows = fetch(
        db,
        f"SELECT count(*) FROM (SELECT DISTINCT publisher FROM {selection.of('citation')})",
        selection.binds(),
    )
    return int(rows[0][0])


def _perhaps_within(db: Snapshot, filters: Filters) -> int:
    """Events that would match without the circle and are known only to a governorate or
    country that it touches: they may be in it, and are not counted."""
    if filters.near is None:
        return 0
    selection = where(db, filters, without=["near"])
    codes_in, bound = listed("touched", circles.touched(filters.near) or ("",))
    known_to = "coalesce(admin1, zones[1], country)"
    test = f"geo_precision IN ('admin1', 'country') AND {known_to} IN ({codes_in})"
    rows = fetch(
        db, f"SELECT count(*) FROM {selection.of('event', test)}", selection.binds(**bound)
    )
    return int(rows[0][0])


@cached
def span(db: Snapshot, filters: Filters) -> Span | None:
    """The days covered under all filters but the dates; None when nothing matches."""
    selection = where(db, filters, without=["dates"])
    rows = fetch(
        db,
        "SELECT first_day, count(*), max(last_day) "
        f" FROM {selection.of('event')} GROUP BY first_day ORDER BY first_day",
        selection.binds(),
    )
    if not rows:
        return None
    last = max(row[2] for row in rows)
    core_first, earlier = _core([(day, events) for day, events, _ in rows], last)
    return Span(rows[0][0], last, core_first, earlier)


def _core(days: list[tuple[date, int]], last: date) -> tuple[date, int]:
    """Where the bulk of the events begins, and how many lie before it."""
    events = sum(number for _, number in days)
    few = min(max(_FEW, int(events * _FEW_SHARE)), (events - 1) // 2)
    core, passed, before = days[0][0], 0, 0
    for (day, number), (following, _) in pairwise(days):
        passed += number
        if passed > few:
            break
        if following - day > max(_FAR, 2 * (last - following)):
            core, before = following, passed
    return core, before


@cached
def relaxed(db: Snapshot, filters: Filters) -> tuple[Relaxed, ...]:
    """For each facet with a choice, the events without it; the most helpful first."""
    gains = [
        Relaxed(facet.name, count(db, facet.cleared(filters)))
        for facet in FACETS
        if facet.chosen(filters)
    ]
    return tuple(sorted(gains, key=lambda gain: -gain.events))
