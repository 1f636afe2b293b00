"""What is written at the marks: names with counts, the largest places first.

A name that fits nowhere is left out: it would hide a mark or another name. The largest marks, and
of few marks all with several events, may have theirs further off, at the end of a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.free_space import FreeSpace, Rect
from dashboard.pictures.maps.label import AROUND, CORNERS, LabelRun, LabelText, Side
from dashboard.pictures.maps.marks import DrawnMarks, PlacedCluster
from dashboard.pictures.text import metrics

FEW: Final = 40
MOST_NAMED: Final = 14
"""Of more marks than ``FEW``, so many of the largest are named and no others."""

FAR_NAMED: Final = 5
"""So many of the largest have a name far off where there is no room near."""

GAP: Final = (5.0, 3.0)
"""Units between a cluster and its words, beside it and above or below."""

CLEAR: Final = 3.0
CLOSE: Final = 10.0
"""Units around words that are left free of other marks and words, and around words at the end of
a line free of marks."""

FURTHER: Final = (14.0, 26.0, 40.0, 60.0, 85.0, 115.0, 150.0)
TURNS: Final = 16
STEP: Final = 4.0
"""Where else words may stand: so far from the cluster, in so many directions; and how densely
the way there is looked at, units."""


class _Try(NamedTuple):
    words: LabelText
    box: Rect
    side: Side
    far: bool


def label(marks: DrawnMarks, theme: Theme, room: FreeSpace) -> list[str]:
    """Write at the marks, and take what the words need; marks are taken already."""
    made: list[str] = []
    few = len(marks.drawn) <= FEW
    for rank, one in enumerate(marks.drawn if few else marks.drawn[:MOST_NAMED]):
        reach = FURTHER[: None if rank < FAR_NAMED else 2] if one.total > 1 else ()
        tries = _tries(one, theme, room, reach)
        found = next((tried for tried in tries if _clear(tried, one, marks, room)), None)
        if found is None:
            continue
        room.take(found.box)
        if found.far:
            made.append(_line(one, found, theme))
        made += found.words.drawn(found.box, found.side)
    return made


def _words(one: PlacedCluster, name: str, theme: Theme) -> LabelText:
    strong = one.tone == "strong"
    size = 13.0 if strong else 11.5
    ink = theme.ink if strong else theme.label_region if one.tone == "region" else theme.label_town
    runs = [LabelRun(name, ink, svg.SEMIBOLD if strong else metrics.REGULAR)]
    if one.said:
        runs.append(LabelRun(one.said, theme.ink3))
    return LabelText((tuple(runs),), size, theme.halo)


def _tries(
    one: PlacedCluster, theme: Theme, room: FreeSpace, reach: tuple[float, ...]
) -> Iterator[_Try]:
    """The places for the words of a mark, the best first."""
    dx, dy = one.cluster.half_x + GAP[0], one.cluster.half_y + GAP[1]
    for name in one.names:
        words = _words(one, _fitting(name, one, room), theme)
        for side in AROUND:
            yield _Try(words, words.beside(one.x, one.y, dx, dy, side), side, far=False)
    for side in CORNERS:
        box = words.beside(one.x, one.y, dx * 0.75, dy * 0.75, side)
        yield _Try(words, box, side, far=False)
    for further in reach:
        for turn in range(TURNS):
            angle = 2 * math.pi * turn / TURNS
            ux, uy = math.cos(angle), math.sin(angle)
            x = one.x + ux * (one.cluster.half_x + further)
            y = one.y + uy * (one.cluster.half_y + further)
            side = (1 if ux > 0.3 else -1 if ux < -0.3 else 0, 0 if abs(ux) > 0.3 else uy)  # noqa: PLR2004 - to the right, to the left, or over it
            yield _Try(words, words.beside(x, y, 0, 0, side), side, far=True)


def _fitting(name: str, one: PlacedCluster, room: FreeSpace) -> str:
    """A name that is wider than half of the map is cut, its count never."""
    wide = (room.frame.right - room.frame.left) / 2 - metrics.width(one.said, 13)
    return metrics.shortened(name, 13, wide, svg.SEMIBOLD)


def _clear(tried: _Try, one: PlacedCluster, marks: DrawnMarks, room: FreeSpace) -> bool:
    """Whether words hide nothing, and far ones are read at their mark: no other is close, unless
    their own is closer, and nothing stands on the way."""
    if not room.free(tried.box.grown(CLEAR)):
        return False
    if not tried.far:
        return True
    reach = min(_distance(one, tried.box), CLOSE)
    apart = all(_distance(other, tried.box) >= reach for other in marks.drawn if other is not one)
    return apart and _line_is_free(one, tried.box, room)


def _line_is_free(one: PlacedCluster, box: Rect, room: FreeSpace) -> bool:
    """Whether nothing is taken between a mark and words at the end of a line."""
    x, y = _nearest(one.x, one.y, box)
    steps = max(1, int(math.dist((one.x, one.y), (x, y)) / STEP))
    for step in range(steps):
        at = one.x + (x - one.x) * step / steps, one.y + (y - one.y) * step / steps
        on_way = Rect(*at, *at).grown(1)
        if not one.box.common(on_way) and room.covered(on_way):
            return False
    return True


def _distance(one: PlacedCluster, box: Rect) -> float:
    """From the edge of a mark to a box, units."""
    return math.dist((one.x, one.y), _nearest(one.x, one.y, box)) - one.cluster.radius


def _line(one: PlacedCluster, found: _Try, theme: Theme) -> str:
    """From the nearest mark of a cluster to its words."""
    box = found.box
    near = min(
        one.cluster.marks,
        key=lambda mark: math.dist((one.x + mark.x, one.y + mark.y), _nearest(one.x, one.y, box)),
    )
    x1, y1 = one.x + near.x, one.y + near.y
    x2, y2 = _nearest(x1, y1, box)
    share = min(near.r / (math.dist((x1, y1), (x2, y2)) or 1), 1)
    return svg.line(
        x1 + (x2 - x1) * share,
        y1 + (y2 - y1) * share,
        x2,
        y2,
        stroke=theme.ink2,
        stroke_width=0.6,
    )


def _nearest(x: float, y: float, box: Rect) -> tuple[float, float]:
    """The point of a box that is nearest to another."""
    return min(max(x, box.left - 2), box.right + 2), min(max(y, box.top + 2), box.bottom - 2)
