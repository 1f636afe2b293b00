"""What is written at the marks: names with counts, the largest places first.

The largest places always have their words. Another place has them where there is room, a
place with several events also further off, at the end of a thin line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from dashboard.figures.marks import MIXED
from dashboard.figures.theme import Theme
from dashboard.pictures import letters, svg
from dashboard.pictures.map_marks import Drawn, Marks
from dashboard.pictures.map_room import EDGE, Rect, Room
from dashboard.pictures.map_words import AROUND, CORNERS, MIDDLE, Run, Side, Words

ALWAYS: Final = 5
"""So many of the largest places have a name in any case."""

MOST_FAR: Final = 40
"""Of more marks with several events, none but the largest is named at a line's end."""

GAP: Final = (5.0, 3.0)
"""Units between a cluster and its words, beside it and above or below."""

CLEAR: Final = 3.0
"""Units around words that are left free of other marks and words."""

ON_SIZE: Final = 11.0
ON_SHARE: Final = 1.9
"""The type of a count on a square's mark, and how wide it is at most, of the radius."""

FURTHER: Final = (14.0, 26.0, 40.0, 60.0)
TURNS: Final = 16
"""Where else words may stand: so far from the cluster, in so many directions."""


class _Try(NamedTuple):
    words: Words
    box: Rect
    side: Side
    far: bool


def label(marks: Marks, theme: Theme, room: Room) -> list[str]:
    """Write at the marks, and take what the words need; marks are taken already."""
    made: list[str] = []
    several = sum(one.total > 1 for one in marks.drawn)
    for rank, one in enumerate(marks.drawn):
        must = rank < ALWAYS
        if not (one.names or must):
            continue
        if not one.names and _fits_on(one):
            made.append(_on(one, theme))
            continue
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


def _words(one: Drawn, name: str, theme: Theme) -> Words:
    strong = one.tone == "strong"
    size = 13.0 if strong and name else 11.5
    if not name:
        return Words(((Run(one.said, theme.ink),),), size, theme.halo)
    ink = theme.ink if strong else theme.label_region if one.tone == "region" else theme.label_town
    runs = [Run(name, ink, svg.SEMIBOLD if strong else letters.REGULAR)]
    if one.said:
        runs.append(Run(one.said, theme.ink3))
    return Words((tuple(runs),), size, theme.halo)


def _tries(one: Drawn, theme: Theme, room: Room, reach: tuple[float, ...]) -> Iterator[_Try]:
    """The places for the words of a mark, the best first."""
    dx, dy = one.cluster.half_x + GAP[0], one.cluster.half_y + GAP[1]
    for name in one.names or ("",):
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


def _fitting(name: str, one: Drawn, room: Room) -> str:
    """A name that is wider than the map is cut, its count never."""
    count = letters.width(one.said, 13)
    wide = room.frame.right - room.frame.left - 2 * EDGE - count - 4
    return letters.shortened(name, 13, wide, svg.SEMIBOLD)


def _least_bad(one: Drawn, theme: Theme, room: Room) -> _Try:
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


def _line(one: Drawn, found: _Try, theme: Theme) -> str:
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


def _fits_on(one: Drawn) -> bool:
    """Whether the count of a square fits onto its mark."""
    return letters.width(one.said, ON_SIZE, svg.SEMIBOLD) <= ON_SHARE * one.cluster.marks[0].r


def _on(one: Drawn, theme: Theme) -> str:
    group = one.cluster.marks[0].group
    ground = _light(theme.ink2 if group == MIXED else theme.group(group))
    fill = max(
        (theme.paper, theme.ink),
        key=lambda ink: (max(ground, _light(ink)) + 0.05) / (min(ground, _light(ink)) + 0.05),
    )
    return svg.text(
        one.x,
        one.y + ON_SIZE * MIDDLE,
        one.said,
        size=ON_SIZE,
        fill=fill,
        weight=svg.SEMIBOLD,
        anchor="middle",
    )


def _light(colour: str) -> float:
    """The relative luminance of ``#RRGGBB``, as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG
        for part in parts
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
