"""Events counted in hexagons, where single marks would only cover one another."""

from __future__ import annotations

from typing import Final

from geodata import mercator, regions
from geodata.filters import Filters
from geodata.hexagons import CORNER, ROW_HEIGHT, Lattice
from geodata.query.cache import cached
from geodata.query.sql import Values, as_counts, fetch, group_sums
from geodata.query.where import Selection, where
from geodata.results import Hexagon
from geodata.store import Snapshot

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees WGS84; west > east crosses 180°."""

WORLD: Final[Bounds] = (-180.0, -90.0, 180.0, 90.0)

_SIZE: Final = 1 << mercator.BITS
_OF_A_REGION: Final = "location IN (SELECT location FROM location WHERE precision = 'admin1')"
_REACH: Final = 1.2
"""Of a hexagon's width, how far outside a box an event of a hexagon that touches it may lie."""


@cached
def hexagons(
    db: Snapshot, filters: Filters, bounds: Bounds, lattice: Lattice
) -> tuple[Hexagon, ...]:
    """The hexagons with events that touch the bounds, each with all of its events.

    Events known to a region only are in none: they are drawn at no place of their own.
    """
    selection = where(db, filters)
    rows = fetch(
        db,
        f"""
        {_placed(selection)}
        SELECT "column", "row", {_sums()}, max_by(name, n * 4294967296 - location)
        FROM cell WHERE {_near("cx", "cy", "outer")}
        GROUP BY "column", "row" ORDER BY "row", "column"
        """,
        selection.binds(
            **_sizes(lattice),
            **_box(lattice, bounds, "inner", _REACH, _REACH),
            **_box(lattice, bounds, "outer", 0.5, CORNER),
        ),
    )
    return tuple(_hexagon(lattice, row) for row in rows)


@cached
def fullest_hexagon(db: Snapshot, filters: Filters, lattice: Lattice) -> int:
    """How many events are in the hexagon with most, all over the globe; 0 without any."""
    selection = where(db, filters)
    ((most,),) = fetch(
        db,
        f"""
        {_placed(selection)}
        SELECT coalesce(max(n), 0) FROM (
            SELECT CAST(sum(n) AS BIGINT) AS n FROM cell GROUP BY "column", "row"
        )
        """,
        selection.binds(**_sizes(lattice), **_box(lattice, WORLD, "inner", _REACH, _REACH)),
    )
    return int(most)


@cached
def known_by_region(db: Snapshot, filters: Filters) -> int:
    """How many placed events are in no hexagon, since they are known to a region only."""
    selection = where(db, filters)
    ((number,),) = fetch(
        db,
        f"""
        SELECT count(*) FROM {selection.of("event", "location <> 0", _OF_A_REGION)}
        """,
        selection.binds(),
    )
    return int(number)


def _sums() -> str:
    """The sums of the groups that ``_placed`` counted."""
    return ", ".join(f"CAST(sum(g{group}) AS BIGINT)" for group in range(6))


def _placed(selection: Selection) -> str:
    """The start of a query: ``cell`` has a row per position, with its hexagon and its events.

    A position belongs to the nearest centre, which is in the row above it or the one below.
    """
    names = ", ".join(f"g{group}" for group in range(6))
    return f"""
        WITH hit(location, n, {names}) AS (
            SELECT location, count(*), {group_sums("1")}
            FROM {selection.of("event", "location <> 0")} GROUP BY location
        ), there AS (
            SELECT hit.*, s.name, mx, my, mx * $unit AS u, my * $unit / $high AS v
            FROM hit JOIN location s ON s.location = hit.location
            WHERE s.precision <> 'admin1' AND {_near("mx", "my", "inner")}
        ), between_rows AS (
            SELECT *, CAST(floor(v) AS INTEGER) AS r0, r0 + 1 AS r1,
                floor(u - (r0 % 2) / 2.0 + 0.5) AS c0, floor(u - (r1 % 2) / 2.0 + 0.5) AS c1
            FROM there
        ), nearest AS (
            SELECT *, (u - (r0 % 2) / 2.0 - c0) ** 2 + ((v - r0) * $high) ** 2
                <= (u - (r1 % 2) / 2.0 - c1) ** 2 + ((v - r1) * $high) ** 2 AS upper
            FROM between_rows
        ), cell AS (
            SELECT *, CASE WHEN upper THEN r0 ELSE r1 END AS "row",
                CAST(CASE WHEN upper THEN c0 ELSE c1 END AS INTEGER) % $columns AS "column",
                ("column" + ("row" % 2) / 2.0) / $unit AS cx, "row" * $high / $unit AS cy
            FROM nearest
        )
    """


def _near(x: str, y: str, which: str) -> str:
    """A condition: so many grid steps around the bounds, also across 180°."""
    return (
        f"(({x} - $west_{which} + 2 * {_SIZE}) % {_SIZE}) <= $across_{which}"
        f" AND {y} BETWEEN $north_{which} AND $south_{which}"
    )


def _sizes(lattice: Lattice) -> Values:
    return {"columns": lattice.columns, "unit": lattice.columns / _SIZE, "high": ROW_HEIGHT}


def _box(lattice: Lattice, bounds: Bounds, which: str, beside: float, above: float) -> Values:
    """The bounds in grid steps, wider by so many widths of a hexagon, as ``_near`` takes them."""
    west, south, east, north = bounds
    mx, my = mercator.project([west, east], [north, south])
    left, right, top, bottom = (int(step) for step in (*mx, *my))
    width = _SIZE / lattice.columns
    across = right - left + (0 if west <= east else _SIZE) + 2 * beside * width
    return {
        f"west_{which}": left - beside * width,
        f"across_{which}": min(float(_SIZE), across),
        f"north_{which}": top - above * width,
        f"south_{which}": bottom + above * width,
    }


def _hexagon(lattice: Lattice, row: tuple[object, ...]) -> Hexagon:
    column, line, *counts, name = row
    column, line = int(str(column)), int(str(line))
    lon, lat = lattice.centre(column, line)
    numbers = as_counts([int(str(count)) for count in counts])
    return Hexagon(column, line, lon, lat, numbers, regions.label(str(name)))
