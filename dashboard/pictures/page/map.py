"""The map of a picture with its keys and counts, beside it or under it."""

from __future__ import annotations

from typing import Final

from dashboard import captions
from dashboard.captions import MapSpread
from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.map.density import Density
from dashboard.figures.map.legend import (
    DensityLegend,
    Legend,
    RegionsLegend,
    density_legend,
    regions_legend,
)
from dashboard.pictures import data, svg
from dashboard.pictures.maps.map import MapPart, draw_map
from dashboard.pictures.page import density_key, keys
from dashboard.pictures.page.context import (
    GAP,
    NO_BLOCK,
    PictureBody,
    PictureContext,
    counts,
    deaths,
    joined,
    need,
    stacked,
    types_key,
)
from dashboard.pictures.text.paragraph import Block, paragraph

SIDE: Final = 292.0
TEXT: Final = 12.0
BETWEEN: Final = 16.0
LEAST_MAP: Final = 120.0


MapLegend = Legend | DensityLegend | RegionsLegend


def drawn_map(desk: PictureContext, width: float, height: float) -> tuple[MapPart, MapLegend]:
    """The map of a view, and what its legend says of sizes, or of hexagons."""
    ask = desk.ask
    marks, at = data.marks(desk.db, ask, width, height)
    part = draw_map(
        marks,
        desk.theme,
        at,
        boundaries=ask.view.boundaries,
        in_filter=data.countries(ask.view),
        zones=data.zones(desk.db, ask.view) if desk.zones else None,
        outlines=ask.view.filters.outlines,
        scale_bar=ask.shows("scale"),
    )
    if isinstance(marks, Choropleth):
        return part, regions_legend(marks)
    if isinstance(marks, Density):
        return part, density_legend(marks, at.view.lat)
    return part, part.legend


def spread_of(part: MapPart) -> MapSpread:
    """Where the events of a map stand."""
    return MapSpread(part.on_map, part.elsewhere, part.counted_in, part.by_region)


def over(desk: PictureContext, width: float, height: float) -> PictureBody:
    """A map over its keys and counts."""
    part, legend = drawn_map(desk, width, max(LEAST_MAP, height * 0.7))
    under = under_map(desk, part, legend, width)
    room = height - under.height - GAP
    need(desk, room, LEAST_MAP)
    part, legend = drawn_map(desk, width, room)
    # its counts are other ones now; they may take a line more
    under = under_map(desk, part, legend, width)
    need(desk, height - under.height, room)
    return PictureBody((*part.parts, svg.moved(0, room + GAP, under.parts)), spread_of(part))


def under_map(desk: PictureContext, part: MapPart, legend: MapLegend, width: float) -> Block:
    """Keys and counts in rows."""
    return stacked(
        [
            types_key(desk, width),
            _sizes_row(desk, legend, width) if desk.ask.shows("sizes") else NO_BLOCK,
            counts(desk, spread_of(part), width),
        ]
    )


def _sizes_row(desk: PictureContext, legend: MapLegend, width: float) -> Block:
    if isinstance(legend, DensityLegend | RegionsLegend):
        return density_key.row(legend, desk.theme, width, zones=desk.zones)
    return keys.sizes_row(legend, desk.theme, width, kinds=_kinds(desk), zones=desk.zones)


def _kinds(desk: PictureContext) -> tuple[str, ...]:
    """The precisions of places in view, and ``aggregate``."""
    found = tuple(desk.facts.precisions.geo)
    return (*found, "aggregate") if desk.facts.totals.aggregates else found


def beside(desk: PictureContext, width: float, height: float) -> PictureBody:
    """A map beside its keys and counts."""
    across = width - SIDE - 2 * GAP
    need(desk, height, LEAST_MAP)
    part, legend = drawn_map(desk, across, height)
    side = side_of(desk, part, legend, SIDE)
    need(desk, height, side.height)
    return PictureBody((*part.parts, svg.moved(across + 2 * GAP, 0, side.parts)), spread_of(part))


def side_of(
    desk: PictureContext, part: MapPart, legend: MapLegend, width: float, *, dense: bool = False
) -> Block:
    """Counts, keys and deaths, one under the other; ``dense`` with the counts as one text."""
    facts, theme = desk.facts, desk.theme
    rule = Block((svg.line(0, 0, width, 0, stroke=theme.ink, stroke_width=1.5),), 2)
    first, *others = captions.counts(facts, spread_of(part))
    both = _both_keys(desk, legend, width)
    dead = deaths(desk)
    thin = Block((svg.line(0, 0, width, 0, stroke=theme.hair2, stroke_width=1),), 1)
    head = paragraph(first, theme, width, size=16)
    if dense:
        rest = paragraph([*joined(others), *dead], theme, width)
        return stacked([rule, head, rest, Block((), 2), both], gap=4)
    return stacked(
        [
            rule,
            head,
            *(paragraph(line, theme, width, size=TEXT, most=3) for line in others),
            Block((), 4),
            both,
            Block((), 4),
            *((thin, paragraph(dead, theme, width, size=TEXT)) if dead else ()),
        ],
        gap=4,
    )


def _both_keys(desk: PictureContext, legend: MapLegend, width: float) -> Block:
    """Types as a table and sizes beside it, those of them that are wanted."""
    ask, theme = desk.ask, desk.theme
    table, right = NO_BLOCK, 0.0
    if ask.shows("types"):
        empty = ask.shows("empty-types")
        table, right = keys.table(desk.facts.totals.by_group, theme, empty=empty)
        right += BETWEEN
    if not ask.shows("sizes"):
        return table
    room = width - right
    sizes = (
        density_key.block(legend, theme, room, zones=desk.zones)
        if isinstance(legend, DensityLegend | RegionsLegend)
        else keys.sizes(legend, theme, room, kinds=_kinds(desk), zones=desk.zones)
    )
    parts = (*table.parts, svg.moved(right, 0, sizes.parts))
    return Block(parts, max(table.height, sizes.height))
