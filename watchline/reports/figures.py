"""The figures of a report: drawn without title and filters, which stand beside them as text."""

from __future__ import annotations

from typing import Final, NamedTuple

from dashboard import captions
from dashboard.captions import CaptionFacts, MapSpread, Run
from dashboard.figures.theme import PICTURE_THEMES, Theme
from dashboard.pictures import data, svg
from dashboard.pictures.compose import WITH_MAP
from dashboard.pictures.page import body
from dashboard.pictures.page.context import PictureTooSmallError
from dashboard.pictures.page.frame import SMALL, PictureFrame
from dashboard.pictures.request import KINDS, Kind, Look, PictureRequest
from dashboard.pictures.sizes import Size
from dashboard.pictures.text import metrics
from dashboard.pictures.text.paragraph import Block, paragraph
from dashboard.state import View
from geodata import query
from geodata.store import Snapshot
from geodata.text import number
from watchline.reports.text import line

_GAP: Final = 8.0
_NAMED: Final = 5
_TRIES: Final = 8
_SMALLER: Final = 1.12


class Picture(NamedTuple):
    """A figure as SVG, ``width`` × ``height`` in units of the drawing."""

    svg: str
    width: float
    height: float
    about: str


def draw(
    db: Snapshot,
    view: View,
    kind: Kind,
    size: tuple[float, float],
    *,
    look: Look,
    name: str,
    most: float = 0,
) -> Picture:
    """A figure of a view, with whose data it shows and its boundary note under it, so that it
    can be copied out of the report. ``name`` is what its section is called.

    ``size`` is width and height in units of the drawing. Where there is no room for all that
    has to be said, it becomes higher, up to ``most``; then its type becomes smaller.

    Raises:
        TooSmallError: there is no room all the same.
    """
    width, height = size

    def asked(wide: float, high: float) -> PictureRequest:
        return PictureRequest(
            view=view, kind=kind, size=Size("", "", wide, high, round(wide), wide), theme=look
        )

    for _ in range(_TRIES):
        try:
            return _drawn(db, asked(width, height), name)
        except PictureTooSmallError as error:
            if height + error.short <= most:
                height += error.short
            else:
                width, height, most = width * _SMALLER, height * _SMALLER, most * _SMALLER
    return _drawn(db, asked(width, height), name)


def _drawn(db: Snapshot, ask: PictureRequest, name: str) -> Picture:
    theme, size = PICTURE_THEMES[ask.theme], ask.size
    facts = data.facts(db, ask.view)
    foot = _foot(ask, facts, theme)
    room = size.height - foot.height - _GAP
    made = body.fill(db, ask, theme, PictureFrame(0, 0, size.width, room, ()), facts)
    about = _about(db, ask, facts, made.spread, name)
    parts = (
        svg.rect(0, 0, size.width, size.height, fill=theme.paper),
        *made.parts,
        svg.moved(0, room + _GAP, foot.parts),
    )
    drawn = svg.document(
        size.width,
        size.height,
        parts,
        title=f"{name}: {KINDS[ask.kind]}",
        about=about,
        styles=metrics.styles(set("".join(parts))),
    )
    return Picture(drawn, size.width, size.height, about)


def _foot(ask: PictureRequest, facts: CaptionFacts, theme: Theme) -> Block:
    notes: list[list[Run]] = [[*captions.sources(facts), (" ", False), *captions.as_of(facts)]]
    if ask.kind in WITH_MAP:
        notes.append([(captions.boundary_note(ask.view.boundaries), False)])
    parts: list[str] = []
    y = 0.0
    for note in notes:
        block = paragraph(note, theme, ask.size.width, size=SMALL)
        parts.append(svg.moved(0, y, block.parts))
        y += block.height
    return Block(tuple(parts), y)


def _about(
    db: Snapshot, ask: PictureRequest, facts: CaptionFacts, spread: MapSpread | None, name: str
) -> str:
    """What somebody hears who cannot see the figure."""
    said = [f"{name}: {KINDS[ask.kind]}. {captions.subtitle(ask.view.filters)}."]
    said += [captions.plain(words) + "." for words in captions.counts(facts, spread)]
    said.append(captions.plain(captions.deaths(facts)))
    if ask.kind in {"actors", "matrix", "dyads", "regions"}:
        said.append(_first(db, ask))
    return line(" ".join(part for part in said if part), 4_000)


def _first(db: Snapshot, ask: PictureRequest) -> str:
    """The longest bars in words."""
    filters = ask.view.filters
    if ask.kind in {"matrix", "dyads"}:
        pairs = query.dyads(db, filters, _NAMED, ask.view.level)
        named = [f"{row.a} and {row.b} {number(row.events)}" for row in pairs]
    else:
        of = "region" if ask.kind == "regions" else "actor"
        rows = query.ranking(db, filters, of, _NAMED)
        named = [f"{row.label} {number(row.events)}" for row in rows]
    return f"Most events: {', '.join(named)}." if named else ""
