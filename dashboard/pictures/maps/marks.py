"""The marks of a map: which ones, where they stand once pushed apart, and their SVG."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dashboard.figures.map import clusters
from dashboard.figures.map.cluster_names import governorate, label_of
from dashboard.figures.map.features import STRONG_FROM
from dashboard.figures.map.legend import Legend, legend
from dashboard.figures.map.marks import spec
from dashboard.figures.map.place_marks import place_marks
from dashboard.pictures.maps.free_space import Rect
from dashboard.pictures.maps.packing import ClusterBox, PackedCluster, pack, push_apart
from dashboard.pictures.maps.plane import Projection
from geodata.results import Place, Places
from geodata.text import number


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


class DrawnMarks(NamedTuple):
    """All of a map, those with most events first, and what a legend says of them."""

    drawn: tuple[PlacedCluster, ...]
    legend: Legend


class _Mark(NamedTuple):
    lon: float
    lat: float
    spec: str
    total: int
    names: tuple[str, ...]
    said: str
    tone: str


def marks(places: Places, plane: Projection, mark_px: float) -> DrawnMarks:
    """The marks of what lies in the frame; ``mark_px``: radius of one event where there is room."""
    near = tuple(place for place in places.rows if plane.inside(place.lon, place.lat))
    view = plane.view._replace(zoom=plane.zoom)
    found = place_marks(places._replace(rows=near), view, (plane.width, plane.height), mark_px)
    made = [_mark(cluster) for cluster in found.clusters]
    packed = [pack(mark.spec, found.scale.k) for mark in made]
    at = [plane.xy(mark.lon, mark.lat) for mark in made]
    boxes = [ClusterBox(*xy, one.half_x, one.half_y) for one, xy in zip(packed, at, strict=True)]
    push_apart(boxes)
    _keep_inside(boxes, plane)
    drawn = tuple(
        PlacedCluster(one, box.x, box.y, *xy, mark.total, mark.names, mark.said, mark.tone)
        for mark, one, xy, box in zip(made, packed, at, boxes, strict=True)
    )
    return DrawnMarks(drawn, legend(found))


def _mark(cluster: clusters.Cluster) -> _Mark:
    """As ``features.cluster_row`` says it to the browser."""
    filled, hollow = clusters.split(cluster.places)
    first, total = cluster.places[0], cluster.total
    several = len(cluster.places) > 1
    precisions = {place.precision for place in cluster.places}
    tone = "region" if precisions == {"admin1"} else "town"
    if tone == "town" and total >= STRONG_FROM:
        tone = "strong"
    return _Mark(
        cluster.lon,
        cluster.lat,
        spec(filled, hollow, ring=precisions == {"admin2"}),
        total,
        (cluster.name,) if several else _names(first),
        f" {number(total)}" if total > 1 else "",
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
