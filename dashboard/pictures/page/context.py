"""What every part of a picture is drawn from, and the small things that they share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard import captions
from dashboard.captions import CaptionFacts, MapSpread, Run
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.page import keys
from dashboard.pictures.request import PictureRequest
from dashboard.pictures.text.paragraph import Block, paragraph
from geodata.store import Snapshot

GAP: Final = 12.0


class PictureBody(NamedTuple):
    """What was drawn, from 0,0; ``spread`` when there is a map."""

    parts: tuple[str, ...]
    spread: MapSpread | None = None


class PictureTooSmallError(ValueError):
    """A picture has no room for what it has to say; says how high it has to be.

    ``short`` is how many units of the drawing it lacks.
    """

    def __init__(self, reason: str, short: float) -> None:
        super().__init__(reason)
        self.short = short


class PictureContext(NamedTuple):
    """What every part of a picture is drawn from."""

    db: Snapshot
    ask: PictureRequest
    theme: Theme
    facts: CaptionFacts
    zones: int
    keys: tuple[str, ...]


NO_BLOCK: Final = Block((), 0)


def types_key(desk: PictureContext, width: float) -> Block:
    """The key of types in rows, where it is wanted."""
    if not desk.ask.shows("types"):
        return NO_BLOCK
    empty = desk.ask.shows("empty-types")
    return keys.types(desk.facts.totals.by_group, desk.theme, width, empty=empty)


def need(desk: PictureContext, room: float, least: float) -> None:
    """Refuse a picture that would be cut."""
    if room >= least:
        return
    size = desk.ask.size
    share = (size.height + least - room) / size.height
    if size.mm:
        high = f"{math.ceil(size.mm[1] * share)} mm"
    else:
        high = f"{math.ceil(size.pixels * size.height / size.width * share)} px"
    raise PictureTooSmallError(
        "There is no room for the figure, its counts and its sources at this size: make the"
        f" picture at least {high} high, or wider.",
        least - room,
    )


def counts(desk: PictureContext, spread: MapSpread | None, width: float) -> Block:
    """Counts and deaths as one paragraph."""
    runs = joined(captions.counts(desk.facts, spread))
    return paragraph([*runs, *deaths(desk)], desk.theme, width)


def deaths(desk: PictureContext) -> list[Run]:
    """Reported deaths, where they are wanted."""
    return captions.deaths(desk.facts) if desk.ask.shows("deaths") else []


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
