"""What filters are called in English: days, values, and lists of values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from geodata import text
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


def zone(key: str) -> str:
    """The name of a zone, of ``source:name``."""
    return key.partition(":")[2] or key


def event_type(word: str) -> str:
    """The label of a type or of a group of types."""
    return GROUP_LABELS[word] if word in GROUP_LABELS else EVENT_TYPES[word].label


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
