"""Events on the map: one mark per place, or squares of a grid when there are too many."""

from __future__ import annotations

from typing import Final

from geodata import mercator
from geodata import places as regions
from geodata.filters import Filters
from geodata.query.fetch import as_counts, fetch, group_sums, ids
from geodata.query.kept import cached
from geodata.query.where import where
from geodata.schema import GEO_PRECISIONS
from geodata.shapes import Bin, Counts, Place, Places
from geodata.store import EventStore

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees WGS84; west > east crosses 180°."""

_PRECISIONS: Final = tuple(GEO_PRECISIONS)
_COARSENESS: Final = " ".join(
    f"WHEN '{word}' THEN {number}" for number, word in enumerate(_PRECISIONS)
)
# a square of the grid is 32 px of a map whose world is 512 px wide at zoom 0
_ZOOM_OF_ONE_STEP: Final = 20


@cached
def places(store: EventStore, filters: Filters, limit: int = 5000) -> Places:
    """The marks of all drawn events, those with most events first.

    A mark is named as most of its events name it, and is as coarse as the coarsest of them.
    With more than ``limit`` places there are no rows: ask for ``bins``.
    """
    selection = where(store, filters)
    drawn = f"FROM {selection.of('event', 'spot <> 0')}"
    ((total,),) = fetch(
        store,
        f"SELECT count(DISTINCT key) FROM (SELECT DISTINCT spot {drawn}) JOIN spot USING (spot)",
        selection.binds(),
    )
    if total > limit:
        return Places((), total, crowded=True)
    rows = fetch(
        store,
        f"""
        WITH hit AS (
            SELECT spot, grp, aggregate, count(*) AS n, min(number) AS number
            {drawn} GROUP BY spot, grp, aggregate
        ), ranked AS (
            -- the spot of a place with most events, of equals the oldest, names it
            SELECT s.*, h.*, sum(n) OVER (PARTITION BY h.spot) * 4294967296 - h.spot AS weight,
                CASE s.precision {_COARSENESS} END AS coarse,
                CASE WHEN aggregate THEN n ELSE 0 END AS overlapping
            FROM hit h JOIN spot s ON s.spot = h.spot
        )
        SELECT key, max_by(name, weight), min(lon), min(lat), max(coarse),
            max_by(country, weight), max_by(region, weight),
            {group_sums("n")}, {group_sums("overlapping")},
            CAST(sum(n) AS BIGINT) AS events, min(number)
        FROM ranked GROUP BY key ORDER BY events DESC, key
        """,
        selection.binds(),
    )
    single = ids(store, [row[-1] for row in rows if row[-2] == 1])
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
            event_id=single[row[-1]] if row[-2] == 1 else "",
        )
        for row in rows
    )
    return Places(tuple(marks), total, crowded=False)


@cached
def bins(store: EventStore, filters: Filters, bounds: Bounds, zoom: float) -> tuple[Bin, ...]:
    """Drawn events inside the bounds, by squares of about 32 px at this zoom."""
    west, south, east, north = bounds
    mx, my = mercator.project([west, east], [north, south])
    across = "mx BETWEEN $west AND $east" if west <= east else "(mx >= $west OR mx <= $east)"
    shift = max(0, min(mercator.BITS, _ZOOM_OF_ONE_STEP - int(zoom)))
    selection = where(store, filters)
    rows = fetch(
        store,
        f"""
        SELECT mx >> $shift AS x, my >> $shift AS y, {group_sums("n")} FROM (
            SELECT spot, grp, count(*) AS n
            FROM {selection.of("event", "spot <> 0")} GROUP BY spot, grp
        ) h JOIN spot s ON s.spot = h.spot
        WHERE {across} AND my BETWEEN $north AND $south GROUP BY 1, 2 ORDER BY 1, 2
        """,
        selection.binds(
            shift=shift, west=int(mx[0]), east=int(mx[1]), north=int(my[0]), south=int(my[1])
        ),
    )
    return tuple(_bin(shift, x, y, as_counts(counts)) for x, y, *counts in rows)


def _bin(shift: int, x: int, y: int, counts: Counts) -> Bin:
    lon, lat = mercator.unproject((x + 0.5) * 2**shift, (y + 0.5) * 2**shift)
    return Bin(f"{shift}/{x}/{y}", lon, lat, counts)
