"""The conditions of facets, as SQL with bound values, and how events are counted by value.

Conditions name columns that ``event`` and its bridges share (``number`` and
``store_schema.CODES``), so that the same text selects from any of them. Parameters are named
after the facet: conditions can be joined in any number and order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata import mercator
from geodata.circles import Circle, distance_km
from geodata.filters.place_words import TextWord, text_words
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    POINT_PRECISIONS,
    RELIABILITY,
)

VENUE: Final = 1
SUBJECT: Final = 2
"""Bits of ``region_member.scope``: where an event happened, what it is about."""

_TRAITS: Final = {
    "event_type": EVENT_TYPES,
    "geo_precision": GEO_PRECISIONS,
    "date_precision": DATE_PRECISIONS,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "deaths": ("unknown", "none", "some"),
}
_BIT: Final = itertools.count()
TRAITS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {column: {word: 1 << next(_BIT) for word in words} for column, words in _TRAITS.items()}
)
"""The bit of every word, by column of ``profile``. The bits are in the store: a change of the
words or of their order is a change of its format."""


class Condition(NamedTuple):
    """What an event has to meet, in SQL, and the values it binds, by name.

    With ``column``, the SQL selects the values of that column that meet it, each once: few
    of many, to be joined. Without, it is a truth value.
    """

    sql: str
    values: Mapping[str, object]
    column: str = ""


class TextTerm(NamedTuple):
    """Every word occurs in the event's text, also inside another word; or the event names the
    place that it names by another spelling."""

    words: tuple[TextWord, ...]


class ActorTerm(NamedTuple):
    """Any, or every, one of the actors is in the event; takes part in it if that is asked."""

    names: tuple[str, ...]
    every: bool
    participants_only: bool


class ZoneTerm(NamedTuple):
    """The event lies in one of the zones while it was in force."""

    keys: tuple[str, ...]


class AddedTerm(NamedTuple):
    """The event came into the store at a moment (UTC) or after it."""

    since: datetime


FilterTerm = Condition | TextTerm | ActorTerm | ZoneTerm | AddedTerm
"""The restriction of one facet: a condition, or what the store has to look up for one."""

Rows = Callable[[str], str]
"""The end of a FROM: the rows of a table, ``event`` or a bridge, that meet all conditions."""


def listed(name: str, values: Iterable[object]) -> tuple[str, dict[str, object]]:
    """A list for ``IN``: one placeholder per value, and what they bind."""
    bound = {f"{name}_{number}": value for number, value in enumerate(values)}
    return ", ".join(f"${key}" for key in bound), bound


def matches_text(text: str) -> TextTerm:
    """Every word of the text occurs in title, summary, place or an actor's name; of a town,
    any known spelling, or the region that is called after it."""
    return TextTerm(text_words(text))


def matches_days(first: date | None, last: date | None) -> Condition:
    """The days an event may cover overlap the chosen ones, both ends included."""
    tests: list[str] = []
    bound: dict[str, object] = {}
    if first is not None:
        tests.append("last_day >= $days_from")
        bound["days_from"] = first
    if last is not None:
        tests.append("first_day <= $days_to")
        bound["days_to"] = last
    return Condition(" AND ".join(tests), bound)


def matches_region(codes: Sequence[str], *, venue_only: bool) -> Condition:
    """A region or a part of it is where the event happened, or what it is about."""
    codes_in, bound = listed("regions", codes)
    return Condition(
        "SELECT DISTINCT m.region_set FROM region_member m JOIN region r USING (region)"
        f" WHERE r.code IN ({codes_in}) AND (m.scope & {_scope(venue_only=venue_only)}) <> 0",
        bound,
        "region_set",
    )


def matches_actor(names: Sequence[str], *, every: bool, participants_only: bool) -> ActorTerm:
    """An actor or a part of it is in the event; or every one of the actors is. Those that an
    event is only about are left out with ``participants_only``."""
    return ActorTerm(tuple(names), every, participants_only)


def matches_zone(keys: Sequence[str]) -> ZoneTerm:
    """The event lies in one of the zones, on a day on which the zone was in force."""
    return ZoneTerm(tuple(keys))


def matches_storyline(names: Sequence[str]) -> Condition:
    """The event belongs to one of the storylines."""
    names_in, bound = listed("storylines", names)
    return Condition(
        "SELECT DISTINCT m.story_set FROM story_member m JOIN storyline s USING (storyline)"
        f" WHERE s.name IN ({names_in})",
        bound,
        "story_set",
    )


def matches_column(column: str, values: Iterable[str]) -> Condition:
    """The event's profile has one of the values in a column.

    Words that have bits are found by ``traits``, which is faster.
    """
    distinct = tuple(dict.fromkeys(values))
    if column in TRAITS:
        mask = sum(TRAITS[column][word] for word in distinct)
        return Condition(f"(traits & ${column}) <> 0", {column: mask})
    values_in, bound = listed(column, distinct)
    return Condition(
        f"SELECT profile FROM profile WHERE {column} IN ({values_in})", bound, "profile"
    )


def matches_area(ring: Sequence[tuple[float, float]]) -> Condition:
    """The drawn position lies in the ring, by counting crossings of a line to the east.

    Straight lines on the map are straight in Web Mercator, so the test is made there.
    """
    x, y = mercator.project([lon for lon, _ in ring], [lat for _, lat in ring])
    bound: dict[str, object] = {
        "area_west": int(x.min()),
        "area_east": int(x.max()),
        "area_north": int(y.min()),
        "area_south": int(y.max()),
    }
    crossings = []
    corners = [(int(a), int(b)) for a, b in zip(x, y, strict=True)]
    for number, (x1, y1) in enumerate(corners):
        x2, y2 = corners[number - 1]
        if y1 == y2:
            continue
        names = {f"area_{number}_{part}": value for part, value in _edge(x1, y1, x2, y2)}
        bound |= names
        low, high, start, slope = (f"${name}" for name in names)
        crossings.append(
            f"CASE WHEN my >= {low} AND my < {high}"
            f" AND mx < {start} + {slope} * (my - {low}) THEN 1 ELSE 0 END"
        )
    odd = f"({' + '.join(crossings)}) % 2 = 1" if crossings else "FALSE"
    return Condition(
        "SELECT location FROM location WHERE mx BETWEEN $area_west AND $area_east"
        f" AND my BETWEEN $area_north AND $area_south AND {odd}",
        bound,
        "location",
    )


def _edge(x1: int, y1: int, x2: int, y2: int) -> tuple[tuple[str, float], ...]:
    (top_x, top_y), (low_x, low_y) = sorted([(x1, y1), (x2, y2)], key=lambda corner: corner[1])
    slope = (low_x - top_x) / (low_y - top_y)
    return (("low", top_y), ("high", low_y), ("start", float(top_x)), ("slope", slope))


def matches_circle(circle: Circle) -> Condition:
    """The event is known to a place in the circle; one known to a region only is not."""
    south, north, spans = circle.box
    bound: dict[str, object] = {
        **{f"near_{name}": value for name, value in circle._asdict().items()},
        "near_south": south,
        "near_north": north,
    }
    across = []
    for number, (west, east) in enumerate(spans):
        bound |= {f"near_west_{number}": west, f"near_east_{number}": east}
        across.append(f"l.lon BETWEEN $near_west_{number} AND $near_east_{number}")
    points_in, precisions = listed("near_precision", POINT_PRECISIONS)
    return Condition(
        "SELECT location FROM location l,"
        " (SELECT CAST($near_lat AS DOUBLE) AS lat, CAST($near_lon AS DOUBLE) AS lon) c"
        f" WHERE l.precision IN ({points_in}) AND l.lat BETWEEN $near_south AND $near_north"
        f" AND ({' OR '.join(across)}) AND {distance_km('l', 'c')} <= $near_km",
        {**bound, **precisions},
        "location",
    )


def _scope(*, venue_only: bool) -> int:
    return VENUE if venue_only else VENUE | SUBJECT


def count_regions(rows: Rows, *, venue_only: bool) -> str:
    """Events per code of a region, its parts included."""
    return (
        "SELECT r.code, CAST(sum(n) AS BIGINT) FROM ("
        f" SELECT region_set, count(*) AS n FROM {rows('event')}"
        " GROUP BY region_set) h JOIN region_member m USING (region_set)"
        " JOIN region r USING (region)"
        f" WHERE (m.scope & {_scope(venue_only=venue_only)}) <> 0 GROUP BY r.code"
    )


def count_storylines(rows: Rows) -> str:
    """Events per name of a storyline."""
    return (
        "SELECT s.name, CAST(sum(n) AS BIGINT) FROM ("
        f" SELECT story_set, count(*) AS n FROM {rows('event')}"
        " GROUP BY story_set) h JOIN story_member m USING (story_set)"
        " JOIN storyline s USING (storyline) GROUP BY s.name"
    )


def count_actors(rows: Rows, *, participants_only: bool) -> str:
    """Events per name of an actor, its parts included."""
    selected = rows("event_actor") + (" AND participant" if participants_only else "")
    return (
        "SELECT a.name, n FROM (SELECT actor, count(*) AS n"
        f" FROM {selected} GROUP BY actor) h JOIN actor a USING (actor)"
    )
