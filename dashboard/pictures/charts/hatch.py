"""Hatching of bars in print: groups of like lightness stay apart when the paper is grey.

In the colours of print the groups differ in lightness, but violence and diplomacy, the two most
frequent, the least: a bar of one beside a bar of the other is told apart by hatching. Lines are
drawn one by one: patterns get lost in several programs that open SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from dashboard.figures.theme import Theme
from dashboard.pictures import svg

HATCHED: Final = "diplomacy"
"""The group whose bars are hatched."""

EVERY: Final = 4.5
WIDTH: Final = 0.7


def hatch(
    boxes: Iterable[tuple[float, float, float, float]], colour: str, theme: Theme
) -> tuple[str, ...]:
    """Lines of paper rising to the right over bars from ``x0, y0`` to ``x1, y1``, if they have
    the colour of the group that is hatched. All bars share one grid of lines."""
    if colour != theme.group(HATCHED):
        return ()
    step = EVERY * math.sqrt(2)
    d = ""
    for x0, y0, x1, y1 in boxes:
        for k in range(math.floor((x0 + y0) / step) + 1, math.ceil((x1 + y1) / step)):
            c = k * step  # along a line x + y = c
            left, right = max(x0, c - y1), min(x1, c - y0)
            points = map(svg.number, (left, c - left, right, c - right))
            d += "M{} {}L{} {}".format(*points)
    return (svg.path(d, stroke=theme.paper, stroke_width=WIDTH, fill="none"),) if d else ()
