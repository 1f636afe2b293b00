"""The charts of a picture: over their keys and counts, or as a part of a situation page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from dashboard.figures.theme import Theme
from dashboard.pictures import data as gather
from dashboard.pictures import svg
from dashboard.pictures.charts.drawers import ChartPart, draw_matrix, draw_ranks, draw_timeline
from dashboard.pictures.charts.matrix import MOST
from dashboard.pictures.page.context import (
    GAP,
    PictureBody,
    PictureContext,
    counts,
    need,
    stacked,
    types_key,
)
from dashboard.pictures.page.frame import NARROW
from dashboard.pictures.text.paragraph import paragraph
from geodata import query

LEAST_CHART: Final = 150.0
NOTE_LINES: Final = 2
NOTE_LINES_NARROW: Final = 4


def chart(desk: PictureContext, width: float, height: float) -> PictureBody:
    """A timeline, a ranking or a matrix over its keys and counts."""
    under = stacked(
        [
            types_key(desk, width),
            counts(desk, None, width),
        ]
    )
    room = height - under.height - GAP
    need(desk, room, LEAST_CHART)
    draw = timeline if desk.ask.kind == "timeline" else _ranks
    drawn = draw(desk, width, room)
    return PictureBody((*drawn, svg.moved(0, room + GAP, under.parts)))


def timeline(desk: PictureContext, width: float, height: float) -> tuple[str, ...]:
    """Bars and lanes under what they show."""
    data = gather.timeline(desk.db, desk.ask.view, width)
    dates = (desk.ask.view.filters.date_from, desk.ask.view.filters.date_to)

    def draw(room: float) -> ChartPart:
        return draw_timeline(
            data.histogram,
            data.lanes,
            desk.theme,
            width,
            room,
            days=(data.first, data.last),
            before=data.before,
            chosen=dates,
            total=desk.facts.totals.events,
            empty_lanes=desk.ask.shows("empty-lanes"),
            looks=data.looks,
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


def _ranks(desk: PictureContext, width: float, height: float) -> tuple[str, ...]:
    return _under_note(lambda room: _ranked(desk, width, room), desk.theme, width, height)


def _ranked(desk: PictureContext, width: float, height: float) -> ChartPart:
    """Who, who with whom, or where."""
    kind, total, view = desk.ask.kind, desk.facts.totals.events, desk.ask.view
    size = (desk.theme, width, height)
    if kind == "matrix":
        matrix = query.matrix(desk.db, view.filters, MOST, view.level)
        return draw_matrix(matrix, view.filters, *size, total=total)
    taking_part = view.filters.participants_only
    rank = partial(draw_ranks, total=total, level=view.level, participants_only=taking_part)
    if kind == "dyads":
        pairs = query.dyads(desk.db, view.filters, gather.RANKS, view.level)
        return rank(pairs, *size, kind=kind)
    of: Literal["actors", "regions"] = "regions" if kind == "regions" else "actors"
    rows = query.ranking(desk.db, view.filters, of.removesuffix("s"), gather.RANKS)
    return rank(rows, *size, kind=of)
