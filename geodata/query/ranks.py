"""Who and where most: rankings, and who appears with whom."""

from __future__ import annotations

from geodata.filters import Filters
from geodata.query.by import label, parent, tallied
from geodata.query.fetch import as_counts, fetch, group_sums
from geodata.query.kept import cached
from geodata.query.where import where
from geodata.shapes import Dyad, Rank
from geodata.store import EventStore
from geodata.store_frequent import EVENTS_OF_A_FREQUENT_PAIR


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

    Actors are taken whole: a minister counts for his government.
    """
    pairs = _pairs(store, filters, limit, "often")
    # a pair that is not marked as frequent has fewer events than that, whatever the filters
    if len(pairs) < limit or pairs[-1].events < EVENTS_OF_A_FREQUENT_PAIR:
        pairs = _pairs(store, filters, limit, "TRUE")
    return pairs


def _pairs(store: EventStore, filters: Filters, limit: int, which: str) -> tuple[Dyad, ...]:
    selection = where(store, filters)
    rows = fetch(
        store,
        f"""
        WITH hit AS (
            SELECT pair, grp, count(*) AS n
            FROM {selection.of("event_pair", which)} GROUP BY pair, grp
        ), first AS (
            SELECT pair, sum(n) AS events FROM hit
            GROUP BY pair ORDER BY events DESC, pair LIMIT $limit
        )
        SELECT least(a.name, b.name), greatest(a.name, b.name), {group_sums("n")} FROM first
        JOIN hit USING (pair) JOIN pair p USING (pair)
        JOIN actor a ON a.actor = p.a JOIN actor b ON b.actor = p.b GROUP BY ALL
        """,
        selection.binds(limit=limit),
    )
    pairs = (Dyad(a, b, sum(counts), as_counts(counts)) for a, b, *counts in rows)
    return tuple(sorted(pairs, key=lambda pair: (-pair.events, pair.a, pair.b)))
