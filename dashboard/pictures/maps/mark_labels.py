"""What is written at the marks: names with counts, the largest places first.

The largest places always have their words. Another place has them where there is room, a
place with several events also further off, at the end of a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.free_space import EDGE, FreeSpace, Rect
from dashboard.pictures.maps.label import AROUND, CORNERS, LabelRun, LabelText, Side
from dashboard.pictures.maps.marks import MapMarks, PlacedCluster
from dashboard.pictures.text import metrics

ALWAYS: Final = 5
"""So many of the largest places have a name in any case."""

MOST_FAR: Final = 40
"""Of more marks with several events, none but the largest is named at a line's end."""

GAP: Final = (5.0, 3.0)
"""Units between a cluster and its words, beside it and above or below."""

CLEAR: Final = 3.0
"""Units around words that are left free of other marks and words."""

FURTHER: Final = (14.0, 26.0, 40.0, 60.0)
TURNS: Final = 16
"""Where else words may stand: so far from the cluster, in so many directions."""


class _Try(NamedTuple):
    words: LabelText
    box: Rect
    side: Side
    far: bool


def label(marks: MapMarks, theme: Theme, room: FreeSpace) -> list[str]:
    """Write at the marks, and take what the words need; marks are taken already."""
    made: list[str] = []
    several = sum(one.total > 1 for one in marks.drawn)
    for rank, one in enumerate(marks.drawn):
        must = rank < ALWAYS
        reach = FURTHER if must else FURTHER[:2] if one.total > 1 and several <= MOST_FAR else ()
        tries = _tries(one, theme, room, reach)
        found = next((tried for tried in tries if room.free(tried.box.grown(CLEAR))), None)
        if found is None and must:
            found = _least_bad(one, theme, room)
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
    """A name that is wider than the map is cut, its count never."""
    count = metrics.width(one.said, 13)
    wide = room.frame.right - room.frame.left - 2 * EDGE - count - 4
    return metrics.shortened(name, 13, wide, svg.SEMIBOLD)


def _least_bad(one: PlacedCluster, theme: Theme, room: FreeSpace) -> _Try:
    """Beside the mark, where the words cover least; moved into the frame."""
    found: list[tuple[float, _Try]] = []
    inner = room.frame.grown(-EDGE)
    for tried in _tries(one, theme, room, ()):
        box = tried.box
        across = max(inner.left - box.left, 0) + min(inner.right - box.right, 0)
        down = max(inner.top - box.top, 0) + min(inner.bottom - box.bottom, 0)
        inside = Rect(box.left + across, box.top + down, box.right + across, box.bottom + down)
        found.append((room.covered(inside), tried._replace(box=inside)))
    return min(found, key=lambda pair: pair[0])[1]


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
