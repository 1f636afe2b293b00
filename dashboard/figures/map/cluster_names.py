"""What marks are called: a place by its name, several by the region that they lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from geodata import regions, text
from geodata.regions import precision_words
from geodata.results import Place

MOST: Final = 0.8
"""A mark with this part of a region's events, or more, has the region's name alone."""

MIDDLE: Final = 0.12
"""Nearer to the middle of a region than this part of its extent is central."""

TOGETHER: Final = 2
"""So many regions are named side by side; of more, the first and "around"."""

Position = tuple[float, float]


def governorate(place: Place) -> bool:
    """Whether a mark stands for what is called a governorate, and not for a zone or a state."""
    return precision_words(place.precision, place.region) == "governorate"


def label_of(place: Place) -> str:
    """The name as written on the map: a governorate says that it is one."""
    return f"{place.name} gov." if governorate(place) else text.short_place(place.name)


def names(marks: Sequence[Sequence[Place]], at: Sequence[Position]) -> list[str]:
    """A name for each mark, given its places and where it stands, degrees WGS84; no two marks
    of several places have the same."""
    own = [{label_of(place) for place in places} for places in marks]
    parts = [_regions(places) for places in marks]
    events = Counter[str]()
    for part in parts:
        events.update(part)
    taken: set[str] = set()
    found = []
    for places, labels, part, where in zip(marks, own, parts, at, strict=True):
        if len(labels) == 1:
            found.append(label_of(places[0]))
            continue
        code = next(iter(part))
        if len(part) > 1:
            name = _of(places)
        elif regions.ancestors(code) or code not in regions.divided():
            name = _of_region(code, part, events, where)
        else:
            # in no region of its country, as on the Golan: the country's name would say too much
            name = f"{label_of(places[0])} and around"
        if name in taken:
            name = f"{label_of(places[0])}, {name}"
        taken.add(name)
        found.append(name)
    return found


def _events(place: Place) -> int:
    return sum(place.counts)


def _regions(places: Sequence[Place]) -> Counter[str]:
    """Events by region, or by country where the region is not known."""
    found = Counter[str]()
    for place in places:
        found[place.region or place.country] += _events(place)
    return found


def _of_region(code: str, part: Counter[str], events: Counter[str], where: Position) -> str:
    if code not in regions.regions():
        return code or "At sea"
    name = regions.label(code)
    if part[code] >= MOST * events[code]:
        return name
    west, south, east, north = regions.extent(code)
    across = (where[0] - (west + east) / 2) / max(east - west, 1e-9)
    up = (where[1] - (south + north) / 2) / max(north - south, 1e-9)
    if max(abs(across), abs(up)) < MIDDLE:
        return f"Central {name}"
    if abs(up) >= abs(across):
        return f"{'Northern' if up > 0 else 'Southern'} {name}"
    return f"{'Eastern' if across > 0 else 'Western'} {name}"


def _of(places: Sequence[Place]) -> str:
    """The name of what lies in several regions, or in several countries."""
    countries = Counter[str]()
    for place in places:
        countries[place.country] += _events(place)
    parts = countries if len(countries) > 1 else _regions(places)
    found = [regions.label(code) for code, _ in parts.most_common() if code] or ["At sea"]
    if len(found) <= TOGETHER:
        return ", ".join(found)
    return f"{found[0]} and around"
