"""A whole picture: title, figure, keys, counts, sources, boundary note and link in one SVG."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from dashboard import captions
from dashboard.captions import CaptionFacts, MapSpread, Run
from dashboard.figures.theme import PICTURE_THEMES
from dashboard.pictures import data, sizes, svg
from dashboard.pictures.page import body, frame
from dashboard.pictures.page.context import PictureTooSmallError
from dashboard.pictures.request import PictureRequest
from dashboard.pictures.text import metrics
from geodata.file_names import file_name
from geodata.store import Snapshot

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
    facts: CaptionFacts
    spread: MapSpread | None

    @property
    def as_of(self) -> datetime | None:
        """When the store last took the data that are shown, UTC."""
        return max((one.read_at for one in self.facts.datasets if one.read_at), default=None)

    def file_name(self, ask: PictureRequest, suffix: str) -> str:
        """``watchline-map-sweida-july-2025-slide-2026-03-20.png``: figure, title, size, and the
        day that the data are of."""
        day = f"{self.as_of:%Y-%m-%d}" if self.as_of else ""
        return file_name(ask.kind, self.title, ask.size.key, day, suffix=f".{suffix}")


def draw(
    db: Snapshot, ask: PictureRequest, *, link: str = "", keys: Collection[str] = ()
) -> Drawing:
    """The picture that is asked for; ``link`` is the address that shows the same view.

    ``keys`` are the data sets whose events may be listed although their terms do not let rows
    be passed on (``geodata.writers.restrictions``).

    A size of which only the width is settled becomes as high as it has to be.

    Raises:
        TooSmallError: there is no room for all that a picture has to say.
    """
    for _ in range(GROWTHS):
        try:
            return _drawn(db, ask, link, keys)
        except PictureTooSmallError as error:
            if ask.size.key not in sizes.GROWING or ask.size.mm is None:
                raise
            width, height = ask.size.mm
            more = math.ceil(error.short * sizes.MM_PER_UNIT)
            size = sizes.on_paper(width, height + more, ask.size.key, ask.size.label)
            ask = replace(ask, size=size)
    return _drawn(db, ask, link, keys)


def _drawn(db: Snapshot, ask: PictureRequest, link: str, keys: Collection[str]) -> Drawing:
    theme = PICTURE_THEMES[ask.theme]
    facts = data.facts(db, ask.view)
    words = (
        ask.title or captions.title(ask.view.filters, facts.totals),
        ask.subtitle or captions.subtitle(ask.view.filters),
    )
    size = ask.size
    around = frame.framed((size.width, size.height), theme, words, _notes(ask, facts, link))
    made = body.fill(db, ask, theme, around, facts, keys)
    about = _about(words, facts, made.spread)
    parts = [*around.parts, svg.moved(around.left, around.top, made.parts)]
    inside = "".join(parts)
    drawn = svg.document(
        size.width,
        size.height,
        parts,
        title=words[0],
        about=about,
        styles=metrics.styles(set(inside)),
        sides=size.sides(size.height),
        # for the dialog: what would stand there, and how large it becomes
        data_subtitle=words[1],
        data_pixels=size.pixels,
    )
    return Drawing(drawn, size.width, size.height, words[0], about, facts, made.spread)


def _notes(ask: PictureRequest, facts: CaptionFacts, link: str) -> list[list[Run]]:
    """What stands under a picture."""
    notes: list[list[Run]] = []
    if ask.subtitle:
        notes.append([("Filters ", True), (captions.subtitle(ask.view.filters), False)])
    notes.append(captions.sources(facts, publishers=ask.shows("publishers")))
    if ask.shows("date"):
        notes[-1] += [(" ", False), *captions.as_of(facts)]
    if ask.kind in WITH_MAP:
        notes.append([(captions.boundary_note(ask.view.boundaries), False)])
    if ask.shows("grades") and (graded := captions.grades(facts.precisions)):
        notes.append([(graded, False)])
    if link and ask.shows("link"):
        notes.append([("Same view ", True), (link, False)])
    return notes


def _about(words: tuple[str, str], facts: CaptionFacts, spread: MapSpread | None) -> str:
    said = [f"{words[0]}. {words[1]}."]
    said += [captions.plain(line) + "." for line in captions.counts(facts, spread)]
    said.append(captions.plain(captions.deaths(facts)))
    return " ".join(part for part in said if part)
