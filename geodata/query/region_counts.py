"""Events in first-level regions, and what is stated of deaths there."""

from __future__ import annotations

from geodata import regions
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import as_counts, fetch, group_sums
from geodata.query.where import where
from geodata.results import RegionCount, RegionCounts
from geodata.schema import GROUPS
from geodata.store import Snapshot


@cached
def region_counts(db: Snapshot, filters: Filters) -> RegionCounts:
    """The first-level regions in which events happened, those with most first.

    What an event is about does not count here. Deaths (persons) are summed over the events that
    state them and are no aggregate, as in ``totals``.
    """
    selection = where(db, filters)
    rows = fetch(
        db,
        f"""
        WITH hit AS (
            SELECT region_set, grp, count(*) AS n,
                sum(coalesce(fatalities_low, fatalities_best, fatalities_high))
                    FILTER (NOT aggregate) AS low,
                sum(coalesce(fatalities_high, fatalities_best, fatalities_low))
                    FILTER (NOT aggregate) AS high
            FROM {selection.of("event")} GROUP BY region_set, grp
        )
        SELECT r.code, {group_sums("n")}, CAST(sum(low) AS BIGINT), CAST(sum(high) AS BIGINT)
        FROM hit JOIN region_member m USING (region_set) JOIN region r USING (region)
        WHERE (m.scope & 1) <> 0 GROUP BY r.code
        """,
        selection.binds(),
    )
    known = regions.regions()
    groups = len(GROUPS)
    found = (
        RegionCount(code, known[code].name, as_counts(values[:groups]), *values[groups:])
        for code, *values in rows
        if code in known and known[code].level == "admin1"
    )
    return RegionCounts(tuple(sorted(found, key=lambda one: (-one.total, one.name))))
