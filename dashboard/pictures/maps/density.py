"""The hexagons of a picture's map, one path for each colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from dashboard.figures.map.density import PALE, Density, colour_of
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.plane import Projection
from geodata.hexagons import CORNER
from geodata.results import Hexagon

GAP: Final = 0.5
"""The line of land between two hexagons, units."""


def draw(density: Density, at: Projection, theme: Theme) -> list[str]:
    """All hexagons that touch the frame."""
    return [
        *_areas(density, density.outside, at, theme, opacity=PALE),
        *_areas(density, density.hexagons, at, theme),
    ]


def _areas(
    density: Density,
    hexagons: Sequence[Hexagon],
    at: Projection,
    theme: Theme,
    **looks: object,
) -> Iterator[str]:
    width = at.world / density.lattice.columns
    begins = density.steps
    paths: dict[int, list[str]] = defaultdict(list)
    for one in hexagons:
        x, y = at.xy(one.lon, one.lat)
        paths[colour_of(one.total, begins)].append(_path(x, y, width))
    line = {"stroke": theme.land, "stroke_width": GAP, **looks}
    for colour, parts in sorted(paths.items()):
        yield svg.path("".join(parts), fill=theme.densities[colour], **line)


def _path(x: float, y: float, width: float) -> str:
    half, corner = width / 2, width * CORNER
    return (
        f"M{x:.1f},{y - corner:.1f}L{x + half:.1f},{y - corner / 2:.1f}V{y + corner / 2:.1f}"
        f"L{x:.1f},{y + corner:.1f}L{x - half:.1f},{y + corner / 2:.1f}V{y - corner / 2:.1f}Z"
    )
