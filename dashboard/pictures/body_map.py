"""The map of a picture with its keys and counts, beside it or under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.figures import caption
from dashboard.figures.caption import Spread
from dashboard.figures.legend import Legend, from_scale
from dashboard.pictures import gather, keys, svg
from dashboard.pictures.body_desk import GAP, Body, Desk, counts, joined, need, stacked
from dashboard.pictures.map_draw import MapPart, draw_map
from dashboard.pictures.rich import Block, paragraph
from geodata.shapes import Bin, Places

SIDE: Final = 292.0
TEXT: Final = 12.0
BETWEEN: Final = 16.0
LEAST_MAP: Final = 120.0


def drawn_map(desk: Desk, width: float, height: float) -> tuple[MapPart, Legend]:
    """The map of a view, and what its legend says of sizes."""
    ask = desk.ask
    marks, extent = gather.marks(desk.store, ask, width, height)
    part = draw_map(
        marks,
        desk.theme,
        width,
        height,
        boundaries=ask.view.boundaries,
        extent=extent,
        in_filter=gather.countries(ask.view),
        zones=gather.zones(desk.store, ask.view) if desk.zones else None,
        area=ask.view.filters.area,
    )
    return part, from_scale(part.k, part.cap, capped=part.capped, bins=_bins(marks))


def _bins(marks: Places | Sequence[Bin]) -> Sequence[Bin] | None:
    return None if isinstance(marks, Places) else marks


def spread_of(part: MapPart) -> Spread:
    """Where the events of a map stand."""
    return Spread(part.on_map, part.elsewhere)


def over(desk: Desk, width: float, height: float) -> Body:
    """A map over its keys and counts."""
    part, legend = drawn_map(desk, width, max(LEAST_MAP, height * 0.7))
    under = under_map(desk, part, legend, width)
    room = height - under.height - GAP
    need(desk, room, LEAST_MAP)
    part, legend = drawn_map(desk, width, room)
    # its counts are other ones now; they may take a line more
    under = under_map(desk, part, legend, width)
    need(desk, height - under.height, room)
    return Body((*part.parts, svg.moved(0, room + GAP, under.parts)), spread_of(part))


def under_map(desk: Desk, part: MapPart, legend: Legend, width: float) -> Block:
    """Keys and counts in rows."""
    kinds = _kinds(desk)
    return stacked(
        [
            keys.types(desk.facts.totals.by_group, desk.theme, width),
            keys.sizes_row(legend, desk.theme, width, kinds=kinds, zones=desk.zones),
            counts(desk, spread_of(part), width, squares=part.squares),
        ]
    )


def _kinds(desk: Desk) -> tuple[str, ...]:
    """The precisions of places in view, and ``aggregate``."""
    found = tuple(desk.facts.precisions.geo)
    return (*found, "aggregate") if desk.facts.totals.aggregates else found


def beside(desk: Desk, width: float, height: float) -> Body:
    """A map beside its keys and counts."""
    across = width - SIDE - 2 * GAP
    need(desk, height, LEAST_MAP)
    part, legend = drawn_map(desk, across, height)
    side = side_of(desk, part, legend, SIDE)
    need(desk, height, side.height)
    return Body((*part.parts, svg.moved(across + 2 * GAP, 0, side.parts)), spread_of(part))


def side_of(
    desk: Desk, part: MapPart, legend: Legend, width: float, *, dense: bool = False
) -> Block:
    """Counts, keys and deaths, one under the other; ``dense`` with the counts as one text."""
    facts, theme = desk.facts, desk.theme
    rule = Block((svg.line(0, 0, width, 0, stroke=theme.ink, stroke_width=1.5),), 2)
    first, *others = caption.counts(facts, spread_of(part), squares=part.squares)
    table, right = keys.table(facts.totals.by_group, theme)
    right += BETWEEN
    sizes = keys.sizes(legend, theme, width - right, kinds=_kinds(desk), zones=desk.zones)
    both = Block((*table.parts, svg.moved(right, 0, sizes.parts)), max(table.height, sizes.height))
    deaths = paragraph(caption.deaths(facts.totals), theme, width, size=TEXT)
    thin = Block((svg.line(0, 0, width, 0, stroke=theme.hair2, stroke_width=1),), 1)
    head = paragraph(first, theme, width, size=16)
    if dense:
        rest = paragraph([*joined(others), *caption.deaths(facts.totals)], theme, width)
        return stacked([rule, head, rest, Block((), 2), both], gap=4)
    return stacked(
        [
            rule,
            head,
            *(paragraph(line, theme, width, size=TEXT, most=3) for line in others),
            Block((), 4),
            both,
            Block((), 4),
            thin,
            deaths,
        ],
        gap=4,
    )
