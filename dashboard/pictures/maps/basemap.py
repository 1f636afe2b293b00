"""The map under the marks, as SVG: water, land, tints, lakes and lines.

What ``dashboard.figures.map.basemap`` says in MapLibre's language is said here in vectors, with
the same widths, colours and zoom steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Final

import numpy as np
import shapely

from dashboard.figures.map.basemap import MANY, Boundaries
from dashboard.figures.map.vectors import hatch, path
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.plane import FINE, Projection, Shapes, layer

HATCH_FROM: Final = 7.2
LINES_FROM: Final = 6.0
"""Zoom from which the hatch of UNDOF, and lines other than those of countries, are drawn."""

FINE_AREA: Final = 0.4
"""Of areas: a corner is left out when it makes a triangle of less than its square."""

STRONG_FROM: Final = 5.5
"""Zoom from which lines of countries have their full colour."""


def base(
    plane: Projection,
    theme: Theme,
    boundaries: Boundaries,
    tints: Mapping[str, int],
    in_filter: Collection[str],
) -> list[str]:
    """Everything of the base map but its names, from the lowest.

    Args:
        plane: where the map looks.
        theme: the colours.
        boundaries: whose view of what is not settled.
        tints: events known only to a governorate, by its code.
        in_filter: ISO3 codes of the countries asked about; all when empty.
    """
    left, top, right, bottom = plane.sides
    return [
        svg.rect(left, top, right - left, bottom - top, fill=theme.water),
        *_land(plane, theme, boundaries, in_filter),
        *_tints(plane, theme, tints),
        *_hatch(plane, theme),
        *_lakes(plane, theme),
        *_lines(plane, theme, boundaries),
    ]


def outline(shapes: Iterable[shapely.Geometry]) -> str:
    """The ``d`` of a path along shapes in units."""
    simple = shapely.simplify(np.array(list(shapes), dtype=object), FINE)
    return "".join(path(shape) for shape in simple)


def _joined(shapes: Shapes) -> Shapes:
    """Areas that touch, with fewer corners, and still touching."""
    parts = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_type_id(parts[0]) == int(shapely.GeometryType.POLYGON)
    simple = shapely.coverage_simplify(parts[0][is_area], FINE_AREA)
    made = np.empty(len(shapes), dtype=object)
    for i in range(len(shapes)):
        made[i] = shapely.multipolygons(simple[parts[1][is_area] == i])
    return np.asarray(shapely.orient_polygons(made))


def _fill(shapes: Shapes, colour: str) -> list[str]:
    """Areas in one colour as one path: between its parts shows no hairline of water."""
    d = "".join(path(shape) for shape in shapes)
    return [svg.path(d, fill=colour)] if d else []


def _land(
    plane: Projection, theme: Theme, boundaries: Boundaries, in_filter: Collection[str]
) -> list[str]:
    land = layer("land")
    cut, which = plane.units(land.shapes)
    shapes = _joined(cut)
    asked = [not in_filter or land.properties[i][boundaries] in in_filter for i in which]
    if all(asked):
        return _fill(shapes, theme.land)
    # one colour under the other, or water would show between the two
    chosen = np.array(asked, dtype=bool)
    return [*_fill(shapes, theme.land2), *_fill(shapes[chosen], theme.land)]


def _tints(plane: Projection, theme: Theme, tints: Mapping[str, int]) -> list[str]:
    if not tints:
        return []
    areas = layer("admin1")
    cut, which = plane.units(areas.shapes)
    shapes = _joined(cut)
    events = np.array([tints.get(areas.properties[i]["code"], 0) for i in which], dtype=int)
    return [
        *_fill(shapes[(events > 0) & (events < MANY)], theme.tint1),
        *_fill(shapes[events >= MANY], theme.tint2),
    ]


def _hatch(plane: Projection, theme: Theme) -> list[str]:
    if plane.zoom < HATCH_FROM:
        return []
    zones = layer("zones")
    shapes, which = plane.units(zones.shapes)
    every = 5.0 if plane.zoom < 10 else 6.0  # noqa: PLR2004 - as on the page
    return [
        svg.path(path(hatch(shape, every)), fill="none", stroke=theme.zone, stroke_width=0.8,
                 stroke_opacity=0.55)
        for shape, i in zip(shapes, which, strict=True)
        if zones.properties[i]["code"] == "UNDOF"
    ]  # fmt: skip


def _lakes(plane: Projection, theme: Theme) -> list[str]:
    lakes = layer("lakes")
    shapes, which = plane.units(lakes.shapes)
    shown = [
        shape
        for shape, i in zip(shapes, which, strict=True)
        if lakes.properties[i]["minzoom"] <= plane.zoom
    ]
    d = outline(shown)
    if not d:
        return []
    return [svg.path(d, fill=theme.water, stroke=theme.coast, stroke_width=0.6)]


def _lines(plane: Projection, theme: Theme, boundaries: Boundaries) -> list[str]:
    zoom = plane.zoom
    near = zoom >= LINES_FROM
    looks: dict[str, tuple[str, float]] = {}
    if near:
        looks["coast"] = theme.coast, 0.6
        looks["admin1"] = theme.a1, _step(zoom, 0.5, (8, 0.75), (10, 1))
        looks["zone"] = theme.zone, 0.8
    colour = theme.bord if zoom >= STRONG_FROM else theme.hair2
    looks["country"] = colour, _step(zoom, 0.7, (6, 1), (10, 1.25))
    looks["unsettled"] = colour, min(1.0, looks["country"][1])
    made = []
    for kind, (stroke, width) in looks.items():
        shapes, _ = plane.units(_lines_of(kind, boundaries))
        d = outline(shapes)
        if d:
            made.append(
                svg.path(
                    d,
                    fill="none",
                    stroke=stroke,
                    stroke_width=width,
                    stroke_linejoin="round",
                    stroke_dasharray="3.2 2.4" if kind == "unsettled" else None,
                )
            )
    return made


@cache
def _lines_of(kind: str, boundaries: Boundaries) -> Shapes:
    lines = layer("lines")
    wanted = [
        said["kind"] == kind and said["view"] in ("both", boundaries) for said in lines.properties
    ]
    return np.asarray(lines.shapes[np.array(wanted, dtype=bool)])


def _step(zoom: float, first: float, *steps: tuple[float, float]) -> float:
    """What MapLibre's ``step`` gives at a zoom."""
    return next((value for at, value in reversed(steps) if zoom >= at), first)
