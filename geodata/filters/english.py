"""What filters are called in English: days, values, and lists of values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import numpy as np

from geodata import regions, text
from geodata.circles import Circle
from geodata.filters.url import plain_number
from geodata.schema import (
    CREDIBILITY,
    EVENT_TYPES,
    GROUP_LABELS,
    GROUPS,
    RELIABILITY,
)

DEATHS: Final = {
    "known": "deaths known",
    "some": "at least one death",
    "unknown": "deaths not known",
}
TYPES: Final = {
    word: label
    for group in GROUPS
    for word, label in (
        (group, GROUP_LABELS[group]),
        *((word, kind.label) for word, kind in EVENT_TYPES.items() if kind.group == group),
    )
}
"""Every group of event types, each followed by its types, with their labels."""


def quoted(words: str) -> str:
    """A search text in typographic quotes."""
    return f"“{words}”"


def either(words: Iterable[str], joint: str = "or") -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def recent(period: str) -> str:
    """``last 7 days``, of ``7d``; ``last 12 months``, of ``12m``."""
    return f"last {text.count(int(period[:-1]), _UNITS[period[-1]])}"


_UNITS: Final = {"d": "day", "m": "month"}


def minute(moment: datetime | None) -> str:
    """``20 Nov 2026, 14:05 UTC``."""
    if moment is None:
        return "any time"
    at = moment.astimezone(UTC)
    return f"{text.day(at)}, {at:%H:%M} UTC"


def scope(*, venue_only: bool) -> str:
    """In what way an event belongs to a region."""
    return "venue only" if venue_only else "venue or subject"


def role(*, participants_only: bool) -> str:
    """In what way an actor is in an event."""
    return "taking part" if participants_only else "in any role"


@lru_cache(maxsize=256)
def circle(around: Circle) -> str:
    """``within 50 km of 32.71, 36.57 (Sweida)``: with the region of its centre."""
    at = regions.locate(np.array([around.lon]), np.array([around.lat])).to_pylist()[0]
    code = next(iter(at["zones"]), None) or at["admin1"] or at["country"]
    where = f"{plain_number(around.lat)}, {plain_number(around.lon)}"
    named = f" ({regions.label(code)})" if code else ""
    return f"within {plain_number(around.km)} km of {where}{named}"


def zone(key: str) -> str:
    """The name of a zone, of ``source:name``."""
    return key.partition(":")[2] or key


def reliability(grade: str) -> str:
    """``B, usually reliable source``."""
    return f"{grade}, {_lower_first(RELIABILITY[grade])}"


def credibility(grade: str) -> str:
    """``1, confirmed by other sources``."""
    return f"{grade}, {CREDIBILITY[grade]}"


def grouped(types: Iterable[str]) -> tuple[str, ...]:
    """Event types with each whole group written as the group, in the order of charts."""
    chosen, words = set(types), []
    for group in GROUPS:
        members = [word for word, kind in EVENT_TYPES.items() if kind.group == group]
        whole = chosen.issuperset(members)
        words += [group] if whole else [word for word in members if word in chosen]
    return tuple(words)


def ungrouped(word: str) -> tuple[str, ...]:
    """The event types that a type or a group stands for; none when the word is unknown."""
    if word in EVENT_TYPES:
        return (word,)
    return tuple(name for name, kind in EVENT_TYPES.items() if kind.group == word)


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
