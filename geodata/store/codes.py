"""The numbers that events are counted by: profiles, sets of regions and storylines, locations,
actors and publishers. Numbers are given once and never change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from geodata import actors, regions
from geodata.filters.sql import SUBJECT, TRAITS, VENUE
from geodata.schema import AGGREGATE_TAG, EVENT_TYPES, GROUPS

Members = Callable[[str], Iterable[tuple[str, int]]]
"""From the key of a set to its members, each with its scope."""

PROFILE: Final = (
    "source, event_type, grp, aggregate, geo_precision, date_precision, reliability,"
    " credibility, deaths, placed, removed"
)
_GROUP_CASE: Final = " ".join(
    f"WHEN '{name}' THEN {GROUPS.index(kind.group)}" for name, kind in EVENT_TYPES.items()
)
# chr(30) and chr(31) part the items and the lists of a key: no name holds them
_BITS_OF_WORDS: Final = " | ".join(
    f"CASE {column} "
    + " ".join(f"WHEN '{word}' THEN {bit}" for word, bit in words.items())
    + " END"
    for column, words in TRAITS.items()
)
_KEYED: Final = f"""
CREATE OR REPLACE TEMP TABLE keyed AS SELECT
    event_id, source_id, date_start, first_day, last_day,
    source, event_type, geo_precision, date_precision, reliability, credibility,
    location_key, location_lon, location_lat, mx, my,
    coalesce(location_region, '') AS location_region,
    CAST(CASE event_type {_GROUP_CASE} END AS TINYINT) AS grp,
    list_contains(tags, '{AGGREGATE_TAG}') AS aggregate,
    CASE
        WHEN coalesce(fatalities_high, fatalities_best, fatalities_low) IS NULL THEN 'unknown'
        WHEN greatest(fatalities_low, fatalities_best, fatalities_high) > 0 THEN 'some'
        ELSE 'none'
    END AS deaths,
    CASE
        WHEN location_key <> '' THEN 'placed'
        WHEN geo_precision = 'none' OR country IS NULL THEN 'none'
        ELSE 'country'
    END AS placed,
    FALSE AS removed,
    concat_ws(chr(31), coalesce(country, ''), coalesce(admin1, ''),
        array_to_string(list_sort(zones), chr(30)),
        array_to_string(list_sort(about), chr(30))) AS region_key,
    array_to_string(list_sort(storylines), chr(30)) AS story_key,
    CASE WHEN geo_precision = 'admin1' THEN location_key ELSE coalesce(place, '') END
        AS location_name,
    coalesce(country, '') AS location_country
FROM incoming
"""
_LOCATION: Final = "key, name, precision, country, region, lon, lat, mx, my"
_LOCATION_OF_EVENT: Final = (
    "SELECT location_key, location_name, geo_precision, location_country, location_region,"
    " location_lon, location_lat, mx, my FROM keyed WHERE location_key <> ''"
)
_TAKES_PART: Final = """
CREATE OR REPLACE TEMP TABLE takes_part AS
SELECT i.event_id, a.actor, a.bit, f.whole, bool_or(f.direct) AS direct,
    bool_or(i.named.role IS DISTINCT FROM 'subject') AS participant
FROM (
    SELECT event_id, named, named.name AS given
    FROM (SELECT event_id, unnest(actors) AS named FROM incoming)
) i
JOIN stands_for f USING (given) JOIN actor a ON a.name = f.name GROUP BY ALL
"""
_CODED: Final = f"""
CREATE OR REPLACE TEMP TABLE coded AS
SELECT k.event_id, k.date_start, k.first_day, k.last_day, k.grp, k.aggregate,
    CAST({_BITS_OF_WORDS} AS BIGINT) AS traits,
    p.profile, r.region_set, t.story_set, CAST(coalesce(s.location, 0) AS INTEGER) AS location,
    coalesce(b.actor_bits, 0) AS actor_bits,
    CAST(coalesce(
        v.number,
        -- those about to be revised are in verdict only
        (SELECT coalesce(max(number), 0) FROM (
            SELECT number FROM event UNION ALL SELECT number FROM verdict
        )) + row_number() OVER (
            PARTITION BY v.number IS NULL ORDER BY k.date_start, k.source_id, k.source
        )
    ) AS INTEGER) AS number
FROM keyed k
JOIN verdict v USING (event_id)
JOIN profile p USING ({PROFILE})
JOIN region_set r ON r.key = k.region_key
JOIN story_set t ON t.key = k.story_key
LEFT JOIN location s ON s.key = k.location_key AND s.name = k.location_name
    AND s.precision = k.geo_precision AND s.country = k.location_country
    AND s.region = k.location_region AND s.mx = k.mx AND s.my = k.my
    AND s.lon = k.location_lon AND s.lat = k.location_lat
LEFT JOIN (SELECT event_id, bit_or(bit) AS actor_bits FROM takes_part GROUP BY event_id) b
    ON b.event_id = k.event_id
"""
_TOGETHER: Final = (
    "SELECT a.event_id, a.actor AS a, b.actor AS b, a.participant AND b.participant AS participants"
    " FROM takes_part a JOIN takes_part b"
    " ON a.event_id = b.event_id AND a.actor < b.actor WHERE a.whole AND b.whole"
)


def code(con: duckdb.DuckDBPyConnection) -> None:
    """Number what the temporary table ``incoming`` holds.

    Leaves ``coded``, the codes of every event in it, ``takes_part``, the actors of every
    event with those that they are part of, and ``together``, the pairs of whole actors.
    """
    con.execute(_KEYED)
    number_rows(con, "profile", PROFILE, f"SELECT {PROFILE} FROM keyed")
    number_rows(con, "location", _LOCATION, _LOCATION_OF_EVENT)
    _sets(con, "region", "code", "SELECT region_key FROM keyed", _regions)
    _sets(con, "story", "name", "SELECT story_key FROM keyed", _storylines)
    number_rows(
        con,
        "publisher",
        "name",
        "SELECT name FROM (SELECT unnest(sources).publisher AS name FROM incoming)"
        " WHERE name IS NOT NULL",
    )
    _name_actors(con)
    con.execute(_TAKES_PART)
    con.execute(_CODED)
    temp_table(con, "together", _TOGETHER)
    number_rows(con, "pair", "a, b", "SELECT a, b FROM together")
    con.execute("UPDATE pair SET is_frequent = FALSE WHERE is_frequent IS NULL")
    con.execute("DROP TABLE keyed; DROP TABLE stands_for")


def number_rows(con: duckdb.DuckDBPyConnection, table: str, columns: str, values: str) -> None:
    """Give every new row of ``values`` the next numbers of the table, in sorted order."""
    con.execute(
        f"INSERT INTO {table} ({table}, {columns})"
        f" SELECT (SELECT coalesce(max({table}), 0) FROM {table})"
        f" + row_number() OVER (ORDER BY {columns}), {columns}"
        f" FROM (SELECT DISTINCT {columns} FROM ({values}) v({columns})"
        f" EXCEPT SELECT {columns} FROM {table})"
    )


def _sets(
    con: duckdb.DuckDBPyConnection, kind: str, label: str, keys: str, members: Members
) -> None:
    """Number new sets, and what they hold; an empty set is a set too."""
    fresh = con.execute(f"{keys} EXCEPT SELECT key FROM {kind}_set ORDER BY ALL").fetchall()
    number_rows(con, f"{kind}_set", "key", keys)
    rows = [(key, name, scope) for (key,) in fresh for name, scope in members(key)]
    if not rows:
        return
    table = "region" if kind == "region" else "storyline"
    temp_rows(con, "member", ("key", "name", "scope"), rows)
    number_rows(con, table, label, "SELECT name FROM member")
    con.execute(
        f"INSERT INTO {kind}_member SELECT s.{kind}_set, t.{table}, m.scope FROM member m"
        f" JOIN {kind}_set s USING (key) JOIN {table} t ON t.{label} = m.name"
    )
    con.execute("DROP TABLE member")


def _regions(key: str) -> Iterable[tuple[str, int]]:
    """The regions of a set with their ancestors: where it happened, what it is about."""
    country, admin1, zones, about = key.split(chr(31))
    scopes: dict[str, int] = {}
    for codes, scope in (
        ([country, admin1, *zones.split(chr(30))], VENUE),
        (about.split(chr(30)), SUBJECT),
    ):
        for code_ in filter(None, codes):
            for region in (code_, *regions.ancestors(code_)):
                scopes[region] = scopes.get(region, 0) | scope
    return scopes.items()


def _storylines(key: str) -> Iterable[tuple[str, int]]:
    return [(name, 0) for name in dict.fromkeys(filter(None, key.split(chr(30))))]


def _name_actors(con: duckdb.DuckDBPyConnection) -> None:
    names = con.execute(
        "SELECT DISTINCT unnest(actors).name AS name FROM incoming ORDER BY ALL"
    ).fetchall()
    rows = [
        (name, actor, actor == itself, not actors.ancestors(actor))
        for (name,) in names
        for itself in [actors.canonical(name)]
        for actor in (itself, *actors.ancestors(itself))
    ]
    temp_rows(con, "stands_for", ("given", "name", "direct", "whole"), rows)
    number_rows(con, "actor", "name", "SELECT name FROM stands_for")
    con.execute("UPDATE actor SET bit = 0 WHERE bit IS NULL")


def temp_table(con: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
    """A temporary table of what a query selects."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")


def temp_rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[object, ...]],
) -> None:
    """A temporary table of these rows; by Arrow, as single inserts are slow."""
    values = [[row[at] for row in rows] for at in range(len(columns))]
    con.register("given_rows", pa.table(dict(zip(columns, values, strict=True))))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM given_rows")
    con.unregister("given_rows")
