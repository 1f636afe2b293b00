"""Filters read a second time, slowly and without the store, to hold the store against.

Nothing here uses the SQL, the store's columns or its vocabulary of codes: only the events
as read, the regions, the directory of actors and the corners of zones.
"""

from __future__ import annotations

import calendar
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyproj import Geod

from geodata import actors
from geodata import regions as places
from geodata.circles import EARTH_KM, Circle
from geodata.filters import Filters
from geodata.filters.place_words import TextWord, occurs, text_words
from geodata.schema import EVENT_TYPES

_SPHERE = Geod(a=1_000 * EARTH_KM, b=1_000 * EARTH_KM)

Ring = tuple[tuple[float, float], ...]


class Area(NamedTuple):
    """A zone: its key, its days, and its rings, of which every second one is a hole."""

    key: str
    first: date | None
    last: date | None
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Event:
    """One event with everything a filter may ask."""

    event_id: str
    given: dict[str, Any]
    first: date
    last: date
    venue: frozenset[str]
    subject: frozenset[str]
    actors: frozenset[str]
    participants: frozenset[str]
    text: str
    drawn: tuple[float, float] | None
    zones: frozenset[str]
    came: datetime | None = None  # into the store; where that is asked

    @property
    def group(self) -> str:
        """The group of its type."""
        return EVENT_TYPES[self.given["event_type"]].group

    @property
    def deaths(self) -> list[int]:
        """The numbers that are stated, lowest first."""
        stated = (self.given[f"fatalities_{name}"] for name in ("low", "best", "high"))
        return [number for number in stated if number is not None]


def read(
    events: pa.Table, areas: Sequence[Area] = (), came: Mapping[str, datetime] | None = None
) -> list[Event]:
    """Every event of a table in ``EVENT_SCHEMA``, with the zones that it lies in; ``came``
    says when each came into the store, by its id."""
    read = [_event(row, areas) for row in events.to_pylist()]
    return [replace(event, came=(came or {}).get(event.event_id)) for event in read]


def matching(events: list[Event], filters: Filters) -> list[Event]:
    """The events that the filters choose."""
    return [event for event in events if matches(event, filters)]


def matches(event: Event, filters: Filters) -> bool:
    """Whether one event is chosen."""
    given = event.given
    regions = event.venue if filters.venue_only else event.venue | event.subject
    there = present(event, filters)
    named = [name in there for name in filters.actors]
    return all(
        [
            all(_says(event, word) for word in text_words(filters.text)),
            filters.date_from is None or event.last >= filters.date_from,
            filters.date_to is None or event.first <= filters.date_to,
            filters.added_since is None or _since(event.came, filters.added_since),
            not filters.regions or bool(regions.intersection(filters.regions)),
            not named or (all(named) if filters.all_actors else any(named)),
            _any(filters.types, [given["event_type"]]),
            _any(filters.storylines, given["storylines"]),
            _any(filters.datasets, [given["source"]]),
            _any(filters.geo_precisions, [given["geo_precision"]]),
            _any(filters.date_precisions, [given["date_precision"]]),
            _any(filters.reliability, [given["reliability"]]),
            _any(filters.credibility, [given["credibility"]]),
            _any(filters.deaths, _deaths(event)),
            _any(filters.zones, list(event.zones)),
            filters.near is None or _near(given, filters.near),
            not filters.area or (event.drawn is not None and _inside(event.drawn, filters.area)),
        ]
    )


def _says(event: Event, asked: TextWord) -> bool:
    """Whether an event meets one word of a search, by itself or by another spelling."""
    spelt = any(
        all(any(occurs(part, word) for word in event.text.split()) for part in other.parts)
        for other in asked.also
    )
    as_typed = all(word in event.text for word in asked.words)
    return as_typed or spelt or bool(event.venue.intersection(asked.regions))


def present(event: Event, filters: Filters) -> frozenset[str]:
    """The actors that the filters ask about: all, or those that take part."""
    return event.participants if filters.participants_only else event.actors


def choosing(filters: Filters, facet: str, *values: str) -> Filters:
    """The filters with one facet's choice replaced."""
    return replace(filters, **{facet: values})


def _since(came: datetime | None, moment: datetime) -> bool:
    return came is not None and came >= moment


def _any(chosen: tuple[str, ...], has: list[str]) -> bool:
    return not chosen or bool(set(chosen).intersection(has))


def _deaths(event: Event) -> list[str]:
    if not event.deaths:
        return ["unknown"]
    return ["known", "some"] if max(event.deaths) > 0 else ["known"]


def _event(row: dict[str, Any], areas: Sequence[Area]) -> Event:
    venue, drawn = _where(row)
    names = [actor["name"] for actor in row["actors"]]
    text = "\n".join([row["title"], row["summary"], row["place"] or "", *names])
    first, last = _days(row)
    return Event(
        event_id=f"{row['source']}:{row['source_id']}",
        given=row,
        first=first,
        last=last,
        venue=_with_ancestors(venue),
        subject=_with_ancestors(row["about"]),
        actors=_whole(names),
        participants=_whole([a["name"] for a in row["actors"] if a["role"] != "subject"]),
        text=_plain(text),
        drawn=drawn,
        zones=frozenset(area.key for area in areas if _in_zone(row, first, last, area)),
    )


def _whole(names: Sequence[str]) -> frozenset[str]:
    canonical = [actors.canonical(name) for name in names]
    return frozenset(canonical).union(*(actors.ancestors(name) for name in canonical))


def _in_zone(row: dict[str, Any], first: date, last: date, area: Area) -> bool:
    if row["geo_precision"] not in {"exact", "town", "admin2"} or row["lon"] is None:
        return False
    in_force = last >= (area.first or last) and first <= (area.last or first)
    crossed = sum(_crossings((row["lon"], row["lat"]), ring) for ring in area.rings)
    return in_force and crossed % 2 == 1


def _where(row: dict[str, Any]) -> tuple[list[str], tuple[float, float] | None]:
    precision, lon, lat = row["geo_precision"], row["lon"], row["lat"]
    said = [code for code in (row["country"], row["admin1"], *row["zones"]) if code]
    at_point = precision in {"exact", "town", "admin2"} and lon is not None
    if at_point or (precision == "admin1" and not (row["admin1"] or row["zones"]) and lon):
        found = places.locate(np.array([lon]), np.array([lat])).to_pylist()[0]
        if found["country"]:
            said = [found["country"], found["admin1"], *found["zones"]]
    said = [code for code in said if code]
    if at_point:
        return said, (lon, lat)
    parts = [code for code in said if code in places.regions() and places.regions()[code].parent]
    if precision == "admin1" and parts:
        mark = places.regions()[parts[0]]
        return said, (mark.lon, mark.lat)
    return said, None


def _with_ancestors(codes: list[str]) -> frozenset[str]:
    return frozenset(codes).union(*(places.ancestors(code) for code in codes))


def _days(row: dict[str, Any]) -> tuple[date, date]:
    first, last = row["date_start"], row["date_end"]
    match row["date_precision"]:
        case "week":
            first -= timedelta(days=first.weekday())
            last += timedelta(days=6 - last.weekday())
        case "month":
            first = first.replace(day=1)
            last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        case "year":
            first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    return first, last


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _near(row: dict[str, Any], circle: Circle) -> bool:
    if row["geo_precision"] not in {"exact", "town", "admin2"} or row["lon"] is None:
        return False
    *_, metres = _SPHERE.inv(circle.lon, circle.lat, row["lon"], row["lat"])
    return bool(metres <= 1_000 * circle.km)


def _inside(point: tuple[float, float], ring: Ring) -> bool:
    corners = tuple(_mercator(corner) for corner in ring)
    return _crossings(_mercator(point), corners) % 2 == 1


def _crossings(point: tuple[float, float], ring: Ring) -> int:
    """How often a line from the point to the east crosses the ring."""
    x, y = point
    return sum(
        (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def _mercator(point: tuple[float, float]) -> tuple[float, float]:
    lon, lat = point
    return lon, math.degrees(math.asinh(math.tan(math.radians(max(-85.05, min(85.05, lat))))))
