"""A whole picture: title, figure, keys, counts, sources, boundary note and link in one SVG."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from dashboard.figures import caption
from dashboard.figures.caption import Facts, Run, Spread
from dashboard.figures.theme import PICTURE_THEMES
from dashboard.pictures import body, frame, gather, letters, sizes, svg
from dashboard.pictures.ask import Ask
from dashboard.pictures.body_desk import TooSmallError
from geodata.store import EventStore
from geodata.text import slug

GROWTHS: Final = 3
WITH_MAP: Final = frozenset({"map", "situation"})


class Drawing(NamedTuple):
    """A picture as SVG; ``width`` and ``height`` in units of the drawing.

    ``about`` is what somebody hears who cannot see it; ``spread`` is where the events of its
    map stand, when it has one.
    """

    svg: str
    width: float
    height: float
    title: str
    about: str
    facts: Facts
    spread: Spread | None

    @property
    def as_of(self) -> datetime | None:
        """When the store last took the data that are shown, UTC."""
        return max((one.read_at for one in self.facts.datasets if one.read_at), default=None)

    def file_name(self, suffix: str) -> str:
        """``sweida-july-2025-2026-03-20.png``: the title, and the day that the data are of."""
        day = f"-{self.as_of:%Y-%m-%d}" if self.as_of else ""
        return f"{slug(self.title, 'picture')}{day}.{suffix}"


def draw(store: EventStore, ask: Ask, *, link: str = "", keys: Collection[str] = ()) -> Drawing:
    """The picture that is asked for; ``link`` is the address that shows the same view.

    ``keys`` are the data sets whose events may be listed although their terms do not let rows
    be passed on (``geodata.writers.allowed``).

    A size of which only the width is settled becomes as high as it has to be.

    Raises:
        TooSmallError: there is no room for all that a picture has to say.
    """
    for _ in range(GROWTHS):
        try:
            return _drawn(store, ask, link, keys)
        except TooSmallError as error:
            if ask.size.key not in sizes.GROWING or ask.size.mm is None:
                raise
            width, height = ask.size.mm
            more = math.ceil(error.short * sizes.MM_PER_UNIT)
            size = sizes.on_paper(width, height + more, ask.size.key, ask.size.label)
            ask = replace(ask, size=size)
    return _drawn(store, ask, link, keys)


def _drawn(store: EventStore, ask: Ask, link: str, keys: Collection[str]) -> Drawing:
    theme = PICTURE_THEMES[ask.theme]
    facts = gather.facts(store, ask.view)
    words = (
        ask.title or caption.title(ask.view.filters, facts.totals),
        ask.subtitle or caption.subtitle(ask.view.filters),
    )
    size = ask.size
    around = frame.framed((size.width, size.height), theme, words, _notes(ask, facts, link))
    made = body.fill(store, ask, theme, around, facts, keys)
    about = _about(words, facts, made.spread)
    parts = [*around.parts, svg.moved(around.left, around.top, made.parts)]
    inside = "".join(parts)
    drawn = svg.document(
        size.width,
        size.height,
        parts,
        title=words[0],
        about=about,
        styles=letters.styles(set(inside)),
        # for the dialog: what would stand there, and how large it becomes
        data_subtitle=words[1],
        data_pixels=size.pixels,
    )
    return Drawing(drawn, size.width, size.height, words[0], about, facts, made.spread)


def _notes(ask: Ask, facts: Facts, link: str) -> list[list[Run]]:
    """What stands under a picture."""
    notes: list[list[Run]] = []
    if ask.subtitle:
        notes.append([("Filters ", True), (caption.subtitle(ask.view.filters), False)])
    notes.append([*caption.sources(facts), (" ", False), *caption.as_of(facts)])
    if ask.kind in WITH_MAP:
        notes.append([(caption.boundary_note(ask.view.boundaries), False)])
    if graded := caption.grades(facts.precisions):
        notes.append([(graded, False)])
    if link:
        notes.append([("Same view ", True), (link, False)])
    return notes


def _about(words: tuple[str, str], facts: Facts, spread: Spread | None) -> str:
    said = [f"{words[0]}. {words[1]}."]
    said += [caption.plain(line) + "." for line in caption.counts(facts, spread)]
    said.append(caption.plain(caption.deaths(facts.totals)))
    return " ".join(part for part in said if part)
