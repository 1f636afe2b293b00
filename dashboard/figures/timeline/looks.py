"""How the reader wants the timeline drawn, and where its parts stand for that. Pixels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from dashboard.figures.chart_elements import text_width
from dashboard.figures.timeline.axis import (
    STRIP,
    Extent,
    FarBefore,
    TimelineFrame,
    TimelineMargins,
)
from dashboard.figures.timeline.lane_columns import peak
from dashboard.figures.timeline.lane_names import lane_names
from dashboard.figures.timeline.lanes import LANE_PX, room_wanted
from geodata import text
from geodata.results import Lanes

NAME_AT: Final = 16
"""Where the names of lanes begin."""
NAME_END: Final = 8
"""Between a lane's count and the axis."""
DIGIT: Final = 7
"""The room of a digit of a count."""
BETWEEN: Final = 6
"""Between a lane's name and its count, at least."""
_LEAST, _MOST, _MOST_NARROW = 110, 190, 150
_BARS: Final = 0.72  # of the height, at most
_PEAK: Final = 16


class TimelineLooks(NamedTuple):
    """``one_scale``: lanes of columns on one scale for all, not each on its own. ``curves``: the
    lines over the bars, words of ``curves.CURVES``, that end on the day ``until``: where the data
    do."""

    one_scale: bool = False
    curves: tuple[str, ...] = ()
    until: date | None = None


def frame_for(
    lanes: Lanes, axis: Extent, width: int, height: int, before: FarBefore | None = None
) -> TimelineFrame:
    """The frame with room for the names of its lanes, and for their peaks; the bars take the
    height that the lanes leave."""
    frame = TimelineFrame(axis.first, axis.last, width, height, None, before)
    if height < STRIP:
        return frame
    digits = max((len(text.number(lane.events)) for lane in lanes.rows), default=1)
    names = lane_names([lane.label for lane in lanes.rows])
    longest = max((text_width(name) for name in names), default=0.0)
    wanted = round(NAME_AT + longest + BETWEEN + DIGIT * digits + NAME_END) + 2
    left = min(max(wanted, _LEAST), _MOST_NARROW if frame.narrow else _MOST)
    left += frame.left - frame.edge
    right = frame.right
    if highest := max(map(peak, lanes.rows), default=0):
        right = width - _PEAK - max(DIGIT * len(text.number(highest)), 26)
    gap = frame.lanes_top - frame.base
    roomy = TimelineMargins(left, right, frame.top, frame.base, frame.lanes_top)
    drawn = replace(frame, room=roomy)
    lower = max(room_wanted(lanes, drawn), LANE_PX * len(lanes.rows))
    free = frame.bottom - gap - lower if lanes.rows else frame.bottom - 1
    base = int(max(frame.base, min(free, _BARS * height if lanes.rows else free)))
    room = roomy._replace(base=base, lanes_top=base + gap)
    return replace(frame, room=room)
