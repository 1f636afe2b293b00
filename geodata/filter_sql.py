"""What each facet asks, as SQL with bound values.

Conditions name columns that ``event`` and its bridges share (``number`` and
``store_schema.CODES``), so that the same text selects from any of them. Parameters are named
after the facet: conditions can be joined in any number and order.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from geodata import mercator
from geodata.schema import (
    CREDIBILITY,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    RELIABILITY,
)

VENUE: Final = 1
SUBJECT: Final = 2
"""Bits of ``region_member.scope``: where an event happened, what it is about."""

DEATHS_STATED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"known": ("none", "some"), "some": ("some",), "unknown": ("unknown",)}
)
"""What an event may say of deaths, for each choice a reader has."""

_TRAITS: Final = {
    "types": EVENT_TYPES,
    "geo_precisions": GEO_PRECISIONS,
    "date_precisions": DATE_PRECISIONS,
    "reliability": RELIABILITY,
    "credibility": CREDIBILITY,
    "deaths": ("unknown", "none", "some"),
}
_BIT: Final = itertools.count()
TRAITS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {facet: {word: 1 << next(_BIT) for word in words} for facet, words in _TRAITS.items()}
)
"""The bit of every word, by facet. The bits are in the store: a change of the words or of
their order is a change of its format."""


class Condition(NamedTuple):
    """What an event has to meet, in SQL, and the values it binds, by name.

    With ``column``, the SQL selects the values of that column that meet it, each once: few
    of many, to be joined. Without, it is a truth value.
    """

    sql: str
    values: Mapping[str, object]
    column: str = ""


class Words(NamedTuple):
    """Words, all of which an event has to hold, wholly or inside others; to be looked up."""

    words: tuple[str, ...]


class Names(NamedTuple):
    """Actors, any or every one of which takes part; to be looked up."""

    names: tuple[str, ...]
    every: bool


class Zones(NamedTuple):
    """Zones, in one of which an event lies while it was in force; to be looked up."""

    keys: tuple[str, ...]


class Added(NamedTuple):
    """Events that came into the store at a moment (UTC) or after it; to be looked up."""

    since: datetime


Asked = Condition | Words | Names | Zones | Added
"""What a facet asks. The store knows best how to find words, actors and zones."""


def fold(text: str) -> str:
    """Lower case without accents: how searched text and search words are compared."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    for sign in filter(unicodedata.combining, set(parts)):
        parts = parts.replace(sign, "")
    return parts


def listed(name: str, values: Iterable[object]) -> tuple[str, dict[str, object]]:
    """A list for ``IN``: one placeholder per value, and what they bind."""
    bound = {f"{name}_{number}": value for number, value in enumerate(values)}
    return ", ".join(f"${key}" for key in bound), bound


def matches_text(text: str) -> Words:
    """Every word of the text occurs in title, summary, place or an actor's name."""
    return Words(tuple(dict.fromkeys(fold(text).split())))


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
    scope = VENUE if venue_only else VENUE | SUBJECT
    return Condition(
        "SELECT DISTINCT m.region_set FROM region_member m JOIN region r USING (region)"
        f" WHERE r.code IN ({codes_in}) AND (m.scope & {scope}) <> 0",
        bound,
        "region_set",
    )


def matches_actor(names: Sequence[str], *, every: bool) -> Names:
    """An actor or a part of it takes part; or every one of the actors does."""
    return Names(tuple(names), every)


def matches_zone(keys: Sequence[str]) -> Zones:
    """The event lies in one of the zones, on a day on which the zone was in force."""
    return Zones(tuple(keys))


def matches_storyline(names: Sequence[str]) -> Condition:
    """The event belongs to one of the storylines."""
    names_in, bound = listed("storylines", names)
    return Condition(
        "SELECT DISTINCT m.story_set FROM story_member m JOIN storyline s USING (storyline)"
        f" WHERE s.name IN ({names_in})",
        bound,
        "story_set",
    )


def matches_dataset(names: Sequence[str]) -> Condition:
    """The event comes from one of the data sets."""
    names_in, bound = listed("datasets", names)
    return Condition(f"SELECT profile FROM profile WHERE source IN ({names_in})", bound, "profile")


def matches_words(facet: str, words: Iterable[str]) -> Condition:
    """The event has one of the words of a facet; each word is a bit of ``traits``."""
    mask = sum(TRAITS[facet][word] for word in set(words))
    return Condition(f"(traits & ${facet}) <> 0", {facet: mask})


def matches_deaths(choices: Iterable[str]) -> Condition:
    """Deaths are stated, are not, or at least one is reported."""
    return matches_words("deaths", (word for choice in choices for word in DEATHS_STATED[choice]))


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
        "SELECT spot FROM spot WHERE mx BETWEEN $area_west AND $area_east"
        f" AND my BETWEEN $area_north AND $area_south AND {odd}",
        bound,
        "spot",
    )


def _edge(x1: int, y1: int, x2: int, y2: int) -> tuple[tuple[str, float], ...]:
    (top_x, top_y), (low_x, low_y) = sorted([(x1, y1), (x2, y2)], key=lambda corner: corner[1])
    slope = (low_x - top_x) / (low_y - top_y)
    return (("low", top_y), ("high", low_y), ("start", float(top_x)), ("slope", slope))
