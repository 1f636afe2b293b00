"""Simplify land so that neighbours keep sharing their edges, finely here and coarsely there.

The edges between pieces become arcs, each simplified once and used by both sides
(Visvalingam and Whyatt 1993: drop the vertex whose triangle is smallest, again and again).
The smallest triangle that stays depends on where it is, so that one file can show the Golan at
100 m and Siberia at 5 km.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

FloatArray = np.ndarray
Shapes = dict[str, shapely.Geometry]
ORIGIN = np.array([-180.0, -90.0])
FRAME = 179.9999
"""Beyond this longitude a vertex lies on the cut along 180° and stays."""
LINE_VERTICES = 2
RING_VERTICES = 5
SMALL = 0.3
"""Degrees: pieces of less extent (Monaco, Nauru) keep detail of about 500 m everywhere."""
SMALL_LIMIT = 0.005**2 / 2
Tolerance = Callable[[FloatArray], FloatArray]
"""From an (n, 2) array of lon/lat to degrees: details smaller than this go."""


@dataclass(frozen=True)
class Arc:
    """An edge between two pieces, or a shore when ``right`` is empty.

    ``points`` is (n, 2) lon/lat; ``area`` per vertex is the triangle (square degrees, with
    longitudes shortened by the cosine of the latitude) below which it may go.
    """

    left: str
    right: str
    points: FloatArray
    area: FloatArray


def read_arcs(codes: list[str], shapes: FloatArray) -> list[Arc]:
    """Cut the edges of pieces that fit together into arcs."""
    sides = _sides(codes, shapes)
    merged = shapely.line_merge(shapely.union_all(shapely.boundary(shapes)))
    arcs = []
    for line in shapely.get_parts(merged):
        points = shapely.get_coordinates(line)
        left, right = sides[_segment_keys(points[:2])[0]]
        arcs.append(Arc(left, right, points, _triangles(points)))
    return arcs


def _point_keys(points: FloatArray) -> FloatArray:
    whole = np.round((points - ORIGIN) * 1e5).astype(np.int64)
    return np.asarray(whole[:, 0] << 25 | whole[:, 1])


def _segment_keys(points: FloatArray) -> list[tuple[int, int]]:
    keys = _point_keys(points)
    low, high = np.minimum(keys[:-1], keys[1:]), np.maximum(keys[:-1], keys[1:])
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _sides(codes: list[str], shapes: FloatArray) -> dict[tuple[int, int], tuple[str, str]]:
    """Which pieces lie on the two sides of each segment; ``""`` is the sea."""
    sides: dict[tuple[int, int], tuple[str, str]] = {}
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    for ring, index in zip(rings, owner[part], strict=True):
        for key in _segment_keys(shapely.get_coordinates(ring)):
            sides[key] = (sides[key][0], codes[index]) if key in sides else (codes[index], "")
    return sides


def _triangles(points: FloatArray) -> FloatArray:
    """The effective area of each vertex; the ends, and corners of the map frame, stay."""
    count = len(points)
    scale = np.cos(np.radians(points[:, 1].mean()))
    xs, ys = (points[:, 0] * scale).tolist(), points[:, 1].tolist()
    result = np.full(count, np.inf)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))

    def area(i: int) -> float:
        a, c = before[i], after[i]
        double = (xs[a] - xs[c]) * (ys[i] - ys[a]) - (xs[a] - xs[i]) * (ys[c] - ys[a])
        return float(abs(double)) / 2

    framed = np.abs(points[:, 0]) > FRAME
    heap = [(area(i), i) for i in range(1, count - 1) if not framed[i]]
    heapq.heapify(heap)
    current = {i: size for size, i in heap}
    largest = 0.0
    while heap:
        size, i = heapq.heappop(heap)
        if current.get(i) != size:
            continue
        largest = max(largest, size)
        result[i] = largest
        del current[i]
        a, c = before[i], after[i]
        after[a], before[c] = c, a
        for neighbour in (a, c):
            if neighbour in current:
                current[neighbour] = area(neighbour)
                heapq.heappush(heap, (current[neighbour], neighbour))
    return result


class Simplified(NamedTuple):
    """What is left of an arc: positions of the vertices that stay, and their coordinates."""

    kept: FloatArray
    points: FloatArray


def simplify(
    arcs: list[Arc], tolerance: Tolerance, decimals: Tolerance, smallest: float
) -> list[Simplified]:
    """Simplify every arc, and round vertex by vertex to the ``decimals`` given for it.

    Where lines would touch or cross, more vertices are kept and, if that does not help, all
    their digits. Islands and lakes too small to see get no points, but each piece keeps its
    largest ring.

    Raises:
        ValueError: when lines still cross in the end.
    """
    largest = _largest_rings(arcs)
    limits = [tolerance(arc.points) ** 2 / 2 for arc in arcs]
    exact: set[int] = set()
    for i in _small_arcs(arcs, largest):
        limits[i] = np.minimum(limits[i], SMALL_LIMIT)
        exact |= set(_point_keys(arcs[i].points).tolist())
    for step in range(16):
        kept = [
            _keep(arc, limits[i], 0.0 if i in largest else smallest) for i, arc in enumerate(arcs)
        ]
        result = [
            _round(k, arc.points[k], decimals, exact) for k, arc in zip(kept, arcs, strict=True)
        ]
        clashes = _clashes(result)
        for i, first, last in clashes:
            limits[i][max(first - 1, 0) : last + 2] /= 16
            if step > 1:
                exact |= set(_point_keys(arcs[i].points[[first, last]]).tolist())
        if not clashes:
            return result
    raise ValueError(f"Lines still cross at {[arcs[i].points[k] for i, k, _ in clashes[:9]]}.")


def _round(
    kept: FloatArray, points: FloatArray, decimals: Tolerance, exact: set[int]
) -> Simplified:
    if not len(points):
        return Simplified(kept, points)
    places = decimals(points)
    if exact:
        places[[key in exact for key in _point_keys(points).tolist()]] = 5
    power = 10.0 ** places[:, None]
    result = np.round(points * power) / power
    fresh = np.ones(len(result), dtype=bool)
    fresh[1:] = (result[1:] != result[:-1]).any(axis=1)
    return Simplified(kept[fresh], result[fresh])


def _keep(arc: Arc, limit: FloatArray, smallest: float) -> FloatArray:
    kept = arc.area > limit
    if (arc.points[0] == arc.points[-1]).all():
        scale = np.cos(np.radians(arc.points[0, 1]))
        if shapely.Polygon(arc.points).area * scale < smallest * limit.max():
            return np.array([], dtype=np.int64)
        if kept.sum() < RING_VERTICES:
            kept[np.argsort(-arc.area, kind="stable")[: RING_VERTICES + 1]] = True
    return np.flatnonzero(kept)


def _small_arcs(arcs: list[Arc], largest: set[int]) -> set[int]:
    """The arcs of pieces, or of a piece's largest island, that coarse digits would flatten."""
    extent: dict[str, FloatArray] = {}
    for arc in arcs:
        box = np.array([*-arc.points.min(axis=0), *arc.points.max(axis=0)])
        for code in (arc.left, arc.right):
            extent[code] = np.maximum(extent.get(code, box), box)
    small = {code for code, box in extent.items() if (box[:2] + box[2:]).max() < SMALL}
    small_rings = {i for i in largest if np.ptp(arcs[i].points, axis=0).max() < SMALL}
    return small_rings | {i for i, arc in enumerate(arcs) if {arc.left, arc.right} & small}


def _largest_rings(arcs: list[Arc]) -> set[int]:
    """The largest closed arc of each piece: without it a small island state would vanish."""
    best: dict[str, tuple[float, int]] = {}
    for i, arc in enumerate(arcs):
        closed = (arc.points[0] == arc.points[-1]).all()
        size = shapely.Polygon(arc.points).area if closed else 1e9
        for code in (arc.left, arc.right):
            if code and size > best.get(code, (0.0, 0))[0]:
                best[code] = (size, i)
    return {i for _, i in best.values()}


def _clashes(arcs: list[Simplified]) -> list[tuple[int, int, int]]:
    """Segments that do more than meet at their ends: arc, first and last vertex in it."""
    where = [
        (i, first, last)
        for i, arc in enumerate(arcs)
        for first, last in zip(arc.kept[:-1].tolist(), arc.kept[1:].tolist(), strict=True)
    ]
    ends = [np.stack([arc.points[:-1], arc.points[1:]], axis=1) for arc in arcs if len(arc.kept)]
    segments = shapely.linestrings(np.concatenate(ends))
    one, other = shapely.STRtree(segments).query(segments, predicate="intersects")
    one, other = one[one < other], other[one < other]
    clash = ~shapely.relate_pattern(segments[one], segments[other], "FF*F*****")
    return [where[i] for i in sorted({*one[clash].tolist(), *other[clash].tolist()})]


def rebuild(arcs: list[Arc], lines: list[Simplified], group: dict[str, str]) -> Shapes:
    """Put areas together from simplified arcs.

    ``group`` maps the code of each piece to that of the area wanted; edges inside an area
    fall away. Returns shapes by area, rings turned as RFC 7946 asks.
    """
    edges: dict[str, list[shapely.Geometry]] = {}
    for arc, (_, points) in zip(arcs, lines, strict=True):
        owners = {group.get(arc.left, ""), group.get(arc.right, "")}
        if len(points) < LINE_VERTICES or len(owners) == 1:
            continue
        for owner in owners - {""}:
            edges.setdefault(owner, []).append(shapely.LineString(points))
    return {
        code: shapely.orient_polygons(shapely.build_area(shapely.GeometryCollection(parts)))
        for code, parts in sorted(edges.items())
    }
