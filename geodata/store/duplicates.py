"""Events of different data sets that may be one: flagged as pairs, never merged.

Two events are flagged when they are of the same group, on about the same days, at about the
same place, and share an actor; ``docs/sources/duplicates.md`` says what that means, and why.
Everything here runs inside the transaction of the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import duckdb

from geodata import actors, regions
from geodata.circles import EARTH_KM, distance_km
from geodata.filters.sql import VENUE

TOWN_KM: Final = 10.0
"""How far apart two events may be that are known to the town or better."""
DISTRICT_KM: Final = 30.0
"""The same where one of the two is known to a district only."""
SHORT_DAYS: Final = 7
"""Events that cover more days than these are held against events of the same days."""
NAMELESS: Final = ("Unidentified ", "Unknown ", "Unnamed ")
"""How the names of actors begin that nobody has named."""

_SLICE: Final = 100_000
"""So many events are looked at together, to bound what is in memory."""


# Events are joined where group, actor, day and ``place`` are the same: a square of half a
# degree, or, below zero, a region. An event asks in all squares around it, on the days before
# and after too. Whether the other is known to a region only is part of its region's number,
# so that two points never meet by their region. Before all that, those are left out that no
# event of another data set shares an actor and a day with.
_RULE: Final = f"""
INSERT INTO found
WITH kind AS (
    SELECT profile, min(profile) OVER (PARTITION BY source) AS dataset,
        CASE geo_precision WHEN 'admin1' THEN NULL WHEN 'admin2' THEN $district ELSE $town END
            AS reach
    FROM profile
    WHERE NOT aggregate AND date_precision <> 'year'
        AND geo_precision IN ('exact', 'town', 'admin2', 'admin1')
), weak AS (
    SELECT actor FROM actor WHERE list_contains($communities, name)
        OR list_contains($communities, split_part(name, ' (', 1))
        OR list_bool_or([starts_with(name, begin) FOR begin IN $nameless])
), around AS (
    SELECT location, lon, lat, asks, degrees(km / {EARTH_KM}) AS high, CASE
        WHEN abs(lat) + high >= 90 THEN 180
        ELSE degrees(asin(sin(km / {EARTH_KM}) / cos(radians(lat)))) END AS wide
    FROM (
        SELECT location, lon, lat, asks, CASE precision WHEN 'admin2' THEN $district ELSE $town END
            - CASE WHEN asks THEN 0 ELSE $town END AS km
        FROM location, (VALUES (TRUE), (FALSE)) v(asks) WHERE precision <> 'admin1'
    )
), square AS (
    SELECT location, asks, (y + 180) * 720 + (x % 720 + 720) % 720 AS place FROM (
        SELECT location, asks, x, unnest(range(south, north + 1)) AS y FROM (
            SELECT location, asks, CAST(floor(2 * (lat - high)) AS BIGINT) AS south,
                CAST(floor(2 * (lat + high)) AS BIGINT) AS north,
                unnest(range(CAST(floor(2 * (lon - wide)) AS BIGINT),
                    CAST(floor(2 * (lon + wide)) AS BIGINT) + 1)) AS x
            FROM around
        )
    )
), area AS (
    SELECT region_set, region FROM region_member JOIN region r USING (region)
    WHERE (scope & {VENUE}) <> 0 AND NOT list_contains($countries, r.code)
), whole AS (
    SELECT e.number, e.actor, e.direct, e.grp, k.dataset, k.reach, e.location, e.region_set,
        e.first_day - DATE '1970-01-01' AS first, e.last_day - DATE '1970-01-01' AS last,
        CASE WHEN last - first < $short THEN last ELSE first END AS until,
        e.first_day BETWEEN $from AND $to AND e.number IN (SELECT number FROM fresh) AS fresh
    FROM event_actor e JOIN kind k USING (profile) WHERE e.first_day BETWEEN $earliest AND $latest
), met AS (
    SELECT grp, actor, day FROM (
        SELECT grp, actor, dataset, fresh, unnest(range(first - 1, until + 2)) AS day
        FROM whole WHERE fresh
        UNION ALL
        SELECT grp, actor, dataset, fresh, unnest(range(first, until + 1)) FROM whole
    )
    GROUP BY ALL HAVING bool_or(fresh) AND min(dataset) <> max(dataset)
), part AS (
    SELECT w.*, w.actor IN (SELECT actor FROM weak) AS weak, s.lon, s.lat
    FROM whole w JOIN location s USING (location)
    WHERE (number, actor) IN (
        SELECT number, actor FROM (
            SELECT number, grp, actor, unnest(range(first - 1, until + 2)) AS day FROM whole
        ) SEMI JOIN met USING (grp, actor, day)
    )
), asking AS (
    SELECT p.*, q.place, unnest(range(first - 1, until + 2)) AS day
    FROM part p JOIN square q ON q.location = p.location AND q.asks
    WHERE fresh AND reach IS NOT NULL
    UNION ALL
    SELECT p.*, -2 * a.region - points.met, unnest(range(first - 1, until + 2))
    FROM part p JOIN area a USING (region_set), (VALUES (0), (1)) points(met)
    WHERE fresh AND (reach IS NULL OR points.met = 0)
), asked AS (
    SELECT p.*, q.place, unnest(range(first, until + 1)) AS day
    FROM part p JOIN square q ON q.location = p.location AND NOT q.asks WHERE reach IS NOT NULL
    UNION ALL
    SELECT p.*, -2 * a.region - CASE WHEN reach IS NULL THEN 0 ELSE 1 END,
        unnest(range(first, until + 1))
    FROM part p JOIN area a USING (region_set)
)
SELECT DISTINCT least(a.number, b.number), greatest(a.number, b.number)
FROM asking a JOIN asked b USING (grp, actor, day, place)
WHERE a.dataset <> b.dataset AND (a.direct OR b.direct)
    AND (a.last - a.first < $short AND b.last - b.first < $short
        OR abs(a.first - b.first) <= 1 AND abs(a.last - b.last) <= 1)
    AND (a.place < 0 OR {distance_km("a", "b")} <= greatest(a.reach, b.reach))
    AND (NOT a.weak OR a.reach = $town AND b.reach = $town
        AND a.first <= b.last AND b.first <= a.last)
"""


def flag(con: duckdb.DuckDBPyConnection, import_number: int) -> None:
    """Bring the pairs of the events that an import added or revised up to date."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE fresh AS SELECT number FROM change"
        " WHERE import = $import AND verdict <> 'removed'",
        {"import": import_number},
    )
    _flag(con)


def flag_all(con: duckdb.DuckDBPyConnection) -> None:
    """Make all pairs anew: for when regions or the directory of actors have changed."""
    con.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT number FROM event")
    _flag(con)


def _flag(con: duckdb.DuckDBPyConnection) -> None:
    """Make the pairs anew that the events of the temporary table ``fresh`` are in."""
    con.execute(
        "DELETE FROM duplicate WHERE a IN (SELECT number FROM fresh)"
        " OR b IN (SELECT number FROM fresh)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE found (a INTEGER, b INTEGER)")
    constants = {
        "town": TOWN_KM,
        "district": DISTRICT_KM,
        "short": SHORT_DAYS,
        "communities": [
            actor.name for actor in actors.actors().values() if actor.kind == "community"
        ],
        "nameless": list(NAMELESS),
        "countries": [code for code, region in regions.regions().items() if not region.parent],
    }
    for first, last in _slices(con):
        days = {
            "from": first,
            "to": last,
            # what overlaps begins no farther away
            "earliest": first - timedelta(days=SHORT_DAYS),
            "latest": last + timedelta(days=SHORT_DAYS),
        }
        con.execute(_RULE, {**constants, **days})
    # two events of one import may have found each other twice
    con.execute("INSERT INTO duplicate SELECT DISTINCT a, b FROM found ORDER BY a, b")
    con.execute("DROP TABLE found; DROP TABLE fresh")


def _slices(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[date, date]]:
    """The days on which the events of ``fresh`` begin, cut where enough have begun."""
    rows = con.execute(
        "SELECT first_day, count(*) FROM event WHERE number IN (SELECT number FROM fresh)"
        " GROUP BY first_day ORDER BY first_day"
    ).fetchall()
    days: list[date] = []
    events = 0
    for day, number in rows:
        if days and events + number > _SLICE:
            yield days[0], days[-1]
            days, events = [], 0
        days.append(day)
        events += number
    if days:
        yield days[0], days[-1]
