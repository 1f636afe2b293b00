"""What fills a picture between its title and its notes: figures, keys and counts."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final, Literal, NamedTuple

from dashboard.figures import caption
from dashboard.figures.caption import Facts, Run, Spread
from dashboard.figures.legend import Legend, from_scale
from dashboard.figures.theme import Theme
from dashboard.pictures import gather, keys, listing, svg
from dashboard.pictures.ask import Ask
from dashboard.pictures.chart_parts import ChartPart, draw_ranks, draw_timeline
from dashboard.pictures.frame import NARROW, WIDE, Frame
from dashboard.pictures.map_draw import MapPart, draw_map
from dashboard.pictures.rich import Block, paragraph
from geodata import query
from geodata.shapes import Bin, Places
from geodata.store import EventStore

GAP: Final = 12.0
SIDE: Final = 292.0
LIST: Final = 376.0
TEXT: Final = 12.0
TABLE: Final = 170.0
LEAST_MAP: Final = 120.0
LEAST_TIME: Final = 130.0
GOOD_TIME: Final = 200.0
LEAST_CHART: Final = 150.0
LOW: Final = 330.0
"""Room for timeline and list below which they stand side by side."""
NOTE_LINES: Final = 2
NOTE_LINES_NARROW: Final = 4
MAIN: Final = 24
"""Events that are looked up for a list; as many are shown as there is room for."""
TOP: Final = 0.62
"""Of a wide situation page, what the map and the lists take."""


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


def fill(  # noqa: PLR0917 - what is drawn, then where and of what
    store: EventStore,
    ask: Ask,
    theme: Theme,
    frame: Frame,
    facts: Facts,
    keys: Collection[str] = (),
) -> Body:
    """The body of a picture, in the room that its frame leaves; ``keys`` as for ``draw``."""
    dates = (ask.view.filters.date_from, ask.view.filters.date_to)
    desk = Desk(store, ask, theme, facts, len(query.zones(store, *dates)), tuple(keys))
    width, height = frame.width, frame.height
    if ask.kind == "situation":
        wide = ask.size.width >= WIDE
        return (_situation_wide if wide else _situation)(desk, width, height)
    if ask.kind == "map":
        wide = ask.size.width >= WIDE
        return (_map_wide if wide else _map)(desk, width, height)
    return _chart(desk, width, height)


def _need(desk: Desk, room: float, least: float) -> None:
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


def _chart(desk: Desk, width: float, height: float) -> Body:
    under = _stacked(
        [
            keys.types(desk.facts.totals.by_group, desk.theme, width, column=False),
            _counts(desk, None, width),
        ]
    )
    room = height - under.height - GAP
    _need(desk, room, LEAST_CHART)
    draw = _timeline if desk.ask.kind == "timeline" else _ranks
    chart = draw(desk, width, room)
    return Body((*chart, svg.moved(0, room + GAP, under.parts)))


def _timeline(desk: Desk, width: float, height: float) -> tuple[str, ...]:
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


def _drawn_map(desk: Desk, width: float, height: float) -> tuple[MapPart, Legend]:
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


def _spread(part: MapPart) -> Spread:
    return Spread(part.on_map, part.elsewhere)


def _map(desk: Desk, width: float, height: float) -> Body:
    """A map over its keys and counts."""
    part, legend = _drawn_map(desk, width, max(LEAST_MAP, height * 0.7))
    under = _under_map(desk, part, legend, width)
    room = height - under.height - GAP
    _need(desk, room, LEAST_MAP)
    part, legend = _drawn_map(desk, width, room)
    # its counts are other ones now; they may take a line more
    under = _under_map(desk, part, legend, width)
    _need(desk, height - under.height, room)
    return Body((*part.parts, svg.moved(0, room + GAP, under.parts)), _spread(part))


def _under_map(desk: Desk, part: MapPart, legend: Legend, width: float) -> Block:
    kinds = _kinds(desk)
    return _stacked(
        [
            keys.types(desk.facts.totals.by_group, desk.theme, width, column=False),
            keys.sizes_row(legend, desk.theme, width, kinds=kinds, zones=desk.zones),
            _counts(desk, _spread(part), width, squares=part.squares),
        ]
    )


def _kinds(desk: Desk) -> tuple[str, ...]:
    """The precisions of places in view, and ``aggregate``."""
    found = tuple(desk.facts.precisions.geo)
    return (*found, "aggregate") if desk.facts.totals.aggregates else found


def _map_wide(desk: Desk, width: float, height: float) -> Body:
    """A map beside its keys and counts."""
    across = width - SIDE - 2 * GAP
    _need(desk, height, LEAST_MAP)
    part, legend = _drawn_map(desk, across, height)
    side = _side(desk, part, legend, SIDE)
    _need(desk, height, side.height)
    return Body((*part.parts, svg.moved(across + 2 * GAP, 0, side.parts)), _spread(part))


def _side(desk: Desk, part: MapPart, legend: Legend, width: float, *, dense: bool = False) -> Block:
    """Counts, keys and deaths, one under the other; ``dense`` with the counts as one text."""
    facts, theme = desk.facts, desk.theme
    rule = Block((svg.line(0, 0, width, 0, stroke=theme.ink, stroke_width=1.5),), 2)
    first, *others = caption.counts(facts, _spread(part), squares=part.squares)
    table = keys.types(facts.totals.by_group, theme, width, column=True)
    sizes = keys.sizes(legend, theme, width - TABLE, kinds=_kinds(desk), zones=desk.zones)
    beside = Block(
        (*table.parts, svg.moved(TABLE, 0, sizes.parts)), max(table.height, sizes.height)
    )
    deaths = paragraph(caption.deaths(facts.totals), theme, width, size=TEXT)
    thin = Block((svg.line(0, 0, width, 0, stroke=theme.hair2, stroke_width=1),), 1)
    head = paragraph(first, theme, width, size=16)
    if dense:
        rest = paragraph([*_joined(others), *caption.deaths(facts.totals)], theme, width)
        return _stacked([rule, head, rest, Block((), 2), beside], gap=4)
    return _stacked(
        [
            rule,
            head,
            *(paragraph(line, theme, width, size=TEXT, most=3) for line in others),
            Block((), 4),
            beside,
            Block((), 4),
            thin,
            deaths,
        ],
        gap=4,
    )


def _situation_wide(desk: Desk, width: float, height: float) -> Body:
    """Map, keys and main events side by side over the timeline."""
    across = width - SIDE - LIST - 4 * GAP
    most = height - LEAST_TIME - 1.5 * GAP
    _need(desk, most, LEAST_MAP)
    top = max(min(height * TOP, most), LEAST_MAP)
    part, legend = _drawn_map(desk, across, top)
    side = _side(desk, part, legend, SIDE)
    if side.height > top:
        # the map grows with its keys, as far as the timeline lets it
        dense = side.height > height - GOOD_TIME - 1.5 * GAP
        side = _side(desk, part, legend, SIDE, dense=dense)
        top = max(top, side.height)
        _need(desk, most, top)
        part, legend = _drawn_map(desk, across, top)
        side = _side(desk, part, legend, SIDE, dense=dense)
    total = desk.facts.totals.events
    events = gather.main_events(desk.store, desk.ask.view, MAIN, desk.keys)
    main = listing.listed(events, total, desk.theme, LIST, top)
    chart = _timeline(desk, width, height - top - 1.5 * GAP)
    return Body(
        (
            *part.parts,
            svg.moved(across + 2 * GAP, 0, side.parts),
            svg.moved(width - LIST, 0, main.parts),
            svg.moved(0, top + 1.5 * GAP, chart),
        ),
        _spread(part),
    )


def _situation(desk: Desk, width: float, height: float) -> Body:
    """Map, keys, timeline and main events, one under the other."""
    high = height * (0.36 if width >= NARROW else 0.3)
    _need(desk, high, LEAST_MAP)
    part, legend = _drawn_map(desk, width, high)
    under = _under_map(desk, part, legend, width)
    y = high + GAP
    parts = [*part.parts, svg.moved(0, y, under.parts)]
    y += under.height + GAP
    events = gather.main_events(desk.store, desk.ask.view, MAIN, desk.keys)
    total, rest = desk.facts.totals.events, height - y
    _need(desk, rest, LEAST_TIME)
    if rest < LOW and width >= NARROW:
        # side by side where there is more width than height
        time, across = rest, width * 0.56
        at = (across + 2 * GAP, y)
        main = listing.listed(events, total, desk.theme, width - at[0], rest)
    else:
        time, across = max(LEAST_TIME, rest * 0.5), width
        at = (0.0, y + time + GAP)
        main = listing.listed(events, total, desk.theme, width, rest - time - GAP)
    parts.append(svg.moved(0, y, _timeline(desk, across, time)))
    return Body((*parts, svg.moved(*at, main.parts)), _spread(part))


def _counts(desk: Desk, spread: Spread | None, width: float, *, squares: bool = False) -> Block:
    """Counts and deaths as one paragraph."""
    runs = _joined(caption.counts(desk.facts, spread, squares=squares))
    return paragraph([*runs, *caption.deaths(desk.facts.totals)], desk.theme, width)


def _joined(lines: Sequence[Sequence[Run]]) -> list[Run]:
    """Lines as one sentence."""
    runs: list[Run] = []
    for line in lines:
        runs += [(" · ", False), *line] if runs else line
    return [*runs, (". ", False)]


def _stacked(blocks: Sequence[Block], gap: float = 5) -> Block:
    """Blocks one under the other."""
    parts: list[str] = []
    y = 0.0
    for block in blocks:
        if block.parts:
            parts.append(svg.moved(0, y, block.parts))
        y += block.height + gap if block.height else 0
    return Block(tuple(parts), max(0, y - gap))
