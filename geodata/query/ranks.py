"""Who and where most: rankings, and who appears with whom."""

from __future__ import annotations

from geodata import actors
from geodata.filters import Filters
from geodata.query.by import label, parent, tallied
from geodata.query.where import as_counts, cached, fetch, group_sums, where
from geodata.shapes import Dyad, Rank
from geodata.store import EventStore


@cached
def ranking(store: EventStore, filters: Filters, of: str, limit: int) -> tuple[Rank, ...]:
    """The values with most events under all filters; ``of``: actor, region, type, group or
    storyline. Events of a part count for what it is part of."""
    ranks = [
        Rank(key, label(of, key), parent(of, key), sum(counts), as_counts(counts))
        for key, *counts in tallied(store, filters, of)
    ]
    return tuple(sorted(ranks, key=lambda rank: (-rank.events, rank.label))[:limit])


@cached
def dyads(store: EventStore, filters: Filters, limit: int) -> tuple[Dyad, ...]:
    """The pairs of actors that appear in most events together, whatever their roles.

    Actors are taken whole (Israel with all its parts); the parts that the filters name
    stand for themselves too, but not beside what they are part of.
    """
    condition = where(store, filters)
    rows = fetch(
        store,
        f"""
        WITH node AS (
            SELECT number, grp, actor FROM event_actor
            WHERE {condition.sql} AND actor IN (SELECT unnest($nodes))
        ), pair AS (
            SELECT a.actor AS a, b.actor AS b, a.grp, count(*) AS n
            FROM node a JOIN node b ON a.number = b.number AND a.actor < b.actor
            GROUP BY 1, 2, 3
        )
        SELECT a.name, b.name, {group_sums("n")} FROM pair
        JOIN actor a ON a.actor = pair.a JOIN actor b ON b.actor = pair.b
        GROUP BY 1, 2 ORDER BY sum(n) DESC, 1, 2
        """,
        {**condition.values, "nodes": _nodes(store, filters)},
    )
    pairs = (Dyad(a, b, sum(counts), as_counts(counts)) for a, b, *counts in rows)
    apart = [
        pair
        for pair in pairs
        if pair.a not in actors.ancestors(pair.b) and pair.b not in actors.ancestors(pair.a)
    ]
    return tuple(apart[:limit])


def _nodes(store: EventStore, filters: Filters) -> list[int]:
    return [
        number
        for number, name in fetch(store, "SELECT actor, name FROM actor")
        if not actors.ancestors(name) or name in filters.actors
    ]
