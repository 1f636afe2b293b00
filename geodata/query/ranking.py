"""Who and where most."""

from __future__ import annotations

from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.dimensions import label, parent, tallied
from geodata.query.sql import as_counts
from geodata.results import Rank
from geodata.store import Snapshot


@cached
def ranking(db: Snapshot, filters: Filters, of: str, limit: int) -> tuple[Rank, ...]:
    """The values with most events under all filters; ``of``: actor, region, type, group or
    storyline. Events of a part count for what it is part of."""
    ranks = [
        Rank(key, label(of, key), parent(of, key), sum(counts), as_counts(counts))
        for key, *counts in tallied(db, filters, of)
    ]
    return tuple(sorted(ranks, key=lambda rank: (-rank.events, rank.label))[:limit])
