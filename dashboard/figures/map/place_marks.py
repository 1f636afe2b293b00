"""The marks of a view: which places share one, and on what scale they are drawn."""

from __future__ import annotations

from typing import Final, NamedTuple

from dashboard.figures.map import geometry, mark_scale
from dashboard.figures.map.clusters import Cluster, clusters
from dashboard.figures.map.mark_scale import MarkScale
from geodata.results import Places

MARK_PX: Final = 4.6
PAGE_PX: Final = (800.0, 500.0)
"""The map on a desktop page."""

AROUND: Final = 1.0
"""Marks this part of the view beyond its edges settle the scale too, so that moving the map a
little changes none of them."""


class PlaceMarks(NamedTuple):
    """All marks of the places; the scale follows those in and around the view."""

    clusters: tuple[Cluster, ...]
    places: Places
    scale: MarkScale


def place_marks(
    places: Places,
    view: geometry.Viewport,
    size: tuple[float, float] = PAGE_PX,
    mark_px: float = MARK_PX,
    kept: MarkScale | None = None,
) -> PlaceMarks:
    """The marks of a map that looks there.

    Args:
        places: those of the filter.
        view: where the map looks.
        size: width and height of the map, px.
        mark_px: radius of one event where there is room, px.
        kept: the scale that marks are drawn on now; it stays while nothing in view is larger.
    """
    largest = mark_scale.largest_px(*size)
    found = clusters(places.rows, view.zoom, largest)
    if kept and all(kept.radius(total) <= largest + 0.5 for total in _totals(found, view, size, 0)):
        return PlaceMarks(found, places, kept)
    totals = _totals(found, view, size, AROUND)
    area = size[0] * size[1] * (1 + AROUND) ** 2
    return PlaceMarks(found, places, mark_scale.fitting(totals, area, largest, mark_px))


def _totals(
    found: tuple[Cluster, ...], view: geometry.Viewport, size: tuple[float, float], around: float
) -> list[int]:
    """The events of each mark in the view, or so much around it."""
    world = geometry.WORLD_PX * 2**view.zoom
    x, y = geometry.mercator(view.lon, view.lat)
    wide, high = (side * (1 + around) / 2 / world for side in size)
    totals = []
    for cluster in found:
        px, py = geometry.mercator(cluster.lon, cluster.lat)
        across = abs(px - x)
        if min(across, 1 - across) <= wide and abs(py - y) <= high:
            totals.append(cluster.total)
    return totals
