"""How precisely and how surely the events in view are known, and who reported them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.sql import fetch
from geodata.query.where import where
from geodata.results import Precisions
from geodata.store import Snapshot


@cached
def precisions(db: Snapshot, filters: Filters) -> Precisions:
    """Events per precision of place, precision of date and Admiralty grade."""
    selection = where(db, filters)
    rows = fetch(
        db,
        "SELECT p.geo_precision, p.date_precision, p.reliability || p.credibility, sum(n) FROM ("
        f" SELECT profile, count(*) AS n FROM {selection.of('event')} GROUP BY profile)"
        " JOIN profile p USING (profile) GROUP BY ALL",
        selection.binds(),
    )
    return Precisions(
        geo=_summed((place, n) for place, _, _, n in rows),
        date=_summed((day, n) for _, day, _, n in rows),
        grade=_summed((grade, n) for _, _, grade, n in rows),
    )


def _summed(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Events per word, the words in order."""
    events: Counter[str] = Counter()
    for word, n in rows:
        events[word] += int(n)
    return dict(sorted(events.items()))


@cached
def publishers(db: Snapshot, filters: Filters, limit: int) -> tuple[tuple[str, int], ...]:
    """The publishers with most events in view, and of how many each reported."""
    selection = where(db, filters)
    rows = fetch(
        db,
        "SELECT p.name, h.n FROM (SELECT publisher, count(DISTINCT number) AS n"
        f" FROM {selection.of('citation')} GROUP BY publisher) h"
        " JOIN publisher p USING (publisher) WHERE p.name <> '' ORDER BY h.n DESC, p.name"
        " LIMIT $limit",
        selection.binds(limit=limit),
    )
    return tuple(rows)
