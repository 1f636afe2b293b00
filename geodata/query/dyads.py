"""Who with whom: pairs of actors of two sides that share events, at a level of ``actors.LEVELS``.

A pair counts the events that each is in, itself or by a part of its own, which is what filtering
by both gives: in whatever roles, unless the filters ask for participants. Two actors of one
whole, a minister and his government or two delegates of one state, are on one side and no pair.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import pyarrow as pa

from geodata import actors
from geodata.filters import Filters
from geodata.filters.sql import listed
from geodata.query.cache import cached
from geodata.query.sql import Values, as_counts, fetch, group_sums
from geodata.query.where import where
from geodata.results import Dyad, Matrix, MatrixActor
from geodata.store import Snapshot
from geodata.store.frequent import EVENTS_OF_A_FREQUENT_PAIR

_SHARED: Final = """
SELECT x.number, x.grp, x.actor AS a, y.actor AS b
FROM {members} x JOIN {members} y ON x.number = y.number AND x.actor < y.actor
WHERE x.side <> y.side
"""


class _Meetings(NamedTuple):
    """SQL that selects ``number``, ``grp``, ``a`` and ``b``, once for each pair in an event,
    and what it binds."""

    sql: str
    values: Values


@cached
def dyads(db: Snapshot, filters: Filters, limit: int, level: str = "parties") -> tuple[Dyad, ...]:
    """The pairs with most events; ``level``: a word of ``actors.LEVELS``."""
    if level == "parties":
        pairs = _first(db, _of_parties(db, filters, "is_frequent"), limit)
        # a pair that is not marked as frequent has fewer events than that, whatever the filters
        if len(pairs) == limit and pairs[-1].events >= EVENTS_OF_A_FREQUENT_PAIR:
            return pairs
    return _first(db, _meetings(db, filters, level), limit)


@cached
def matrix(db: Snapshot, filters: Filters, size: int, level: str = "parties") -> Matrix:
    """The ``size`` actors of a level that share most events with others of it, and their
    pairs."""
    met = _meetings(db, filters, level)
    rows = fetch(
        db,
        f"""
        WITH met AS ({met.sql})
        SELECT actor, name, count(DISTINCT number) AS events, count(*) OVER ()
        FROM (SELECT a AS actor, number FROM met UNION ALL SELECT b, number FROM met)
        JOIN actor USING (actor) GROUP BY actor, name ORDER BY events DESC, name LIMIT $size
        """,
        {**met.values, "size": size},
    )
    among, bound = listed("among", [number for number, *_ in rows] or [0])
    both = f"SELECT * FROM ({met.sql}) WHERE a IN ({among}) AND b IN ({among})"
    return Matrix(
        level,
        tuple(MatrixActor(name, actors.side(name), events) for _, name, events, _ in rows),
        _first(db, _Meetings(both, {**met.values, **bound}), len(rows) ** 2),
        rows[0][-1] if rows else 0,
    )


def _first(db: Snapshot, met: _Meetings, limit: int) -> tuple[Dyad, ...]:
    rows = fetch(
        db,
        f"""
        WITH hit AS (SELECT a, b, grp, count(*) AS n FROM ({met.sql}) GROUP BY a, b, grp),
        first AS (
            SELECT a, b, sum(n) AS events FROM hit
            GROUP BY a, b ORDER BY events DESC, a, b LIMIT $limit
        )
        SELECT least(x.name, y.name), greatest(x.name, y.name), {group_sums("n")} FROM first f
        JOIN hit USING (a, b)
        JOIN actor x ON x.actor = f.a JOIN actor y ON y.actor = f.b GROUP BY ALL
        """,
        {**met.values, "limit": limit},
    )
    pairs = (Dyad(a, b, sum(counts), as_counts(counts)) for a, b, *counts in rows)
    return tuple(sorted(pairs, key=lambda pair: (-pair.events, pair.a, pair.b)))


def _meetings(db: Snapshot, filters: Filters, level: str) -> _Meetings:
    if level == "parties":
        return _of_parties(db, filters, "TRUE")
    selection = where(db, filters)
    tests = ["participant"] if filters.participants_only else []
    members = (
        "(SELECT number, grp, actor, side"
        f" FROM (SELECT number, grp, actor FROM {selection.of('event_actor', *tests)})"
        " JOIN level_actors USING (actor))"
    )
    return _Meetings(
        _SHARED.format(members=members), selection.binds(level_actors=_level_actors(db, level))
    )


def _of_parties(db: Snapshot, filters: Filters, which: str) -> _Meetings:
    """The store has these pairs (``event_pair``)."""
    selection = where(db, filters)
    tests = [which, *(["participants"] if filters.participants_only else [])]
    pairs = f"SELECT number, grp, pair FROM {selection.of('event_pair', *tests)}"
    return _Meetings(
        f"SELECT number, grp, a, b FROM ({pairs}) JOIN pair USING (pair)", selection.binds()
    )


@cached
def _level_actors(db: Snapshot, level: str) -> pa.Table:
    """The actors of a level that the store knows, each with a number for its side."""
    sides = {name: actors.side(name) for name in actors.at_level(level)}
    numbers = {side: number for number, side in enumerate(dict.fromkeys(sides.values()))}
    known = [
        (actor, numbers[sides[name]])
        for name, actor in fetch(db, "SELECT name, actor FROM actor")
        if name in sides
    ]
    return pa.table(
        {
            "actor": pa.array([actor for actor, _ in known], pa.int32()),
            "side": pa.array([side for _, side in known], pa.int32()),
        }
    )
