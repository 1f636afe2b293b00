"""Swim lanes: which row and pixel each event takes, and how high each lane is.

A single day is a mark of the group's shape; a longer time is a bar on whole days, and a
mark when that bar would be smaller than the mark. Rows fill from the middle outwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.figures.timeline.axis import TimelineFrame
from geodata.results import EventMark, Lane, Lanes

RADIUS: Final = 2.7
STEP: Final = 5.4
LANE_PX: Final = 24
"""How high a lane is at least, and one of columns where there is room."""
_LEAST_ROWS, _MOST_ROWS = 3, 8
_LEAST_PADDING = 4.0


class PlacedEvent(NamedTuple):
    """An event in its lane: from ``x0`` to ``x1`` at the height ``y``, pixels of the figure.
    ``bar`` says that its days are wide enough to be drawn; otherwise it is one mark."""

    mark: EventMark
    x0: float
    x1: float
    y: float
    bar: bool

    @property
    def hollow(self) -> bool:
        """Not known to the day, or a sum that overlaps others."""
        return self.mark.aggregate or self.mark.date_precision != "day"

    @property
    def x(self) -> float:
        """The middle."""
        return (self.x0 + self.x1) / 2


class LaneBand(NamedTuple):
    """A lane's part of the chart, top and bottom in pixels, and what is drawn in it."""

    lane: Lane
    top: float
    bottom: float
    placed: tuple[PlacedEvent, ...]


def bands(lanes: Lanes, frame: TimelineFrame) -> tuple[LaneBand, ...]:
    """The lanes one under the other, filling the frame, each as high as its rows need."""
    if not lanes.rows:
        return ()
    room = frame.bottom - frame.lanes_top
    most = _MOST_ROWS
    packed = [_pack(lane.marks, frame, most) for lane in lanes.rows]
    while most > _LEAST_ROWS and _height(packed) > room:
        most -= 1
        packed = [_pack(lane.marks, frame, most) for lane in lanes.rows]
    heights = [_room(rows) for rows in packed]
    padding = (room - sum(heights)) / len(heights)
    scale = 1.0
    if padding < 0:  # more lanes than the chart can hold at full size
        padding, scale = 0.0, room / sum(heights)
    result, top = [], float(frame.lanes_top)
    for lane, rows, height in zip(lanes.rows, packed, heights, strict=True):
        bottom = top + height * scale + padding
        result.append(LaneBand(lane, top, bottom, _place(rows, frame, (top + bottom) / 2, scale)))
        top = bottom
    return tuple(result)


def holding(lanes: Lanes) -> tuple[Lanes, int]:
    """The lanes in which something is drawn or counted, and how many others there are."""
    # what lies outside the chosen dates is drawn too, pale
    rows = tuple(lane for lane in lanes.rows if lane.events or lane.marks or lane.buckets)
    return lanes._replace(rows=rows), len(lanes.rows) - len(rows)


def room_wanted(lanes: Lanes, frame: TimelineFrame) -> float:
    """The height at which every lane shows as many rows as it may."""
    return _height([_pack(lane.marks, frame, _MOST_ROWS) for lane in lanes.rows])


def _height(packed: Sequence[dict[EventMark, int]]) -> float:
    return sum(_room(rows) + _LEAST_PADDING for rows in packed)


def _room(rows: dict[EventMark, int]) -> float:
    # with the padding a lane is 24 px high, so that its name can be hit
    return max(_rows(rows) * STEP, LANE_PX - _LEAST_PADDING)


def _rows(rows: dict[EventMark, int]) -> int:
    return max(_LEAST_ROWS, max(rows.values()) - min(rows.values()) + 1 if rows else 0)


def _extent(mark: EventMark, frame: TimelineFrame) -> tuple[float, float, bool]:
    x0, x1 = frame.x(mark.first), frame.x(mark.last, 1)
    single = mark.first == mark.last
    if single or x1 - x0 < 2 * RADIUS + 2:
        # a mark is seen where its days overlap the axis only in part
        middle = min(max((x0 + x1) / 2, frame.edge), frame.right)
        return middle - RADIUS, middle + RADIUS, False
    return x0 + 0.5, x1 - 0.5, True


def _pack(marks: Sequence[EventMark], frame: TimelineFrame, most: int) -> dict[EventMark, int]:
    """A row for each mark, 0 in the middle, none overlapping until ``most`` rows are full."""
    order = [0]
    for distance in range(1, most):
        order += [-distance, distance]
    free = {row: _Row() for row in order[:most]}
    extents = {mark: _extent(mark, frame) for mark in marks}
    placed: dict[EventMark, int] = {}
    # long bars first, in the middle, so that they do not jump when a mark is added
    for mark in sorted(marks, key=lambda m: (not extents[m][2], m.first, m.last, m.event_id)):
        x0, x1, _bar = extents[mark]
        row = min(free, key=lambda r: free[r].overlaps(x0, x1))
        free[row].add(x0, x1)
        placed[mark] = row
    return placed


class _Row:
    """The pixels taken in one row, as the sorted ends of its spans."""

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []

    def overlaps(self, x0: float, x1: float) -> int:
        """How many of the spans in this row touch the given one."""
        # all that start before its end, but those that end before its start
        return bisect_left(self._starts, x1 - 1e-6) - bisect_right(self._ends, x0 + 1e-6)

    def add(self, x0: float, x1: float) -> None:
        """Take a span."""
        insort(self._starts, x0)
        insort(self._ends, x1)


def _place(
    rows: dict[EventMark, int], frame: TimelineFrame, middle: float, scale: float
) -> tuple[PlacedEvent, ...]:
    if not rows:
        return ()
    centre = (max(rows.values()) + min(rows.values())) / 2
    placed = []
    for mark, row in rows.items():
        x0, x1, bar = _extent(mark, frame)
        placed.append(PlacedEvent(mark, x0, x1, middle + (row - centre) * STEP * scale, bar))
    return tuple(placed)
