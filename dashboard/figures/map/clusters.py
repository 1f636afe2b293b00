"""Places that stand too close together at a zoom share one mark.

Pushing clusters apart in the browser serves a few neighbours. Seen from a continent, dozens
of places lie within a thumb's width, and their marks would wander over half a country; so
they are counted together there, and the label says of how many places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dashboard.figures.map import geometry
from geodata.results import Place
from geodata.schema import GROUPS

APART_PX: Final = 38.0
"""Places nearer than this share a mark, once a view is far enough out."""

SINGLE_FROM: Final = 7.0
SINGLE_MOST: Final = 800
"""From this zoom every place keeps its own mark, unless there are more than so many."""


class Cluster(NamedTuple):
    """Places drawn as one mark at ``lon``, ``lat``; ``places`` in order of events."""

    lon: float
    lat: float
    places: tuple[Place, ...]

    @property
    def total(self) -> int:
        """Events at all of its places."""
        return sum(sum(place.counts) for place in self.places)


def clusters(places: Iterable[Place], zoom: float) -> tuple[Cluster, ...]:
    """The marks to draw at a zoom, those with most events first.

    The place with most events gives its position to the ones it takes in, so that a mark
    stands where something happened and stays there while one zooms.
    """
    ordered = sorted(places, key=lambda place: (-sum(place.counts), place.key))
    if zoom >= SINGLE_FROM and len(ordered) <= SINGLE_MOST:
        return tuple(Cluster(place.lon, place.lat, (place,)) for place in ordered)
    world = geometry.WORLD_PX * 2**zoom
    taken: dict[tuple[int, int], list[int]] = {}
    found: list[tuple[float, float, list[Place]]] = []
    for place in ordered:
        x, y = (part * world for part in geometry.mercator(place.lon, place.lat))
        cell = int(x // APART_PX), int(y // APART_PX)
        near = [
            index
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for index in taken.get((cell[0] + dx, cell[1] + dy), ())
            if (found[index][0] - x) ** 2 + (found[index][1] - y) ** 2 < APART_PX**2
        ]
        if near:
            found[min(near)][2].append(place)
        else:
            taken.setdefault(cell, []).append(len(found))
            found.append((x, y, [place]))
    made = [Cluster(rows[0].lon, rows[0].lat, tuple(rows)) for _, _, rows in found]
    return tuple(sorted(made, key=lambda cluster: (-cluster.total, cluster.places[0].key)))


VIEW_PX: Final = (800.0, 500.0)
"""The view that density is judged for: the map on a desktop page."""

FULL: Final = 0.06
"""Of the view, what marks may cover at most; above it all of them shrink alike."""

SMALLEST: Final = 2.2
"""Radius of one event, px, below which marks do not shrink: shapes would be lost."""


def scale(
    places: Iterable[Place],
    center: tuple[float, float],
    zoom: float,
    mark_scale: float,
    view_px: tuple[float, float] = VIEW_PX,
) -> float:
    """Radius in px for one event, so that the marks around ``center`` leave the map readable."""
    world = geometry.WORLD_PX * 2**zoom
    x, y = geometry.mercator(*center)
    wide, high = (side / world / 2 for side in view_px)
    events = 0
    for place in places:
        px, py = geometry.mercator(place.lon, place.lat)
        if abs(px - x) <= wide and abs(py - y) <= high:
            events += sum(place.counts)
    fits = math.sqrt(FULL * view_px[0] * view_px[1] / (math.pi * max(events, 1)))
    return min(mark_scale, max(SMALLEST, math.floor(fits * 10) / 10))


def split(places: Sequence[Place]) -> tuple[list[int], list[int]]:
    """Events drawn filled and drawn hollow, in the order of ``GROUPS``.

    Hollow is what is known to a governorate only, and every aggregate.
    """
    filled, hollow = [0] * len(GROUPS), [0] * len(GROUPS)
    for place in places:
        known = place.precision != "admin1"
        for i, (count, aggregates) in enumerate(zip(place.counts, place.aggregates, strict=True)):
            if known:
                filled[i] += count - aggregates
                hollow[i] += aggregates
            else:
                hollow[i] += count
    return filled, hollow
