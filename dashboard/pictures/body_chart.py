"""The charts of a picture: over their keys and counts, or as a part of a situation page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from dashboard.figures.theme import Theme
from dashboard.pictures import gather, keys, svg
from dashboard.pictures.body_desk import GAP, Body, Desk, counts, need, stacked
from dashboard.pictures.chart_parts import ChartPart, draw_ranks, draw_timeline
from dashboard.pictures.frame import NARROW
from dashboard.pictures.rich import paragraph
from geodata import query

LEAST_CHART: Final = 150.0
NOTE_LINES: Final = 2
NOTE_LINES_NARROW: Final = 4


def chart(desk: Desk, width: float, height: float) -> Body:
    """A timeline or a ranking over its keys and counts."""
    under = stacked(
        [
            keys.types(desk.facts.totals.by_group, desk.theme, width),
            counts(desk, None, width),
        ]
    )
    room = height - under.height - GAP
    need(desk, room, LEAST_CHART)
    draw = timeline if desk.ask.kind == "timeline" else _ranks
    drawn = draw(desk, width, room)
    return Body((*drawn, svg.moved(0, room + GAP, under.parts)))


def timeline(desk: Desk, width: float, height: float) -> tuple[str, ...]:
    """Bars and lanes under what they show."""
    data = gather.timeline(desk.store, desk.ask.view, width)
    dates = (desk.ask.view.filters.date_from, desk.ask.view.filters.date_to)

    def draw(room: float) -> ChartPart:
        return draw_timeline(
            data.histogram,
            data.lanes,
            desk.theme,
            width,
            room,
            first=data.first,
            last=data.last,
            chosen=dates,
            total=desk.facts.totals.events,
        )

    return _under_note(draw, desk.theme, width, height)


def _under_note(
    draw: Callable[[float], ChartPart], theme: Theme, width: float, height: float
) -> tuple[str, ...]:
    """A chart under what it shows, in semi-bold, and how to read it."""
    first, comma, rest = draw(height).note.partition(", ")
    note = paragraph(
        [(first, True), (comma + rest, False)],
        theme,
        width,
        most=NOTE_LINES if width >= NARROW else NOTE_LINES_NARROW,
    )
    top = note.height + 5
    return (*note.parts, svg.moved(0, top, draw(height - top).parts))


def _ranks(desk: Desk, width: float, height: float) -> tuple[str, ...]:
    kind, total = desk.ask.kind, desk.facts.totals.events
    if kind == "dyads":
        pairs = query.dyads(desk.store, desk.ask.view.filters, gather.RANKS)
        draw = partial(draw_ranks, pairs, kind=kind, total=total)
    else:
        of: Literal["actors", "regions"] = "regions" if kind == "regions" else "actors"
        rows = query.ranking(desk.store, desk.ask.view.filters, of.removesuffix("s"), gather.RANKS)
        draw = partial(draw_ranks, rows, kind=of, total=total)
    return _under_note(
        lambda room: draw(theme=desk.theme, width=width, height=room), desk.theme, width, height
    )
