"""A name on the map: how large it is, where it may stand, and its SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dashboard.pictures import svg
from dashboard.pictures.maps.free_space import Rect
from dashboard.pictures.text import metrics

HALO: Final = 3.0
"""Whole width of the line behind a name."""

LEADING: Final = 1.2
ASCENT: Final = 0.8
DESCENT: Final = 0.26
MIDDLE: Final = 0.35
"""Of the type size: from line to line, above and below a baseline, and from the middle of a
line to its baseline."""

Side = tuple[float, float]
"""Where words stand from a point: -1, 0 or 1 to the right and downwards."""

AROUND: Final[Sequence[Side]] = ((1, 0), (-1, 0), (0, 1), (0, -1))
CORNERS: Final[Sequence[Side]] = ((1, -1), (1, 1), (-1, -1), (-1, 1))


class LabelRun(NamedTuple):
    """A part of a line in one weight and colour."""

    words: str
    fill: str
    weight: int = metrics.REGULAR


class LabelText(NamedTuple):
    """One or more lines; all but the first run of a line are regular and upright."""

    lines: tuple[tuple[LabelRun, ...], ...]
    size: float
    halo: str
    italic: bool = False
    spacing: float = 0

    @property
    def wide(self) -> float:
        """Width of the longest line, units."""
        return max(
            sum(
                metrics.width(run.words, self.size, run.weight, italic=self.italic)
                + len(run.words) * self.spacing
                for run in line
            )
            for line in self.lines
        )

    def beside(self, x: float, y: float, dx: float, dy: float, side: Side) -> Rect:
        """The box of the words at a side of a point, ``dx`` and ``dy`` units away from it."""
        wide = self.wide
        high = self.size * (ASCENT + DESCENT + LEADING * (len(self.lines) - 1))
        left = x + side[0] * dx - wide * (1 - side[0]) / 2
        top = y + side[1] * dy - high * (1 - side[1]) / 2
        return Rect(left, top, left + wide, top + high)

    def drawn(self, box: Rect, side: Side = (0, 0)) -> list[str]:
        """The words in their box, set from the side that they have their point at."""
        anchor = {1: "start", 0: "middle", -1: "end"}[round(side[0])]
        x = {1: box.left, 0: (box.left + box.right) / 2, -1: box.right}[round(side[0])]
        y = box.top + self.size * ASCENT
        made = []
        for number, line in enumerate(self.lines):
            at = x, y + number * LEADING * self.size
            if len(line) > 1:
                parts = [(run.words, run.weight, run.fill) for run in line]
                made.append(
                    svg.spans(*at, parts, size=self.size, anchor=anchor, halo=(self.halo, HALO))
                )
                continue
            made.append(
                svg.text(
                    *at,
                    line[0].words,
                    size=self.size,
                    fill=line[0].fill,
                    weight=line[0].weight,
                    anchor=anchor,
                    font_style="italic" if self.italic else None,
                    letter_spacing=self.spacing or None,
                    halo=(self.halo, HALO),
                )
            )
        return made


def plain(words: str, size: float, fill: str, halo: str) -> LabelText:
    """One line in one colour."""
    return LabelText(((LabelRun(words, fill),),), size, halo)


def broken(words: str, size: float, fill: str, halo: str, wide: float) -> LabelText:
    """Lines of about the same length, none longer than ``wide`` unless a word is."""
    longest = max((metrics.width(word, size) for word in words.split()), default=0)
    lines = metrics.lines(words, size, max(wide, longest)) or [""]
    if len(lines) > 1:
        # as few lines as needed, and then as narrow as these allow
        even = metrics.width(words, size) / len(lines)
        for share in (1.02, 1.1, 1.2, 1.35):
            tried = metrics.lines(words, size, max(even * share, longest))
            if len(tried) == len(lines):
                lines = tried
                break
    return LabelText(tuple((LabelRun(line, fill),) for line in lines), size, halo)
