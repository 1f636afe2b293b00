"""The coloured regions of a picture's map."""

from __future__ import annotations

import numpy as np
import shapely

from dashboard.figures.map.choropleth import Choropleth
from dashboard.figures.theme import Theme
from dashboard.pictures import svg
from dashboard.pictures.maps.basemap import outline
from dashboard.pictures.maps.plane import Projection, mercator_shapes
from geodata import regions


def draw(shown: Choropleth, at: Projection, theme: Theme) -> list[str]:
    """Every region that touches the frame, in its colour, with a line of paper around it."""
    colours = shown.colours
    codes = [one.code for one in shown.counts.rows]
    shapes = np.array([regions.shape(code) for code in codes], dtype=object)
    if not len(shapes):
        return []
    cut, which = at.units(mercator_shapes(shapes))
    return [
        svg.path(
            outline(shapely.get_parts(shape)),
            fill=theme.densities[colours[codes[index]]],
            stroke=theme.paper,
            stroke_width=0.6,
        )
        for shape, index in zip(cut, which, strict=True)
    ]
