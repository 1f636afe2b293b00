"""Who and where most: rankings, and who appears with whom."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from geodata import actors
from geodata.filters import Filters
from geodata.query.by import label, parent, tallied
from geodata.query.summary import count
from geodata.query.where import as_counts, cached, fetch, fetch_columns, group_sums, where
from geodata.schema import GROUPS
from geodata.shapes import Dyad, Rank
from geodata.store import EventStore

# above this, pairs are first looked for among frequent actors: joining rows would be slow
_MANY: Final = 100_000


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
    nodes = _nodes(store, filters)
    pairs: list[Dyad] = []
    if count(store, filters) > _MANY:
        pairs = _ordered(_pairs_of_bits(store, filters, nodes))[:limit]
    # with a pair at hand that is as frequent as any actor without a bit, no other can be more so
    if len(pairs) < limit or pairs[-1].events < _most_without_bit(store):
        pairs = _ordered(_pairs_of_rows(store, filters, nodes))[:limit]
    return tuple(pairs)


class _Node(NamedTuple):
    number: int
    name: str
    bit: int


def _nodes(store: EventStore, filters: Filters) -> list[_Node]:
    """The parts of others that the filters name, and frequent whole actors."""
    actor = (_Node(*row) for row in fetch(store, "SELECT actor, name, bit FROM actor"))
    return [
        node
        for node in actor
        if (node.name in filters.actors) or (node.bit and not actors.ancestors(node.name))
    ]


def _pairs_of_bits(store: EventStore, filters: Filters, nodes: list[_Node]) -> Iterator[Dyad]:
    """All pairs of frequent actors: events by the bits they have, then by each two bits."""
    condition = where(store, filters)
    held = fetch_columns(
        store,
        "SELECT actor_bits, grp, count(*) AS n FROM event"
        f" WHERE {condition.sql} GROUP BY actor_bits, grp",
        condition.values,
    )
    with_bit = sorted((node for node in nodes if node.bit), key=lambda node: node.name)
    bits = np.array([node.bit for node in with_bit], dtype=np.int64)
    both = np.zeros((len(GROUPS), len(bits), len(bits)), dtype=np.int64)
    for group in range(len(GROUPS)):
        of_group = held["grp"] == group
        has = (held["actor_bits"][of_group, None] & bits != 0).astype(np.float64)
        both[group] = np.rint((has * held["n"][of_group, None]).T @ has)
    for a, b in np.argwhere(np.triu(both.sum(axis=0), 1)).tolist():
        counts = as_counts(both[:, a, b].tolist())
        yield Dyad(with_bit[a].name, with_bit[b].name, sum(counts), counts)


def _most_without_bit(store: EventStore) -> int:
    """Of all events, those of the most frequent actor without a bit."""
    bitless = {name for (name,) in fetch(store, "SELECT name FROM actor WHERE bit = 0")}
    ever = ranking(store, Filters(), "actor", sys.maxsize)
    return max((rank.events for rank in ever if rank.key in bitless), default=0)


def _pairs_of_rows(store: EventStore, filters: Filters, nodes: list[_Node]) -> Iterator[Dyad]:
    """All pairs, by joining the actors of each event."""
    condition = where(store, filters)
    parts = [node.number for node in nodes if node.name in filters.actors]
    rows = fetch(
        store,
        f"""
        WITH node AS (
            SELECT number, grp, actor FROM event_actor
            WHERE (whole OR actor IN (SELECT unnest($parts))) AND {condition.sql}
        ), pair AS (
            SELECT a.actor AS a, b.actor AS b, a.grp, count(*) AS n
            FROM node a JOIN node b ON a.number = b.number AND a.actor < b.actor
            GROUP BY 1, 2, 3
        )
        SELECT least(a.name, b.name), greatest(a.name, b.name), {group_sums("n")} FROM pair
        JOIN actor a ON a.actor = pair.a JOIN actor b ON b.actor = pair.b GROUP BY 1, 2
        """,
        {**condition.values, "parts": parts},
    )
    for a, b, *counts in rows:
        yield Dyad(a, b, sum(counts), as_counts(counts))


def _ordered(pairs: Iterable[Dyad]) -> list[Dyad]:
    """The most frequent first, without pairs of an actor and its own part."""
    apart = (
        pair
        for pair in pairs
        if pair.a not in actors.ancestors(pair.b) and pair.b not in actors.ancestors(pair.a)
    )
    return sorted(apart, key=lambda pair: (-pair.events, pair.a, pair.b))
