"""Places that stand too close together at a zoom share one mark.

A mark gathers places of one region first, so that it has a true name; places of several regions,
and then of several countries, only where these are smaller than a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from dashboard.figures.map import cluster_names, geometry
from dashboard.figures.map.mark_scale import MarkScale
from geodata import regions
from geodata.results import Place
from geodata.schema import GROUPS

APART_PX: Final = 34.0
"""Places of a region nearer than this share a mark, once a view is far enough out."""

CLOSE_PX: Final = 21.0
SMALL_PX: Final = 34.0
"""Marks of different regions nearer than the first become one where one of the regions is smaller
than the second; others are pushed apart."""

GAP_PX: Final = 4.0
SLIGHT: Final = 0.05
SLIGHT_PX: Final = 44.0
"""Marks of a region that leave no such gap become one, and one with less than this part of the
events of another joins it from so far."""

SINGLE_FROM: Final = 7.0
SINGLE_MOST: Final = 800
"""From this zoom every place keeps its own mark, unless there are more than so many."""


class Cluster(NamedTuple):
    """Places drawn as one mark at ``lon``, ``lat``, and its name; ``places`` in order of events."""

    lon: float
    lat: float
    places: tuple[Place, ...]
    name: str

    @property
    def total(self) -> int:
        """Events at all of its places."""
        return sum(sum(place.counts) for place in self.places)


class _Gathered(NamedTuple):
    """Places that share a mark so far: its middle in px, and their events."""

    x: float
    y: float
    events: int
    places: tuple[Place, ...]

    def joined(self, others: Sequence[_Gathered]) -> _Gathered:
        if not others:
            return self
        every = [self, *others]
        events = sum(one.events for one in every)
        x = sum(one.x * one.events for one in every) / events
        y = sum(one.y * one.events for one in every) / events
        places = sorted((place for one in every for place in one.places), key=_weight)
        return _Gathered(x, y, events, tuple(places))


def clusters(places: Iterable[Place], zoom: float, largest_px: float) -> tuple[Cluster, ...]:
    """The marks to draw at a zoom, those with most events first; ``largest_px``: the radius of
    the largest of them."""
    ordered = sorted(places, key=_weight)
    world = geometry.WORLD_PX * 2**zoom
    made = [
        _Gathered(x * world, y * world, sum(place.counts), (place,))
        for place in ordered
        for x, y in [geometry.mercator(place.lon, place.lat)]
    ]
    if zoom < SINGLE_FROM or len(ordered) > SINGLE_MOST:
        made = [one for part in _parts(made, _region) for one in _near(part, APART_PX, 0)]
        scale = MarkScale.up_to(max((one.events for one in made), default=1), largest_px)
        made = [one for part in _parts(made, _region) for one in _touching(part, scale)]
        made = [one for part in _parts(made, _country) for one in _near(part, CLOSE_PX, world)]
        made = _near(made, CLOSE_PX, world)
    made.sort(key=lambda one: (-one.events, one.places[0].key))
    at = [_position(one, world) for one in made]
    names = cluster_names.names([one.places for one in made], at)
    return tuple(
        Cluster(*where, one.places, name) for one, where, name in zip(made, at, names, strict=True)
    )


def _weight(place: Place) -> tuple[int, str]:
    return -sum(place.counts), place.key


def _region(one: _Gathered) -> str:
    return one.places[0].region or one.places[0].country


def _country(one: _Gathered) -> str:
    return one.places[0].country


def _parts(made: Iterable[_Gathered], key: Callable[[_Gathered], str]) -> Iterator[list[_Gathered]]:
    for _, part in groupby(sorted(made, key=key), key):
        yield list(part)


def _near(made: Iterable[_Gathered], px: float, world: float) -> list[_Gathered]:
    """Each takes in what lies nearer than so many px, those with most events first; in a ``world``
    so many px wide, what lies in another region only if one of the two is small."""
    ordered = sorted(made, key=lambda one: (-one.events, one.places[0].key))
    cells: dict[tuple[int, int], list[int]] = {}
    heads: list[tuple[_Gathered, list[_Gathered]]] = []
    for one in ordered:
        cell = int(one.x // px), int(one.y // px)
        near = [
            index
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for index in cells.get((cell[0] + dx, cell[1] + dy), ())
            if _apart(heads[index][0], one) < px
            and (not world or _is_small(heads[index][0], world) or _is_small(one, world))
        ]
        if near:
            heads[min(near, key=lambda index: _apart(heads[index][0], one))][1].append(one)
        else:
            cells.setdefault(cell, []).append(len(heads))
            heads.append((one, []))
    return [head.joined(others) for head, others in heads]


def _touching(made: Iterable[_Gathered], scale: MarkScale) -> list[_Gathered]:
    """Marks of a region that would touch become one, and slight ones join a large one near."""
    left = sorted(made, key=lambda one: (-one.events, one.places[0].key))
    kept: list[_Gathered] = []
    while left:
        head = left.pop(0)
        others = [one for one in left if _joins(one, head, scale)]
        left = [one for one in left if one not in others]
        kept.append(head.joined(others))
    return kept


def _joins(one: _Gathered, head: _Gathered, scale: MarkScale) -> bool:
    distance = _apart(head, one)
    slight = one.events < SLIGHT * head.events and distance < SLIGHT_PX
    return slight or distance < scale.radius(head.events) + scale.radius(one.events) + GAP_PX


def _is_small(one: _Gathered, world: float) -> bool:
    code = _region(one)
    if code not in regions.regions():
        return True
    west, south, east, north = regions.extent(code)
    (x0, y0), (x1, y1) = geometry.mercator(west, north), geometry.mercator(east, south)
    return max(x1 - x0, y1 - y0) * world < SMALL_PX


def _apart(a: _Gathered, b: _Gathered) -> float:
    distance: float = ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5
    return distance


def _position(one: _Gathered, world: float) -> tuple[float, float]:
    if len(one.places) == 1:
        return one.places[0].lon, one.places[0].lat
    return geometry.unmercator(one.x / world, one.y / world)


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
