"""The land in view as a coarse raster, and where in it something has most room."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image, ImageDraw

from dashboard.pictures.maps.free_space import FreeSpace, Rect
from dashboard.pictures.maps.plane import Projection, layer

CELL: Final = 6.0
"""Units of the raster."""

Cells = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

MANY: Final = -1
"""A cell on an edge of a country: it is nobody's."""


class Raster(NamedTuple):
    """A frame in cells: the number of the country that fills each, 0 where there is no land
    or no map at all; and which are water from edge to edge."""

    owners: Cells
    water: Mask

    def even(self, box: Rect) -> bool:
        """Whether a box lies on one country's land alone, or on water alone."""
        left, top, right, bottom = (max(0, int(side // CELL)) for side in box)
        there = self.owners[top : bottom + 1, left : right + 1]
        wet = self.water[top : bottom + 1, left : right + 1]
        return bool(wet.all() or (there.all() and there.min() == there.max()))


def raster(plane: Projection, numbers: Mapping[str, int]) -> Raster:
    """The land of a frame; ``numbers`` of the countries, by code."""
    columns, rows = math.ceil(plane.width / CELL), math.ceil(plane.height / CELL)
    sheet = Image.new("I", (columns, rows), 0)
    pen = ImageDraw.Draw(sheet)
    land = layer("land")
    shapes, which = plane.units(land.shapes)
    parts, of = shapely.get_parts(shapes, return_index=True)
    areas = [
        (part, numbers.get(land.properties[which[i]]["code"], MANY))
        for part, i in zip(parts, of, strict=True)
        if part.geom_type == "Polygon"
    ]
    rings = [(_cells(area.exterior), list(map(_cells, area.interiors)), n) for area, n in areas]
    for outer, _, number in rings:
        pen.polygon(outer, fill=number)
    for outer, inner, _ in rings:
        for hole in inner:
            pen.polygon(hole, fill=MANY)
        for ring in (outer, *inner):
            pen.line(ring, fill=MANY)
    lakes = layer("lakes")
    shapes, which = plane.units(lakes.shapes)
    for shape, i in zip(shapes, which, strict=True):
        if lakes.properties[i]["minzoom"] <= plane.zoom:
            for part in shapely.get_parts(shape):
                pen.polygon(_cells(part.exterior), fill=MANY, outline=MANY)
    found = np.array(sheet, dtype=np.int32)
    left, top, right, bottom = plane.sides
    shown = np.zeros(found.shape, dtype=bool)
    shown[
        math.ceil(top / CELL) : int(bottom // CELL), math.ceil(left / CELL) : int(right // CELL)
    ] = True
    return Raster(np.where(shown, np.maximum(found, 0), 0), shown & (found == 0))


def _cells(ring: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - shapely has no types
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring) / CELL]


def free_of(room: FreeSpace, shape: tuple[int, ...]) -> Mask:
    """The cells that nothing is on."""
    free = np.ones(shape, dtype=bool)
    for box in room.taken:
        left, top, right, bottom = (max(0, int(side // CELL)) for side in box.grown(2))
        free[top : bottom + 1, left : right + 1] = False
    return free


def most_open(own: Mask, words: Rect) -> tuple[float, float] | None:
    """The middle, in units, for a box as large as ``words`` with most of ``own`` around it."""
    wide = math.ceil((words.right - words.left) / CELL) + 2
    high = math.ceil((words.bottom - words.top) / CELL) + 1
    rows, columns = own.shape
    if high > rows or wide > columns or np.count_nonzero(own) < wide * high:
        return None
    sums = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    sums[1:, 1:] = own.cumsum(axis=0).cumsum(axis=1)
    held = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    fits = held == wide * high
    if not fits.any():
        return None
    middle = np.zeros(own.shape, dtype=bool)
    up, left = high // 2, wide // 2
    middle[up : up + fits.shape[0], left : left + fits.shape[1]] = fits
    best = middle
    for free in _shrunk(own):
        left_over = best & free
        if not left_over.any():
            break
        best = left_over
    y, x = (float(part) for part in np.argwhere(best)[0])
    # the box reaches from its middle cell so far back, and one less on if that is even
    return (x - left + wide / 2) * CELL, (y - up + high / 2) * CELL


def _shrunk(own: Mask) -> Iterator[Mask]:
    """The land with one cell of its edge taken off at a time, until nothing is left."""
    free = np.pad(own, 1)
    while free.any():
        across = free[:, 1:-1] & free[:, :-2] & free[:, 2:]
        down = across[1:-1] & across[:-2] & across[2:]
        yield down
        free = np.pad(down, 1)
