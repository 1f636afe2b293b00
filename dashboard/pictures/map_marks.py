"""The marks of a map: which ones, where they stand once pushed apart, and their SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dashboard.figures import crowd
from dashboard.figures.map_rows import STRONG_FROM, governorate, label_of
from dashboard.figures.marks import (
    BIN_CAP_PX,
    CAP_PX,
    scale_at,
    spec,
)
from dashboard.pictures.map_pack import Box, Cluster, pack, push_apart
from dashboard.pictures.map_plane import Plane
from dashboard.pictures.map_room import Rect
from geodata import mercator
from geodata.shapes import Bin, Place, Places
from geodata.text import number

MOST: Final = 0.18
"""Of the map, what marks may cover at most, however many events there are."""

ROUNDS: Final = 5
"""Of making marks smaller: where some have the largest size, one is not enough."""

WITHIN: Final = 0.52
"""Of the side of a square, the largest radius of its mark."""


class Drawn(NamedTuple):
    """A cluster on the map: where it stands, where it belongs, and what is written at it.

    ``names``: from the best to the shortest; none for a square. ``said``: the count behind
    them. ``tone``: ``strong``, ``town`` or ``region``.
    """

    cluster: Cluster
    x: float
    y: float
    true_x: float
    true_y: float
    total: int
    names: tuple[str, ...]
    said: str
    tone: str

    @property
    def box(self) -> Rect:
        """What the cluster covers."""
        half_x, half_y = self.cluster.half_x, self.cluster.half_y
        return Rect(self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y)


class Marks(NamedTuple):
    """All of a map, those with most events first. ``k``: radius of one event, ``cap``: the
    largest radius, and whether a mark would be larger."""

    drawn: tuple[Drawn, ...]
    k: float
    cap: float
    capped: bool


class _Mark(NamedTuple):
    lon: float
    lat: float
    spec: str
    total: int
    names: tuple[str, ...]
    said: str
    tone: str


def marks(places: Places | Sequence[Bin], plane: Plane, mark_scale: float) -> Marks:
    """The marks of what lies in the frame."""
    if isinstance(places, Places):
        near = [place for place in places.rows if plane.inside(place.lon, place.lat)]
        middle = plane.view.lon, plane.view.lat
        fits = crowd.scale(near, middle, plane.zoom, mark_scale, (plane.width, plane.height))
        made = [_mark(cluster) for cluster in crowd.clusters(near, plane.zoom)]
        cap = CAP_PX
        k = _loaded([mark.spec for mark in made], scale_at(plane.zoom, fits), cap, plane)
    else:
        squares = [square for square in places if plane.inside(square.lon, square.lat)]
        made = sorted((_square(square) for square in squares), key=lambda mark: -mark.total)
        cap = min(BIN_CAP_PX, _side(squares, plane) * WITHIN)
        k = crowd.bin_scale(squares, scale_at(plane.zoom, mark_scale), cap)
    found = [(mark, pack(mark.spec, k, cap), plane.xy(mark.lon, mark.lat)) for mark in made]
    boxes = [Box(*at, cluster.half_x, cluster.half_y) for _, cluster, at in found]
    if isinstance(places, Places):
        push_apart(boxes)
        _keep_inside(boxes, plane)
    drawn = tuple(
        Drawn(cluster, box.x, box.y, *at, mark.total, mark.names, mark.said, mark.tone)
        for (mark, cluster, at), box in zip(found, boxes, strict=True)
    )
    most = max((int(item[2:]) for mark in made for item in mark.spec.split() if item != "r"),
               default=0)  # fmt: skip
    return Marks(drawn, k, cap, k * math.sqrt(most) > cap + 1e-9)


def _counts(said: str) -> list[int]:
    """The events of each mark of a spec."""
    return [int(item[2:]) for item in said.split() if item != "r"]


def _loaded(specs: Sequence[str], k: float, cap: float, plane: Plane) -> float:
    """The radius of one event, smaller where marks would cover more than ``MOST`` of a map."""
    counts = [n for said in specs for n in _counts(said)]
    for _ in range(ROUNDS):
        covered = sum(math.pi * min(cap, k * math.sqrt(n)) ** 2 for n in counts)
        share = covered / (plane.width * plane.height * MOST)
        if share <= 1:
            break
        k = math.floor(100 * k / math.sqrt(share)) / 100
    return k


def _side(squares: Sequence[Bin], plane: Plane) -> float:
    """The side of a square of the grid, units; its key begins with how coarse it is."""
    if not squares:
        return BIN_CAP_PX
    return plane.world * 2.0 ** (int(squares[0].key.partition("/")[0]) - mercator.BITS)


def _mark(cluster: crowd.Cluster) -> _Mark:
    """As ``map_rows.cluster_row`` says it to the browser."""
    filled, hollow = crowd.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    others = len(cluster.places) - 1
    precisions = {place.precision for place in cluster.places}
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM and not others:
        tone = "strong"
    count = f" and {others:,} more," if others else ""
    return _Mark(
        cluster.lon,
        cluster.lat,
        spec(filled, hollow, ring=precisions == {"admin2"}),
        total,
        _names(first),
        count + (f" {number(total)}" if total > 1 else ""),
        tone,
    )


def _names(place: Place) -> tuple[str, ...]:
    short, long = label_of(place), long_name(place)
    return (short,) if short == long else (long, short)


def long_name(place: Place) -> str:
    """The name of a place where there is room: a governorate says what it is in full."""
    if not governorate(place):
        return label_of(place)
    return place.name if place.name.endswith("District") else f"{place.name} governorate"


def _square(square: Bin) -> _Mark:
    total = sum(square.counts)
    said = number(total)
    return _Mark(square.lon, square.lat, crowd.bin_spec(square.counts), total, (), said, "strong")


def _keep_inside(boxes: Iterable[Box], plane: Plane) -> None:
    """Whole marks only: one at the edge moves in."""
    left, top, right, bottom = plane.sides
    for box in boxes:
        if right - left > 2 * box.half_x + 4:
            box.x = min(max(box.x, left + box.half_x + 2), right - box.half_x - 2)
        if bottom - top > 2 * box.half_y + 4:
            box.y = min(max(box.y, top + box.half_y + 2), bottom - box.half_y - 2)
