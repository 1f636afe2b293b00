"""What every part of a picture is drawn from, and the small things that they share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.figures import caption
from dashboard.figures.caption import Facts, Run, Spread
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.ask import Ask
from dashboard.pictures.rich import Block, paragraph
from geodata.store import EventStore

GAP: Final = 12.0


class Body(NamedTuple):
    """What was drawn, from 0,0; ``spread`` when there is a map."""

    parts: tuple[str, ...]
    spread: Spread | None = None


class TooSmallError(ValueError):
    """A picture has no room for what it has to say; says how high it has to be.

    ``short`` is how many units of the drawing it lacks.
    """

    def __init__(self, reason: str, short: float) -> None:
        super().__init__(reason)
        self.short = short


class Desk(NamedTuple):
    """What every part of a picture is drawn from."""

    store: EventStore
    ask: Ask
    theme: Theme
    facts: Facts
    zones: int
    keys: tuple[str, ...]


def need(desk: Desk, room: float, least: float) -> None:
    """Refuse a picture that would be cut."""
    if room >= least:
        return
    size = desk.ask.size
    share = (size.height + least - room) / size.height
    if size.mm:
        high = f"{math.ceil(size.mm[1] * share)} mm"
    else:
        high = f"{math.ceil(size.pixels * size.height / size.width * share)} px"
    raise TooSmallError(
        "There is no room for the figure, its counts and its sources at this size: make the"
        f" picture at least {high} high, or wider.",
        least - room,
    )


def counts(desk: Desk, spread: Spread | None, width: float, *, squares: bool = False) -> Block:
    """Counts and deaths as one paragraph."""
    runs = joined(caption.counts(desk.facts, spread, squares=squares))
    return paragraph([*runs, *caption.deaths(desk.facts.totals)], desk.theme, width)


def joined(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """Lines as one sentence."""
    runs: list[Run] = []
    for line in lines:
        runs += [(" · ", False), *line] if runs else line
    return [*runs, (". ", False)]


def stacked(blocks: Sequence[Block], gap: float = 5) -> Block:
    """Blocks one under the other."""
    parts: list[str] = []
    y = 0.0
    for block in blocks:
        if block.parts:
            parts.append(svg.moved(0, y, block.parts))
        y += block.height + gap if block.height else 0
    return Block(tuple(parts), max(0, y - gap))
