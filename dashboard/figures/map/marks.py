"""Marks of equal area: what ``assets/marks.js`` draws on the map, and the same as SVG.

A mark of ``n`` events has the area ``π·k²·n`` px², whatever its shape, so that shapes can be
compared; ``k`` is the radius in px of the circle for one event.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from dashboard.figures.map.mark_scale import SMALLEST
from dashboard.figures.theme import SHAPES, Theme
from geodata.schema import GROUPS

RING_GAP: Final = 4.0
"""From a mark to the ring around it, px."""

MARK_GAP: Final = 0.6
"""Between the marks of a cluster, px."""


def spec(filled: Sequence[int], hollow: Sequence[int], *, ring: bool = False) -> str:
    """The text that ``marks.js`` draws a cluster from; counts in the order of ``GROUPS``.

    ``filled`` events are placed to a town or better; ``hollow`` ones to a governorate, or
    they are aggregates. ``ring`` asks for the dashed ring of a district.
    """
    items = [f"{i}f{n}" for i, n in enumerate(filled) if n]
    items += [f"{i}h{n}" for i, n in enumerate(hollow) if n]
    return " ".join([*items, "r"] if ring else items)


def corners(shape: str, r: float) -> list[tuple[float, float]]:
    """The corners around 0,0 of a shape with the area of a circle of radius ``r``; y down.

    Empty for a circle. Shapes have Plotly's names.
    """
    area = math.pi * r * r
    if shape == "circle":
        return []
    if shape == "square":
        s = math.sqrt(area) / 2
        return [(-s, -s), (s, -s), (s, s), (-s, s)]
    if shape == "diamond":
        d = math.sqrt(area / 2)
        return [(0, -d), (d, 0), (0, d), (-d, 0)]
    if shape == "cross":
        s = math.sqrt(area / 0.64) / 2
        a = s * 0.4
        upper = [(-a, -a), (-a, -s), (a, -s), (a, -a), (s, -a), (s, a)]
        return upper + [(-x, -y) for x, y in upper]
    side = math.sqrt(4 * area / math.sqrt(3))
    height = side * math.sqrt(3) / 2
    up = 1 if shape == "triangle-up" else -1
    return [(0, -up * height * 2 / 3), (side / 2, up * height / 3), (-side / 2, up * height / 3)]


def mark_shapes() -> dict[str, Any]:
    """What the browser draws marks from: the corners of each at radius 1, by group as a spec
    names it, and sizes in px."""
    return {
        "corners": {str(i): corners(SHAPES[group], 1) for i, group in enumerate(GROUPS)},
        "gap": MARK_GAP,
        "ring": RING_GAP,
        "smallest": SMALLEST,
    }


def mark_path(shape: str, r: float) -> str:
    """The ``d`` of an SVG path around 0,0 for a shape."""
    points = corners(shape, r)
    if not points:
        return f"M{-r:.2f} 0A{r:.2f} {r:.2f} 0 1 1 {r:.2f} 0A{r:.2f} {r:.2f} 0 1 1 {-r:.2f} 0Z"
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z"


def mark_svg(
    group: str, r: float, theme: Theme, *, hollow: bool = False, ring: bool = False
) -> str:
    """A whole SVG element of one mark, as large as the mark with its line.

    ``group``: one of ``GROUPS``. It is decoration beside words, hence hidden from screen
    readers.
    """
    if group not in GROUPS:
        raise ValueError(f"no event group is called {group!r}")
    shape, colour = SHAPES[group], theme.group(group)
    reach = max((math.hypot(x, y) for x, y in corners(shape, r)), default=r)
    half = math.ceil(reach + (RING_GAP if ring else 0) + 1)
    style = (
        f'fill="{theme.land2}" fill-opacity=".9" stroke="{colour}" stroke-width="1.6" '
        'stroke-dasharray="3 1.8"'
        if hollow
        else f'fill="{colour}"'
    )
    around = (
        f'<circle r="{reach + RING_GAP:.2f}" fill="none" stroke="{theme.ink2}" '
        'stroke-dasharray="2 2"/>'
        if ring
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * half}" height="{2 * half}" '
        f'viewBox="{-half} {-half} {2 * half} {2 * half}" aria-hidden="true">'
        f'<path d="{mark_path(shape, r)}" {style}/>{around}</svg>'
    )
