"""The marks of a map: which ones, where they stand once pushed apart, and their SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dashboard.figures.map import clusters
from dashboard.figures.map.features import STRONG_FROM, governorate, label_of, other_names
from dashboard.figures.map.marks import CAP_PX, scale_at, spec
from dashboard.pictures.maps.free_space import Rect
from dashboard.pictures.maps.packing import ClusterBox, PackedCluster, pack, push_apart
from dashboard.pictures.maps.plane import Projection
from geodata.results import Place, Places
from geodata.text import number

MOST: Final = 0.18
"""Of the map, what marks may cover at most, however many events there are."""

ROUNDS: Final = 5
"""Of making marks smaller: where some have the largest size, one is not enough."""


class PlacedCluster(NamedTuple):
    """A cluster on the map: where it stands, where it belongs, and what is written at it.

    ``names``: from the best to the shortest. ``said``: the count behind
    them. ``tone``: ``strong``, ``town`` or ``region``.
    """

    cluster: PackedCluster
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


class MapMarks(NamedTuple):
    """All of a map, those with most events first. ``k``: radius of one event, ``cap``: the
    largest radius, and whether a mark would be larger."""

    drawn: tuple[PlacedCluster, ...]
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


def marks(places: Places, plane: Projection, mark_scale: float) -> MapMarks:
    """The marks of what lies in the frame."""
    near = [place for place in places.rows if plane.inside(place.lon, place.lat)]
    middle = plane.view.lon, plane.view.lat
    fits = clusters.scale(near, middle, plane.zoom, mark_scale, (plane.width, plane.height))
    made = [_mark(cluster) for cluster in clusters.clusters(near, plane.zoom)]
    k, cap = (
        _loaded([mark.spec for mark in made], scale_at(plane.zoom, fits), CAP_PX, plane),
        CAP_PX,
    )
    found = [(mark, pack(mark.spec, k, cap), plane.xy(mark.lon, mark.lat)) for mark in made]
    boxes = [ClusterBox(*at, cluster.half_x, cluster.half_y) for _, cluster, at in found]
    push_apart(boxes)
    _keep_inside(boxes, plane)
    drawn = tuple(
        PlacedCluster(cluster, box.x, box.y, *at, mark.total, mark.names, mark.said, mark.tone)
        for (mark, cluster, at), box in zip(found, boxes, strict=True)
    )
    most = max((int(item[2:]) for mark in made for item in mark.spec.split() if item != "r"),
               default=0)  # fmt: skip
    return MapMarks(drawn, k, cap, k * math.sqrt(most) > cap + 1e-9)


def _counts(said: str) -> list[int]:
    """The events of each mark of a spec."""
    return [int(item[2:]) for item in said.split() if item != "r"]


def _loaded(specs: Sequence[str], k: float, cap: float, plane: Projection) -> float:
    """The radius of one event, smaller where marks would cover more than ``MOST`` of a map."""
    counts = [n for said in specs for n in _counts(said)]
    for _ in range(ROUNDS):
        covered = sum(math.pi * min(cap, k * math.sqrt(n)) ** 2 for n in counts)
        share = covered / (plane.width * plane.height * MOST)
        if share <= 1:
            break
        k = math.floor(100 * k / math.sqrt(share)) / 100
    return k


def _mark(cluster: clusters.Cluster) -> _Mark:
    """As ``map_rows.cluster_row`` says it to the browser."""
    filled, hollow = clusters.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    several, others = len(cluster.places) > 1, other_names(cluster)
    precisions = {place.precision for place in cluster.places}
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM and not several:
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


def _keep_inside(boxes: Iterable[ClusterBox], plane: Projection) -> None:
    """Whole marks only: one at the edge moves in."""
    left, top, right, bottom = plane.sides
    for box in boxes:
        if right - left > 2 * box.half_x + 4:
            box.x = min(max(box.x, left + box.half_x + 2), right - box.half_x - 2)
        if bottom - top > 2 * box.half_y + 4:
            box.y = min(max(box.y, top + box.half_y + 2), bottom - box.half_y - 2)
