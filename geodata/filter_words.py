"""What filters are called in English: days, values, and lists of values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from geodata.schema import (
    CREDIBILITY,
    EVENT_TYPES,
    GROUP_LABELS,
    GROUPS,
    RELIABILITY,
)

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun") + (
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
DEATHS: Final = {
    "known": "deaths known",
    "some": "at least one death",
    "unknown": "deaths not known",
}


def day(value: date) -> str:
    """``21 Mar 2025``, in the same words whatever the machine's language is."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(first: date | None, last: date | None) -> str:
    """``21 Mar 2025 – 20 Mar 2026``; one day stands alone; open ends say so."""
    if first is not None and last is not None:
        return day(first) if first == last else f"{day(first)} – {day(last)}"
    if first is not None:
        return f"from {day(first)}"
    return f"until {day(last)}" if last is not None else ""


def quoted(text: str) -> str:
    """A search text in typographic quotes."""
    return f"“{text}”"


def either(words: Iterable[str], joint: str = "or") -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def scope(*, venue_only: bool) -> str:
    """In what way an event belongs to a region."""
    return "venue only" if venue_only else "venue or subject"


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


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
