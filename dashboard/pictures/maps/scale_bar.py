"""The scale bar of a map, in a corner where no mark is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.figures.map import geometry
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.free_space import Rect
from dashboard.pictures.maps.plane import Projection
from dashboard.pictures.text import metrics
from geodata.text import number

SIZE: Final = 11.0
SHARE: Final = 0.17
SHORTEST, LONGEST = 60.0, 140.0
"""How long the bar is at most: a share of the map's width, within these units."""

FROM_EDGE: Final = 12.0
TALL: Final = 24.0
FAR_OUT: Final = 5.0
"""Below this zoom lengths differ so much over a map that the bar says for which latitude."""


class PictureScaleBar:
    """The bar of a view, and where it stands."""

    def __init__(self, plane: Projection, taken: Sequence[Rect]) -> None:
        self.lat = plane.view.lat
        left, top, right, bottom = plane.sides
        most = min(LONGEST, max(SHORTEST, SHARE * (right - left)))
        self.bar = geometry.scale_bar(self.lat, plane.zoom, most)
        self.words = f"{number(int(self.bar.km)) if self.bar.km >= 1 else f'{self.bar.km:g}'} km"
        if plane.zoom < FAR_OUT:
            self.words += f" at {abs(self.lat):.0f}° {'N' if self.lat >= 0 else 'S'}"
        wide = max(self.bar.px, metrics.width(self.words, SIZE) + 20)
        # lower right, unless a mark stands there
        corners = [
            Rect(x, y, x + wide, y + TALL)
            for y in (bottom - FROM_EDGE - TALL, top + FROM_EDGE)
            for x in (right - FROM_EDGE - wide, left + FROM_EDGE)
        ]
        covered = [sum(box.grown(4).common(one) for one in taken) for box in corners]
        self.over_marks = min(covered) > 0
        self.box = corners[covered.index(min(covered))]

    def drawn(self, theme: Theme) -> list[str]:
        """The bar with its halo, and its length in km."""
        right, y = self.box.right, self.box.bottom - 2
        left = right - self.bar.px
        d = (
            f"M{left:.2f} {y - 5:.2f}V{y:.2f}H{right:.2f}V{y - 5:.2f}"
            f"M{(left + right) / 2:.2f} {y - 3:.2f}V{y:.2f}"
        )
        halo = (theme.halo, 3.0)
        line = {"fill": "none", "stroke_linecap": "square"}
        said = svg.text(right, y - 9, self.words, size=SIZE, fill=theme.ink2, anchor="end",
                        halo=halo)  # fmt: skip
        parts = [
            # where every corner has marks, they show through
            *([_plate(self.box.grown(3), theme)] if self.over_marks else ()),
            svg.path(d, stroke=theme.halo, stroke_width=4, stroke_opacity=0.8, **line),
            svg.path(d, stroke=theme.ink2, stroke_width=1, **line),
            said,
        ]
        if self.bar.px > metrics.width(self.words, SIZE) + 14:
            parts.append(
                svg.text(left, y - 9, "0", size=SIZE, fill=theme.ink2, anchor="middle", halo=halo)
            )
        return parts


def _plate(box: Rect, theme: Theme) -> str:
    return svg.rect(
        box.left,
        box.top,
        box.right - box.left,
        box.bottom - box.top,
        fill=theme.halo,
        fill_opacity=0.75,
    )
