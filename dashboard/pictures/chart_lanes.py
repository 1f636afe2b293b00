"""The names of the lanes of a picture's timeline, and how many events each has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from dashboard.figures.theme import SHAPES, Theme
from dashboard.figures.timeline_axis import Frame
from dashboard.figures.timeline_lanes import Band, Placed
from dashboard.figures.timeline_marks import marker_size
from dashboard.pictures import letters, svg
from dashboard.pictures.chart_marks import symbol
from dashboard.pictures.chart_words import MIDDLE
from geodata import text
from geodata.shapes import Lanes

NAME: Final = 12.0
TWO: Final = 11.0
_COUNT: Final = 11.0
_KEY: Final = 22  # a shape before the name, with the space after it
_KEY_RADIUS, _KEY_MIDDLE = 4.6, 7.2
_GAP: Final = 10
_BEFORE_AXIS: Final = 8
_TWO_LINES: Final = 29.0
_LEAST, _MOST, _SHARE = 60, 240, 0.36


def names_room(lanes: Lanes, width: float) -> int:
    """How far from the left the axis starts: what names and counts need, within bounds."""
    longest = max((letters.width(lane.label, NAME) for lane in lanes.rows), default=0)
    count = max((_wide(lane.events) for lane in lanes.rows), default=0)
    wanted = _name_at(lanes.by) + longest + _GAP + count + _BEFORE_AXIS
    return math.ceil(min(max(wanted, _LEAST), _MOST, _SHARE * width))


def names(placed: Sequence[Band], by: str, frame: Frame, theme: Theme) -> list[str]:
    """Names left, counts before the axis; the shape of the group where lanes are groups."""
    made = []
    for band in placed:
        lane, middle = band.lane, (band.top + band.bottom) / 2
        at = _name_at(by)
        room = frame.left - _BEFORE_AXIS - _wide(lane.events) - _GAP / 2 - at
        rows, size = _fitted(lane.label, room, band.bottom - band.top)
        if by == "type":
            made.append(key(lane.key, _KEY_MIDDLE, middle, theme))
        first = middle + MIDDLE * size - 13 * (len(rows) - 1) / 2
        made += [
            svg.text(at, first + 13 * index, row, size=size, fill=theme.ink)
            for index, row in enumerate(rows)
        ]
        made.append(
            svg.text(
                frame.left - _BEFORE_AXIS,
                middle + MIDDLE * _COUNT,
                text.number(lane.events),
                size=_COUNT,
                fill=theme.ink3,
                anchor="end",
            )
        )
        if theme.name == "print" and by != "type":
            made += _shapes_on_bars(band, frame, theme)
    return made


def key(group: str, x: float, y: float, theme: Theme, radius: float = _KEY_RADIUS) -> str:
    """The mark of a group, of the area of a circle of ``radius``."""
    inside = symbol(SHAPES[group], x, y, marker_size(group, radius) / 2)
    looks = {"stroke": theme.outline, "stroke_width": 0.75}
    return svg.element("g", inside, fill=theme.group(group), **looks)


def widest(placed: Sequence[Band]) -> int:
    """The most events that a lane has in one unit of time."""
    return max((sum(row.counts) for band in placed for row in band.lane.buckets), default=0)


def overlap(placed: Sequence[Placed]) -> bool:
    """Whether marks of a lane lie on one another."""
    ends: dict[float, float] = {}
    for p in sorted(placed, key=lambda p: p.x0):
        if p.x0 < ends.get(p.y, p.x0) - 1:
            return True
        ends[p.y] = max(p.x1, ends.get(p.y, p.x1))
    return False


def _name_at(by: str) -> int:
    return _KEY if by == "type" else 0


def _wide(events: int) -> float:
    return letters.width(text.number(events), _COUNT)


def _fitted(label: str, room: float, high: float) -> tuple[list[str], float]:
    if letters.width(label, NAME) > room and high >= _TWO_LINES:
        return letters.lines(label, TWO, room, most=2), TWO
    return [letters.shortened(label, NAME, room)], NAME


def _shapes_on_bars(band: Band, frame: Frame, theme: Theme) -> list[str]:
    """In grey a bar does not tell its group: its shape stands in its middle."""
    made = []
    for p in band.placed:
        if p.bar:
            x = (max(p.x0, frame.left) + min(p.x1, frame.right)) / 2
            inside = symbol(SHAPES[p.mark.group], x, p.y, marker_size(p.mark.group, 2.7) / 2)
            colour = theme.group(p.mark.group)
            fill = theme.paper if p.hollow else colour
            edge = colour if p.hollow else theme.paper
            made.append(svg.element("g", inside, fill=fill, stroke=edge, stroke_width=0.75))
    return made
