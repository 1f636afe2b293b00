"""Pointy hexagons that cover the Web-Mercator square, the same wherever one looks.

A lattice is told by how many hexagons stand side by side around the globe: a whole number, so
that it closes at 180°. Rows run from north to south, odd ones half a hexagon further east.
Nothing of it depends on what a map shows, so that moving a map changes no count.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from geodata import mercator

EQUATOR_KM: Final = 40_030.2
"""Around the globe: a sphere of 6,371.0088 km."""

ROW_HEIGHT: Final = math.sqrt(3) / 2
"""From row to row, in widths of a hexagon."""

CORNER: Final = 1 / math.sqrt(3)
"""From the centre to a corner, in widths of a hexagon."""

LEAST_KM: Final = 2.0
FURTHEST_NORTH: Final = 60.0
"""A hexagon is at least ``LEAST_KM`` wide up to so many degrees from the equator."""

_WORLD_PX: Final = 512
_SIZE: Final = 1 << mercator.BITS


class Lattice(NamedTuple):
    """All hexagons of one size, by column and row; ``columns``: how many around the globe."""

    columns: int

    def centre(self, column: int, row: int) -> tuple[float, float]:
        """The middle of a hexagon, degrees WGS84 (lon, lat); longitudes from -180 to 180."""
        return self._degrees(column + (row % 2) / 2, row * ROW_HEIGHT)

    def ring(self, column: int, row: int) -> tuple[tuple[float, float], ...]:
        """Its six corners, degrees WGS84, not closed; beyond 180° where it lies across."""
        x, y = column + (row % 2) / 2, row * ROW_HEIGHT
        across = ((0, -CORNER), (0.5, -CORNER / 2), (0.5, CORNER / 2))
        half = [self._degrees(x + dx, y + dy) for dx, dy in across]
        return (*half, *(self._degrees(x - dx, y - dy) for dx, dy in across))

    def at(self, lon: float, lat: float) -> tuple[int, int]:
        """The column and row of the hexagon that holds a position in degrees WGS84."""
        east, south = mercator.project([lon], [lat])
        x = int(east[0]) * self.columns / _SIZE
        y = int(south[0]) * self.columns / _SIZE / ROW_HEIGHT

        def distance(row: int) -> tuple[float, int, int]:
            shift = (row % 2) / 2
            column = math.floor(x - shift + 0.5)
            gap = (x - shift - column) ** 2 + ((y - row) * ROW_HEIGHT) ** 2
            return gap, column % self.columns, row

        _, column, row = min(distance(math.floor(y)), distance(math.floor(y) + 1))
        return column, row

    def km(self, lat: float) -> float:
        """How wide a hexagon is at a latitude, km."""
        return EQUATOR_KM * math.cos(math.radians(lat)) / self.columns

    def _degrees(self, x: float, y: float) -> tuple[float, float]:
        return mercator.unproject(x / self.columns * _SIZE, y / self.columns * _SIZE)


def lattice(width_px: float, zoom: float, least_km: float = LEAST_KM) -> Lattice:
    """The hexagons of about ``width_px`` on a map at a zoom, the same for half a zoom around.

    At zoom 0 the world is 512 px wide. They are never narrower than ``least_km``.
    """
    columns = _WORLD_PX * 2 ** (round(zoom * 2) / 2) / width_px
    most = EQUATOR_KM * math.cos(math.radians(FURTHEST_NORTH)) / least_km
    return Lattice(max(4, min(round(columns), math.floor(most))))
