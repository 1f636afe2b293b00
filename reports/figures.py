"""The figures of a report: drawn without title and filters, which stand beside them as text."""

from __future__ import annotations

from typing import Final, NamedTuple

from dashboard.figures import caption
from dashboard.figures.caption import Facts, Run, Spread
from dashboard.figures.theme import PICTURE_THEMES, Theme
from dashboard.pictures import body, gather, letters, svg
from dashboard.pictures.ask import KINDS, Ask, Kind, Look
from dashboard.pictures.body_desk import TooSmallError
from dashboard.pictures.draw import WITH_MAP
from dashboard.pictures.frame import SMALL, Frame
from dashboard.pictures.rich import Block, paragraph
from dashboard.pictures.sizes import Size
from dashboard.state import View
from geodata import query
from geodata.store import EventStore
from geodata.text import number
from reports.words import line

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
    store: EventStore,
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

    def asked(wide: float, high: float) -> Ask:
        return Ask(
            view=view, kind=kind, size=Size("", "", wide, high, round(wide), wide), theme=look
        )

    for _ in range(_TRIES):
        try:
            return _drawn(store, asked(width, height), name)
        except TooSmallError as error:
            if height + error.short <= most:
                height += error.short
            else:
                width, height, most = width * _SMALLER, height * _SMALLER, most * _SMALLER
    return _drawn(store, asked(width, height), name)


def _drawn(store: EventStore, ask: Ask, name: str) -> Picture:
    theme, size = PICTURE_THEMES[ask.theme], ask.size
    facts = gather.facts(store, ask.view)
    foot = _foot(ask, facts, theme)
    room = size.height - foot.height - _GAP
    made = body.fill(store, ask, theme, Frame(0, 0, size.width, room, ()), facts)
    about = _about(store, ask, facts, made.spread, name)
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
        styles=letters.styles(set("".join(parts))),
    )
    return Picture(drawn, size.width, size.height, about)


def _foot(ask: Ask, facts: Facts, theme: Theme) -> Block:
    notes: list[list[Run]] = [[*caption.sources(facts), (" ", False), *caption.as_of(facts)]]
    if ask.kind in WITH_MAP:
        notes.append([(caption.boundary_note(ask.view.boundaries), False)])
    parts: list[str] = []
    y = 0.0
    for note in notes:
        block = paragraph(note, theme, ask.size.width, size=SMALL)
        parts.append(svg.moved(0, y, block.parts))
        y += block.height
    return Block(tuple(parts), y)


def _about(store: EventStore, ask: Ask, facts: Facts, spread: Spread | None, name: str) -> str:
    """What somebody hears who cannot see the figure."""
    said = [f"{name}: {KINDS[ask.kind]}. {caption.subtitle(ask.view.filters)}."]
    said += [caption.plain(words) + "." for words in caption.counts(facts, spread)]
    said.append(caption.plain(caption.deaths(facts.totals)))
    if ask.kind in {"actors", "dyads", "regions"}:
        said.append(_first(store, ask))
    return line(" ".join(part for part in said if part), 4_000)


def _first(store: EventStore, ask: Ask) -> str:
    """The longest bars in words."""
    filters = ask.view.filters
    if ask.kind == "dyads":
        named = [
            f"{row.a} and {row.b} {number(row.events)}"
            for row in query.dyads(store, filters, _NAMED)
        ]
    else:
        of = "region" if ask.kind == "regions" else "actor"
        rows = query.ranking(store, filters, of, _NAMED)
        named = [f"{row.label} {number(row.events)}" for row in rows]
    return f"Most events: {', '.join(named)}." if named else ""
