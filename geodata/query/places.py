"""Events on the map: one mark per place."""

from __future__ import annotations

from typing import Final

from geodata import regions
from geodata.filters import Filters
from geodata.query.cache import cached
from geodata.query.event_marks import event_marks
from geodata.query.hexagons import Bounds
from geodata.query.sql import as_counts, fetch, group_sums
from geodata.query.where import where
from geodata.results import Place, Places
from geodata.schema import GEO_PRECISIONS
from geodata.store import Snapshot

_PRECISIONS: Final = tuple(GEO_PRECISIONS)
_COARSENESS: Final = " ".join(
    f"WHEN '{word}' THEN {number}" for number, word in enumerate(_PRECISIONS)
)


@cached
def places(
    db: Snapshot, filters: Filters, limit: int = 5000, bounds: Bounds | None = None
) -> Places:
    """The marks of all drawn events, those with most events first.

    A mark is named as most of its events name it, and is as coarse as the coarsest of them.
    With more than ``limit`` places there are no rows: ask for ``hexagons``. ``bounds``: only the
    places inside.
    """
    selection = where(db, filters)
    inside, box = _inside(bounds)
    drawn = f"FROM {selection.of('event', 'location <> 0', *inside)}"
    ((total,),) = fetch(
        db,
        f"SELECT count(DISTINCT key) FROM (SELECT DISTINCT location {drawn})"
        " JOIN location USING (location)",
        selection.binds(**box),
    )
    if total > limit:
        return Places((), total, crowded=True)
    rows = fetch(
        db,
        f"""
        WITH hit AS (
            SELECT location, grp, aggregate, count(*) AS n, min(number) AS number
            {drawn} GROUP BY location, grp, aggregate
        ), ranked AS (
            -- the location of a place with most events, of equals the oldest, names it
            SELECT s.*, h.*,
                sum(n) OVER (PARTITION BY h.location) * 4294967296 - h.location AS weight,
                CASE s.precision {_COARSENESS} END AS coarse,
                CASE WHEN aggregate THEN n ELSE 0 END AS overlapping
            FROM hit h JOIN location s ON s.location = h.location
        )
        SELECT key, max_by(name, weight), min(lon), min(lat), max(coarse),
            max_by(country, weight), max_by(region, weight),
            {group_sums("n")}, {group_sums("overlapping")},
            CAST(sum(n) AS BIGINT) AS events, min(number)
        FROM ranked GROUP BY key ORDER BY events DESC, key
        """,
        selection.binds(**box),
    )
    single = event_marks(db, [row[-1] for row in rows if row[-2] == 1])
    marks = (
        Place(
            key=row[0],
            name=regions.label(row[1]) if row[0] == row[1] else row[1],
            lon=row[2],
            lat=row[3],
            precision=_PRECISIONS[row[4]],
            country=row[5],
            region=row[6],
            counts=as_counts(row[7:13]),
            aggregates=as_counts(row[13:19]),
            event=single[row[-1]] if row[-2] == 1 else None,
        )
        for row in rows
    )
    return Places(tuple(marks), total, crowded=False)


def _inside(bounds: Bounds | None) -> tuple[tuple[str, ...], dict[str, float]]:
    """The condition that the position lies in the bounds, and what it binds."""
    if bounds is None:
        return (), {}
    joined = "AND" if bounds[0] <= bounds[2] else "OR"
    test = (
        "location IN (SELECT location FROM location WHERE lat BETWEEN $south AND $north"
        f" AND (lon >= $west {joined} lon <= $east))"
    )
    return (test,), dict(zip(("west", "south", "east", "north"), bounds, strict=True))
