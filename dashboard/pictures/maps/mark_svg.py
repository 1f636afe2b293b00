"""The marks of a map as SVG: clusters, the lines to where they belong, and points."""

from __future__ import annotations

import math
from typing import Final

from dashboard.figures.map.marks import RING_GAP, mark_path
from dashboard.figures.theme import SHAPES, Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.marks import DrawnMarks
from dashboard.pictures.maps.packing import Mark, PackedCluster

LEADER: Final = 5.0
"""Units that a cluster may stand off before a line leads back to its place."""

DOT: Final = 1.9
DASH: Final = (3.0, 1.8)
RING_DASH: Final = (2.0, 2.0)


def draw(marks: DrawnMarks, theme: Theme) -> list[str]:
    """Leaders, the points they lead to, and the clusters, small ones over large ones."""
    far = [
        one
        for one in marks.drawn
        if math.hypot(one.x - one.true_x, one.y - one.true_y) > LEADER
    ]  # fmt: skip
    return [
        *(
            svg.line(one.true_x, one.true_y, one.x, one.y, stroke=theme.ink2, stroke_width=0.8)
            for one in far
        ),
        *(dot(one.true_x, one.true_y, theme) for one in far),
        # one unit of the line shows outside of a filled mark
        svg.group(
            (svg.moved(one.x, one.y, _cluster(one.cluster, theme)) for one in marks.drawn),
            stroke=theme.outline,
            stroke_width=2,
            paint_order="stroke",
        ),
    ]


def dot(x: float, y: float, theme: Theme) -> str:
    """A point that is no mark: paper with a thin ring."""
    return svg.element(
        "circle", "", cx=x, cy=y, r=DOT, fill=theme.paper, stroke=theme.ink2, stroke_width=1.1
    )


def _cluster(cluster: PackedCluster, theme: Theme) -> list[str]:
    made = [_one(mark, theme) for mark in cluster.marks]
    if cluster.ring:
        dash, offset = _fitted(2 * math.pi * (cluster.radius + RING_GAP), RING_DASH)
        ring = svg.element(
            "circle", "", r=cluster.radius + RING_GAP, fill="none", stroke=theme.ink2,
            stroke_width=1, stroke_dasharray=dash, stroke_dashoffset=offset,
        )  # fmt: skip
        made.insert(0, ring)
    return made


def _one(mark: Mark, theme: Theme) -> str:
    colour = theme.group(mark.group)
    d = mark_path(SHAPES[mark.group], mark.r)
    if mark.hollow:
        parts = [svg.path(d, fill=theme.land2, fill_opacity=0.9, stroke="none")]
        parts += [
            svg.path(edges, fill="none", stroke=colour, stroke_width=1.6,
                     stroke_dasharray=dash, stroke_dashoffset=offset)
            for edges, dash, offset in _edges(mark, d)
        ]  # fmt: skip
    else:
        parts = [svg.path(d, fill=colour)]
    if mark.x == mark.y == 0:
        return "".join(parts)
    return svg.moved(mark.x, mark.y, parts)


def _edges(mark: Mark, d: str) -> list[tuple[str, str, float]]:
    """The dashed line of a mark, in paths of one dash each: every corner is drawn."""
    if not mark.corners:
        return [(d, *_fitted(2 * math.pi * mark.r, DASH))]
    found: dict[tuple[str, float], str] = {}
    for (x1, y1), (x2, y2) in zip(
        mark.corners, (*mark.corners[1:], mark.corners[0]), strict=True
    ):  # fmt: skip
        look = _fitted(math.hypot(x2 - x1, y2 - y1), DASH)
        found[look] = found.get(look, "") + f"M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}"
    return [(edges, *look) for look, edges in found.items()]


def _fitted(length: float, dash: tuple[float, float]) -> tuple[str, float]:
    """A dash that goes into a length without a rest and ends half on each end, and its start."""
    on, off = dash
    unit = length / max(1, round(length / (on + off))) / (on + off)
    return f"{svg.number(on * unit)} {svg.number(off * unit)}", round(on * unit / 2, 2)
