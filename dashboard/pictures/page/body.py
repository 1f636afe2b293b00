"""What fills a picture between its title and its notes: figures, keys and counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from dashboard.captions import CaptionFacts
from dashboard.figures.theme import Theme
from dashboard.pictures import data, svg
from dashboard.pictures.page import event_list
from dashboard.pictures.page import map as body_map
from dashboard.pictures.page.chart import chart, timeline
from dashboard.pictures.page.context import GAP, PictureBody, PictureContext, need
from dashboard.pictures.page.frame import NARROW, WIDE, PictureFrame
from dashboard.pictures.page.map import LEAST_MAP, SIDE, drawn_map, side_of, spread_of, under_map
from dashboard.pictures.request import PictureRequest
from geodata import query
from geodata.store import Snapshot

LIST: Final = 376.0
LEAST_TIME: Final = 130.0
GOOD_TIME: Final = 200.0
LOW: Final = 330.0
"""Room for timeline and list below which they stand side by side."""
MAIN: Final = 24
"""Events that are looked up for a list; as many are shown as there is room for."""
TOP: Final = 0.62
"""Of a wide situation page, what the map and the lists take."""


def fill(  # noqa: PLR0917 - what is drawn, then where and of what
    db: Snapshot,
    ask: PictureRequest,
    theme: Theme,
    frame: PictureFrame,
    facts: CaptionFacts,
    keys: Collection[str] = (),
) -> PictureBody:
    """The body of a picture, in the room that its frame leaves; ``keys`` as for ``draw``."""
    dates = (ask.view.filters.date_from, ask.view.filters.date_to)
    desk = PictureContext(db, ask, theme, facts, len(query.zones(db, *dates)), tuple(keys))
    width, height = frame.width, frame.height
    if ask.kind == "situation":
        wide = ask.size.width >= WIDE
        return (_situation_wide if wide else _situation)(desk, width, height)
    if ask.kind == "map":
        wide = ask.size.width >= WIDE
        return (body_map.beside if wide else body_map.over)(desk, width, height)
    return chart(desk, width, height)


def _situation_wide(desk: PictureContext, width: float, height: float) -> PictureBody:
    """Map, keys and main events side by side over the timeline."""
    across = width - SIDE - LIST - 4 * GAP
    most = height - LEAST_TIME - 1.5 * GAP
    need(desk, most, LEAST_MAP)
    top = max(min(height * TOP, most), LEAST_MAP)
    part, legend = drawn_map(desk, across, top)
    side = side_of(desk, part, legend, SIDE)
    if side.height > top:
        # the map grows with its keys, as far as the timeline lets it
        dense = side.height > height - GOOD_TIME - 1.5 * GAP
        side = side_of(desk, part, legend, SIDE, dense=dense)
        top = max(top, side.height)
        need(desk, most, top)
        part, legend = drawn_map(desk, across, top)
        side = side_of(desk, part, legend, SIDE, dense=dense)
    total = desk.facts.totals.events
    events = data.main_events(desk.db, desk.ask.view, MAIN, desk.keys)
    main = event_list.listed(events, total, desk.theme, LIST, top)
    time = timeline(desk, width, height - top - 1.5 * GAP)
    return PictureBody(
        (
            *part.parts,
            svg.moved(across + 2 * GAP, 0, side.parts),
            svg.moved(width - LIST, 0, main.parts),
            svg.moved(0, top + 1.5 * GAP, time),
        ),
        spread_of(part),
    )


def _situation(desk: PictureContext, width: float, height: float) -> PictureBody:
    """Map, keys, timeline and main events, one under the other."""
    high = height * (0.36 if width >= NARROW else 0.3)
    need(desk, high, LEAST_MAP)
    part, legend = drawn_map(desk, width, high)
    under = under_map(desk, part, legend, width)
    y = high + GAP
    parts = [*part.parts, svg.moved(0, y, under.parts)]
    y += under.height + GAP
    events = data.main_events(desk.db, desk.ask.view, MAIN, desk.keys)
    total, rest = desk.facts.totals.events, height - y
    need(desk, rest, LEAST_TIME)
    if rest < LOW and width >= NARROW:
        # side by side where there is more width than height
        time, across = rest, width * 0.56
        at = (across + 2 * GAP, y)
        main = event_list.listed(events, total, desk.theme, width - at[0], rest)
    else:
        time, across = max(LEAST_TIME, rest * 0.5), width
        at = (0.0, y + time + GAP)
        main = event_list.listed(events, total, desk.theme, width, rest - time - GAP)
    parts.append(svg.moved(0, y, timeline(desk, across, time)))
    return PictureBody((*parts, svg.moved(*at, main.parts)), spread_of(part))
