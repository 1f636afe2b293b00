"""The names of the lanes of a picture's timeline, and how many events each has."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Final

from dashboard.figures.chart_elements import marker_size
from dashboard.figures.theme import SHAPES, Theme
from dashboard.figures.timeline.axis import TimelineFrame
from dashboard.figures.timeline.lane_columns import peak
from dashboard.figures.timeline.lane_names import cut_apart, lane_names
from dashboard.figures.timeline.lanes import LaneBand, PlacedEvent
from dashboard.pictures import svg
from dashboard.pictures.charts.labels import MIDDLE
from dashboard.pictures.charts.marks import symbol
from dashboard.pictures.text import metrics
from geodata import text
from geodata.results import Lanes

NAME: Final = 12.0
_COUNT: Final = 11.0
_KEY: Final = 22  # a shape before the name, with the space after it
_KEY_RADIUS, _KEY_MIDDLE = 4.6, 7.2
_GAP: Final = 10
_BEFORE_AXIS: Final = 8
_LEAST, _MOST, _SHARE = 60, 240, 0.36


def names_room(lanes: Lanes, width: float) -> int:
    """How far from the left the axis starts: what names and counts need, within bounds."""
    labels = lane_names([lane.label for lane in lanes.rows])
    longest = max((metrics.width(label, NAME) for label in labels), default=0)
    count = max((_wide(lane.events) for lane in lanes.rows), default=0)
    wanted = _name_at(lanes.by) + longest + _GAP + count + _BEFORE_AXIS
    return math.ceil(min(max(wanted, _LEAST), _MOST, _SHARE * width))


def names(placed: Sequence[LaneBand], by: str, frame: TimelineFrame, theme: Theme) -> list[str]:
    """Names left, counts before the axis; the shape of the group where lanes are groups."""
    made = []
    rooms = [
        frame.edge - _BEFORE_AXIS - _wide(band.lane.events) - _GAP / 2 - _name_at(by)
        for band in placed
    ]
    short = lane_names([band.lane.label for band in placed])
    labels = cut_apart(short, rooms, partial(metrics.width, size=NAME))
    for band, name in zip(placed, labels, strict=True):
        lane, middle = band.lane, (band.top + band.bottom) / 2
        at = _name_at(by)
        if by == "type":
            made.append(key(lane.key, _KEY_MIDDLE, middle, theme))
        made.append(svg.text(at, middle + MIDDLE * NAME, name, size=NAME, fill=theme.ink))
        made.append(
            svg.text(
                frame.edge - _BEFORE_AXIS,
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


def peaks(placed: Sequence[LaneBand], frame: TimelineFrame, theme: Theme) -> list[str]:
    """Behind the axis, the most events that a lane has in one of its columns."""
    said = [
        (text.number(peak(band.lane)), (band.top + band.bottom) / 2)
        for band in placed
        if peak(band.lane)
    ]
    if said:
        said.append(("peak", frame.lanes_top - 5))
    return [
        svg.text(frame.width, y + MIDDLE * _COUNT, word, size=_COUNT, fill=theme.ink3, anchor="end")
        for word, y in said
    ]


def peaks_room(lanes: Lanes) -> int:
    """How wide the peaks are, with the space before them; 0 where lanes hold no columns."""
    highest = max(map(peak, lanes.rows), default=0)
    if not highest:
        return 0
    return math.ceil(_GAP + max(_wide(highest), metrics.width("peak", _COUNT)))


def overlap(placed: Sequence[PlacedEvent]) -> bool:
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
    return metrics.width(text.number(events), _COUNT)


def _shapes_on_bars(band: LaneBand, frame: TimelineFrame, theme: Theme) -> list[str]:
    """In grey a bar does not tell its group: its shape stands in its middle."""
    made = []
    for p in band.placed:
        if p.bar:
            x = (max(p.x0, frame.edge) + min(p.x1, frame.right)) / 2
            inside = symbol(SHAPES[p.mark.group], x, p.y, marker_size(p.mark.group, 2.7) / 2)
            colour = theme.group(p.mark.group)
            fill = theme.paper if p.hollow else colour
            edge = colour if p.hollow else theme.paper
            made.append(svg.element("g", inside, fill=fill, stroke=edge, stroke_width=0.75))
    return made
