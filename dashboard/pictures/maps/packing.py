"""The packed cluster of a place, and clusters pushed apart: for pictures what ``assets/marks.js``
and ``assets/map-layout.js`` do for the page, which packs again at every zoom.

The arithmetic is the browser's, step by step, so that a picture shows the marks of the page;
``tests/javascript/packing.json`` holds the two together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dashboard.figures.map.mark_scale import SMALLEST
from dashboard.figures.map.marks import MARK_GAP, RING_GAP, corners
from dashboard.figures.theme import SHAPES
from geodata.schema import GROUPS

ANGLES: Final = 48
ROUNDS: Final = 40
"""Directions that are tried around a mark, and rounds of pushing apart."""

Point = tuple[float, float]


class Mark(NamedTuple):
    """A mark of a cluster, its centre from that of the cluster. ``group``: of ``GROUPS``.
    ``corners`` are around its own centre; empty for a circle."""

    group: str
    hollow: bool
    r: float
    corners: tuple[Point, ...]
    x: float = 0
    y: float = 0

    def reach(self, ux: float, uy: float) -> float:
        """How far the mark reaches from its centre in a direction of length 1."""
        if not self.corners:
            return self.r
        return max(0.0, *(x * ux + y * uy for x, y in self.corners))


class PackedCluster(NamedTuple):
    """Marks around 0,0, the middle of their box; half its sides, and the radius around all."""

    marks: tuple[Mark, ...]
    ring: bool
    radius: float
    half_x: float
    half_y: float


@lru_cache(maxsize=20_000)
def pack(spec: str, k: float) -> PackedCluster:
    """The cluster of a spec of ``dashboard.figures.map.marks``; ``k``: radius of one event."""
    items = spec.split(" ")
    ring = "r" in items
    marks = _placed(_parsed([item for item in items if item != "r"], k))
    left = min(mark.x - mark.reach(-1, 0) for mark in marks)
    top = min(mark.y - mark.reach(0, -1) for mark in marks)
    right = max(mark.x + mark.reach(1, 0) for mark in marks)
    bottom = max(mark.y + mark.reach(0, 1) for mark in marks)
    middle = (left + right) / 2, (top + bottom) / 2
    marks = [mark._replace(x=mark.x - middle[0], y=mark.y - middle[1]) for mark in marks]
    around = max(_far(mark) for mark in marks)
    half_x = around + RING_GAP if ring else (right - left) / 2
    half_y = around + RING_GAP if ring else (bottom - top) / 2
    return PackedCluster(tuple(marks), ring, around, half_x, half_y)


def _parsed(items: Sequence[str], k: float) -> list[Mark]:
    made = []
    for item in items:
        group = GROUPS[int(item[0])]
        r = max(SMALLEST, k * math.sqrt(int(item[2:])))
        mark = Mark(group, item[1] == "h", r, tuple(corners(SHAPES[group], r)))
        made.append((item[0], mark))
    made.sort(key=lambda one: (-one[1].r, one[0]))
    return [mark for _, mark in made]


def _placed(marks: Sequence[Mark]) -> list[Mark]:
    """Each mark where it touches one that is placed and lies nearest to the middle."""
    placed = [marks[0]]
    for mark in marks[1:]:
        best: tuple[float, float, float] | None = None
        for near in placed:
            for turn in range(ANGLES):
                angle = turn * 2 * math.pi / ANGLES
                ux, uy = math.cos(angle), math.sin(angle)
                d = near.reach(ux, uy) + mark.reach(-ux, -uy) + MARK_GAP
                x, y = near.x + d * ux, near.y + d * uy
                # a slight pull to the right keeps two marks on one line, as words are read
                score = math.hypot(x, y) - 0.08 * x
                if (best is None or score < best[0]) and all(
                    _apart(other, mark, x, y) for other in placed
                ):
                    best = score, x, y
        if best is None:
            raise ValueError("there is always room outside of all marks")
        placed.append(mark._replace(x=best[1], y=best[2]))
    return placed


def _apart(a: Mark, b: Mark, x: float, y: float) -> bool:
    dx, dy = x - a.x, y - a.y
    d = math.hypot(dx, dy)
    if d <= 0.1:  # noqa: PLR2004 - the same point
        return False
    ux, uy = dx / d, dy / d
    return d >= a.reach(ux, uy) + b.reach(-ux, -uy) + MARK_GAP - 1e-6


def _far(mark: Mark) -> float:
    if not mark.corners:
        return math.hypot(mark.x, mark.y) + mark.r
    return max(math.hypot(mark.x + x, mark.y + y) for x, y in mark.corners)


class ClusterBox:
    """A cluster's place on the map, units: its middle, half its sides, and how hard it is
    to move."""

    __slots__ = ("half_x", "half_y", "mass", "x", "y")

    def __init__(self, x: float, y: float, half_x: float, half_y: float) -> None:
        self.x, self.y = x, y
        self.half_x, self.half_y = half_x, half_y
        self.mass = half_x * half_y


def push_apart(boxes: Sequence[ClusterBox]) -> None:
    """Move boxes that touch apart along the shorter way, the larger one less."""
    size = max([4.0, *(max(box.half_x, box.half_y) for box in boxes)]) * 2 + 2
    for _ in range(ROUNDS):
        cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for i, box in enumerate(boxes):
            cells[math.floor(box.x / size), math.floor(box.y / size)].append(i)
        moved = False
        for i, a in enumerate(boxes):
            cx, cy = math.floor(a.x / size), math.floor(a.y / size)
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    for j in cells.get((cx + dx, cy + dy), ()):
                        if j > i and _separate(a, boxes[j]):
                            moved = True
        if not moved:
            return


def _separate(a: ClusterBox, b: ClusterBox) -> bool:
    dx, dy = b.x - a.x, b.y - a.y
    over_x = a.half_x + b.half_x + 1 - abs(dx)
    over_y = a.half_y + b.half_y + 1 - abs(dy)
    if over_x <= 0 or over_y <= 0:
        return False
    share = a.mass / (a.mass + b.mass)
    if over_x <= over_y:
        step = -over_x if dx < 0 else over_x
        a.x -= step * (1 - share)
        b.x += step * share
    else:
        step = -over_y if dy < 0 else over_y
        a.y -= step * (1 - share)
        b.y += step * share
    return True
