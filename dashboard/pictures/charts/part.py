"""A chart as a part of a picture, and the words that charts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from dashboard.figures.theme import Theme
from dashboard.pictures.charts.hatch import HATCHED
from geodata import text
from geodata.results import Counts
from geodata.schema import GROUP_LABELS, GROUPS

HATCHED_WORDS: Final = f"bars of {GROUP_LABELS[HATCHED].lower()} are hatched"


class ChartPart(NamedTuple):
    """A chart in a frame from 0, 0 to the width and height that were asked for.

    ``note`` says in a sentence or two what its bars and marks mean, and what counts twice.
    """

    parts: tuple[str, ...]
    note: str


def most(counts: Sequence[int], room: int) -> list[int]:
    """Which of several rows are shown when there is room for some: those with most events, in
    the order they have."""
    first = sorted(range(len(counts)), key=lambda index: (-counts[index], index))[: max(room, 0)]
    return sorted(first)


def more(counts: Sequence[int], noun: str, plural: str, *, once: bool) -> str:
    """What is left out: ``and 7 more lanes, 31 events``. ``once``: no event is in two of them,
    so that they can be summed; otherwise ``and 7 more actors, with 1–12 events each``."""
    what = f"and {text.count(len(counts), f'more {noun}', f'more {plural}')}"
    if once or len(counts) == 1:
        return f"{what}, {text.count(sum(counts), 'event')}"
    low, high = min(counts), max(counts)
    if low == high:
        return f"{what}, with {text.count(low, 'event')} each"
    return f"{what}, with {low:,}–{high:,} events each"


def hatched(rows: Iterable[Counts], theme: Theme) -> bool:
    """Whether any bar is hatched, which the note must tell."""
    index = GROUPS.index(HATCHED)
    return theme.name == "print" and any(counts[index] for counts in rows)
